"""The bot's side of a thread: who answers now, calling a person, and what the citizen is told about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from casework.services.live_hub import LiveChange, LiveHub
from casework.services.ports import Store, Thread, ThreadMove, UnitOfWork, WaitReason
from casework.services.say import Say, buttons_of
from casework.services.staff import IDLE
from casework.thread_life import WithWhom, weightier, with_whom
from knowledge import RuleBook

HANDLERS = frozenset({"agent", "senior_agent", "admin"})
"""Roles that talk with citizens."""
TOLD = "told_waiting"
"""Flag of a conversation: the citizen was told, since they began to wait, that the bot keeps silent."""
TOLD_NOBODY = "told_nobody"
"""Flag: the citizen was told, since they began to wait, that nobody is there."""
BACK = "button_back_to_bot"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who answers now. `told`: the citizen knows that they are waiting."""

    thread: Thread | None
    who: WithWhom
    told: bool = False


class Calling:
    """Knows whether anybody could come, and calls them. Safe to share between threads."""

    def __init__(self, store: Store, book: Callable[[], RuleBook], clock: Callable[[], datetime], hub: LiveHub) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._hub = hub

    def somebody_there(self, work: UnitOfWork) -> bool:
        """Whether anybody who talks with citizens is signed in."""
        return bool(HANDLERS.intersection(work.staff_sessions.signed_in(self._clock() - IDLE).values()))

    def standing(self, conversation_id: str) -> Standing:
        """Who answers in a conversation now."""
        with self._store.read() as work:
            thread = work.threads.by_id(conversation_id)
            if thread is None or thread.state in ("bot", "closed"):
                return Standing(thread, "bot")
            waits = thread.state == "waiting"
            who = with_whom(thread.state, thread.reason, somebody_there=waits and self.somebody_there(work))
            told = waits and bool(work.conversations.get_state(conversation_id, TOLD))
        return Standing(thread, who, told)

    def call(self, conversation_id: str, reason: WaitReason) -> bool:
        """Puts a conversation among the waiting ones, unless a person has it; whether anybody is there to come."""
        with self._store.write() as work:
            thread = work.threads.by_id(conversation_id)
            moves = thread is not None and thread.state != "held"
            if thread is not None and thread.state == "waiting":
                moves = weightier(thread.reason, reason)
            if moves:
                urgent = True if reason == "danger" or (thread is not None and thread.urgent) else None
                move = ThreadMove(
                    "called", "bot", ("bot", "waiting", "closed"), "waiting", reason=reason, urgent=urgent
                )
                moves = work.threads.move(conversation_id, move) is not None
            there = self.somebody_there(work)
            if moves:
                said = True if reason == "asked" and not there else None
                work.conversations.set_state(conversation_id, TOLD, None)
                work.conversations.set_state(conversation_id, TOLD_NOBODY, said)
            work.commit()
        if moves:
            self._hub.publish(LiveChange("thread", conversation_id, by="bot"))
        return there

    def alarm(self, conversation_id: str) -> None:
        """Words of danger were said to a person: their conversation is urgent until it is given back or closed."""
        with self._store.write() as work:
            thread = work.threads.by_id(conversation_id, lock=True)
            held = thread is not None and thread.state == "held" and not thread.urgent
            if thread is not None and held:
                held_by = thread.holder
                move = ThreadMove(
                    "called", "bot", ("held",), "held", held_by, held_by=held_by, reason="danger", urgent=True
                )
                held = work.threads.move(conversation_id, move) is not None
            work.commit()
        if held:
            self._hub.publish(LiveChange("thread", conversation_id, by="bot"))

    def back_to_bot(self, conversation_id: str) -> Say | None:
        """The citizen does not want to wait; None when a person has come meanwhile."""
        move = ThreadMove("given_back", "citizen", ("waiting",), "bot")
        with self._store.write() as work:
            moved = work.threads.move(conversation_id, move)
            work.commit()
        if moved is None:
            return None
        self._hub.publish(LiveChange("thread", conversation_id, by="citizen"))
        return Say(self._book().reply("live_bot_again"))

    def told_waiting(self, conversation_id: str) -> Say:
        """The one sentence while waiting, with the way back to the bot."""
        with self._store.write() as work:
            work.conversations.set_state(conversation_id, TOLD, True)
            work.commit()
        book = self._book()
        return Say(book.reply("live_waiting"), buttons_of(book, BACK))

    def wants_back(self, text: str) -> bool:
        """Whether the words are those of the button back to the bot."""
        return text.strip("。.！! ") == self._book().reply(BACK)
