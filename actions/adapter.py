"""Between Rasa's tracker and dispatcher and our use cases: reading slots, uttering messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from casework.bootstrap import Services, services
from casework.services.say import Outcome, PetitionState, Say

PETITION = "petition"
NEXT_STEP = "next_step"
CLARIFICATION = "clarification"
REGISTRATION_ANSWER = "registration_answer"
HUMAN, RESTART = "human", "restart"


def use_cases() -> Services:
    """The wired use cases of this process."""
    return services()


def state_of(tracker: Tracker) -> PetitionState:
    """The petition as kept in its slot."""
    return PetitionState.from_json(tracker.get_slot(PETITION))


def parse_of(tracker: Tracker) -> dict[str, Any]:
    """The parse result of the message being answered."""
    return dict(tracker.latest_message or {})


def region_of(tracker: Tracker) -> str | None:
    """The region the page or client named for this conversation."""
    metadata = parse_of(tracker).get("metadata") or {}
    return metadata.get("region") or None


def utter(dispatcher: CollectingDispatcher, says: Iterable[Say]) -> None:
    """Send messages through Rasa, cards in its `custom` part.

    Rasa's channels cut a text without buttons at every empty line into messages of their own, and the card would stand
    beside the last piece only: there, a line break parts the paragraphs.
    """
    for say in says:
        text = say.text if say.buttons else say.text.replace("\n\n", "\n")
        dispatcher.utter_message(
            text=text, buttons=[button.to_json() for button in say.buttons], json_message=say.card or {}
        )


def close(dispatcher: CollectingDispatcher, outcome: Outcome) -> list[EventType]:
    """Utter an outcome and keep its state."""
    utter(dispatcher, outcome.says)
    return [SlotSet(PETITION, outcome.state.to_json()), SlotSet(NEXT_STEP, outcome.next_step)]
