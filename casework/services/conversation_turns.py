"""One turn of a conversation: what came in is kept, what the bot says to it is found and kept, and it is journalled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.errors import EngineFault, NotReady
from casework.intake import danger_in, wordless
from casework.services.conversation_words import EXPECTED, MESSAGE, message_json
from casework.services.dialogue_port import DialogueEngine
from casework.services.live_calling import Calling, Standing
from casework.services.live_journal import Message, TurnJournal
from casework.services.ports import Conversation, Event, Store, Thread
from casework.services.say import Say
from casework.services.sealing import Sealing
from knowledge import RuleBook


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says. `safety`: how many of the first messages are said whoever has the conversation by then;
    `heard`: the dialogue has taken the message in.
    """

    says: Sequence[Mapping[str, Any]] = ()
    heard: bool = False
    safety: int = 0


class Turns:
    """The steps of a turn; who calls them sees to it that those of one conversation follow each other."""

    def __init__(
        self,
        store: Store,
        engine: Callable[[], DialogueEngine | None],
        book: Callable[[], RuleBook],
        calling: Calling,
        journal: TurnJournal,
    ) -> None:
        self._store = store
        self._engine = engine
        self._book = book
        self._calling = calling
        self._journal = journal
        self._sealing = Sealing(store)

    def take_in(
        self, conversation_id: str, client_id: str | None, said: str, book: RuleBook
    ) -> tuple[Event, str, Thread | None]:
        """Keep a message of the citizen: its event, its masked text, its thread (None for one that came before)."""
        with self._store.read() as work:
            expected: Any = work.conversations.get_state(conversation_id, EXPECTED)
        sealed = self._sealing.seal(conversation_id, said, expected, book)
        thread = None
        with self._store.write() as work:
            payload: dict[str, Any] = {"from": "citizen", "text": sealed, "buttons": [], "card": None}
            event = work.conversations.append_event(conversation_id, MESSAGE, payload, client_id)
            if not event.duplicate:
                thread = work.threads.heard(conversation_id, event.id)
            work.commit()
        return event, sealed, thread

    async def answer(self, conversation: Conversation, sealed: str) -> Answer:
        """What the bot says to a message; where a person has the conversation nothing but the sentence for danger."""
        book, engine = self._book(), self._engine()
        standing = await self.standing(conversation.id)
        danger = danger_in(sealed, book)
        if standing.who == "person":
            if danger is None:
                return Answer()
            await asyncio.to_thread(self._calling.alarm, conversation.id)
            return Answer([message_json(Say(book.reply(danger)))], safety=1)
        if engine is None:
            raise NotReady("no engine loaded")
        first: list[Mapping[str, Any]] = []
        if danger is not None:
            first.append(message_json(Say(book.reply(danger))))
            if await asyncio.to_thread(self._calling.call, conversation.id, "danger"):
                return Answer([*first, message_json(Say(book.reply("live_danger")))], safety=1)
        elif standing.who == "calling":
            return Answer(await asyncio.to_thread(self._while_waiting, conversation.id, standing, sealed))
        elif self._calling.wants_back(sealed):
            # The button stays on the page after its time.
            return Answer([message_json(Say(book.reply("live_bot_again")))])
        nothing = wordless(sealed)
        if nothing is not None:
            return Answer([*first, message_json(Say(book.reply(nothing)))], safety=len(first))
        says = await engine.turn(conversation.id, sealed, {"region": conversation.region})
        if not says and not first:
            raise EngineFault("the engine said nothing")
        return Answer([*first, *says], heard=True, safety=len(first))

    async def standing(self, conversation_id: str) -> Standing:
        """Who answers now."""
        return await asyncio.to_thread(self._calling.standing, conversation_id)

    def _while_waiting(self, conversation_id: str, standing: Standing, sealed: str) -> list[Mapping[str, Any]]:
        """The one sentence while waiting, or the way back to the bot."""
        say = None
        if self._calling.wants_back(sealed):
            say = self._calling.back_to_bot(conversation_id)
        elif not standing.told:
            say = self._calling.told_waiting(conversation_id)
        return [message_json(say)] if say is not None else []

    def keep(self, conversation_id: str, answer: Answer) -> Sequence[Mapping[str, Any]]:
        """Write the answer down and return what was. What the form expects next changes only when the dialogue has
        heard the message. Whoever took the conversation meanwhile is not talked over; a receipt is said all the same.
        """
        with self._store.write() as work:
            thread = work.threads.by_id(conversation_id, lock=True)
            taken = thread is not None and thread.state == "held"
            says = [one for at, one in enumerate(answer.says) if not taken or at < answer.safety or _is_receipt(one)]
            expected = None
            for say in says:
                card = say["custom"] or None
                payload = {"from": "bot", "text": say["text"], "buttons": say["buttons"], "card": card}
                event = work.conversations.append_event(conversation_id, MESSAGE, payload)
                # Whoever has the conversation owes the citizen an answer of their own all the same.
                owed = thread is not None and taken and thread.last_from == "citizen"
                work.threads.spoke(conversation_id, event.id, "citizen" if owed else "bot")
                expected = (card or {}).get("seal")
            if answer.heard and not taken:
                work.conversations.set_state(conversation_id, EXPECTED, expected)
            work.commit()
        return says

    def last(self, conversation_id: str) -> Event | None:
        """The newest event of a conversation, but for the news that nobody is there: it answers nothing."""
        with self._store.read() as work:
            newest = work.conversations.last_event_id(conversation_id)
            kept = list(work.conversations.events_after(conversation_id, newest - 2, 2))
        news = self._book().reply("live_nobody_there")
        if kept and kept[-1].payload["from"] == "system" and kept[-1].payload["text"] == news:
            kept.pop()
        return kept[-1] if kept else None

    async def journalled(
        self, conversation_id: str, event_id: int, sealed: str, says: Sequence[Mapping[str, Any]], answer: Answer
    ) -> None:
        """Write down what was read, and what was said to it."""
        message = Message(conversation_id, event_id, sealed, says)
        if answer.heard:
            await self._journal.answered(message)
        elif wordless(sealed) is None:
            await self._journal.observed(message)


def _is_receipt(say: Mapping[str, Any]) -> bool:
    return bool((say["custom"] or {}).get("kind") == "receipt")
