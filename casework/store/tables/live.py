"""Threads: who has a conversation, and what staff wrote beside it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.column_types import Instant
from casework.store.tables.base import Table

_CONVERSATION = "conversations.id"


class ThreadRow(Table):
    """Who has a conversation; every list of the desk is read from here without opening anything sealed."""

    __tablename__ = "threads"
    __table_args__ = (
        Index("ix_threads_state_last_at", "state", "last_at"),
        Index("ix_threads_holder_state", "holder", "state"),
    )
    conversation_id: Mapped[str] = mapped_column(ForeignKey(_CONVERSATION, ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8))
    holder: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(16))
    urgent: Mapped[bool]
    waiting_since: Mapped[datetime | None] = mapped_column(Instant)
    away_since: Mapped[datetime | None] = mapped_column(Instant)
    category: Mapped[str | None] = mapped_column(String(16))
    situation_id: Mapped[str | None] = mapped_column(String(32))
    confidence: Mapped[float | None]
    region: Mapped[str | None] = mapped_column(String(12))
    number: Mapped[str | None] = mapped_column(String(20), index=True)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    last_at: Mapped[datetime] = mapped_column(Instant)
    last_event: Mapped[int]
    last_from: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str | None] = mapped_column(String(32))
    anonymous: Mapped[bool]
    version: Mapped[int]


class ThreadPetitionRow(Table):
    """What a conversation is about, as the dialogue and staff left it; sealed."""

    __tablename__ = "thread_petitions"
    conversation_id: Mapped[str] = mapped_column(ForeignKey(_CONVERSATION, ondelete="CASCADE"), primary_key=True)
    petition: Mapped[bytes] = mapped_column(LargeBinary)


class ThreadStepRow(Table):
    """One step in the life of a thread."""

    __tablename__ = "thread_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(_CONVERSATION, ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    reason: Mapped[str] = mapped_column(String(64))
    waited: Mapped[int | None]


class NoteRow(Table):
    """A note of staff; sealed."""

    __tablename__ = "thread_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(_CONVERSATION, ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(36))
    """Random: what its text is sealed for."""
    author: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    text: Mapped[bytes] = mapped_column(LargeBinary)
