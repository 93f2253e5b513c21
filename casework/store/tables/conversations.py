"""Conversations, and what was taken out of their texts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.column_types import Instant
from casework.store.tables.base import Table


class ConversationRow(Table):
    """One conversation. `last_event` counts its events, and locking this row orders them."""

    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sender: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Fingerprint of the name another program gave its sender."""
    region: Mapped[str | None] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(Instant)
    anonymous: Mapped[bool] = mapped_column(default=False)
    last_event: Mapped[int] = mapped_column(default=0)


class EventRow(Table):
    """One event of a conversation; the payload is sealed."""

    __tablename__ = "conversation_events"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"),)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32))
    client_id: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class StateRow(Table):
    """One state flag of a conversation, in clear (JSON), so that it can be searched for."""

    __tablename__ = "conversation_states"
    __table_args__ = (Index("ix_conversation_states_name_value", "name", "value"),)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class SealedValueRow(Table):
    """What a token such as 〔电话1〕 stands for, sealed with the identity key."""

    __tablename__ = "sealed_values"
    __table_args__ = (UniqueConstraint("conversation_id", "kind", "fingerprint"),)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    fingerprint: Mapped[str] = mapped_column(String(64))
    value: Mapped[bytes] = mapped_column(LargeBinary)
