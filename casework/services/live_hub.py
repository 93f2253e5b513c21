"""What happens in live conversations, told to whoever listens in this process; and what passes without being kept:
who is typing, whose page is open.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

log = logging.getLogger(__name__)
CITIZEN = "citizen"
_TYPING_LASTS = 8.0
_GONE_AFTER = 12.0
"""Seconds after its last sign of life a page counts as closed; a stream that was cut comes back sooner."""


@dataclass(frozen=True, slots=True)
class LiveChange:
    """Something happened. `by`: "citizen", "bot", "system" or a user's name.

    `message`: an event was added (`event_id`); `typing`: somebody types or stops; `thread`: state, holder, reading or
    presence changed; `note`: a note was written.
    """

    kind: Literal["message", "typing", "thread", "note"]
    conversation_id: str
    event_id: int | None = None
    by: str = ""


class LiveHub:
    """Safe to share between threads. Callbacks run in the thread of whoever publishes and must be quick."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._callbacks: dict[object, Callable[[LiveChange], None]] = {}
        self._typing: dict[tuple[str, str], float] = {}
        self._open: Counter[str] = Counter()
        self._seen: dict[str, float] = {}
        self._there: set[str] = set()

    def subscribe(self, callback: Callable[[LiveChange], None]) -> Callable[[], None]:
        """Calls back at every change until the returned function is called."""
        key = object()
        with self._lock:
            self._callbacks[key] = callback

        def leave() -> None:
            with self._lock:
                self._callbacks.pop(key, None)

        return leave

    def publish(self, change: LiveChange) -> None:
        """Tells everybody; a callback that fails is logged and hinders nobody."""
        with self._lock:
            callbacks = list(self._callbacks.values())
        for callback in callbacks:
            try:
                callback(change)
            # Whatever a page does with it, the message has been kept and others must hear of it.
            except Exception as error:  # noqa: BLE001
                log.error("a listener failed: %s", type(error).__name__)

    # ------------------------------------------------------------------ typing

    def type(self, conversation_id: str, who: str, *, on: bool) -> None:
        """Notes that somebody types (it fades by itself) or has stopped, and tells it."""
        key, now = (conversation_id, who), self._monotonic()
        with self._lock:
            was = key in self._typing
            if on:
                self._typing[key] = now + _TYPING_LASTS
            else:
                self._typing.pop(key, None)
        if on or was:
            self.publish(LiveChange("typing", conversation_id, by=who))

    def types(self, conversation_id: str) -> frozenset[str]:
        """Who is typing now."""
        now = self._monotonic()
        with self._lock:
            return frozenset(
                who for (one, who), until in self._typing.items() if one == conversation_id and until > now
            )

    # ------------------------------------------------------------------ presence

    @contextmanager
    def attending(self, conversation_id: str) -> Iterator[None]:
        """Counts a citizen's open page for as long as the block runs."""
        with self._lock:
            self._open[conversation_id] += 1
        self.seen(conversation_id)
        try:
            yield
        finally:
            with self._lock:
                self._open[conversation_id] -= 1
                if self._open[conversation_id] <= 0:
                    del self._open[conversation_id]
            self.seen(conversation_id)

    def seen(self, conversation_id: str) -> None:
        """Notes a sign of life of a page that holds no stream open; tells it when the page had been away."""
        now = self._monotonic()
        with self._lock:
            came = conversation_id not in self._there
            self._there.add(conversation_id)
            self._seen[conversation_id] = now
        if came:
            self.publish(LiveChange("thread", conversation_id, by=CITIZEN))

    def citizen_there(self, conversation_id: str) -> bool:
        """Whether a page of the citizen is open in this process, or was a moment ago."""
        with self._lock:
            if self._open.get(conversation_id):
                return True
            at = self._seen.get(conversation_id)
        return at is not None and self._monotonic() - at <= _GONE_AFTER

    # ------------------------------------------------------------------ what ends by itself

    def tick(self) -> None:
        """Tells who has stopped typing without saying so, and whose page has gone. Called about once a second."""
        now = self._monotonic()
        with self._lock:
            faded = [key for key, until in self._typing.items() if until <= now]
            for key in faded:
                del self._typing[key]
            gone = [one for one in self._there if not self._open.get(one) and now - self._seen[one] > _GONE_AFTER]
            for one in gone:
                self._there.discard(one)
                del self._seen[one]
        for conversation_id, who in faded:
            self.publish(LiveChange("typing", conversation_id, by=who))
        for one in gone:
            self.publish(LiveChange("thread", one, by=CITIZEN))
