"""The journal: what was read in each message, and what went wrong with it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.column_types import Instant
from casework.store.tables.base import Table

_CONVERSATION = "conversations.id"


class HeardTurnRow(Table):
    """What was read in one citizen message; the parse result is sealed."""

    __tablename__ = "heard_turns"
    __table_args__ = (UniqueConstraint("conversation_id", "event_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(_CONVERSATION, ondelete="CASCADE"))
    event_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    category: Mapped[str | None] = mapped_column(String(16))
    situation_id: Mapped[str | None] = mapped_column(String(32))
    topic: Mapped[str | None] = mapped_column(String(64))
    confidence: Mapped[float]
    action: Mapped[str] = mapped_column(String(16))
    novelty: Mapped[float | None]
    model: Mapped[str] = mapped_column(String(200))
    rulebook: Mapped[str] = mapped_column(String(64))
    parse: Mapped[bytes] = mapped_column(LargeBinary)


class SignalRow(Table):
    """A sign that something may have gone wrong at a message."""

    __tablename__ = "signals"
    __table_args__ = (
        UniqueConstraint("conversation_id", "event_id", "kind", "by"),
        Index("ix_signals_kind_at", "kind", "at"),
        {"sqlite_autoincrement": True},  # readers go on after the last id they saw: none is given twice
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(_CONVERSATION, ondelete="CASCADE"))
    event_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(64))
    category: Mapped[str | None] = mapped_column(String(16))
    situation_id: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Instant, index=True)
