"""Live conversations for staff: looking on, talking with the citizen, and putting right what was read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from casework.errors import BadInput, NotHolder
from casework.intake import clean
from casework.petition import Petition
from casework.services.conversation_words import MESSAGE, Posted
from casework.services.live_holding import Holding, may, thread_of
from casework.services.live_hub import CITIZEN, LiveChange
from casework.services.live_petition import (
    CLIENT_ID,
    KeptPetition,
    LiveMessage,
    LiveView,
    corrected,
    fact_set,
    message_of,
)
from casework.services.ports import NoteRow, Opener, Thread, ThreadMove, ThreadPage, ThreadQuery, UnitOfWork
from casework.services.regions import check_region
from casework.services.staff import Staff

__all__ = ["LiveChange", "LiveMessage", "LiveService", "LiveView"]
_CLIENT_ID_MAX, _OUTCOME_MAX = 50, 32
_EVENTS_MAX = 2000


class LiveService(Holding):
    """Use cases of live conversations. The first argument says who acts; every method raises Denied for a role that
    does not talk with citizens, and ThreadGone where there is nothing, or nothing for this person.
    """

    # ------------------------------------------------------------------ looking

    def page(self, viewer: Staff, query: ThreadQuery) -> ThreadPage:
        """Threads that fit, without those the viewer keeps out of."""
        may(viewer)
        mine = query.holder or (viewer.name if query.view == "mine" else None)
        with self._store.read() as work:
            return work.threads.page(replace(query, viewer=viewer.name, holder=mine))

    def counts(self, viewer: Staff) -> Mapping[str, int]:
        """How many threads there are: waiting, mine, watch, closed; `urgent`, of those waiting; `alarmed`, of mine."""
        may(viewer)
        with self._store.read() as work:
            return work.threads.counts(viewer.name)

    def open(self, viewer: Staff, conversation_id: str) -> LiveView:
        """One conversation, whole."""
        may(viewer)
        with self._store.read() as work:
            thread = thread_of(work, viewer, conversation_id)
            events = work.conversations.events_after(conversation_id, 0, _EVENTS_MAX)
            notes = work.threads.notes(conversation_id)
            kept = KeptPetition.of(work, conversation_id)
        petition = kept.petition(self._book()) if kept else None
        return LiveView(
            thread,
            tuple(message_of(event) for event in events if event.kind == MESSAGE),
            tuple(notes),
            petition,
            kept.seen() if kept else None,
            self._hub.citizen_there(conversation_id),
        )

    def messages_after(self, viewer: Staff, conversation_id: str, after: int) -> tuple[LiveMessage, ...]:
        """Messages with an id greater than `after`."""
        may(viewer)
        with self._store.read() as work:
            thread_of(work, viewer, conversation_id)
            events = work.conversations.events_after(conversation_id, after)
        return tuple(message_of(event) for event in events if event.kind == MESSAGE)

    def citizen_there(self, conversation_id: str) -> bool:
        """Whether the citizen has the page open."""
        return self._hub.citizen_there(conversation_id)

    def citizen_types(self, conversation_id: str) -> bool:
        """Whether the citizen is typing now."""
        return CITIZEN in self._hub.types(conversation_id)

    def subscribe(self, callback: Callable[[LiveChange], None]) -> Callable[[], None]:
        """Calls back, from any thread, at every change until the returned function is called."""
        return self._hub.subscribe(callback)

    # ------------------------------------------------------------------ talking

    async def say(
        self,
        viewer: Staff,
        conversation_id: str,
        client_id: str,
        text: str,
        after: Callable[[int, str], None] | None = None,
    ) -> Posted:
        """Says something to the citizen; the same `client_id` says nothing twice, whoever has the thread by then.

        `after` is called with event id and masked text once it is kept. Raises NotHolder, EmptyMessage, MessageTooLong.
        """
        may(viewer)
        posted, sealed = await asyncio.to_thread(self._say, viewer, conversation_id, client_id, text)
        if not posted.duplicate:
            self._hub.type(conversation_id, viewer.name, on=False)
            self._hub.publish(LiveChange("message", conversation_id, posted.event_id, viewer.name))
            if after is not None:
                await asyncio.to_thread(after, posted.event_id, sealed)
        return posted

    def typing(self, viewer: Staff, conversation_id: str, on: bool) -> None:
        """Shows the citizen that somebody writes; it fades by itself. Ignored for a thread of somebody else."""
        may(viewer)
        with self._store.read() as work:
            thread = work.threads.by_id(conversation_id)
        if thread is not None and thread.state == "held" and thread.holder == viewer.name:
            self._hub.type(conversation_id, viewer.name, on=on)

    def note(self, viewer: Staff, conversation_id: str, text: str) -> NoteRow:
        """Writes a note that only staff see. Raises EmptyMessage, MessageTooLong."""
        may(viewer)
        sealed = self._sealed_note(viewer, conversation_id, text)
        with self._store.write() as work:
            written = work.threads.add_note(conversation_id, viewer.name, sealed)
            work.audit.write(Opener(viewer.name, viewer.role, "写备注"), "talk_noted", conversation_id)
            work.commit()
        self._hub.publish(LiveChange("note", conversation_id, by=viewer.name))
        return written

    # ------------------------------------------------------------------ putting right

    def correct(self, viewer: Staff, conversation_id: str, category: str, situation_id: str | None) -> Petition:
        """Says what the petition really is. Raises BadInput (nothing was told, no such reading), UnknownRow."""
        book = self._book()

        def change(work: UnitOfWork, kept: KeptPetition) -> KeptPetition:
            better = corrected(kept, category, situation_id, book)
            work.journal.signal(
                conversation_id, kept.event_id, "corrected", viewer.name, category=category, situation_id=situation_id
            )
            work.threads.read_as(conversation_id, category, situation_id, 1.0)
            return better

        return self._put_right(viewer, conversation_id, change, "talk_corrected", f"改为 {situation_id or category}")

    def set_fact(self, viewer: Staff, conversation_id: str, fact: str, value: str) -> Petition:
        """Settles a decisive fact, or the place (`region`). Raises BadInput, UnknownRegion, UnknownRow."""
        book = self._book()

        def change(work: UnitOfWork, kept: KeptPetition) -> KeptPetition:
            better = fact_set(kept, fact, value, book, check_region)
            if better.region != kept.region:
                work.threads.place(conversation_id, better.region)
            return better

        return self._put_right(viewer, conversation_id, change, "talk_fact_set", f"{fact} = {value}")

    # ------------------------------------------------------------------ calls

    def open_call(self, viewer: Staff, region: str | None) -> str:
        """A new conversation for a telephone call, held by who takes it. Raises UnknownRegion."""
        may(viewer)
        with self._store.write() as work:
            made = work.conversations.create(check_region(region))
            work.threads.heard(made.id, 0, "phone")
            work.threads.move(made.id, ThreadMove("claimed", viewer.name, ("bot",), "held", viewer.name))
            work.audit.write(Opener(viewer.name, viewer.role, "接听来电"), "call_opened", made.id)
            work.commit()
        self._hub.publish(LiveChange("thread", made.id, by=viewer.name))
        return made.id

    def add_spoken(self, viewer: Staff, conversation_id: str, text: str) -> int:
        """Keeps what the caller said as a message of the citizen, which the bot does not answer; its event id.

        Raises NotHolder, EmptyMessage, MessageTooLong.
        """
        may(viewer)
        book = self._book()
        said = clean(text, book.policy.message_max_chars)
        self._held(viewer, conversation_id)
        sealed = self._sealing.seal(conversation_id, said, None, book)
        with self._store.write() as work:
            payload: dict[str, Any] = {"from": "citizen", "text": sealed, "buttons": [], "card": None}
            event = work.conversations.append_event(conversation_id, MESSAGE, payload)
            work.threads.heard(conversation_id, event.id, "phone")
            work.commit()
        self._hub.publish(LiveChange("message", conversation_id, event.id, CITIZEN))
        self._observe(conversation_id, event.id, sealed)
        return event.id

    # ------------------------------------------------------------------ inside

    def _say(self, viewer: Staff, conversation_id: str, client_id: str, text: str) -> tuple[Posted, str]:
        book = self._book()
        if not 0 < len(client_id) <= _CLIENT_ID_MAX:
            raise BadInput(f"a client id has 1 to {_CLIENT_ID_MAX} characters")
        said = clean(text, book.policy.live["say_max_chars"])
        with self._store.read() as work:
            thread_of(work, viewer, conversation_id)
        sealed = self._sealing.seal_of_staff(conversation_id, said, book)
        payload: dict[str, Any] = {"from": "agent", "text": sealed, "buttons": [], "card": None, "by": viewer.name}
        with self._store.write() as work:
            event = work.conversations.append_event(conversation_id, MESSAGE, payload, CLIENT_ID + client_id)
            if not event.duplicate:
                thread = thread_of(work, viewer, conversation_id)
                if thread.state != "held" or thread.holder != viewer.name:
                    raise NotHolder(f"{viewer.name} does not have this conversation")
                work.threads.spoke(conversation_id, event.id, "agent")
                work.commit()
        return Posted(client_id, event.id, event.duplicate), sealed

    def _put_right(
        self,
        viewer: Staff,
        conversation_id: str,
        change: Callable[[UnitOfWork, KeptPetition], KeptPetition],
        action: str,
        reason: str,
    ) -> Petition:
        may(viewer)
        with self._store.write() as work:
            thread_of(work, viewer, conversation_id)
            kept = KeptPetition.of(work, conversation_id)
            if kept is None:
                raise BadInput("nothing was told in this conversation")
            better = change(work, kept)
            petition = better.petition(self._book())
            if petition is None:
                raise BadInput("nothing was told in this conversation")
            work.threads.keep_petition(conversation_id, better.to_json())
            work.audit.write(Opener(viewer.name, viewer.role, reason), action, conversation_id)
            work.commit()
        self._hub.publish(LiveChange("thread", conversation_id, by=viewer.name))
        return petition

    def _held(self, viewer: Staff, conversation_id: str) -> Thread:
        with self._store.read() as work:
            thread = thread_of(work, viewer, conversation_id)
        if thread.state != "held" or thread.holder != viewer.name:
            raise NotHolder(f"{viewer.name} does not have this conversation")
        return thread
