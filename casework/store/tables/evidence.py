"""Files that were handed in; what is in them lies outside the database."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.column_types import Instant
from casework.store.tables.base import Table


class EvidenceFileRow(Table):
    """One file. It belongs to a conversation until that registers a form, then to the registration.

    It outlives its conversation, and is taken off the disk before its row, hence no foreign keys.
    """

    __tablename__ = "evidence_files"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(String(36), index=True)
    number: Mapped[str | None] = mapped_column(String(20), index=True)
    details: Mapped[bytes] = mapped_column(LargeBinary)
    """Its key, its name (none for an anonymous reporter's) and what was noticed about it, sealed."""
    media_type: Mapped[str | None] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str] = mapped_column(String(16), index=True)
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
