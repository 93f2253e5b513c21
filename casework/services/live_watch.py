"""What happens in live conversations without anybody doing it: threads whose holder has gone, conversations gone quiet,
and changes that another process has made.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from casework.services.conversation_words import MESSAGE, payload_of
from casework.services.live_calling import HANDLERS, TOLD_NOBODY, Calling
from casework.services.live_hub import LiveChange, LiveHub
from casework.services.ports import Opener, Store, Thread, ThreadMove, ThreadQuery, UnitOfWork
from casework.services.say import Say
from casework.services.staff import IDLE
from casework.thread_life import BOT_SILENT_FOR
from knowledge import RuleBook

log = logging.getLogger(__name__)
_POLL_SECONDS = 1.0
_SWEEP_SECONDS = 20.0
_AT_ONCE = 500
_SYSTEM = Opener("system", "system", "经办人员已不在线")
QUIET, HUNG_UP = "quiet", "hung_up"
"""Outcomes of threads that nobody has closed."""


class LiveWatch:
    """Runs beside the service. `several`: other processes use the same database, so that it is looked at each second.
    `runs_in`: is told the loop of the service.
    """

    def __init__(
        self,
        store: Store,
        book: Callable[[], RuleBook],
        clock: Callable[[], datetime],
        hub: LiveHub,
        calling: Calling,
        runs_in: Callable[[asyncio.AbstractEventLoop], None],
        *,
        several: bool,
    ) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._hub = hub
        self._calling = calling
        self._runs_in = runs_in
        self._several = several
        self._marks: dict[str, tuple[int, int]] | None = None

    async def run(self) -> None:
        """Until it is cancelled. A database that cannot be reached for a while ends nothing."""
        self._runs_in(asyncio.get_running_loop())
        rounds = int(_SWEEP_SECONDS / _POLL_SECONDS)
        while True:
            for at in range(rounds):
                self._hub.tick()
                try:
                    if self._several:
                        await asyncio.to_thread(self.poll)
                    if at == 0:
                        await asyncio.to_thread(self.sweep)
                # Whatever one round meets, the next one must come: nobody else gives threads back.
                except Exception as error:  # noqa: BLE001
                    log.error("watching live conversations: %s", type(error).__name__)
                await asyncio.sleep(_POLL_SECONDS)

    def poll(self) -> None:
        """Tells what has changed since the last look, whoever changed it; twice to those who knew."""
        with self._store.read() as work:
            marks = {one: (event, version) for one, event, version in work.threads.marks()}
        before, self._marks = self._marks, marks
        if before is None:
            return
        for one, (event, version) in marks.items():
            known = before.get(one)
            if known == (event, version):
                continue
            if known is None or known[0] != event:
                self._hub.publish(LiveChange("message", one, event))
            if known is None or known[1] != version:
                self._hub.publish(LiveChange("thread", one))
        for one in before.keys() - marks.keys():
            self._hub.publish(LiveChange("thread", one))

    def sweep(self) -> None:
        """Gives back what its holder has left, and closes what has gone quiet."""
        now, limits = self._clock(), self._book().policy.live
        with self._store.read() as work:
            there = work.staff_sessions.signed_in(now - IDLE)
            held = work.threads.held()
            quiet = work.threads.quiet_since(now - timedelta(hours=limits["bot_quiet_hours"]))
        for thread in held:
            self._look_after(
                thread, now, timedelta(minutes=limits["holder_away_minutes"]), there=thread.holder in there
            )
        if not HANDLERS.intersection(there.values()):
            self._tell_that_nobody_is_there()
        for one in quiet:
            self._moved(one, ThreadMove("closed", "system", ("bot",), "closed", outcome=QUIET))

    def _look_after(self, thread: Thread, now: datetime, patience: timedelta, *, there: bool) -> None:
        if there:
            if thread.away_since is not None:
                self._set_away(thread, None)
        elif thread.away_since is None:
            self._set_away(thread, now)
        elif now - thread.away_since >= patience:
            self._give_back(thread)

    def _set_away(self, thread: Thread, since: datetime | None) -> None:
        with self._store.write() as work:
            work.threads.set_away(thread.conversation_id, since)
            work.commit()

    def _give_back(self, thread: Thread) -> None:
        """Nobody can take up a telephone call that has ended: it is closed."""
        phone = thread.channel == "phone"
        if phone:
            move = ThreadMove("closed", "system", ("held",), "closed", held_by=thread.holder, outcome=HUNG_UP)
        else:
            move = ThreadMove("returned", "system", ("held",), "waiting", held_by=thread.holder, reason="returned")
        self._moved(thread.conversation_id, move, tell=not phone)

    def _moved(self, conversation_id: str, move: ThreadMove, *, tell: bool = False) -> None:
        with self._store.write() as work:
            moved = work.threads.move(conversation_id, move)
            if moved is None:
                return
            if move.kind == "returned":
                work.audit.write(_SYSTEM, "talk_returned", conversation_id)
            if tell:
                there = self._calling.somebody_there(work)
                self._tell(work, conversation_id, "live_returned" if there else "live_nobody_there")
                work.conversations.set_state(conversation_id, TOLD_NOBODY, None if there else True)
            work.commit()
        self._hub.publish(LiveChange("thread", conversation_id, by="system"))

    def _tell_that_nobody_is_there(self) -> None:
        """Once to everybody who waits for a person: the last who could come has gone home."""
        with self._store.read() as work:
            waiting = work.threads.page(ThreadQuery("waiting", size=_AT_ONCE)).threads
            untold = [
                one.conversation_id
                for one in waiting
                if one.reason in BOT_SILENT_FOR and not work.conversations.get_state(one.conversation_id, TOLD_NOBODY)
            ]
        for one in untold:
            with self._store.write() as work:
                thread = work.threads.by_id(one, lock=True)
                if thread is None or thread.state != "waiting":
                    continue
                self._tell(work, one, "live_nobody_there")
                work.conversations.set_state(one, TOLD_NOBODY, True)
                work.commit()
            self._hub.publish(LiveChange("thread", one, by="system"))

    def _tell(self, work: UnitOfWork, conversation_id: str, reply: str) -> None:
        say = Say(self._book().reply(reply))
        event = work.conversations.append_event(conversation_id, MESSAGE, payload_of("system", say))
        work.threads.spoke(conversation_id, event.id, "system")
