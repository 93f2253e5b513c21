"""What is forgotten about the time of day once a conversation turns out to be an anonymous reporter's."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.store.tables import (
    EventRow,
    HeardTurnRow,
    NoteRow,
    ShadowScoreRow,
    SignalRow,
    ThreadRow,
    ThreadStepRow,
)

_TIMES: tuple[type[Any], ...] = (EventRow, HeardTurnRow, SignalRow, NoteRow, ThreadStepRow, ShadowScoreRow)


def day_only(at: datetime) -> datetime:
    """The day of a moment, as a moment."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def cut_times(session: Session, conversation_id: str) -> None:
    """Cuts the times of all that is kept of a conversation down to the day.

    The time since when a thread waits stays until it waits no more: whoever takes it next must see how long it has.
    """
    for table in _TIMES:
        for row in session.scalars(select(table).where(table.conversation_id == conversation_id)):
            row.at = day_only(row.at)
    thread = session.get(ThreadRow, conversation_id, populate_existing=True)
    if thread is not None:
        thread.anonymous = True
        thread.opened_at, thread.last_at = day_only(thread.opened_at), day_only(thread.last_at)
    session.flush()
