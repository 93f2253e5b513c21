"""One citizen's conversation from the outside: open, post a message, read what happened. Between page and dialogue
engine; and silent where a person has the conversation.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from casework.errors import NotReady, TurnPending
from casework.intake import clean, danger_in
from casework.services.conversation_turns import Answer, Turns
from casework.services.conversation_words import (
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
from casework.services.ports import Conversation, Store
from casework.services.regions import check_region
from casework.services.registrations import RegistrationService
from casework.services.say import Say
from casework.services.smalltalk import Smalltalk
from knowledge import RuleBook

__all__ = ["ChatEvent", "ConversationService", "OpenedConversation", "Posted"]
log = logging.getLogger(__name__)
REST_SEEN = "rest_seen"
"""Flag: the last event that another program's client was given; what staff said after it goes with its next turn."""
_WAITING_MAX = 5


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
        self._steps = Turns(store, engine, book, calling, journal)
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
        if self._engine() is None and (await self._steps.standing(conversation.id)).who != "person":
            raise NotReady("no engine loaded")
        if self._waiting[conversation.id] >= _WAITING_MAX:
            raise TurnPending(f"{_WAITING_MAX} messages wait")
        self._waiting[conversation.id] += 1
        taken = False
        try:
            event, sealed, thread = await asyncio.to_thread(self._steps.take_in, conversation.id, client_id, said, book)
            # A person answers for themselves, but words of danger are answered at once whoever has the conversation.
            for_bot = thread is not None and (thread.state != "held" or danger_in(sealed, book) is not None)
            taken = not event.duplicate and for_bot
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
            standing = await self._steps.standing(conversation.id)
            return [*fresh, self._typing(conversation.id, standing), _with(standing)]
        except TimeoutError:
            return []
        finally:
            self._watchers[conversation.id].discard(watcher)

    async def with_whom(self, token: str) -> ChatEvent:
        """Who the citizen talks with now. Raises SessionUnknown."""
        conversation = await asyncio.to_thread(self._conversation, token)
        self._hub.seen(conversation.id)
        return _with(await self._steps.standing(conversation.id))

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
            event, sealed, _ = await asyncio.to_thread(self._steps.take_in, conversation.id, None, said, book)
            self._hub.publish(LiveChange("message", conversation.id, event.id, CITIZEN))
            missed = await asyncio.to_thread(self._missed, conversation.id, event.id)
            answer = await self._steps.answer(conversation, sealed)
            says = await asyncio.to_thread(self._steps.keep, conversation.id, answer)
            await asyncio.to_thread(self._given, conversation.id)
            self._hub.publish(LiveChange("message", conversation.id, None, "bot"))
        self._start(self._steps.journalled(conversation.id, event.id, sealed, says, answer))
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
                answer = await self._steps.answer(conversation, sealed)
                says = await asyncio.to_thread(self._steps.keep, conversation.id, answer)
            # The citizen must get an answer whatever happened; what happened goes to the log.
            except Exception as error:  # noqa: BLE001
                log.error("turn of conversation %s failed: %s", conversation.id, type(error).__name__)
                sorry = Say(self._book().reply("error_internal"))
                await asyncio.to_thread(self._steps.keep, conversation.id, Answer([message_json(sorry)]))
                await asyncio.to_thread(self._calling.call, conversation.id, "failed")
            finally:
                self._waiting[conversation.id] -= 1
                self._hub.publish(LiveChange("message", conversation.id, None, "bot"))
            await self._steps.journalled(conversation.id, event_id, sealed, says, answer)

    async def _observe(self, conversation_id: str, event_id: int, sealed: str) -> None:
        async with self._locks[conversation_id]:
            await self._journal.observed(Message(conversation_id, event_id, sealed))

    async def _take_up(self, conversation: Conversation) -> None:
        """Start the turn of a last message that nobody answers: the process was stopped before it could."""
        if self._waiting[conversation.id] > 0:
            return
        last = await asyncio.to_thread(self._steps.last, conversation.id)
        if last is None or last.payload["from"] != "citizen":
            return
        standing = await self._steps.standing(conversation.id)
        in_danger = standing.who == "person" and danger_in(str(last.payload["text"]), self._book()) is not None
        for_bot = in_danger or (standing.who == "bot" and self._engine() is not None)
        if for_bot and self._waiting[conversation.id] == 0 and not self._locks[conversation.id].locked():
            self._waiting[conversation.id] += 1
            self._start(self._turn(conversation, last.id, str(last.payload["text"])))

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
