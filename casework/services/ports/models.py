"""What the loop from correction to better model shows: candidates, jobs, comparisons, what serves and what served.

Times are aware and in Asia/Shanghai; shares are 0 to 1; everything a person reads is Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

JobKind = Literal["train", "compare"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
ModelState = Literal["serving", "previous", "candidate", "retired", "broken"]
MoveKind = Literal["promoted", "rolled_back", "upgraded", "not_loaded"]
SetName = Literal["gold", "corrections", "robustness"]
RUNNING: tuple[JobState, ...] = ("queued", "running")


@dataclass(frozen=True, slots=True)
class JobView:
    """One piece of work in a process of its own. `progress` is None before anything is known, `log` its last lines;
    `error` says in Chinese why it failed; `result` is the candidate's name after training.
    """

    id: str
    kind: JobKind
    state: JobState
    candidate: str | None
    progress: float | None
    step: str
    seconds_left: float | None
    log: tuple[str, ...]
    started_by: str
    reason: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    error: str
    result: str | None
    cancelling: bool = False

    @property
    def runs(self) -> bool:
        """Not over yet."""
        return self.state in RUNNING


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Where a model comes from. `data_version` covers the project's data and the office's items; `parents` are the
    models that served when it was trained.
    """

    name: str
    sha256: str
    size: int
    data_version: str
    base_examples: int
    own_items: int
    rulebook: str
    code: str
    fingerprint: str
    runtime: str
    seeds: Mapping[str, int]
    libraries: Mapping[str, str]
    trained_at: datetime
    trained_by: str
    reason: str
    seconds: float
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says; `reasons` holds one Chinese sentence per ground of refusal, `notes` what else to know."""

    passes: bool
    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model as the list shows it. `tainted`: training items of it that were erased since (用过已删除的数据)."""

    name: str
    state: ModelState
    card: ModelCard
    tainted: int
    compared_at: datetime | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Move:
    """A change of what serves, as it was made; `second` is the other administrator of an override."""

    id: int
    kind: MoveKind
    at: datetime
    model: str
    before: str | None
    by: str
    second: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class PendingPromotion:
    """An override that waits for a second administrator."""

    id: int
    candidate: str
    asked_by: str
    reason: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """When training starts by itself: `weekday` 0 (Monday) to 6, `hour` 0 to 23 in Shanghai."""

    on: bool = False
    weekday: int = 6
    hour: int = 2


@dataclass(frozen=True, slots=True)
class ShadowDifference:
    """A live message that the candidate reads otherwise; `text` is masked, empty once the conversation is gone."""

    conversation_id: str
    event_id: int
    at: datetime
    text: str
    serving: str
    candidate: str


@dataclass(frozen=True, slots=True)
class ShadowView:
    """How a candidate reads live traffic without answering it. Readings are category, or category and situation."""

    candidate: str
    since: datetime
    scored: int
    same: int
    differences: tuple[ShadowDifference, ...]

    @property
    def agreement(self) -> float | None:
        """Share read alike, None before the first."""
        return self.same / self.scored if self.scored else None


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure of both models, and the difference candidate minus serving with its paired 95 % interval."""

    serving: float
    candidate: float
    low: float
    high: float
    count: int

    @property
    def difference(self) -> float:
        """Candidate minus serving."""
        return self.candidate - self.serving


@dataclass(frozen=True, slots=True)
class CategoryPair:
    """F1 and recall of one category in both models; `count` texts carry the label."""

    category: str
    serving_f1: float
    candidate_f1: float
    serving_recall: float
    candidate_recall: float
    count: int


@dataclass(frozen=True, slots=True)
class SetComparison:
    """One set of texts read by both. `trained_on` of its texts were in the candidate's training. Figures that need
    texts are None where the set has none of the kind. Confusion matrices: rows label, columns told, the last column
    “a person is offered”; six rows, seven columns.
    """

    name: SetName
    title: str
    count: int
    trained_on: int
    categories: tuple[CategoryPair, ...]
    accuracy: Interval | None
    situation_accuracy: Interval | None
    report_recall: Interval | None
    cost: Interval | None
    serving_ece: float | None
    candidate_ece: float | None
    serving_confusion: tuple[tuple[int, ...], ...]
    candidate_confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A text whose answer changes. `truth`, `serving`, `candidate` are a situation id where there is one, else a
    category, else `nobody`; `better` is None where both are right or both wrong. `asks` say who would ask back first.
    """

    set: SetName
    where: str
    text: str
    truth: str
    serving: str
    candidate: str
    serving_confidence: float
    candidate_confidence: float
    serving_asks: bool
    candidate_asks: bool
    better: bool | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A candidate beside what served. `latency` in milliseconds of processor time per text; `pictures` are names for
    `ModelService.picture`; `costs` is the matrix it was weighed with (`truth>taken`, and `default`).
    """

    id: int
    candidate: str
    serving: str
    at: datetime
    gold_version: str
    costs: Mapping[str, float]
    sets: tuple[SetComparison, ...]
    latency: Interval
    changed: tuple[Changed, ...]
    pictures: tuple[str, ...]
    verdict: Verdict
    seconds: float = 0.0
    stale: bool = False
    """Another model serves by now, or the cost matrix was changed: the gate asks for a new comparison."""


@dataclass(frozen=True, slots=True)
class CostMatrix:
    """What a mistake costs: `cells` maps `truth>taken` to a price, `default` is that of the rest; `changed_by` is None
    for the rule book's own.
    """

    default: float
    cells: Mapping[str, float]
    changed_by: str | None = None
    changed_at: datetime | None = None

    def of(self, truth: str, taken: str) -> float:
        """The price of taking one category for another; 0 for itself."""
        return 0.0 if truth == taken else self.cells.get(f"{truth}>{taken}", self.default)


@dataclass(frozen=True, slots=True)
class ServingPointer:
    """Which model is to serve; `version` grows with each change, so that of two changes at once one wins."""

    version: int
    model: str | None
    previous: str | None
    since: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class Promoted:
    """What became of a promotion: done, or waiting for a second administrator (`pending`)."""

    pointer: ServingPointer
    pending: PendingPromotion | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Overview:
    """All of the models page. `serving` is None before the first model is ready; `new_items` were taken in since the
    serving model was trained.
    """

    version: int
    serving: ModelView | None
    since: datetime | None
    rollback_to: str | None
    candidates: tuple[ModelView, ...]
    history: tuple[Move, ...]
    job: JobView | None
    pending: tuple[PendingPromotion, ...]
    schedule: Schedule
    shadow: ShadowView | None
    items: int
    new_items: int
