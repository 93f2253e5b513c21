"""What an office sets, and what stays of conversations that were erased: numbers."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.column_types import Instant
from casework.store.tables.base import Table


class OfficeSettingRow(Table):
    """One setting, in the words of `casework.services.office`."""

    __tablename__ = "office_settings"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(String(500))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str] = mapped_column(String(64))


class TalkTallyRow(Table):
    """Counts of erased conversations, added up by day and what they were about."""

    __tablename__ = "talk_tallies"
    day: Mapped[date] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(String(12), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    category: Mapped[str] = mapped_column(String(16), primary_key=True)
    situation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversations: Mapped[int]
    turns: Mapped[int]
    answered: Mapped[int]
    served: Mapped[int]
    asked: Mapped[int]
    questions: Mapped[int]
    called: Mapped[int]
    corrected: Mapped[int]
    disagreed: Mapped[int]
    registered: Mapped[int]


class TimeTallyRow(Table):
    """How long waits and handlings took in erased conversations."""

    __tablename__ = "time_tallies"
    day: Mapped[date] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(String(12), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    bin: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]


class AuditBaseRow(Table):
    """Where the audit trail begins since older lines were let go; `seal` says that we did it."""

    __tablename__ = "audit_base"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
