"""Rasa's tracker store, ours: encrypted, adding only, and as fast at the hundredth turn as at the fifth.

Named by its class path in endpoints.yml (`type: bot.tracker_store.EncryptedTrackerStore`), or handed to the engine.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_checkpoint import events_for_state, place_to_cut
from bot.tracker_rows import Checkpoint, EventData, Loaded, TrackerRows
from casework.settings import Settings

MAX_EVENTS = 60
"""A tracker with more events is shortened to half as many (some three to five turns stay as they were)."""
_WORTH_IT = 0.75
CACHE_SIZE = 1000
"""Trackers kept in memory, the least recently used go first."""
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(slots=True)
class _Known:
    """A tracker as it was saved: its last event, and how many events the database has of it."""

    tracker: DialogueStateTracker
    last: Event | None
    total: int

    def is_as_saved(self) -> bool:
        events = self.tracker.events
        return (events[-1] if events else None) is self.last


class EncryptedTrackerStore(TrackerStore):  # type: ignore[misc, unused-ignore]
    """Keeps Rasa's events sealed with the content key, in the project's database or one of its own.

    Args:
        domain: As for every tracker store.
        event_broker: Gets new events in clear after they are saved; none is configured by default.
        host: What endpoints.yml calls `url`: a SQLAlchemy URL. Without it (and without `url`) that of the settings.
        url: The same, for callers in Python.
        key_dir: Directory with content.key; that of the settings by default.
        max_events: How long a tracker may grow before it is shortened.
        cache_size: How many trackers stay in memory.

    Raises StoreFault or KeyFault at once when the database or its key cannot be used.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        *,
        host: str | None = None,
        url: str | None = None,
        key_dir: str | None = None,
        max_events: int = MAX_EVENTS,
        cache_size: int = CACHE_SIZE,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        settings = Settings()
        directory = Path(key_dir) if key_dir else settings.keys_dir
        self._rows = TrackerRows(url or host or settings.store_url, directory / "content.key")
        self._max_events = max_events
        self._cache_size = cache_size
        self._cache: OrderedDict[str, _Known] = OrderedDict()

    @property
    def domain(self) -> Domain:
        """The domain trackers are built with."""
        return self._domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        # A new model may have other slots: trackers must be built anew.
        self._cache.clear()
        self._domain = domain or Domain.empty()

    def close(self) -> None:
        """Gives back all connections."""
        self._cache.clear()
        self._rows.close()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Adds the events that are not kept yet; nothing that is kept is written again."""
        sender = tracker.sender_id
        events = list(tracker.events)
        new, replaces = await self._new_events(tracker, events)
        if not new:
            return
        _cut_times(new, await self._kept(sender))
        started = [index for index, event in enumerate(new) if isinstance(event, SessionStarted)]
        start_within = started[-1] if started else (0 if replaces else None)
        data = [event.as_dict() for event in new]
        total = await asyncio.to_thread(self._rows.append, sender, data, start_within)
        if start_within is None:
            self._remember(sender, _Known(tracker, events[-1], total))
            if len(events) > self._limit:
                await self._shorten(tracker, events, total)
        else:
            # What came before the new session is left behind when the tracker is next built.
            self._cache.pop(sender, None)
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, sender)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's tracker of the latest session; None when it is unknown."""
        known = self._cache.get(sender_id)
        # Another worker may have gone on with this conversation, hence the question to the database.
        if (
            known is not None
            and known.is_as_saved()
            and await asyncio.to_thread(self._rows.count, sender_id) == known.total
        ):
            self._cache.move_to_end(sender_id)
            return known.tracker
        loaded = await asyncio.to_thread(self._rows.load, sender_id)
        if loaded is None:
            self._cache.pop(sender_id, None)
            return None
        tracker = self._built(sender_id, loaded.events)
        self._remember(sender_id, _Known(tracker, tracker.events[-1] if tracker.events else None, loaded.total))
        if len(tracker.events) > self._limit:
            await self._shorten(tracker, list(tracker.events), loaded.total)
            tracker = self._cache[sender_id].tracker
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """A tracker with every event of every session."""
        loaded: Loaded | None = await asyncio.to_thread(self._rows.load, conversation_id, full=True)
        return None if loaded is None else self._built(conversation_id, loaded.events, bounded=False)

    async def exists(self, conversation_id: str) -> bool:
        """Whether anything is kept of the conversation."""
        return await asyncio.to_thread(self._rows.count, conversation_id) is not None

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        return await asyncio.to_thread(self._rows.senders)

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Nothing: `save` streams, because only it knows which events are new."""

    @property
    def _limit(self) -> int:
        asked: int | None = self.max_event_history
        return self._max_events if asked is None else min(asked, self._max_events)

    async def _new_events(self, tracker: DialogueStateTracker, events: list[Event]) -> tuple[list[Event], bool]:
        """Events of the tracker that are not kept yet; and whether they are another conversation under the same id."""
        known = self._cache.get(tracker.sender_id)
        if known is not None and known.tracker is tracker:
            if known.last is None:
                return events, False
            for index in range(len(events) - 1, -1, -1):
                if events[index] is known.last:
                    return events[index + 1 :], False
        last = await asyncio.to_thread(self._rows.last_event, tracker.sender_id)
        if last is None:
            return events, False
        for index in range(len(events) - 1, -1, -1):
            if _mark(events[index].as_dict()) == _mark(last):
                return events[index + 1 :], False
        return events, True

    async def _kept(self, sender: str) -> int:
        """How many events of a conversation are kept."""
        known = self._cache.get(sender)
        kept = known.total if known is not None else await asyncio.to_thread(self._rows.count, sender)
        return kept or 0

    async def _shorten(self, tracker: DialogueStateTracker, events: list[Event], total: int) -> None:
        """Replaces the older half of a saved tracker by a checkpoint, in the database and in memory."""
        cut = place_to_cut(events, self._limit // 2)
        if cut is None:
            return
        before = self._replayed(tracker.sender_id, events[:cut])
        prefix = events_for_state(before, events[cut].timestamp)
        if len(prefix) + len(events) - cut > _WORTH_IT * len(events):
            return  # long turns: wait until there is something to gain
        checkpoint = Checkpoint(total - (len(events) - cut) + 1, tuple(event.as_dict() for event in prefix))
        if await asyncio.to_thread(self._rows.set_checkpoint, tracker.sender_id, checkpoint, total):
            short = self._replayed(tracker.sender_id, [*prefix, *events[cut:]])
            self._remember(tracker.sender_id, _Known(short, events[-1], total))

    def _built(self, sender: str, events: Sequence[EventData], *, bounded: bool = True) -> DialogueStateTracker:
        history = self.max_event_history if bounded else None
        return DialogueStateTracker.from_dict(sender, list(events), self.domain.slots, history)

    def _replayed(self, sender: str, events: Sequence[Event]) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(sender, list(events), self.domain.slots, self.max_event_history)

    def _remember(self, sender: str, known: _Known) -> None:
        self._cache[sender] = known
        self._cache.move_to_end(sender)
        while len(self._cache) > self._cache_size:
            self._cache.popitem(last=False)


def _cut_times(new: Sequence[Event], kept: int) -> None:
    """Leaves of each event's time the day, with its place in the conversation as microseconds after midnight.

    Who reports anonymously is promised that nobody keeps the hour, and here nobody knows yet who will.
    """
    for place, event in enumerate(new, kept + 1):
        day = datetime.fromtimestamp(event.timestamp, _SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        event.timestamp = (day + timedelta(microseconds=place)).timestamp()


def _mark(data: EventData) -> tuple[object, ...]:
    """What tells one kept event from another; `_cut_times` leaves no two at the same time."""
    return (data.get("event"), data.get("timestamp"), data.get("name"), data.get("text"))
