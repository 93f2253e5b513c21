"""The model loop: training items, models and what they were made of, jobs, comparisons, what serves, shadow scores."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from casework.store.column_types import Instant
from casework.store.tables.base import Table


class TrainingItemRow(Table):
    """A text a reviewer labelled. No foreign key to its conversation: deleting that must go through `erase`, which
    marks the models trained on it.
    """

    __tablename__ = "training_items"
    __table_args__ = (Index("ix_training_items_state_id", "state", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    label_id: Mapped[int] = mapped_column(unique=True)
    conversation_id: Mapped[str] = mapped_column(String(36), index=True)
    text: Mapped[bytes] = mapped_column(LargeBinary)
    intent: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(12))
    copy_of: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(16))
    labelled_by: Mapped[str] = mapped_column(String(64))
    labelled_at: Mapped[datetime] = mapped_column(Instant, index=True)
    added_at: Mapped[datetime] = mapped_column(Instant)


class ModelRow(Table):
    """A trained model; its archive lies in the directory of models."""

    __tablename__ = "models"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    file: Mapped[str] = mapped_column(String(200))
    card: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant, index=True)
    broken: Mapped[bool] = mapped_column(default=False)
    tainted: Mapped[int] = mapped_column(default=0)
    """How many of its training items were erased since."""


class ModelItemRow(Table):
    """A model was trained on an item."""

    __tablename__ = "model_items"
    model: Mapped[str] = mapped_column(ForeignKey("models.name", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)


class ServingRow(Table):
    """What is to serve: one row, its version counts the changes."""

    __tablename__ = "model_serving"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    model: Mapped[str | None] = mapped_column(String(64))
    previous: Mapped[str | None] = mapped_column(String(64))
    since: Mapped[datetime | None] = mapped_column(Instant)
    changed_by: Mapped[str] = mapped_column(String(64))


class ModelMoveRow(Table):
    """A change of what serves."""

    __tablename__ = "model_moves"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Instant)
    model: Mapped[str] = mapped_column(String(64))
    before: Mapped[str | None] = mapped_column(String(64))
    moved_by: Mapped[str] = mapped_column(String(64))
    second_by: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[bytes] = mapped_column(LargeBinary)


class ModelJobRow(Table):
    """Work in a process of its own. `place` is held by the one unfinished job of its kind."""

    __tablename__ = "model_jobs"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    place: Mapped[str | None] = mapped_column(String(16), unique=True)
    state: Mapped[str] = mapped_column(String(12))
    candidate: Mapped[str | None] = mapped_column(String(64))
    progress: Mapped[float | None] = mapped_column(Float)
    step: Mapped[str] = mapped_column(String(80))
    seconds_left: Mapped[float | None] = mapped_column(Float)
    log: Mapped[bytes] = mapped_column(LargeBinary)
    started_by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant, index=True)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    beat_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelling: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(String(400))
    result: Mapped[str | None] = mapped_column(String(64))


class ComparisonRow(Table):
    """The latest comparison of a candidate."""

    __tablename__ = "model_comparisons"
    id: Mapped[int] = mapped_column(primary_key=True)
    candidate: Mapped[str] = mapped_column(ForeignKey("models.name", ondelete="CASCADE"), unique=True)
    serving: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ComparisonPictureRow(Table):
    """A picture of it (PNG)."""

    __tablename__ = "model_pictures"
    candidate: Mapped[str] = mapped_column(ForeignKey("models.name", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PromotionRow(Table):
    """An override that waits, or waited, for a second administrator, asked at serving version `version`."""

    __tablename__ = "model_promotions"
    id: Mapped[int] = mapped_column(primary_key=True)
    candidate: Mapped[str] = mapped_column(ForeignKey("models.name", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8))
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class ShadowScoreRow(Table):
    """A live message as the serving model and a candidate read it."""

    __tablename__ = "shadow_scores"
    __table_args__ = (Index("ix_shadow_scores_candidate_same_at", "candidate", "same", "at"),)
    candidate: Mapped[str] = mapped_column(ForeignKey("models.name", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(36), primary_key=True, index=True)
    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    serving: Mapped[str] = mapped_column(String(32))
    reading: Mapped[str] = mapped_column(String(32))
    same: Mapped[bool]


class LoopSettingRow(Table):
    """A setting of the loop, as JSON."""

    __tablename__ = "loop_settings"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    set_by: Mapped[str] = mapped_column(String(64))
    set_at: Mapped[datetime] = mapped_column(Instant)
