"""What reviewers look at and decide: ids, categories and counts in clear, never a word of a text."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.column_types import Instant
from casework.store.tables.base import Table


class ReviewGroupRow(Table):
    """Items of nearly the same words; `sketch` of its founder is sealed."""

    __tablename__ = "review_groups"
    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(default=0)
    sketch: Mapped[bytes] = mapped_column(LargeBinary)


class ReviewKeyRow(Table):
    """A keyed fingerprint under which a group is found."""

    __tablename__ = "review_keys"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("review_groups.id", ondelete="CASCADE"), primary_key=True)


class ReviewItemRow(Table):
    """One message that may have been misread. `reasons`: one bit each; `day` only, of anybody's conversation.

    `category`, `intent`: as read; `first`, `second`: the two opinions; `settled`: what holds in the end.
    """

    __tablename__ = "review_items"
    __table_args__ = (
        UniqueConstraint("conversation_id", "event_id"),
        # everything that a page of the list filters and sorts by, so that no row is read for it
        Index(
            "ix_review_items_list", "state", "group_id", "worth", "reasons", "category", "intent", "region", "day",
            "first_by", "second_by",
        ),
        Index("ix_review_items_worth", "state", "worth", "id"),
        Index("ix_review_items_group", "group_id", "state", "worth"),
        Index("ix_review_items_region", "region"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    event_id: Mapped[int]
    day: Mapped[date]
    region: Mapped[str | None] = mapped_column(String(12))
    category: Mapped[str | None] = mapped_column(String(16))
    intent: Mapped[str | None] = mapped_column(String(64))
    confidence: Mapped[float]
    novelty: Mapped[float | None]
    reasons: Mapped[int]
    hint: Mapped[str | None] = mapped_column(String(64))
    base: Mapped[float]
    worth: Mapped[float]
    group_id: Mapped[int] = mapped_column(ForeignKey("review_groups.id"))
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(default=1)
    first: Mapped[str | None] = mapped_column(String(64))
    first_by: Mapped[str | None] = mapped_column(String(64))
    second: Mapped[str | None] = mapped_column(String(64))
    second_by: Mapped[str | None] = mapped_column(String(64))
    settled: Mapped[str | None] = mapped_column(String(64))


class ReviewDecisionRow(Table):
    """What somebody decided about an item. Those made together share `action`; taken back they stay, marked.

    `fixed`: cannot be taken back, somebody has decided since.
    """

    __tablename__ = "review_decisions"
    __table_args__ = (
        Index("ix_review_decisions_actor_id", "actor", "id"),
        Index("ix_review_decisions_to_state_id", "to_state", "id"),
        {"sqlite_autoincrement": True},  # readers go on after the last id they saw: none is given twice
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(String(36), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("review_items.id", ondelete="CASCADE"), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    intent: Mapped[str | None] = mapped_column(String(64))
    from_state: Mapped[str] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    fixed: Mapped[bool] = mapped_column(default=False)


class ReviewViewRow(Table):
    """A list somebody saved under a name of their own."""

    __tablename__ = "review_views"
    user_name: Mapped[str] = mapped_column(ForeignKey("users.name", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    query: Mapped[str] = mapped_column(String(400))


class ReviewCursorRow(Table):
    """How far the journal has been read; locking this one row orders all writers of the review."""

    __tablename__ = "review_cursor"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    turn: Mapped[int] = mapped_column(default=0)
    signal: Mapped[int] = mapped_column(default=0)
