"""What a conversation is about, as staff see it: the dialogue's state, and over it what staff have put right.

Kept with the thread, so that a page opens without asking the dialogue engine, and so that it is still there when the
bot has been silent for an hour.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from casework.errors import BadInput
from casework.petition import Petition, petition
from casework.reading import category_of
from casework.services.ports import Event, NoteRow, Speaker, Thread, UnitOfWork
from casework.services.say import PetitionState
from casework.services.triage_turns import REGION, settled_main
from casework.triage import CATEGORIES, Known
from knowledge import RuleBook

CLIENT_ID = "agent:"
"""Before the ids that staff pages give to their messages: a citizen's page never makes such a one."""


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """One message as staff see it: personal data stays masked. `author`: the user's name where staff wrote it.

    `client_id`: the id that the page of staff gave its own message; `at`: of an anonymous reporter only the day.
    """

    event_id: int
    sender: Speaker
    text: str
    at: datetime
    author: str = ""
    client_id: str | None = None
    buttons: Sequence[Mapping[str, Any]] = ()
    card: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class LiveView:
    """One conversation, whole. `petition` and `state` are None as long as nothing was told."""

    thread: Thread
    messages: tuple[LiveMessage, ...]
    notes: tuple[NoteRow, ...]
    petition: Petition | None
    state: PetitionState | None
    citizen_there: bool


@dataclass(frozen=True, slots=True)
class KeptPetition:
    """A petition with the message it was told in. `facts`, `settled`: what staff have put right, above the dialogue;
    `by_hand`: what staff wrote into its form (`casework.services.talk_draft`), which no later text touches.
    """

    state: PetitionState
    event_id: int
    facts: Mapping[str, str] = field(default_factory=dict)
    settled: str | None = None
    region: str | None = None
    by_hand: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "state": self.state.to_json(),
            "event_id": self.event_id,
            "facts": dict(self.facts),
            "settled": self.settled,
            "region": self.region,
            "by_hand": dict(self.by_hand),
        }

    @classmethod
    def of(cls, work: UnitOfWork, conversation_id: str) -> KeptPetition | None:
        """What is kept of a conversation."""
        kept = work.threads.petition_of(conversation_id)
        if kept is None:
            return None
        state = PetitionState.from_json(kept["state"])
        # Kept by an earlier version, there is nothing written by hand.
        by_hand = kept.get("by_hand") or {}
        return cls(state, kept["event_id"], kept["facts"], kept["settled"], kept["region"], by_hand)

    def told_anew(self, state: PetitionState, event_id: int) -> KeptPetition:
        """The same after another turn: what staff put right belongs to the text they had before them."""
        if state.parse == self.state.parse:
            return replace(self, state=state)
        return KeptPetition(state, event_id, by_hand=self.by_hand)

    def seen(self) -> PetitionState:
        """The state with what staff put right."""
        return replace(
            self.state,
            facts={**self.state.facts, **self.facts},
            settled=self.settled or self.state.settled,
            region=self.region or self.state.region,
        )

    def petition(self, book: RuleBook) -> Petition | None:
        """Read and decided; None as long as nothing was told."""
        if not self.state.parse:
            return None
        state = self.seen()
        return petition(state.parse, Known(state.facts, state.region, settled_main(state)), book, state.story)


def message_of(event: Event) -> LiveMessage:
    """An event of a conversation for staff."""
    payload: Any = event.payload
    own = event.client_id[len(CLIENT_ID) :] if event.client_id and event.client_id.startswith(CLIENT_ID) else None
    return LiveMessage(
        event.id,
        payload["from"],
        str(payload["text"]),
        event.at,
        str(payload.get("by") or ""),
        own,
        tuple(payload.get("buttons") or ()),
        payload.get("card"),
    )


def corrected(kept: KeptPetition, category: str, situation_id: str | None, book: RuleBook) -> KeptPetition:
    """With the reading that staff say is right. Raises UnknownRow, BadInput for one of another category."""
    if category not in CATEGORIES:
        raise BadInput("no such category")
    if situation_id is not None and category_of(situation_id, book) != category:
        raise BadInput("the situation is not of this category")
    return replace(kept, settled=situation_id or category)


def fact_set(
    kept: KeptPetition, fact: str, value: str, book: RuleBook, known_region: Callable[[str], str | None]
) -> KeptPetition:
    """With a fact that staff have settled. Raises UnknownRow, UnknownRegion, BadInput for a value it cannot have."""
    if fact == REGION:
        return replace(kept, region=known_region(value))
    row = book.fact(fact)
    if value not in {option.value for option in (*row.options, row.unsure)}:
        raise BadInput("the fact has no such value")
    return replace(kept, facts={**kept.facts, fact: value})
