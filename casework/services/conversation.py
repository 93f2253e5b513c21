"""One citizen's conversation from the outside: open, post a message, read what happened. Between page and dialogue
engine.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from casework.errors import EngineFault, NotReady, TurnPending
from casework.intake import clean, danger_in, wordless
from casework.services.dialogue_port import DialogueEngine
from casework.services.ports import Conversation, Event, Store
from casework.services.regions import check_region
from casework.services.registrations import RegistrationService
from casework.services.say import RECEIPT_CODE, Say
from casework.services.sealing import Sealing
from casework.services.smalltalk import Smalltalk
from knowledge import RuleBook

log = logging.getLogger(__name__)
MESSAGE = "message"
EXPECTED = "expected_seal"
_WAITING_MAX = 5


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """One thing for the page to show: `message` (kept, numbered from 1) or `typing` (passing, without a number)."""

    kind: Literal["message", "typing"]
    id: int | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenedConversation:
    """A new conversation; the token is shown only here."""

    token: str
    events: int


@dataclass(frozen=True, slots=True)
class Posted:
    """A message taken in. `duplicate`: this client id had been taken before and nothing was done twice."""

    client_id: str
    event_id: int
    duplicate: bool


class ConversationService:
    """Takes messages in order, one turn of a conversation at a time, and keeps every event."""

    def __init__(
        self,
        store: Store,
        engine: Callable[[], DialogueEngine | None],
        book: Callable[[], RuleBook],
        smalltalk: Smalltalk,
        registrations: RegistrationService,
    ) -> None:
        self._store = store
        self._engine = engine
        self._book = book
        self._smalltalk = smalltalk
        self._registrations = registrations
        self._sealing = Sealing(store)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[str, int] = defaultdict(int)
        self._watchers: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._turns: set[asyncio.Task[None]] = set()

    def open(self, region: str | None) -> OpenedConversation:
        """Begin a conversation with the greeting. Raises UnknownRegion."""
        with self._store.write() as work:
            conversation = work.conversations.create(check_region(region))
            last = 0
            for say in self._smalltalk.opening():
                last = work.conversations.append_event(conversation.id, MESSAGE, _payload("bot", say)).id
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
        if self._engine() is None:
            raise NotReady("no engine loaded")
        if self._waiting[conversation.id] >= _WAITING_MAX:
            raise TurnPending(f"{_WAITING_MAX} messages wait")
        self._waiting[conversation.id] += 1
        taken = False
        try:
            event, sealed = await asyncio.to_thread(self._take_in, conversation.id, client_id, said, book)
            taken = not event.duplicate
        finally:
            if not taken:
                self._waiting[conversation.id] -= 1
        if taken:
            self._notify(conversation.id)
            self._start_turn(conversation, sealed)
        return Posted(client_id, event.id, event.duplicate)

    def events(self, token: str, after: int) -> list[ChatEvent]:
        """Messages after an event id, the citizen's own data filled in again. Raises SessionUnknown."""
        conversation = self._conversation(token)
        with self._store.read() as work:
            kept = work.conversations.events_after(conversation.id, after)
            return [self._shown(work.vault.unseal_text, conversation.id, event) for event in kept]

    async def wait_for_events(self, token: str, after: int, timeout: float) -> list[ChatEvent]:  # noqa: ASYNC109
        """The same, waiting up to `timeout` seconds for the first; whether an answer is being prepared follows them.

        A turn that a restart had cut off is taken up again. Raises SessionUnknown.
        """
        conversation = await asyncio.to_thread(self._conversation, token)
        signal = asyncio.Event()
        self._watchers[conversation.id].add(signal)
        try:
            await self._take_up(conversation)
            fresh = await asyncio.to_thread(self.events, token, after)
            if not fresh:
                await asyncio.wait_for(signal.wait(), timeout)
                fresh = await asyncio.to_thread(self.events, token, after)
            typing = ChatEvent("typing", None, {"on": self._waiting[conversation.id] > 0})
            return [*fresh, typing]
        except TimeoutError:
            return []
        finally:
            self._watchers[conversation.id].discard(signal)

    async def rest_turn(self, sender: str, message: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        """One turn for a client of Rasa's REST channel: [{"recipient_id", "text", "buttons", "custom"}].

        Raises BadInput, NotReady, EngineFault. Sealed tokens stay tokens: who may read along is not known here.
        """
        book = self._book()
        said = clean(message, book.policy.message_max_chars)
        region = check_region(str(metadata["region"]) if metadata.get("region") else None)
        conversation = await asyncio.to_thread(self._of_sender, sender, region)
        async with self._locks[conversation.id]:
            _, sealed = await asyncio.to_thread(self._take_in, conversation.id, None, said, book)
            says, heard = await self._answer(conversation, sealed)
            await asyncio.to_thread(self._keep, conversation.id, says, heard=heard)
        return [
            {"recipient_id": sender, "text": say["text"]}
            | ({"buttons": say["buttons"]} if say["buttons"] else {})
            | ({"custom": say["custom"]} if say["custom"] else {})
            for say in (self._with_code(one, "custom") for one in says)
        ]

    async def settle(self) -> None:
        """Wait for the turns that are running (at shutdown, and in tests)."""
        while self._turns:
            await asyncio.gather(*self._turns, return_exceptions=True)

    # ------------------------------------------------------------------ one turn

    def _start_turn(self, conversation: Conversation, sealed: str) -> None:
        """`_waiting` has counted the turn already."""
        task = asyncio.create_task(self._turn(conversation, sealed))
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)

    async def _turn(self, conversation: Conversation, sealed: str) -> None:
        try:
            async with self._locks[conversation.id]:
                says, heard = await self._answer(conversation, sealed)
                await asyncio.to_thread(self._keep, conversation.id, says, heard=heard)
        # The citizen must get an answer whatever happened; what happened goes to the log.
        except Exception as error:  # noqa: BLE001
            log.error("turn of conversation %s failed: %s", conversation.id, type(error).__name__)
            sorry = Say(self._book().reply("error_internal"))
            await asyncio.to_thread(self._keep, conversation.id, [_message(sorry)], heard=False)
        finally:
            self._waiting[conversation.id] -= 1
            self._notify(conversation.id)

    async def _answer(self, conversation: Conversation, sealed: str) -> tuple[list[dict[str, Any]], bool]:
        """What to say, and whether the dialogue has heard the message."""
        book, engine = self._book(), self._engine()
        if engine is None:
            raise NotReady("no engine loaded")
        first: list[dict[str, Any]] = []
        danger = danger_in(sealed, book)
        if danger is not None:
            first.append(_message(Say(book.reply(danger))))
        nothing = wordless(sealed)
        if nothing is not None:
            return [*first, _message(Say(book.reply(nothing)))], False
        says = await engine.turn(conversation.id, sealed, {"region": conversation.region})
        if not says and not first:
            raise EngineFault("the engine said nothing")
        return [*first, *says], True

    def _take_in(self, conversation_id: str, client_id: str | None, said: str, book: RuleBook) -> tuple[Event, str]:
        with self._store.read() as work:
            expected: Any = work.conversations.get_state(conversation_id, EXPECTED)
        sealed = self._sealing.seal(conversation_id, said, expected, book)
        with self._store.write() as work:
            payload: dict[str, Any] = {"from": "citizen", "text": sealed, "buttons": [], "card": None}
            event = work.conversations.append_event(conversation_id, MESSAGE, payload, client_id)
            work.commit()
        return event, sealed

    def _keep(self, conversation_id: str, says: Sequence[Mapping[str, Any]], *, heard: bool) -> None:
        """Write the answer down. What the form expects next changes only when the dialogue has heard the message."""
        with self._store.write() as work:
            expected = None
            for say in says:
                card = say["custom"] or None
                payload = {"from": "bot", "text": say["text"], "buttons": say["buttons"], "card": card}
                work.conversations.append_event(conversation_id, MESSAGE, payload)
                expected = (card or {}).get("seal")
            if heard:
                work.conversations.set_state(conversation_id, EXPECTED, expected)
            work.commit()

    async def _take_up(self, conversation: Conversation) -> None:
        """Start the turn of a last message that nobody answers: the process was stopped before it could."""
        if self._waiting[conversation.id] > 0:
            return
        last = await asyncio.to_thread(self._last, conversation.id)
        unanswered = last is not None and last.payload["from"] == "citizen" and self._waiting[conversation.id] == 0
        if last is not None and unanswered and self._engine() is not None:
            self._waiting[conversation.id] += 1
            self._start_turn(conversation, str(last.payload["text"]))

    def _last(self, conversation_id: str) -> Event | None:
        with self._store.read() as work:
            newest = work.conversations.last_event_id(conversation_id)
            kept = work.conversations.events_after(conversation_id, newest - 1, 1)
        return kept[0] if kept else None

    # ------------------------------------------------------------------ reading

    def _shown(self, unseal: Callable[[str, str], str], conversation_id: str, event: Event) -> ChatEvent:
        payload = self._with_code(dict(event.payload))
        card = payload["card"]
        data = {
            "id": event.id,
            "from": payload["from"],
            "text": unseal(conversation_id, str(payload["text"])),
            "buttons": payload["buttons"],
            "card": _deep(card, lambda text: unseal(conversation_id, text)) if card else None,
            "client_id": event.client_id,
            "at": event.at.isoformat(),
        }
        return ChatEvent("message", event.id, data)

    def _with_code(self, message: dict[str, Any], card_key: str = "card") -> dict[str, Any]:
        """A receipt with its code, as long as that may be shown; the code itself is never written into an event."""
        card = message.get(card_key)
        if not card or card.get("kind") != "receipt":
            return message
        code = self._registrations.code_to_show(str(card["number"])) or self._book().reply("receipt_code_gone")
        filled = {name: str(card[name]).replace(RECEIPT_CODE, code) for name in ("code", "text")}
        return message | {"text": str(message["text"]).replace(RECEIPT_CODE, code), card_key: card | filled}

    def _conversation(self, token: str) -> Conversation:
        with self._store.read() as work:
            return work.conversations.by_token(token)

    def _of_sender(self, sender: str, region: str | None) -> Conversation:
        with self._store.write() as work:
            conversation = work.conversations.of_sender(sender, region)
            work.commit()
        return conversation

    def _notify(self, conversation_id: str) -> None:
        for signal in self._watchers[conversation_id]:
            signal.set()


def _message(say: Say) -> dict[str, Any]:
    return {"text": say.text, "buttons": [button.to_json() for button in say.buttons], "custom": say.card or {}}


def _payload(speaker: str, say: Say) -> dict[str, Any]:
    message = _message(say)
    return {"from": speaker, "text": message["text"], "buttons": message["buttons"], "card": message["custom"] or None}


def _deep(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_deep(one, change) for one in value]
    if isinstance(value, dict):
        return {key: _deep(one, change) for key, one in value.items()}
    return value
