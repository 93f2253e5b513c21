"""Actions around a petition: greetings, a person, starting over."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.adapter import close, parse_of, state_of, use_cases
from actions.registration import ActionStartRegistration


class ActionSmalltalk(Action):
    """Answer an intent of the dialogue with its row of the replies table."""

    def name(self) -> str:
        return "action_smalltalk"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        intent = parse_of(tracker).get("intent") or {}
        name, confidence = str(intent.get("name") or ""), float(intent.get("confidence") or 0.0)
        text = str(parse_of(tracker).get("text") or "")
        outcome = use_cases().smalltalk.answer(name, state_of(tracker), confidence, text)
        taken = outcome.next_step == "fill"
        return [*close(dispatcher, outcome), *([FollowupAction(ActionStartRegistration().name())] if taken else [])]


class ActionHandOver(Action):
    """Fetch a person."""

    def name(self) -> str:
        return "action_hand_over"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return close(dispatcher, use_cases().smalltalk.hand_over(tracker.sender_id, state_of(tracker)))


class ActionStartOver(Action):
    """Forget the petition and begin again."""

    def name(self) -> str:
        return "action_start_over"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return close(dispatcher, use_cases().smalltalk.start_over())
