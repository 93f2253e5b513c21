"""The journal: what was read in each message, and the signs that something went wrong.

Of an anonymous reporter's conversation only the day is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

SignalKind = Literal[
    "asked_again", "disagreed", "handed_over", "corrected", "registered", "low_confidence", "danger", "sent_away"
]
TurnAction = Literal["answer", "ask", "hand_over", "form", "talk", "held"]
"""What followed: an answer, a question, a person was offered, a form went on, small talk, nothing (a person has it)."""


@dataclass(frozen=True, slots=True)
class HeardTurn:
    """What was read in one citizen message. `parse`: the NLU's result, its text masked.

    `category` None: no petition was told; `novelty`: how far from all training data, 0 to 1, None where unknown.
    """

    conversation_id: str
    event_id: int
    at: datetime
    category: str | None
    situation_id: str | None
    topic: str | None
    confidence: float
    action: TurnAction
    novelty: float | None
    model: str
    rulebook: str
    parse: Mapping[str, Any]
    id: int = 0


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that may have gone wrong (or well) at a message. `by`: who did it, "" for the citizen or the bot."""

    conversation_id: str
    event_id: int
    kind: SignalKind
    by: str
    category: str | None
    situation_id: str | None
    at: datetime
    id: int = 0


class JournalStore(Protocol):
    """Heard turns and signals; ids grow in the order of writing. Changes need a `write()` unit."""

    def heard(self, turn: HeardTurn) -> None:
        """Writes a turn down; a turn of the same message is replaced. `id` is given by the store."""
        ...

    def signal(
        self,
        conversation_id: str,
        event_id: int,
        kind: SignalKind,
        by: str = "",
        category: str | None = None,
        situation_id: str | None = None,
    ) -> None:
        """Writes a signal down; the same kind by the same person at the same message is replaced."""
        ...

    def turn(self, conversation_id: str, event_id: int) -> HeardTurn | None:
        """What was read in one message."""
        ...

    def last_told(self, conversation_id: str, before: int) -> HeardTurn | None:
        """The newest turn before a message in which a petition was told."""
        ...

    def turns_of(self, conversation_id: str) -> Sequence[HeardTurn]:
        """All turns of a conversation, oldest first."""
        ...

    def turns_since(self, at: datetime, limit: int = 500) -> Sequence[HeardTurn]:
        """Turns from a moment on, oldest first."""
        ...

    def turns_after(self, turn_id: int, limit: int = 500) -> Sequence[HeardTurn]:
        """Turns written after that one, in the order of writing; 0: from the first."""
        ...

    def signals_of(self, conversation_id: str) -> Sequence[Signal]:
        """All signals of a conversation, oldest first."""
        ...

    def signals_since(self, at: datetime, limit: int = 500) -> Sequence[Signal]:
        """Signals from a moment on, oldest first."""
        ...

    def signals_after(self, signal_id: int, limit: int = 500) -> Sequence[Signal]:
        """Signals written after that one, in the order of writing; 0: from the first. A replaced one comes anew."""
        ...
