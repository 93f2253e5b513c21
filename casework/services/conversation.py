"""One citizen's conversation from the outside: open, post a message, read what happened. Between page and dialogue
engine; and silent where a person has the conversation.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from casework.errors import EngineFault, NotReady, TurnPending
from casework.intake import clean, danger_in, wordless
from casework.services.conversation_words import (
    EXPECTED,
    MESSAGE,
    ChatEvent,
    OpenedConversation,
    Posted,
    Showing,
    message_json,
    payload_of,
)
from casework.services.dialogue_port import DialogueEngine
from casework.services.live_calling import Calling, Standing
from casework.services.live_hub import CITIZEN, LiveChange, LiveHub
from casework.services.live_journal import Message, TurnJournal
from casework.services.ports import Conversation, Event, Store, Thread
from casework.services.regions import check_region
from casework.services.registrations import RegistrationService
from casework.services.say import Say
from casework.services.sealing import Sealing
from casework.services.smalltalk import Smalltalk
from knowledge import RuleBook

__all__ = ["ChatEvent", "ConversationService", "OpenedConversation", "Posted"]
log = logging.getLogger(__name__)
REST_SEEN = "rest_seen"
"""Flag: the last event that another program's client was given; what staff said after it goes with its next turn."""
_WAITING_MAX = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says. `safety`: how many of the first messages are said whoever has the conversation by then;
    `heard`: the dialogue has taken the message in.
    """

    says: Sequence[Mapping[str, Any]] = ()
    heard: bool = False
    safety: int = 0


class ConversationService:
    """Takes messages in order, one turn of a conversation at a time, and keeps every event."""

    def __init__(
        self,
        store: Store,
        engine: Callable[[], DialogueEngine | None],
        book: Callable[[], RuleBook],
        smalltalk: Smalltalk,
        registrations: RegistrationService,
        calling: Calling,
        journal: TurnJournal,
        hub: LiveHub,
    ) -> None:
        self._store = store
        self._engine = engine
        self._book = book
        self._smalltalk = smalltalk
        self._calling = calling
        self._journal = journal
        self._hub = hub
        self._showing = Showing(registrations, book)
        self._sealing = Sealing(store)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[str, int] = defaultdict(int)
        self._watchers: defaultdict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(set)
        self._turns: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        hub.subscribe(self._heard_of)

    def open(self, region: str | None) -> OpenedConversation:
        """Begin a conversation with the greeting. Raises UnknownRegion."""
        with self._store.write() as work:
            conversation = work.conversations.create(check_region(region))
            last = 0
            for say in self._smalltalk.opening():
                last = work.conversations.append_event(conversation.id, MESSAGE, payload_of("bot", say)).id
            work.commit()
        assert conversation.token is not None
        return OpenedConversation(conversation.token, last)

    async def post(self, token: str, client_id: str, text: str, payload: str | None = None) -> Posted:
        """Take a message in and start its turn; returns before the answer. Raises SessionUnknown, BadInput,
        NotReady, TurnPending.
        """
        book = self._book()
        said = clean(payload if payload is not None else text, book.policy.message_max_chars)
        conversation = await asyncio.to_thread(self._conversation, token)
        if self._engine() is None and (await self._standing(conversation.id)).who != "person":
            raise NotReady("no engine loaded")
        if self._waiting[conversation.id] >= _WAITING_MAX:
            raise TurnPending(f"{_WAITING_MAX} messages wait")
        self._waiting[conversation.id] += 1
        taken = False
        try:
            event, sealed, thread = await asyncio.to_thread(self._take_in, conversation.id, client_id, said, book)
            taken = not event.duplicate and thread is not None and thread.state != "held"
        finally:
            if not taken:
                self._waiting[conversation.id] -= 1
        if not event.duplicate:
            self._hub.type(conversation.id, CITIZEN, on=False)
            self._hub.publish(LiveChange("message", conversation.id, event.id, CITIZEN))
            if taken:
                self._start(self._turn(conversation, event.id, sealed))
            else:
                self._start(self._observe(conversation.id, event.id, sealed))
        return Posted(client_id, event.id, event.duplicate)

    def events(self, token: str, after: int) -> list[ChatEvent]:
        """Messages after an event id, the citizen's own data filled in again. Raises SessionUnknown."""
        conversation = self._conversation(token)
        with self._store.read() as work:
            kept = work.conversations.events_after(conversation.id, after)
            return [self._showing.shown(work.vault.unseal_text, conversation.id, event) for event in kept]

    async def wait_for_events(self, token: str, after: int, timeout: float) -> list[ChatEvent]:  # noqa: ASYNC109
        """The same, waiting up to `timeout` seconds for the first; whether an answer is being prepared or a person
        types, and who the citizen talks with, follow them.

        A turn that a restart had cut off is taken up again. Raises SessionUnknown.
        """
        conversation = await asyncio.to_thread(self._conversation, token)
        watcher = (asyncio.get_running_loop(), asyncio.Event())
        self._watchers[conversation.id].add(watcher)
        try:
            await self._take_up(conversation)
            fresh = await asyncio.to_thread(self.events, token, after)
            if not fresh:
                await asyncio.wait_for(watcher[1].wait(), timeout)
                fresh = await asyncio.to_thread(self.events, token, after)
            standing = await self._standing(conversation.id)
            return [*fresh, self._typing(conversation.id, standing), _with(standing)]
        except TimeoutError:
            return []
        finally:
            self._watchers[conversation.id].discard(watcher)

    async def with_whom(self, token: str) -> ChatEvent:
        """Who the citizen talks with now. Raises SessionUnknown."""
        conversation = await asyncio.to_thread(self._conversation, token)
        self._hub.seen(conversation.id)
        return _with(await self._standing(conversation.id))

    async def attending(self, token: str) -> AbstractContextManager[None]:
        """Counts the citizen's page as open for as long as the block runs. Raises SessionUnknown."""
        conversation = await asyncio.to_thread(self._conversation, token)
        return self._hub.attending(conversation.id)

    async def typing(self, token: str, on: bool) -> None:
        """The citizen writes, or has stopped; nothing is kept. Raises SessionUnknown."""
        conversation = await asyncio.to_thread(self._conversation, token)
        self._hub.seen(conversation.id)
        self._hub.type(conversation.id, CITIZEN, on=on)

    async def rest_turn(self, sender: str, message: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        """One turn for a client of Rasa's REST channel: [{"recipient_id", "text", "buttons", "custom"}].

        What staff have said since the turn before comes first; while a person has the conversation nothing else does.
        Raises BadInput, NotReady, EngineFault. Sealed tokens stay tokens: who may read along is not known here.
        """
        book = self._book()
        said = clean(message, book.policy.message_max_chars)
        region = check_region(str(metadata["region"]) if metadata.get("region") else None)
        conversation = await asyncio.to_thread(self._of_sender, sender, region)
        async with self._locks[conversation.id]:
            event, sealed, _ = await asyncio.to_thread(self._take_in, conversation.id, None, said, book)
            self._hub.publish(LiveChange("message", conversation.id, event.id, CITIZEN))
            missed = await asyncio.to_thread(self._missed, conversation.id, event.id)
            answer = await self._answer(conversation, sealed)
            says = await asyncio.to_thread(self._keep, conversation.id, answer)
            await asyncio.to_thread(self._given, conversation.id)
            self._hub.publish(LiveChange("message", conversation.id, None, "bot"))
        self._start(self._journalled(conversation.id, event.id, sealed, says, answer))
        return [
            {"recipient_id": sender, "text": say["text"]}
            | ({"buttons": say["buttons"]} if say["buttons"] else {})
            | ({"custom": say["custom"]} if say["custom"] else {})
            for say in (*missed, *(self._showing.with_code(dict(one), "custom") for one in says))
        ]

    def observe(self, conversation_id: str, event_id: int, sealed: str) -> None:
        """Read and journal a message that the bot does not answer, in the service's own loop; from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(lambda: self._start(self._observe(conversation_id, event_id, sealed)))

    def run_in(self, loop: asyncio.AbstractEventLoop) -> None:
        """The loop in which this service answers."""
        self._loop = loop

    async def settle(self) -> None:
        """Wait for the turns that are running (at shutdown, and in tests)."""
        while self._turns:
            await asyncio.gather(*self._turns, return_exceptions=True)

    # ------------------------------------------------------------------ one turn

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)

    async def _turn(self, conversation: Conversation, event_id: int, sealed: str) -> None:
        """`_waiting` has counted the turn already; it is over for the citizen before it is journalled."""
        async with self._locks[conversation.id]:
            says: Sequence[Mapping[str, Any]] = ()
            answer = Answer()
            try:
                answer = await self._answer(conversation, sealed)
                says = await asyncio.to_thread(self._keep, conversation.id, answer)
            # The citizen must get an answer whatever happened; what happened goes to the log.
            except Exception as error:  # noqa: BLE001
                log.error("turn of conversation %s failed: %s", conversation.id, type(error).__name__)
                sorry = Say(self._book().reply("error_internal"))
                await asyncio.to_thread(self._keep, conversation.id, Answer([message_json(sorry)]))
                await asyncio.to_thread(self._calling.call, conversation.id, "failed")
            finally:
                self._waiting[conversation.id] -= 1
                self._hub.publish(LiveChange("message", conversation.id, None, "bot"))
            await self._journalled(conversation.id, event_id, sealed, says, answer)

    async def _journalled(
        self, conversation_id: str, event_id: int, sealed: str, says: Sequence[Mapping[str, Any]], answer: Answer
    ) -> None:
        message = Message(conversation_id, event_id, sealed, says)
        if answer.heard:
            await self._journal.answered(message)
        elif wordless(sealed) is None:
            await self._journal.observed(message)

    async def _observe(self, conversation_id: str, event_id: int, sealed: str) -> None:
        async with self._locks[conversation_id]:
            await self._journal.observed(Message(conversation_id, event_id, sealed))

    async def _answer(self, conversation: Conversation, sealed: str) -> Answer:
        """What the bot says to a message; nothing where a person has the conversation."""
        book, engine = self._book(), self._engine()
        standing = await self._standing(conversation.id)
        if standing.who == "person":
            return Answer()
        if engine is None:
            raise NotReady("no engine loaded")
        first: list[Mapping[str, Any]] = []
        danger = danger_in(sealed, book)
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

    async def _standing(self, conversation_id: str) -> Standing:
        return await asyncio.to_thread(self._calling.standing, conversation_id)

    def _while_waiting(self, conversation_id: str, standing: Standing, sealed: str) -> list[Mapping[str, Any]]:
        """The one sentence while waiting, or the way back to the bot."""
        say = None
        if self._calling.wants_back(sealed):
            say = self._calling.back_to_bot(conversation_id)
        elif not standing.told:
            say = self._calling.told_waiting(conversation_id)
        return [message_json(say)] if say is not None else []

    def _take_in(
        self, conversation_id: str, client_id: str | None, said: str, book: RuleBook
    ) -> tuple[Event, str, Thread | None]:
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

    def _keep(self, conversation_id: str, answer: Answer) -> Sequence[Mapping[str, Any]]:
        """Write the answer down and return what was. What the form expects next changes only when the dialogue has
        heard the message. Whoever took the conversation meanwhile is not talked over; a receipt is said all the same.
        """
        with self._store.write() as work:
            thread = work.threads.by_id(conversation_id)
            taken = thread is not None and thread.state == "held"
            says = [one for at, one in enumerate(answer.says) if not taken or at < answer.safety or _is_receipt(one)]
            expected = None
            for say in says:
                card = say["custom"] or None
                payload = {"from": "bot", "text": say["text"], "buttons": say["buttons"], "card": card}
                event = work.conversations.append_event(conversation_id, MESSAGE, payload)
                work.threads.spoke(conversation_id, event.id, "bot")
                expected = (card or {}).get("seal")
            if answer.heard and not taken:
                work.conversations.set_state(conversation_id, EXPECTED, expected)
            work.commit()
        return says

    async def _take_up(self, conversation: Conversation) -> None:
        """Start the turn of a last message that nobody answers: the process was stopped before it could."""
        if self._waiting[conversation.id] > 0:
            return
        last = await asyncio.to_thread(self._last, conversation.id)
        if last is None or last.payload["from"] != "citizen" or self._engine() is None:
            return
        standing = await self._standing(conversation.id)
        if standing.who == "bot" and self._waiting[conversation.id] == 0 and not self._locks[conversation.id].locked():
            self._waiting[conversation.id] += 1
            self._start(self._turn(conversation, last.id, str(last.payload["text"])))

    def _last(self, conversation_id: str) -> Event | None:
        with self._store.read() as work:
            newest = work.conversations.last_event_id(conversation_id)
            kept = work.conversations.events_after(conversation_id, newest - 1, 1)
        return kept[0] if kept else None

    # ------------------------------------------------------------------ other programs

    def _missed(self, conversation_id: str, before: int) -> list[dict[str, Any]]:
        """What staff said between the last turn of a REST client and this one."""
        with self._store.read() as work:
            seen = work.conversations.get_state(conversation_id, REST_SEEN)
            if not isinstance(seen, int) or seen >= before - 1:
                return []
            events = work.conversations.events_after(conversation_id, seen)
        spoken = (one.payload for one in events if one.id < before and one.payload["from"] in ("agent", "system"))
        return [{"text": one["text"], "buttons": one["buttons"], "custom": one["card"] or {}} for one in spoken]

    def _given(self, conversation_id: str) -> None:
        with self._store.write() as work:
            last = work.conversations.last_event_id(conversation_id)
            work.conversations.set_state(conversation_id, REST_SEEN, last)
            work.commit()

    def _conversation(self, token: str) -> Conversation:
        with self._store.read() as work:
            return work.conversations.by_token(token)

    def _of_sender(self, sender: str, region: str | None) -> Conversation:
        with self._store.write() as work:
            conversation = work.conversations.of_sender(sender, region)
            work.commit()
        return conversation

    # ------------------------------------------------------------------ telling the page

    def _typing(self, conversation_id: str, standing: Standing) -> ChatEvent:
        if standing.who == "person":
            on = bool(self._hub.types(conversation_id) - {CITIZEN})
            return ChatEvent("typing", None, {"on": on, "from": "agent"})
        return ChatEvent("typing", None, {"on": self._waiting[conversation_id] > 0, "from": "bot"})

    def _heard_of(self, change: LiveChange) -> None:
        """Wakes the citizen's open pages, unless it was only they who did something."""
        if change.kind == "note" or (change.by == CITIZEN and change.kind != "message"):
            return
        for loop, signal in tuple(self._watchers.get(change.conversation_id, ())):
            if not loop.is_closed():
                loop.call_soon_threadsafe(signal.set)


def _with(standing: Standing) -> ChatEvent:
    return ChatEvent("thread", None, {"with": standing.who})


def _is_receipt(say: Mapping[str, Any]) -> bool:
    return bool((say["custom"] or {}).get("kind") == "receipt")
