"""Shortening a long conversation without changing what the bot knows.

Rasa works through every event of a tracker several times a turn, so a tracker that only grows makes every turn slower.
A checkpoint replaces all events before a turn by the few that lead to the same state: slots that were set, a paused
conversation, an active loop with the message that started it. The events themselves stay in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    LoopInterrupted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker


def turn_starts(events: Sequence[Event]) -> list[int]:
    """Where turns begin: at each `action_listen` that a citizen's message follows directly."""
    return [
        index
        for index in range(len(events) - 1)
        if isinstance(events[index], ActionExecuted)
        and events[index].action_name == ACTION_LISTEN_NAME
        and isinstance(events[index + 1], UserUttered)
    ]


TURNS_KEPT = 3
"""Turns that stay as they were however long they are; what rules look back on lies within them."""


def place_to_cut(events: Sequence[Event], keep: int) -> int | None:
    """The first turn start that leaves at most `keep` events, but at least the last three turns; None without one.

    Turns are never split. Index 0 is no cut.
    """
    starts = [index for index in turn_starts(events) if index > 0]
    if not starts:
        return None
    latest = starts[max(0, len(starts) - TURNS_KEPT)]
    return next((index for index in starts if len(events) - index <= keep and index < latest), latest)


def events_for_state(before: DialogueStateTracker, timestamp: float) -> list[Event]:
    """The events that bring an empty tracker into the state of `before`, dated `timestamp` (seconds since 1970)."""
    made: list[Event] = [
        SlotSet(slot.name, slot.value, timestamp=timestamp) for slot in before.slots.values() if slot.has_been_set
    ]
    loop = before.active_loop
    if before.active_loop_name is not None:
        made.append(ActionExecuted(ACTION_LISTEN_NAME, timestamp=timestamp))
        made.append(_message(loop.trigger_message or {}, timestamp))
        made.append(ActionExecuted(loop.name, timestamp=timestamp))
        made.append(ActiveLoop(loop.name, timestamp=timestamp))
        if loop.rejected:
            made.append(ActionExecutionRejected(loop.name, timestamp=timestamp))
        if loop.is_interrupted:
            made.append(LoopInterrupted(True, timestamp=timestamp))
    if before.is_paused():
        made.append(ConversationPaused(timestamp=timestamp))
    return made


def _message(parse_data: dict[str, Any], timestamp: float) -> UserUttered:
    return UserUttered(
        parse_data.get("text"),
        parse_data.get("intent"),
        parse_data.get("entities"),
        parse_data=parse_data or None,
        timestamp=timestamp,
    )
