"""What reviewers look at: messages that may have been misread, opinions about them, and what holds in the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

ReviewState = Literal["open", "second", "disputed", "lawyer", "skipped", "accepted"]
"""Nobody has decided; a second opinion is wanted; two opinions differ; for a lawyer; put aside; a label holds."""
WAITING: tuple[ReviewState, ...] = ("second", "disputed")
"""States in which somebody else's opinion is waited for."""
DecisionKind = Literal["label", "second", "settle", "skip", "lawyer"]


@dataclass(frozen=True, slots=True)
class NewReviewItem:
    """A message to look at. `intent`: situation or topic as read; `hint`: what an agent or a registration made of it.

    `reasons`: bits of casework.review.reasons; `base`: what a label is worth without counting alike ones.
    """

    conversation_id: str
    event_id: int
    day: date
    region: str | None
    category: str | None
    intent: str | None
    confidence: float
    novelty: float | None
    reasons: int
    hint: str | None
    base: float


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """An item as it stands. `version` counts its changes: who decides says which version they saw.

    `alike`: how many of its group are in the same state; `newest`: the highest id among them.
    """

    id: int
    conversation_id: str
    event_id: int
    day: date
    region: str | None
    category: str | None
    intent: str | None
    confidence: float
    novelty: float | None
    reasons: int
    hint: str | None
    base: float
    worth: float
    group: int
    state: ReviewState
    version: int
    first: str | None
    first_by: str | None
    second: str | None
    second_by: str | None
    settled: str | None
    alike: int = 1
    newest: int = 0


@dataclass(frozen=True, slots=True)
class ReviewQuery:
    """Which items to list; empty fields ask for nothing.

    `grouped`: one line for all alike ones; `not_by`: only items on which this person has given no opinion yet; `place`:
    a region code, with everything in it; `since`: from this day on; `viewer`: who looks, without what they keep out of.
    """

    state: ReviewState = "open"
    reason: int = 0
    category: str = ""
    intent: str = ""
    place: str = ""
    since: date | None = None
    group: int | None = None
    grouped: bool = True
    not_by: str = ""
    viewer: str = ""
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class FoundItems:
    """One page: the items, how many lines there are in all, and how many items these stand for."""

    items: tuple[ReviewItem, ...]
    lines: int
    total: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision to write down: what kind, the state it leads to, and the intent given."""

    kind: DecisionKind
    to_state: ReviewState
    intent: str | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back; `kept`: items of it on which somebody has decided since, and which stay as they are."""

    kind: DecisionKind
    items: tuple[int, ...]
    kept: int
    lead: int


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """A label that holds; ids grow in the order of acceptance."""

    id: int
    item_id: int
    conversation_id: str
    event_id: int
    intent: str
    by: str
    at: datetime


class ReviewStore(Protocol):
    """Review items and decisions. Changes need a `write()` unit."""

    def cursor(self, *, lock: bool = False) -> tuple[int, int]:
        """The last heard turn and the last signal taken in; with `lock` nobody else writes until the unit ends."""
        ...

    def move_cursor(self, turn: int, signal: int) -> None:
        """Notes how far the journal has been read."""
        ...

    def known(self, conversation_ids: Sequence[str]) -> Mapping[tuple[str, int], ReviewItem]:
        """The items of these conversations, by conversation and event."""
        ...

    def groups_under(self, keys: Sequence[str]) -> Sequence[tuple[int, tuple[int, ...]]]:
        """Groups that bear one of the keys, with their founder's sketch."""
        ...

    def found_group(self, keys: Sequence[str], sketch: Sequence[int]) -> int:
        """A new group; its id."""
        ...

    def add(self, item: NewReviewItem, group: int) -> ReviewItem:
        """A new open item in a group."""
        ...

    def set_reasons(self, item_id: int, reasons: int, hint: str | None, base: float) -> None:
        """More has happened to an item."""
        ...

    def reweigh(self, group: int, power: float) -> None:
        """Sets the worth of a group's items: base x size ** power."""
        ...

    def item(self, item_id: int, *, lock: bool = False) -> ReviewItem | None:
        """One item, None when it is gone."""
        ...

    def page(self, query: ReviewQuery) -> FoundItems:
        """Items that fit, the most worth first."""
        ...

    def alike(self, group: int, state: ReviewState, limit: int) -> Sequence[ReviewItem]:
        """Items of a group in a state, the most worth first."""
        ...

    def counts(self, viewer: str) -> Mapping[ReviewState, int]:
        """Items by state, without those the viewer keeps out of; of those that wait for another's opinion, only what
        the viewer may give one on.
        """
        ...

    def regions(self) -> Sequence[str]:
        """The regions items come from."""
        ...

    def decide(self, lead: ReviewItem, newest: int | None, decision: Decision, actor: str) -> int:
        """Carries a decision out on the item and, with `newest`, on alike ones in the same state and with the same
        opinions; how many.
        """
        ...

    def reopen(self, lead: ReviewItem) -> int:
        """Lets an accepted item and those alike with the same label be decided anew; how many."""
        ...

    def undo(self, actor: str) -> Undone | None:
        """Takes back the last decision of somebody that is not taken back yet; None when there is none."""
        ...

    def opinions(self, limit: int = 5000) -> Sequence[tuple[int, str, str]]:
        """Group and both opinions of each wording that has two, the newest first."""
        ...

    def accepted_after(self, label_id: int, limit: int = 500) -> Sequence[AcceptedRow]:
        """Labels that hold, accepted after that one."""
        ...

    def withdrawn_since(self, at: datetime) -> Sequence[int]:
        """Ids of labels that held once and were taken back since."""
        ...

    def views(self, user: str) -> Sequence[tuple[str, str]]:
        """Names and addresses of somebody's saved lists."""
        ...

    def save_view(self, user: str, name: str, query: str) -> None:
        """Keeps a list under a name, in place of an earlier one of that name."""
        ...

    def remove_view(self, user: str, name: str) -> None:
        """Forgets a saved list."""
        ...
