"""Actions of the dialogue about what a petition is."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.adapter import (
    CLARIFICATION,
    HUMAN,
    NEXT_STEP,
    PETITION,
    RESTART,
    close,
    parse_of,
    region_of,
    state_of,
    use_cases,
    utter,
)


class ActionTriage(Action):
    """Decide on a new text, or go on with one after a question was answered."""

    def name(self) -> str:
        return "action_triage"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        turns, answered = use_cases().triage_turns, tracker.get_slot(CLARIFICATION)
        if answered == HUMAN:
            return [SlotSet(CLARIFICATION, None), SlotSet(NEXT_STEP, "hand_over")]
        if answered == RESTART:
            return [*close(dispatcher, use_cases().smalltalk.start_over()), SlotSet(CLARIFICATION, None)]
        if answered is not None:
            outcome = turns.resume(state_of(tracker))
        else:
            outcome = turns.hear(state_of(tracker), parse_of(tracker), region_of(tracker))
        return [*close(dispatcher, outcome), SlotSet(CLARIFICATION, None)]


class ActionAskClarification(Action):
    """Put the open question, with its buttons."""

    def name(self) -> str:
        return "action_ask_clarification"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        prompt = use_cases().triage_turns.prompt(state_of(tracker))
        utter(dispatcher, [prompt] if prompt else [])
        return []


class ValidateClarifyForm(FormValidationAction):
    """Read the answer to the open question; an answer that settles nothing leaves it open."""

    def name(self) -> str:
        return "validate_clarify_form"

    def validate_clarification(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """The slot stays empty as long as the question is open."""
        if not value:  # the slot was only emptied, nobody has answered
            return {}
        state, settled, remark = use_cases().triage_turns.clarify(state_of(tracker), value, parse_of(tracker))
        utter(dispatcher, [remark] if remark else [])
        return {CLARIFICATION: settled, PETITION: state.to_json()}


class ActionAskPlace(Action):
    """Ask where it happened, so that the office can be named."""

    def name(self) -> str:
        return "action_ask_place"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return close(dispatcher, use_cases().triage_turns.ask_place(state_of(tracker)))


class ActionDisagree(Action):
    """The citizen says the category is wrong: let them choose."""

    def name(self) -> str:
        return "action_disagree"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return close(dispatcher, use_cases().smalltalk.disagree(state_of(tracker)))


class ActionInform(Action):
    """A bare fact outside any question: a place completes the last answer, anything else is read as a petition."""

    def name(self) -> str:
        return "action_inform"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        outcome = use_cases().triage_turns.inform(state_of(tracker), parse_of(tracker), region_of(tracker))
        return close(dispatcher, outcome)
