"""Who is at the desk: signing in and out, sessions that end by themselves, and what people look after themselves.

Sessions are kept in the store, by the hash of their token. One ends after half an hour in which its user did nothing,
and after ten hours in any case.
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from casework.errors import StaffSessionEnded, TooManyRequests, WeakPassword, WrongLogin, WrongTotp
from casework.services.ports import Opener, Role, Store, Totp, UnitOfWork, User

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
_TOUCH_EVERY = timedelta(minutes=1)
"""A session is written at most so often: every click would be a transaction."""
SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 200
_HASHES_AT_ONCE = 2
"""Each comparison takes 19 MB and some 40 ms of one of two cores."""
_TOTP_STEP = 30


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does something: what every use case of the desk is asked with."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Seat:
    """One signed-in browser. With `must_change` its user can do nothing but choose a password."""

    staff: Staff
    display_name: str
    must_change: bool
    totp: bool
    ends_at: datetime


class StaffService:
    """Signs people in and knows who they are. Safe to share between threads."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._hashing = threading.BoundedSemaphore(_HASHES_AT_ONCE)

    def sign_in(self, name: str, password: str, code: str = "") -> str:
        """The token of a new session. Raises WrongLogin, whatever of the three was wrong, and TooManyRequests."""
        name = name.strip()
        with self._slow_hash(), self._store.read() as work:
            fits = work.users.check_password(name, password) != "wrong"
        with self._store.write() as work:
            user = work.users.by_name(name) if fits else None
            if user is None or user.disabled or not self._second_factor_fits(work, name, code):
                work.audit.write(
                    Opener(name[:64] or "?", "none", "帐号、密码或动态口令不对"), "sign_in_refused", "desk"
                )
                work.commit()
                raise WrongLogin(f"sign-in refused for {name[:64]!r}")
            now = self._clock()
            work.staff_sessions.sweep(now - IDLE)
            token = work.staff_sessions.create(name, now + LONGEST)
            work.audit.write(Opener(name, user.role, "登录"), "sign_in", "desk")
            work.commit()
        return token

    def seat(self, token: str, *, acting: bool = False) -> Seat:
        """Who sits at the browser with this token; `acting` puts off the end by idleness. Raises StaffSessionEnded."""
        now = self._clock()
        with self._store.read() as work:
            session = work.staff_sessions.by_token(token) if token else None
            user = work.users.by_name(session.user_name) if session else None
        if session is None or user is None or user.disabled:
            raise StaffSessionEnded("no session has this token")
        ends_at = min(session.last_seen_at + IDLE, session.expires_at)
        if ends_at <= now:
            raise StaffSessionEnded("the session's time is over")
        if acting and now - session.last_seen_at >= _TOUCH_EVERY:
            with self._store.write() as work:
                work.staff_sessions.touch(token)
                work.commit()
            ends_at = min(now + IDLE, session.expires_at)
        return Seat(Staff(user.name, user.role), user.display_name, user.must_change, user.totp, ends_at)

    def sign_out(self, token: str) -> None:
        """Ends one session; nothing happens when it has ended before."""
        with self._store.write() as work:
            session = work.staff_sessions.by_token(token) if token else None
            if session is not None:
                work.staff_sessions.end(token)
                user = work.users.by_name(session.user_name)
                work.audit.write(Opener(session.user_name, user.role if user else "none", "退出"), "sign_out", "desk")
                work.commit()

    def change_password(self, token: str, old: str, new: str) -> None:
        """Replaces the password of who sits here and ends their other sessions.

        Raises StaffSessionEnded, WrongLogin for a wrong old password, WeakPassword.
        """
        seat = self.seat(token, acting=True)
        check_new_password(seat.staff.name, old, new)
        with self._slow_hash(), self._store.write() as work:
            if not work.users.change_password(seat.staff.name, old, new):
                raise WrongLogin("the old password is wrong")
            work.staff_sessions.end_all_of(seat.staff.name, but=token)
            self._write_down(work, seat.staff, "password_changed", "本人更换密码")
            work.commit()

    def new_totp(self) -> str:
        """A fresh secret for one-time codes; it counts once `keep_totp` has seen a code of it."""
        return pyotp.random_base32()

    def keep_totp(self, token: str, secret: str, code: str) -> None:
        """Asks for one-time codes at sign-in from now on. Raises WrongTotp when the code is not of this secret."""
        seat = self.seat(token, acting=True)
        step = self._step_of(Totp(secret), code)
        if step is None:
            raise WrongTotp("the code is not of this secret")
        with self._store.write() as work:
            work.users.set_totp(seat.staff.name, Totp(secret, step))
            self._write_down(work, seat.staff, "totp_on", "本人开启动态口令")
            work.commit()

    def drop_totp(self, token: str, code: str) -> None:
        """Asks for no codes any more. Raises WrongTotp without a right one."""
        seat = self.seat(token, acting=True)
        with self._store.write() as work:
            if not self._second_factor_fits(work, seat.staff.name, code):
                raise WrongTotp("wrong code")
            work.users.set_totp(seat.staff.name, None)
            self._write_down(work, seat.staff, "totp_off", "本人关闭动态口令")
            work.commit()

    def new_feed(self, token: str) -> str:
        """The secret part of a new calendar address; the one before stops working."""
        seat = self.seat(token, acting=True)
        with self._store.write() as work:
            feed = work.feeds.replace(seat.staff.name)
            self._write_down(work, seat.staff, "feed_made", "本人生成日历地址")
            work.commit()
        return feed

    def drop_feed(self, token: str) -> None:
        """The calendar address stops working."""
        seat = self.seat(token, acting=True)
        with self._store.write() as work:
            if work.feeds.revoke(seat.staff.name):
                self._write_down(work, seat.staff, "feed_dropped", "本人停用日历地址")
            work.commit()

    def feed_since(self, token: str) -> datetime | None:
        """Since when the present calendar address works, None without one."""
        seat = self.seat(token)
        with self._store.read() as work:
            return work.feeds.since(seat.staff.name)

    def feed_owner(self, feed: str) -> Staff | None:
        """Whose calendar has this secret address; None when nobody's, or when its owner may not come in any more."""
        with self._store.read() as work:
            name = work.feeds.owner(feed)
            user: User | None = work.users.by_name(name) if name else None
        return Staff(user.name, user.role) if user and not user.disabled else None

    def _second_factor_fits(self, work: UnitOfWork, name: str, code: str) -> bool:
        """Whether the code is right, or none is needed; a code is right once."""
        totp = work.users.totp(name)
        if totp is None:
            return True
        step = self._step_of(totp, code)
        if step is None:
            return False
        work.users.set_totp(name, Totp(totp.secret, step))
        return True

    def _step_of(self, totp: Totp, code: str) -> int | None:
        """The time step whose code this is: the present one or a neighbour, and later than the last one used."""
        digits, present = "".join(code.split()), int(self._clock().timestamp()) // _TOTP_STEP
        made = pyotp.TOTP(totp.secret)
        steps = (step for step in (present - 1, present, present + 1) if step > totp.last_step)
        return next(
            (step for step in steps if hmac.compare_digest(made.at(step * _TOTP_STEP).encode(), digits.encode())), None
        )

    def _slow_hash(self) -> _Turn:
        return _Turn(self._hashing)

    @staticmethod
    def _write_down(work: UnitOfWork, staff: Staff, action: str, reason: str) -> None:
        work.audit.write(Opener(staff.name, staff.role, reason), action, staff.name)


class _Turn:
    """Waits a little for its turn at the slow hash, then gives up, so that threads do not pile up."""

    _PATIENCE = 5.0

    def __init__(self, hashing: threading.BoundedSemaphore) -> None:
        self._hashing = hashing

    def __enter__(self) -> None:
        if not self._hashing.acquire(timeout=self._PATIENCE):
            raise TooManyRequests("too many passwords to compare")

    def __exit__(self, *_: object) -> None:
        self._hashing.release()


def check_new_password(name: str, old: str, new: str) -> None:
    """Raises WeakPassword for one that is too short, too long, the old one, or little more than the name."""
    plain = new.strip().lower()
    if not SHORTEST_PASSWORD <= len(new) <= _LONGEST_PASSWORD or new == old:
        raise WeakPassword(f"a new password has {SHORTEST_PASSWORD} to {_LONGEST_PASSWORD} characters")
    if len(set(plain)) < 5 or plain.replace(name.lower(), "") in ("", "1", "123", "1234", "123456"):
        raise WeakPassword("a password is not the name, nor one character many times")
