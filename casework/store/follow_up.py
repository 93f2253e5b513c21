"""Sessions of reporters who have shown number and receipt code, in SQL."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from casework.errors import UnknownRow
from casework.sealing.secret_words import new_token, token_hash
from casework.store.context import Context
from casework.store.tables import FollowUpSessionRow, RegistrationRow


class SqlFollowUpSessions:
    """The follow-up sessions of one unit of work.

    Of an anonymous reporter's session the database knows only the day it ends: the time of a visit is not kept. That it
    was idle for too long, only the process that served it can tell.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def open(self, number: str, minutes: int) -> str:
        """A new token; sessions that have ended are swept out with it."""
        registration = self._session.get(RegistrationRow, number)
        if registration is None:
            raise UnknownRow("no such registration")
        self._session.execute(delete(FollowUpSessionRow).where(FollowUpSessionRow.expires_at <= self._context.now()))
        token = new_token()
        if registration.anonymous:
            self._context.visits.use(token_hash(token), self._context.now(), minutes)
        self._session.add(
            FollowUpSessionRow(
                token_hash=token_hash(token), number=number, expires_at=self._end(minutes, registration.anonymous)
            )
        )
        self._session.flush()
        return token

    def number_of(self, token: str, minutes: int) -> str | None:
        """The number a token stands for; its time begins anew."""
        row = self._session.get(FollowUpSessionRow, token_hash(token), with_for_update=True, populate_existing=True)
        if row is None:
            return None
        registration = self._session.get(RegistrationRow, row.number)
        if registration is None or self._over(row, registration.anonymous, minutes):
            self._session.delete(row)
            self._session.flush()
            return None
        row.expires_at = self._end(minutes, registration.anonymous)
        self._session.flush()
        return row.number

    def close(self, token: str) -> None:
        """Ends a session."""
        self._session.execute(delete(FollowUpSessionRow).where(FollowUpSessionRow.token_hash == token_hash(token)))

    def _over(self, row: FollowUpSessionRow, anonymous: bool, minutes: int) -> bool:
        now = self._context.now()
        return row.expires_at <= now or (anonymous and not self._context.visits.use(row.token_hash, now, minutes))

    def _end(self, minutes: int, anonymous: bool) -> datetime:
        end = self._context.now() + timedelta(minutes=minutes)
        if not anonymous:
            return end
        return end.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
