"""Training items: what reviewers accepted, as examples for the next model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

ItemState = Literal["kept", "copy", "unusable", "removed"]


@dataclass(frozen=True, slots=True)
class TrainingItem:
    """One accepted text. `state`: kept for training, refused as a copy of `copy_of` (a file of nlu/data or an item's
    number), unusable (no such intent, nothing but placeholders), or removed by staff. `text` is masked.
    """

    id: int
    label_id: int
    conversation_id: str
    text: str
    intent: str
    category: str
    state: ItemState
    copy_of: str
    origin: str
    by: str
    labelled_at: datetime
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ItemQuery:
    """Which items: of a state, a category, an intent; with words in their text."""

    state: ItemState | None = "kept"
    category: str | None = None
    intent: str | None = None
    search: str = ""
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One page of items, and how many there are."""

    items: tuple[TrainingItem, ...]
    total: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking in did, in items; `replaced` are earlier items of the same text with another label."""

    kept: int = 0
    copies: int = 0
    unusable: int = 0
    replaced: int = 0


@dataclass(frozen=True, slots=True)
class SuspectItem:
    """An item whose label may be wrong: the likelier class and its probability."""

    item: TrainingItem
    likely: str
    confidence: float


@dataclass(frozen=True, slots=True)
class CheckedItems:
    """How the search for suspects stands: whether one runs, and what the last one found since the start of the service.

    `checked`: how many items the last one read, None before the first.
    """

    running: bool = False
    checked: int | None = None
    suspects: tuple[SuspectItem, ...] = ()


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to be kept."""

    label_id: int
    conversation_id: str
    text: str
    intent: str
    category: str
    state: ItemState
    copy_of: str
    origin: str
    by: str
    labelled_at: datetime


class TrainingRows(Protocol):
    """Training items (work.training)."""

    def add(self, item: NewItem) -> TrainingItem | None:
        """Keeps an item sealed; None when its label was taken in before."""
        ...

    def by_id(self, item_id: int) -> TrainingItem | None:
        """An item."""
        ...

    def page(self, query: ItemQuery) -> ItemPage:
        """A page of items, the newest first."""
        ...

    def kept(self) -> Sequence[TrainingItem]:
        """All that the next model is trained on, oldest first."""
        ...

    def labelled_since(self, at: datetime) -> Sequence[TrainingItem]:
        """Usable items labelled since then, copies of training data included."""
        ...

    def of_labels(self, label_ids: Sequence[int]) -> Sequence[TrainingItem]:
        """The items of these labels."""
        ...

    def set_state(self, item_id: int, state: ItemState, copy_of: str = "") -> None:
        """Changes what an item is good for; a removed one loses its text."""
        ...

    def erase(self, conversation_id: str) -> Sequence[int]:
        """Deletes a conversation's items; returns their numbers."""
        ...

    def last_label(self) -> int:
        """The highest label number among the items there are."""
        ...

    def count(self, after: datetime | None = None) -> int:
        """How many are kept (added after then)."""
        ...


class TextCheck(Protocol):
    """What is known of texts for training. Slow to begin with (seconds): asked in a thread or a worker."""

    def intents(self) -> frozenset[str]:
        """The intents that the project's data has."""
        ...

    def category_of(self, intent: str) -> str:
        """One of the six categories, or `dialogue`."""
        ...

    def neutral(self, text: str) -> str:
        """The text with every token and personal number as the reader knows them; one line."""
        ...

    def copies(self, texts: Sequence[str], known: Sequence[tuple[str, str]]) -> Sequence[str | None]:
        """For each text where it stands already: in the project's data (file), among `known` (name, text), or earlier
        in this list (`#n`); None for a new one.
        """
        ...

    def suspects(self, texts: Sequence[str], intents: Sequence[str]) -> Sequence[tuple[int, str, float]]:
        """Position, likelier class and its probability of those among `texts` whose label may be wrong."""
        ...
