"""Who has a conversation: taking it, handing it on, giving it back, closing it.

Every change is one transaction with its audit line; who listens hears of it afterwards, so that what they read is
there. Two people claiming at once meet in one conditional UPDATE: one has the conversation, the other learns who.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from casework.errors import AlreadyHeld, BadInput, Denied, NotHolder, ThreadGone, UnknownUser
from casework.intake import clean
from casework.services.conversation_words import EXPECTED, MESSAGE, payload_of
from casework.services.live_calling import HANDLERS
from casework.services.live_hub import LiveChange, LiveHub
from casework.services.live_petition import KeptPetition
from casework.services.ports import Opener, Speaker, Store, Thread, ThreadMove, ThreadState, UnitOfWork
from casework.services.say import PetitionState, Say
from casework.services.sealing import Sealing
from casework.services.staff import Staff
from knowledge import RuleBook

_SENIOR = frozenset({"senior_agent", "admin"})
_OUTCOME_MAX = 32
_FREE: tuple[ThreadState, ...] = ("bot", "waiting", "closed")


class Holding:
    """Use cases of who has a conversation. Raises Denied for a role that does not talk with citizens, and ThreadGone
    where there is nothing, or nothing for this person.
    """

    def __init__(
        self,
        store: Store,
        book: Callable[[], RuleBook],
        hub: LiveHub,
        prompt: Callable[[PetitionState], Say | None],
        observe: Callable[[str, int, str], None],
    ) -> None:
        """`prompt`: the question that is open in a state; `observe`: reads and journals a message (conversation, event,
        masked text) in its own time.
        """
        self._store = store
        self._book = book
        self._hub = hub
        self._prompt = prompt
        self._observe = observe
        self._sealing = Sealing(store)

    def claim(self, viewer: Staff, conversation_id: str) -> Thread:
        """Takes a thread that waits. Raises AlreadyHeld."""
        return self._take(
            viewer, conversation_id, ThreadMove("claimed", viewer.name, ("waiting",), "held", viewer.name)
        )

    def take_over(self, viewer: Staff, conversation_id: str) -> Thread:
        """Takes a thread from the bot, or one that is closed; senior agents also one of a colleague.

        Raises AlreadyHeld.
        """
        move = ThreadMove("claimed", viewer.name, _FREE, "held", viewer.name)
        if viewer.role in _SENIOR:
            move = replace(move, of=(*_FREE, "held"))
        return self._take(viewer, conversation_id, move)

    def hand_to(self, viewer: Staff, conversation_id: str, name: str, note: str = "") -> Thread:
        """Gives one's thread to a colleague, with a note. Raises NotHolder, UnknownUser."""
        may(viewer)
        move = ThreadMove("handed", viewer.name, ("held",), "held", name, held_by=viewer.name, note=name)
        text = self._sealed_note(viewer, conversation_id, note) if note.strip() else ""
        with self._store.write() as work:
            thread_of(work, viewer, conversation_id)
            colleague = work.users.by_name(name)
            if colleague is None or colleague.disabled or colleague.role not in HANDLERS or name == viewer.name:
                raise UnknownUser("nobody of this name talks with citizens")
            if conversation_id in work.cases.kept_from(name):
                raise UnknownUser("who keeps out of the case would have a conversation they cannot see")
            thread = self._moved(work, viewer, move, conversation_id, "talk_handed", f"转给 {name}")
            self._tell(work, conversation_id, Say(self._book().reply("live_handed")))
            if text:
                work.threads.add_note(conversation_id, viewer.name, text)
            work.commit()
        return self._told(thread, viewer)

    def give_back(self, viewer: Staff, conversation_id: str) -> Thread:
        """Gives one's thread back to the bot, which puts its open question once more. Raises NotHolder."""
        return self._leave(viewer, conversation_id, "bot", "live_given_back", None)

    def close(self, viewer: Staff, conversation_id: str, outcome: str) -> Thread:
        """Ends one's thread; the citizen may open it again by writing. Raises NotHolder, BadInput."""
        if not 0 < len(outcome) <= _OUTCOME_MAX or not outcome.isascii():
            raise BadInput(f"an outcome is an id of at most {_OUTCOME_MAX} characters")
        return self._leave(viewer, conversation_id, "closed", "live_closed", outcome)

    # ------------------------------------------------------------------ inside

    def _take(self, viewer: Staff, conversation_id: str, move: ThreadMove) -> Thread:
        may(viewer)
        with self._store.write() as work:
            thread = thread_of(work, viewer, conversation_id)
            if thread.state == "held" and thread.holder == viewer.name:
                return thread
            moved = work.threads.move(conversation_id, move)
            if moved is None:
                raise _held_by(work, thread)
            work.audit.write(Opener(viewer.name, viewer.role, "接手对话"), "talk_claimed", conversation_id)
            # What the form had asked for is not what a citizen answers a person.
            work.conversations.set_state(conversation_id, EXPECTED, None)
            if moved.channel == "chat":
                again = "live_handed" if thread.state == "held" else "live_came"
                self._tell(work, conversation_id, Say(self._book().reply(again)))
            work.commit()
        return self._told(moved, viewer)

    def _leave(
        self, viewer: Staff, conversation_id: str, to: Literal["bot", "closed"], reply: str, outcome: str | None
    ) -> Thread:
        may(viewer)
        kind: Literal["closed", "given_back"] = "closed" if to == "closed" else "given_back"
        move = ThreadMove(kind, viewer.name, ("held",), to, held_by=viewer.name, outcome=outcome)
        book = self._book()
        with self._store.write() as work:
            thread = thread_of(work, viewer, conversation_id)
            moved = self._moved(
                work, viewer, move, conversation_id, f"talk_{kind}", "结束对话" if outcome else "转回助手"
            )
            if thread.channel == "chat":
                self._tell(work, conversation_id, Say(book.reply(reply)))
                kept = KeptPetition.of(work, conversation_id) if to == "bot" else None
                question = self._prompt(kept.state) if kept else None
                if question is not None:
                    self._tell(work, conversation_id, question, "bot")
                    work.conversations.set_state(conversation_id, EXPECTED, (question.card or {}).get("seal"))
            work.commit()
        return self._told(moved, viewer)

    def _moved(
        self, work: UnitOfWork, viewer: Staff, move: ThreadMove, conversation_id: str, action: str, reason: str
    ) -> Thread:
        may(viewer)
        moved = work.threads.move(conversation_id, move)
        if moved is None:
            raise NotHolder(f"{viewer.name} does not have this conversation")
        work.audit.write(Opener(viewer.name, viewer.role, reason), action, conversation_id)
        return moved

    def _sealed_note(self, viewer: Staff, conversation_id: str, text: str) -> str:
        book = self._book()
        said = clean(text, book.policy.live["note_max_chars"])
        with self._store.read() as work:
            thread_of(work, viewer, conversation_id)
        return self._sealing.seal_of_staff(conversation_id, said, book)

    @staticmethod
    def _tell(work: UnitOfWork, conversation_id: str, say: Say, speaker: Speaker = "system") -> None:
        event = work.conversations.append_event(conversation_id, MESSAGE, payload_of(speaker, say))
        work.threads.spoke(conversation_id, event.id, speaker)

    def _told(self, thread: Thread, viewer: Staff) -> Thread:
        self._hub.publish(LiveChange("thread", thread.conversation_id, by=viewer.name))
        return thread


def may(viewer: Staff) -> None:
    """Raises Denied for a role that does not talk with citizens."""
    if viewer.role not in HANDLERS:
        raise Denied(f"{viewer.role} does not talk with citizens")


def thread_of(work: UnitOfWork, viewer: Staff, conversation_id: str) -> Thread:
    """The thread, for who may see it. Raises ThreadGone."""
    thread = work.threads.by_id(conversation_id)
    if thread is None or conversation_id in work.cases.kept_from(viewer.name):
        raise ThreadGone("no such thread, or none for who asks")
    return thread


def _held_by(work: UnitOfWork, before: Thread) -> Exception:
    """Why a thread could not be taken, with the name of who has it now."""
    thread = work.threads.by_id(before.conversation_id) or before
    holder = work.users.by_name(thread.holder) if thread.holder else None
    if thread.state != "held":
        return NotHolder(f"the thread is {thread.state}, not waiting")
    return AlreadyHeld(holder.display_name if holder else thread.holder or "")
