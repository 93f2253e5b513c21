"""Actions of the dialogue in which a form is filled, whichever form it is."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.adapter import PETITION, REGISTRATION_ANSWER, close, parse_of, region_of, state_of, use_cases, utter


class ActionStartRegistration(Action):
    """Open the form that is meant, prefilled from the story, or ask which one it is."""

    def name(self) -> str:
        return "action_start_registration"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        outcome = use_cases().registration_turns.begin(state_of(tracker), parse_of(tracker), region_of(tracker))
        return [*close(dispatcher, outcome), SlotSet(REGISTRATION_ANSWER, None)]


class ActionAskRegistrationAnswer(Action):
    """Put the question the form is at."""

    def name(self) -> str:
        return "action_ask_registration_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        utter(dispatcher, [use_cases().registration_turns.prompt(state_of(tracker))])
        return []


class ValidateRegistrationForm(FormValidationAction):
    """Take one answer into the form; the slot is filled only when the form has ended."""

    def name(self) -> str:
        return "validate_registration_form"

    def validate_registration_answer(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """`value` is the message itself; what it means is the use case's to say."""
        if not value:  # the slot was only emptied, nobody has answered
            return {}
        state, remarks, ended = use_cases().registration_turns.hear(
            tracker.sender_id, state_of(tracker), parse_of(tracker)
        )
        utter(dispatcher, remarks)
        return {REGISTRATION_ANSWER: ended, PETITION: state.to_json()}


class ActionFinishRegistration(Action):
    """Register a confirmed form and hand out its receipt, or put a cancelled one away."""

    def name(self) -> str:
        return "action_finish_registration"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        outcome = use_cases().registration_turns.finish(tracker.sender_id, state_of(tracker))
        return [*close(dispatcher, outcome), SlotSet(REGISTRATION_ANSWER, None)]
