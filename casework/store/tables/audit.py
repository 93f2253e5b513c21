"""The audit trail, and the words that tell a wrong key."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.column_types import Instant
from casework.store.tables.base import Table


class AuditRow(Table):
    """One line of the audit trail."""

    __tablename__ = "audit_lines"
    __table_args__ = (
        Index("ix_audit_lines_action_sequence", "action", "sequence"),
        Index("ix_audit_lines_actor_sequence", "actor", "sequence"),
    )
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    actor: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(100), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHeadRow(Table):
    """Where the audit trail ends: lines cut off its end are missed, and locking this row orders new ones."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class KeyCheckRow(Table):
    """A word sealed with each key: a wrong key file is noticed at the start, not at the first petition."""

    __tablename__ = "key_checks"
    purpose: Mapped[str] = mapped_column(String(32), primary_key=True)
    word: Mapped[bytes] = mapped_column(LargeBinary)
