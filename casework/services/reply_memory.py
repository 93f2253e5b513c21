"""Replies agents sent, to be found again in like cases.

The index is in memory and holds figures only; texts stay sealed in the store and are opened one by one when they are
offered, so that what was erased is never offered again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from casework.errors import DivisionsFault, TriageError
from casework.services.divisions import DivisionService
from casework.services.ports import Store
from casework.services.ports.suggestions import SentReply
from casework.suggesting import Remembered
from casework.suggesting.fitness import fit, in_force, marks, rows_said
from casework.suggesting.nearness import Kept, Nearness
from knowledge import RuleBook

log = logging.getLogger(__name__)
_BATCH = 500
_LOOKED_AT = 6
"""Nearest replies that are opened and looked at again before one is offered."""
_AGAIN_AFTER = 10.0
"""Seconds until replies that another process has kept are looked for."""
_SHORTEST, _LONGEST = 8, 800


class ReplyMemory:
    """Keeps sent replies and finds those of like cases. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        book: Callable[[], RuleBook],
        divisions: DivisionService,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._book = book
        self._divisions = divisions
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._index: Nearness | None = None
        self._filling = False
        self._looked = float("-inf")

    def learn(self, reply: SentReply, told: str) -> bool:
        """Keeps a reply if it may be offered to others; whether it was kept. `told`: all the citizen had said.

        A reply that only repeats rows is not kept: the rows are there.
        """
        book = self._book()
        if not _SHORTEST <= len(reply.text) <= _LONGEST or not reply.asked.strip():
            return False
        rows = marks(rows_said(reply.text, book))
        if not fit(reply.text, told, rows, self._names_place, book):
            return False
        kept = SentReply(
            reply.conversation_id, reply.event_id, reply.category, reply.situation_id, rows, reply.asked, reply.text,
            reply.by,
        )  # fmt: skip
        with self._store.write() as work:
            work.suggestions.remember(kept)
            work.commit()
        self._looked = float("-inf")
        return True

    def like(self, text: str, category: str | None, situation_id: str | None, own: str = "") -> tuple[Remembered, ...]:
        """Replies of like cases, the likest first, whose rows are in force; none of the conversation `own`.

        While the index is being filled there are none.
        """
        self.refresh()
        book = self._book()
        with self._lock:
            if self._index is None:
                return ()
            near = self._index.nearest(text, category, situation_id, book.policy.remembered_min, _LOOKED_AT)
        scores = {kept.id: score for kept, score in near if kept.conversation_id != own}
        if not scores:
            return ()
        with self._store.read() as work:
            found = {one.id: one for one in work.suggestions.remembered(list(scores))}
        self._drop_ids([one for one in scores if one not in found])
        offered = []
        for reply_id, score in scores.items():
            one = found.get(reply_id)
            if one is None or not fit(one.text, one.asked, one.rows, self._names_place, book):
                continue
            offered.append(Remembered(one.text, in_force(one.rows, book) or (), round(score, 3)))
        return tuple(offered)

    def forget(self, conversation_id: str) -> int:
        """Erases what was kept of a conversation, in the store and in the index; how many replies there were."""
        with self._store.write() as work:
            gone = work.suggestions.forget(conversation_id)
            work.commit()
        with self._lock:
            if self._index is not None:
                self._index.drop(conversation_id)
        return gone

    def refresh(self, *, wait: bool = False) -> None:
        """Takes in what was kept since the last look; the first time in a thread of its own, unless `wait`."""
        now = self._monotonic()
        with self._lock:
            if self._filling or now - self._looked < _AGAIN_AFTER:
                return
            self._filling, self._looked = True, now
            first = self._index is None
        if first and not wait:
            threading.Thread(target=self._fill, name="reply-memory", daemon=True).start()
        else:
            self._fill()

    def _fill(self) -> None:
        try:
            index = self._index
            if index is None:
                index = Nearness()
            while True:
                with self._store.read() as work:
                    batch = work.suggestions.remembered_after(index.newest, _BATCH)
                kept = [Kept(one.id, one.conversation_id, one.category, one.situation_id) for one in batch]
                with self._lock:
                    index.add(kept, [one.asked for one in batch])
                if len(batch) < _BATCH:
                    break
            with self._lock:
                self._index = index
        except TriageError as error:  # a memory that cannot be read offers nothing; agents work on
            log.error("the memory of replies cannot be read: %s", type(error).__name__)
        finally:
            with self._lock:
                self._filling = False

    def _drop_ids(self, ids: list[int]) -> None:
        with self._lock:
            if ids and self._index is not None:
                self._index.drop_ids(ids)

    def _names_place(self, text: str) -> bool:
        """A list of places that cannot be read leaves it in doubt, and what is in doubt is not offered."""
        trusted = tuple(name for place in self._book().places for name in place.names)
        try:
            return any(name in text for name in trusted) or bool(self._divisions.find(text))
        except DivisionsFault:
            return True
