"""Registered forms, and apart from them who filed them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.column_types import Instant
from casework.store.tables.base import Table


class DailyNumberRow(Table):
    """How many registration numbers a day has given out."""

    __tablename__ = "daily_numbers"
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class RegistrationRow(Table):
    """A registered form. Who filed it is elsewhere; `content` is sealed.

    It outlives its conversation, hence no foreign key to it.
    """

    __tablename__ = "registrations"
    __table_args__ = (UniqueConstraint("conversation_id", "form_fingerprint"),)
    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(36))
    form_fingerprint: Mapped[str] = mapped_column(String(64))
    form: Mapped[str] = mapped_column(String(64))
    region: Mapped[str | None] = mapped_column(String(12))
    situation_id: Mapped[str | None] = mapped_column(String(32), index=True)
    rulebook_version: Mapped[str] = mapped_column(String(64))
    anonymous: Mapped[bool]
    registered_on: Mapped[date] = mapped_column(index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    code_hash: Mapped[str | None] = mapped_column(String(200))
    tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)


class ReporterIdentityRow(Table):
    """Who reported: sealed with the identity key, opened by role and reason only."""

    __tablename__ = "reporter_identities"
    number: Mapped[str] = mapped_column(ForeignKey("registrations.number", ondelete="CASCADE"), primary_key=True)
    identity: Mapped[bytes] = mapped_column(LargeBinary)


class FollowUpSessionRow(Table):
    """Somebody who has shown number and receipt code."""

    __tablename__ = "follow_up_sessions"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("registrations.number", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
