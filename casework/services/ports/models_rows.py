"""What the model loop needs from the outside: its rows, the archives, the queue, the engines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from casework.services.ports.models import (
    JobKind,
    JobState,
    JobView,
    ModelCard,
    Move,
    MoveKind,
    PendingPromotion,
    ServingPointer,
    ShadowDifference,
)


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A model as it is kept; `file` is relative to the directory of models."""

    card: ModelCard
    file: str
    broken: bool
    tainted: int
    items: int


@dataclass(frozen=True, slots=True)
class KeptComparison:
    """A comparison as it is kept: `content` is its JSON, `fits` what it was made from (pointer, costs, gold)."""

    id: int
    candidate: str
    serving: str
    at: datetime
    content: Mapping[str, Any]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


class ModelRows(Protocol):
    """Models, comparisons and what serves (work.models)."""

    def add(self, card: ModelCard, file: str, items: Sequence[int]) -> None:
        """Keeps a model and which training items it was made of."""
        ...

    def by_name(self, name: str) -> ModelRecord | None:
        """A model, None when there is none of the name."""
        ...

    def everything(self, limit: int = 50) -> Sequence[ModelRecord]:
        """All models, the newest first."""
        ...

    def set_file(self, name: str, file: str) -> None:
        """Its archive has another name."""
        ...

    def set_broken(self, name: str) -> None:
        """Its file is not what it was: it is never loaded again."""
        ...

    def drop(self, name: str) -> None:
        """Forgets a model, its comparisons and shadow scores."""
        ...

    def items_of(self, name: str) -> Sequence[int]:
        """The training items a model was made of, those erased since left out."""
        ...

    def taint(self, items: Sequence[int]) -> Sequence[str]:
        """Marks the models trained on these items, each item once; returns their names."""
        ...

    def serving(self) -> ServingPointer:
        """What is to serve; version 0 and no model while nothing was ever promoted."""
        ...

    def point(self, seen: int, model: str, previous: str | None, by: str) -> ServingPointer | None:
        """Changes what serves if the version is still the one seen; None when somebody was faster."""
        ...

    def note_move(self, kind: MoveKind, model: str, before: str | None, by: str, second: str | None, why: str) -> None:
        """Writes a change down."""
        ...

    def moves(self, limit: int = 50) -> Sequence[Move]:
        """Changes, the newest first."""
        ...

    def keep_comparison(
        self, candidate: str, serving: str, content: Mapping[str, Any], pictures: Mapping[str, bytes]
    ) -> int:
        """Keeps a comparison in place of the candidate's earlier ones."""
        ...

    def forget_texts(self, places: Collection[str]) -> None:
        """Takes texts of these places (`Changed.where`) out of every kept comparison."""
        ...

    def comparison(self, candidate: str) -> KeptComparison | None:
        """The comparison of a candidate, without its pictures."""
        ...

    def picture(self, candidate: str, name: str) -> bytes | None:
        """One picture (PNG) of it."""
        ...

    def ask_second(self, candidate: str, version: int, by: str, reason: str) -> PendingPromotion:
        """Opens an override; an earlier one of the same candidate is void."""
        ...

    def pending(self) -> Sequence[PendingPromotion]:
        """Overrides that wait."""
        ...

    def close_pending(self, promotion_id: int, by: str, done: bool) -> bool:
        """Ends one; False when it was over already."""
        ...

    def setting(self, name: str) -> Any:
        """A setting of the loop (JSON), None when it was never set."""
        ...

    def setting_made(self, name: str) -> tuple[str, datetime] | None:
        """Who set it, and when."""
        ...

    def set_setting(self, name: str, value: Any, by: str) -> None:
        """Keeps one."""
        ...


class JobRows(Protocol):
    """Jobs (work.jobs)."""

    def open(self, kind: JobKind, candidate: str | None, by: str, reason: str) -> JobView | None:
        """A new job, queued; None while another of its kind is not over: the database holds one place for each."""
        ...

    def by_id(self, job_id: str) -> JobView | None:
        """A job."""
        ...

    def latest(self, kind: JobKind | None = None) -> JobView | None:
        """The newest job."""
        ...

    def unfinished(self) -> Sequence[JobView]:
        """Queued and running ones."""
        ...

    def claim(self, job_id: str) -> bool:
        """queued → running; False when it is not queued any more."""
        ...

    def tell(
        self, job_id: str, progress: float | None, step: str, seconds_left: float | None, log: Sequence[str]
    ) -> bool:
        """Writes how far it is; False when it is to stop."""
        ...

    def beats(self) -> Mapping[str, datetime]:
        """When each unfinished job last gave a sign of life."""
        ...

    def cancel(self, job_id: str) -> None:
        """A queued job is over at once; a running one is told to stop."""
        ...

    def finish(self, job_id: str, state: JobState, error: str = "", result: str | None = None) -> bool:
        """Ends a job; False when it was over already."""
        ...


class ShadowRows(Protocol):
    """Shadow scores (work.shadow): ids and categories, no text."""

    def add(
        self, candidate: str, conversation_id: str, event_id: int, at: datetime, serving: str, reading: str
    ) -> None:
        """One message read by both; a second time it does nothing."""
        ...

    def erase(self, conversation_id: str) -> None:
        """Forgets the scores of a conversation."""
        ...

    def counts(self, candidate: str) -> tuple[int, int]:
        """How many were scored, how many alike."""
        ...

    def differences(self, candidate: str, limit: int = 50) -> Sequence[ShadowDifference]:
        """The newest that were read otherwise; their `text` is empty here."""
        ...


class ModelFiles(Protocol):
    """The archives of this installation."""

    def runtime(self) -> str:
        """Mark of the code and settings a model has to have been trained with to run here."""
        ...

    def path_is_whole(self, file: str, sha256: str) -> bool:
        """Is the file there, with this content, and a whole archive?"""
        ...

    def remove(self, file: str) -> None:
        """Deletes one."""
        ...

    def adopt_current(self, own: Sequence[str] = ()) -> tuple[ModelCard, str] | None:
        """The model that was trained at installation or by `triage train`, as a record that a rollback can name; `own`
        are the office's examples in it, as `intent TAB text`.
        """
        ...

    def keep(self, file: str) -> str:
        """Keeps an archive from being cleared away by later trainings; the name it has then. Raises OSError."""
        ...

    def follow(self, file: str, card: ModelCard) -> None:
        """Writes down beside the archives what serves, for tools that do not open the database. Raises OSError."""
        ...


class JobQueue(Protocol):
    """The process that works."""

    def put(self, job_id: str) -> None:
        """Queues a job and sees to it that a worker is there. Raises QueueFault."""
        ...

    def wake(self) -> None:
        """Sees to it that a worker is there. Raises QueueFault."""
        ...

    async def run(self) -> None:
        """Tends the worker from start to stop of the service."""
        ...

    def stop(self) -> None:
        """Ends the worker this process began."""
        ...


class EngineRoom(Protocol):
    """The engines of this serving process; where nothing is served (a command) there is none."""

    async def prepare(self, name: str, file: str) -> None:
        """Loads and warms a model beside the one that answers. Raises EngineFault, nothing of it left running."""
        ...

    async def take(self, name: str) -> None:
        """What was prepared answers from now on; the one before is kept for a while."""
        ...

    def drop(self, name: str) -> None:
        """Lets go of what was prepared and is not wanted."""
        ...
