"""What became of suggested replies, replies sent before, canned replies."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.column_types import Instant
from casework.store.tables.base import Table

_CONVERSATION = "conversations.id"


class SuggestionOutcomeRow(Table):
    """What an agent did with one suggestion; no text. Days only: an anonymous reporter may be on the other side."""

    __tablename__ = "suggestion_outcomes"
    conversation_id: Mapped[str] = mapped_column(ForeignKey(_CONVERSATION, ondelete="CASCADE"), primary_key=True)
    for_event: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    suggestion_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(16))
    edit_share: Mapped[float | None]
    category: Mapped[str | None] = mapped_column(String(16))
    situation_id: Mapped[str | None] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(64))
    day: Mapped[date] = mapped_column(index=True)


class SentReplyRow(Table):
    """A reply sent before and what it answered, both sealed. `rows`: marks of rule rows, separated by spaces."""

    __tablename__ = "sent_replies"
    __table_args__ = (UniqueConstraint("conversation_id", "event_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(_CONVERSATION, ondelete="CASCADE"))
    event_id: Mapped[int]
    category: Mapped[str | None] = mapped_column(String(16))
    situation_id: Mapped[str | None] = mapped_column(String(32))
    rows: Mapped[str] = mapped_column(String(2000))
    by: Mapped[str] = mapped_column(String(64))
    texts: Mapped[bytes] = mapped_column(LargeBinary)


class CannedReplyRow(Table):
    """A text to send again and again; title and text sealed. Without an owner it is the team's."""

    __tablename__ = "canned_replies"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner: Mapped[str | None] = mapped_column(ForeignKey("users.name", ondelete="CASCADE"), index=True)
    category: Mapped[str | None] = mapped_column(String(16))
    texts: Mapped[bytes] = mapped_column(LargeBinary)
    changed_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(Instant)
