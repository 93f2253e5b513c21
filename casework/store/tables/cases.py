"""Cases: where they stand, what was done and said in them, who keeps out of them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.column_types import Instant
from casework.store.tables.base import Table


class CaseRow(Table):
    """Where a case stands; everything in clear is what the list of cases is searched and sorted by."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_opened_on_number", "opened_on", "number"),
        Index("ix_cases_due_on_number", "due_on", "number"),
        Index("ix_cases_state_opened_on", "state", "opened_on"),
        Index("ix_cases_assigned_to_opened_on", "assigned_to", "opened_on"),
    )
    number: Mapped[str] = mapped_column(ForeignKey("registrations.number", ondelete="CASCADE"), primary_key=True)
    form: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(16))
    region: Mapped[str | None] = mapped_column(String(12))
    situation_id: Mapped[str | None] = mapped_column(String(32))
    anonymous: Mapped[bool]
    state: Mapped[str] = mapped_column(String(32))
    state_since: Mapped[datetime] = mapped_column(Instant)
    assigned_to: Mapped[str | None] = mapped_column(String(64))
    opened_on: Mapped[date]
    due_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class MoveRow(Table):
    """One move of a case, as it was made."""

    __tablename__ = "case_moves"
    number: Mapped[str] = mapped_column(ForeignKey("cases.number", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    move: Mapped[str] = mapped_column(String(64))
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Instant)
    note: Mapped[bytes] = mapped_column(LargeBinary)


class EntryRow(Table):
    """Something said in a case."""

    __tablename__ = "case_entries"
    number: Mapped[str] = mapped_column(ForeignKey("cases.number", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    text: Mapped[bytes] = mapped_column(LargeBinary)
    for_citizen: Mapped[bool]
    answers: Mapped[int | None]


class FactRow(Table):
    """A fact that staff have settled."""

    __tablename__ = "case_facts"
    number: Mapped[str] = mapped_column(ForeignKey("cases.number", ondelete="CASCADE"), primary_key=True)
    fact: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


class RecusalRow(Table):
    """Somebody who keeps out of a case."""

    __tablename__ = "case_recusals"
    __table_args__ = (Index("ix_case_recusals_user_number", "user_name", "number"),)
    number: Mapped[str] = mapped_column(ForeignKey("cases.number", ondelete="CASCADE"), primary_key=True)
    user_name: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[bytes] = mapped_column(LargeBinary)
    declared_by: Mapped[str] = mapped_column(String(64))
    declared_at: Mapped[datetime] = mapped_column(Instant)
    decision: Mapped[str | None] = mapped_column(String(16))
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class RespondentKeyRow(Table):
    """A keyed fingerprint of a respondent's name, so that cases against the same one are found."""

    __tablename__ = "respondent_keys"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("cases.number", ondelete="CASCADE"), primary_key=True, index=True)
