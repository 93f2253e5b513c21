"""Signed-in browsers and calendar feeds of people who work here, in SQL."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import delete, or_, select

from casework.sealing.secret_words import new_token, token_hash
from casework.services.ports import Role, StaffSession
from casework.store.context import Context
from casework.store.tables import FeedTokenRow, StaffSessionRow, UserRow


class SqlStaffSessions:
    """The staff sessions of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def create(self, user_name: str, expires_at: datetime) -> str:
        """Opens a session and returns its token, the only time it is known."""
        token, now = new_token(), self._context.now()
        self._session.add(
            StaffSessionRow(
                token_hash=token_hash(token),
                user_name=user_name,
                created_at=now,
                last_seen_at=now,
                expires_at=expires_at,
            )
        )
        self._session.flush()
        return token

    def by_token(self, token: str) -> StaffSession | None:
        """The session of a token, whether or not its time is over."""
        row = self._session.get(StaffSessionRow, token_hash(token))
        return StaffSession(row.user_name, row.created_at, row.last_seen_at, row.expires_at) if row else None

    def touch(self, token: str) -> None:
        """Notes that its user has just done something."""
        row = self._session.get(StaffSessionRow, token_hash(token))
        if row is not None:
            row.last_seen_at = self._context.now()
            self._session.flush()

    def signed_in(self, seen_since: datetime) -> Mapping[str, Role]:
        """Who has a session that is not over and was used since: name and role. Nobody who is locked out."""
        there = (
            select(UserRow.name, UserRow.role)
            .join(StaffSessionRow, StaffSessionRow.user_name == UserRow.name)
            .where(StaffSessionRow.expires_at > self._context.now(), StaffSessionRow.last_seen_at > seen_since)
            .where(UserRow.disabled.is_(False))
        )
        return {name: cast(Role, role) for name, role in self._session.execute(there)}

    def end(self, token: str) -> None:
        """Forgets one session."""
        self._session.execute(delete(StaffSessionRow).where(StaffSessionRow.token_hash == token_hash(token)))

    def end_all_of(self, user_name: str, but: str | None = None) -> int:
        """Forgets every session of a user, except the one with the token `but`; how many there were."""
        of_user = select(StaffSessionRow.token_hash).where(StaffSessionRow.user_name == user_name)
        kept = token_hash(but) if but else None
        ended = [found for found in self._session.scalars(of_user) if found != kept]
        self._session.execute(delete(StaffSessionRow).where(StaffSessionRow.token_hash.in_(ended)))
        return len(ended)

    def sweep(self, seen_before: datetime) -> None:
        """Forgets sessions that have ended, and those not used since."""
        over = or_(StaffSessionRow.expires_at <= self._context.now(), StaffSessionRow.last_seen_at < seen_before)
        self._session.execute(delete(StaffSessionRow).where(over))


class SqlFeedTokens:
    """The calendar feeds of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def replace(self, user_name: str) -> str:
        """A new token; the one before stops working."""
        self.revoke(user_name)
        token = new_token()
        self._session.add(
            FeedTokenRow(token_hash=token_hash(token), user_name=user_name, created_at=self._context.now())
        )
        self._session.flush()
        return token

    def revoke(self, user_name: str) -> bool:
        """Forgets the token; whether there was one."""
        gone = delete(FeedTokenRow).where(FeedTokenRow.user_name == user_name).returning(FeedTokenRow.token_hash)
        return bool(self._session.scalars(gone).all())

    def owner(self, token: str) -> str | None:
        """Whose token this is."""
        row = self._session.get(FeedTokenRow, token_hash(token))
        return row.user_name if row else None

    def since(self, user_name: str) -> datetime | None:
        """When the user's present token was made."""
        return self._session.scalar(select(FeedTokenRow.created_at).where(FeedTokenRow.user_name == user_name))
