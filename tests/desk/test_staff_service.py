"""Sessions, passwords, one-time codes and accounts, on the real store with a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from casework.errors import (
    BadUserName,
    Denied,
    StaffSessionEnded,
    TooManyRequests,
    UnknownUser,
    UserNameTaken,
    WeakPassword,
    WrongLogin,
    WrongTotp,
)
from casework.services.accounts import OPERATOR, AccountService
from casework.services.ports import Store
from casework.services.staff import Staff, StaffService
from casework.store import open_store
from tests.fakes import FixedClock, QuickHasher

OLD, NEW = "the first long password", "the second long password"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/desk.db", tmp_path / "keys", hasher=QuickHasher(), clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def staff(store: Store, clock: FixedClock) -> StaffService:
    return StaffService(store, clock)


@pytest.fixture
def accounts(store: Store) -> AccountService:
    return AccountService(store)


@pytest.fixture
def li(store: Store, accounts: AccountService) -> str:
    """Somebody with a password of their own."""
    once = accounts.create(OPERATOR, "li.na", "李娜", "agent")
    with store.write() as work:
        work.users.change_password("li.na", once, OLD)
        work.commit()
    return "li.na"


def actions(store: Store) -> list[str]:
    with store.read() as work:
        return [entry.action for entry in work.audit.entries()]


# ---------------------------------------------------------------- sessions


def test_who_signs_in_sits_there_with_name_and_role(staff: StaffService, li: str) -> None:
    seat = staff.seat(staff.sign_in(li, OLD))

    assert (seat.staff, seat.display_name, seat.must_change) == (Staff("li.na", "agent"), "李娜", False)


@pytest.mark.parametrize(("name", "password"), [("li.na", "wrong"), ("nobody", OLD), ("", ""), ("li.na\x00", OLD)])
def test_nothing_else_signs_in(staff: StaffService, store: Store, li: str, name: str, password: str) -> None:
    with pytest.raises(WrongLogin):
        staff.sign_in(name, password)

    assert actions(store)[-1] == "sign_in_refused"


def test_a_session_ends_after_half_an_hour_of_doing_nothing(staff: StaffService, clock: FixedClock, li: str) -> None:
    token = staff.sign_in(li, OLD)

    clock.advance(minutes=29)
    staff.seat(token)  # looking is not doing
    clock.advance(minutes=1)

    with pytest.raises(StaffSessionEnded):
        staff.seat(token)


def test_doing_something_puts_the_end_off_until_ten_hours_are_over(
    staff: StaffService, clock: FixedClock, li: str
) -> None:
    token = staff.sign_in(li, OLD)

    for _ in range(23):
        clock.advance(minutes=25)
        staff.seat(token, acting=True)
    clock.advance(minutes=25)

    with pytest.raises(StaffSessionEnded):
        staff.seat(token, acting=True)


@pytest.mark.parametrize("token", ["", "x", "〔电话1〕", "a" * 10_000])
def test_a_made_up_token_is_nobody(staff: StaffService, li: str, token: str) -> None:
    with pytest.raises(StaffSessionEnded):
        staff.seat(token)


def test_signing_out_ends_this_session_only(staff: StaffService, li: str) -> None:
    here, there = staff.sign_in(li, OLD), staff.sign_in(li, OLD)

    staff.sign_out(here)

    assert staff.seat(there).staff.name == li
    with pytest.raises(StaffSessionEnded):
        staff.seat(here)


def test_old_sessions_are_swept_when_somebody_signs_in(
    staff: StaffService, store: Store, clock: FixedClock, li: str
) -> None:
    token = staff.sign_in(li, OLD)
    clock.advance(minutes=31)

    staff.sign_in(li, OLD)

    with store.read() as work:
        assert work.staff_sessions.by_token(token) is None


# ---------------------------------------------------------------- passwords


def test_a_new_password_ends_the_other_sessions_and_the_being_one_time(
    staff: StaffService, accounts: AccountService
) -> None:
    once = accounts.create(OPERATOR, "he", "", "reviewer")
    here, there = staff.sign_in("he", once), staff.sign_in("he", once)
    assert staff.seat(here).must_change

    staff.change_password(here, once, NEW)

    assert not staff.seat(here).must_change
    with pytest.raises(StaffSessionEnded):
        staff.seat(there)
    with pytest.raises(WrongLogin):
        staff.sign_in("he", once)
    staff.sign_in("he", NEW)


@pytest.mark.parametrize("new", [OLD, "short", "x" * 201, "aaaaaaaaaaaaaaaa", "121212121212"])
def test_an_easy_password_is_not_taken(staff: StaffService, li: str, new: str) -> None:
    token = staff.sign_in(li, OLD)

    with pytest.raises(WeakPassword):
        staff.change_password(token, OLD, new)


def test_the_name_is_no_password(staff: StaffService, accounts: AccountService) -> None:
    once = accounts.create(OPERATOR, "ouyang.xiaoming", "", "agent")
    token = staff.sign_in("ouyang.xiaoming", once)

    for new in ("ouyang.xiaoming", "Ouyang.Xiaoming1", "ouyang.xiaoming123456"):
        with pytest.raises(WeakPassword):
            staff.change_password(token, once, new)


def test_the_wrong_old_password_changes_nothing(staff: StaffService, li: str) -> None:
    token = staff.sign_in(li, OLD)

    with pytest.raises(WrongLogin):
        staff.change_password(token, "not the old one", NEW)

    staff.sign_in(li, OLD)


def test_more_passwords_at_once_than_the_machine_bears_are_turned_away(
    staff: StaffService, li: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.services.staff._Turn._PATIENCE", 0.01)
    with staff._slow_hash(), staff._slow_hash(), pytest.raises(TooManyRequests):
        staff.sign_in(li, OLD)


# ---------------------------------------------------------------- one-time codes


def turned_on(staff: StaffService, clock: FixedClock, li: str) -> pyotp.TOTP:
    secret = staff.new_totp()
    made = pyotp.TOTP(secret)
    staff.keep_totp(staff.sign_in(li, OLD), secret, made.at(clock.now))
    clock.advance(seconds=30)
    return made


def test_with_one_time_codes_the_password_alone_is_not_enough(staff: StaffService, clock: FixedClock, li: str) -> None:
    made = turned_on(staff, clock, li)

    for code in ("", "000000", "一二三四五六"):
        with pytest.raises(WrongLogin):
            staff.sign_in(li, OLD, code)
    code = made.at(clock.now)
    assert staff.seat(staff.sign_in(li, OLD, f"{code[:3]} {code[3:]}")).totp


def test_a_code_is_right_once(staff: StaffService, clock: FixedClock, li: str) -> None:
    made = turned_on(staff, clock, li)
    code = made.at(clock.now)
    staff.sign_in(li, OLD, code)

    with pytest.raises(WrongLogin):
        staff.sign_in(li, OLD, code)


def test_codes_are_not_turned_on_by_a_code_of_another_secret(staff: StaffService, clock: FixedClock, li: str) -> None:
    other = pyotp.TOTP(staff.new_totp()).at(clock.now)

    with pytest.raises(WrongTotp):
        staff.keep_totp(staff.sign_in(li, OLD), staff.new_totp(), other)


def test_codes_are_turned_off_with_a_code_only(staff: StaffService, clock: FixedClock, li: str) -> None:
    made = turned_on(staff, clock, li)
    token = staff.sign_in(li, OLD, made.at(clock.now))
    clock.advance(seconds=30)

    with pytest.raises(WrongTotp):
        staff.drop_totp(token, "123123")
    staff.drop_totp(token, made.at(clock.now))

    staff.sign_in(li, OLD)


# ---------------------------------------------------------------- calendar feeds


def test_a_feed_belongs_to_its_owner_until_it_is_replaced_or_dropped(staff: StaffService, li: str) -> None:
    token = staff.sign_in(li, OLD)
    first = staff.new_feed(token)
    second = staff.new_feed(token)

    assert [staff.feed_owner(feed) for feed in (first, second)] == [None, Staff("li.na", "agent")]
    staff.drop_feed(token)
    assert staff.feed_owner(second) is None
    assert staff.feed_since(token) is None


def test_nobody_reads_the_feed_of_who_was_locked_out(staff: StaffService, accounts: AccountService, li: str) -> None:
    feed = staff.new_feed(staff.sign_in(li, OLD))

    accounts.set_disabled(OPERATOR, li, disabled=True)

    assert staff.feed_owner(feed) is None


# ---------------------------------------------------------------- accounts


def test_who_is_locked_out_is_out_at_once_and_comes_back_when_let_in(
    staff: StaffService, accounts: AccountService, li: str
) -> None:
    token = staff.sign_in(li, OLD)

    accounts.set_disabled(OPERATOR, li, disabled=True)

    with pytest.raises(StaffSessionEnded):
        staff.seat(token)
    with pytest.raises(WrongLogin):
        staff.sign_in(li, OLD)
    accounts.set_disabled(OPERATOR, li, disabled=False)
    staff.sign_in(li, OLD)


def test_another_role_takes_a_new_sign_in(staff: StaffService, accounts: AccountService, li: str) -> None:
    token = staff.sign_in(li, OLD)

    accounts.set_role(OPERATOR, li, "auditor")

    with pytest.raises(StaffSessionEnded):
        staff.seat(token)
    assert staff.seat(staff.sign_in(li, OLD)).staff.role == "auditor"


def test_a_password_given_anew_replaces_the_old_one_and_the_second_factor(
    staff: StaffService, accounts: AccountService, clock: FixedClock, li: str
) -> None:
    turned_on(staff, clock, li)

    once = accounts.give_password(OPERATOR, li)

    with pytest.raises(WrongLogin):
        staff.sign_in(li, OLD)
    assert staff.seat(staff.sign_in(li, once)).must_change


@pytest.mark.parametrize("role", ["agent", "senior_agent", "reviewer", "auditor"])
def test_only_administrators_look_after_accounts(accounts: AccountService, li: str, role: str) -> None:
    somebody = Staff("li.na", role)  # type: ignore[arg-type]

    for attempt in (
        lambda: accounts.everybody(somebody),
        lambda: accounts.create(somebody, "new.one", "", "admin"),
        lambda: accounts.give_password(somebody, li),
        lambda: accounts.set_disabled(somebody, "admin", True),
        lambda: accounts.set_role(somebody, li, "admin"),
    ):
        with pytest.raises(Denied):
            attempt()


def test_an_administrator_neither_locks_nor_demotes_themselves(accounts: AccountService) -> None:
    admin = Staff("boss", "admin")

    with pytest.raises(Denied):
        accounts.set_disabled(admin, "boss", disabled=True)
    with pytest.raises(Denied):
        accounts.set_role(admin, "boss", "agent")


@pytest.mark.parametrize("name", ["", "a", "1abc", "王莉", "a b", "x" * 33, "../admin", "a\nb"])
def test_not_everything_is_a_name(accounts: AccountService, name: str) -> None:
    with pytest.raises(BadUserName):
        accounts.create(OPERATOR, name, "", "agent")


def test_a_name_is_taken_once_whatever_its_case(accounts: AccountService, li: str) -> None:
    with pytest.raises(UserNameTaken):
        accounts.create(OPERATOR, "LI.NA", "", "agent")


def test_who_is_not_there_cannot_be_changed(accounts: AccountService) -> None:
    for attempt in (
        lambda: accounts.give_password(OPERATOR, "nobody"),
        lambda: accounts.set_disabled(OPERATOR, "nobody", True),
        lambda: accounts.set_role(OPERATOR, "nobody", "agent"),
    ):
        with pytest.raises(UnknownUser):
            attempt()


def test_every_change_of_an_account_is_in_the_audit_trail(
    staff: StaffService, accounts: AccountService, store: Store, clock: FixedClock, li: str
) -> None:
    turned_on(staff, clock, li)
    accounts.set_role(OPERATOR, li, "reviewer")
    accounts.give_password(OPERATOR, li)
    accounts.set_disabled(OPERATOR, li, disabled=True)

    assert actions(store) == ["user_created", "sign_in", "totp_on", "role_changed", "password_given", "user_disabled"]
    with store.read() as work:
        assert work.audit.verify().broken_at is None
