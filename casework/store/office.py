"""Settings, sessions of staff and erasure, in SQL."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Table as Made
from sqlalchemy import delete, func, inspect, or_, select, text, update

from casework.services.ports.office import OfficeSetting, SignedIn
from casework.store.context import Context
from casework.store.office_figures import SqlFigures
from casework.store.tables import (
    ConversationRow,
    EventRow,
    OfficeSettingRow,
    RegistrationRow,
    SealedValueRow,
    ShadowScoreRow,
    StaffSessionRow,
    Table,
    ThreadRow,
)

_MARK = 16
_TRACKER = ("tracker_heads", "tracker_batches")
"""Made by the dialogue engine in the same database; it keeps what was said under the conversation's id."""


class SqlOffice:
    """The office's own things in one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def settings(self) -> Mapping[str, OfficeSetting]:
        """What was set, by name."""
        rows = self._session.scalars(select(OfficeSettingRow))
        return {row.name: OfficeSetting(row.name, row.value, row.changed_at, row.changed_by) for row in rows}

    def set(self, name: str, value: str, by: str) -> None:
        """Sets one."""
        row = OfficeSettingRow(name=name, value=value, changed_at=self._context.now(), changed_by=by)
        self._session.merge(row)
        self._session.flush()

    def signed_in(self, seen_since: datetime) -> Sequence[SignedIn]:
        """Sessions that have not ended, the latest first."""
        row = StaffSessionRow
        open_ones = select(row).where(row.expires_at > self._context.now(), row.last_seen_at >= seen_since)
        rows = self._session.scalars(open_ones.order_by(row.last_seen_at.desc()))
        return [
            SignedIn(one.token_hash[:_MARK], one.user_name, one.created_at, one.last_seen_at, one.expires_at)
            for one in rows
        ]

    def end_session(self, mark: str) -> str | None:
        """Ends a session; whose it was."""
        if len(mark) != _MARK or not mark.isalnum():
            return None
        row = self._session.scalar(select(StaffSessionRow).where(StaffSessionRow.token_hash.startswith(mark)))
        if row is None:
            return None
        name = row.user_name
        self._session.execute(delete(StaffSessionRow).where(StaffSessionRow.token_hash == row.token_hash))
        return name

    def erase(self, conversation_id: str) -> bool:
        """Destroys everything said; the counts stay, and for a registered form the values of its tokens."""
        row = self._session.get(ConversationRow, conversation_id, with_for_update=True, populate_existing=True)
        if row is None:
            return False
        SqlFigures(self._context).keep_counts(conversation_id)
        self._session.execute(delete(ShadowScoreRow).where(ShadowScoreRow.conversation_id == conversation_id))
        self._forget_dialogue(conversation_id)
        registered = self._session.scalar(
            select(func.count()).select_from(RegistrationRow).where(RegistrationRow.conversation_id == conversation_id)
        )
        if registered:
            for table in _about_conversations():
                self._session.execute(delete(table).where(table.c.conversation_id == conversation_id))
            # the follow-up seals into this conversation and opens from it; its own address leads nowhere any more
            gone = {"token_hash": secrets.token_hex(32), "sender": None}
            self._session.execute(update(ConversationRow).where(ConversationRow.id == conversation_id).values(gone))
        else:
            self._session.execute(delete(ConversationRow).where(ConversationRow.id == conversation_id))
        self._session.expunge_all()
        return True

    def silent_since(self, at: datetime, limit: int = 200) -> Sequence[str]:
        """Conversations nothing was said in since; what a person has or waits for is never silent."""
        last = func.coalesce(ThreadRow.last_at, ConversationRow.created_at)
        spoken = select(EventRow.id).where(EventRow.conversation_id == ConversationRow.id).exists()
        quiet = (
            select(ConversationRow.id)
            .outerjoin(ThreadRow, ThreadRow.conversation_id == ConversationRow.id)
            .where(last < at, spoken)
            .where(or_(ThreadRow.state.is_(None), ThreadRow.state.in_(("bot", "closed"))))
            .order_by(last)
            .limit(limit)
        )
        return list(self._session.scalars(quiet))

    def size(self) -> int:
        """Bytes the database takes."""
        if self._session.get_bind().dialect.name == "postgresql":
            return int(self._session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
        pages = self._session.scalar(text("PRAGMA page_count")) or 0
        return int(pages) * int(self._session.scalar(text("PRAGMA page_size")) or 0)

    def waiting(self) -> Mapping[str, int]:
        """How many threads there are in each state."""
        counted = select(ThreadRow.state, func.count()).group_by(ThreadRow.state)
        return {row[0]: row[1] for row in self._session.execute(counted)}

    def _forget_dialogue(self, conversation_id: str) -> None:
        present = set(inspect(self._session.connection()).get_table_names())
        for table in _TRACKER:
            if table in present:
                self._session.execute(text(f"DELETE FROM {table} WHERE sender = :id"), {"id": conversation_id})  # noqa: S608


def _about_conversations() -> list[Made]:
    """Every table whose rows go with their conversation, but for the values that tokens of a form stand for."""
    return [
        table
        for table in reversed(Table.metadata.sorted_tables)
        if table.name != SealedValueRow.__tablename__
        and any(key.column.table.name == ConversationRow.__tablename__ for key in table.foreign_keys)
    ]
