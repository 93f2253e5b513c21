"""The words of a conversation as they are kept and as they are shown. What its services share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from casework.services.ports import Event
from casework.services.registrations import RegistrationService
from casework.services.say import RECEIPT_CODE, Say
from knowledge import RuleBook

MESSAGE = "message"
EXPECTED = "expected_seal"
"""Flag of a conversation: which kind of personal data its form has just asked for."""


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """One thing for the page to show: `message` (kept, numbered from 1), or passing, without a number: `typing`
    ({"on", "from": "bot" | "agent"}) and `thread` ({"with": "bot" | "calling" | "person"}).
    """

    kind: Literal["message", "typing", "thread"]
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


def message_json(say: Say) -> dict[str, Any]:
    """A message as a dialogue engine gives it."""
    return {"text": say.text, "buttons": [button.to_json() for button in say.buttons], "custom": say.card or {}}


def payload_of(speaker: str, say: Say) -> dict[str, Any]:
    """A message as it is kept."""
    message = message_json(say)
    return {"from": speaker, "text": message["text"], "buttons": message["buttons"], "card": message["custom"] or None}


class Showing:
    """Kept events as the citizen's page shows them: their own data filled in again, receipts with their code."""

    def __init__(self, registrations: RegistrationService, book: Callable[[], RuleBook]) -> None:
        self._registrations = registrations
        self._book = book

    def shown(self, unseal: Callable[[str, str], str], conversation_id: str, event: Event) -> ChatEvent:
        """One message for the page."""
        payload = self.with_code(dict(event.payload))
        card = payload["card"]
        data = {
            "id": event.id,
            "from": payload["from"],
            "text": unseal(conversation_id, str(payload["text"])),
            "buttons": payload["buttons"],
            "card": _deep(card, lambda text: unseal(conversation_id, text)) if card else None,
            # Only the citizen's page knows its own ids; what staff gave theirs is no concern of it.
            "client_id": event.client_id if payload["from"] == "citizen" else None,
            "at": event.at.isoformat(),
        }
        return ChatEvent("message", event.id, data)

    def with_code(self, message: dict[str, Any], card_key: str = "card") -> dict[str, Any]:
        """A receipt with its code, as long as that may be shown; the code itself is never written into an event."""
        card = message.get(card_key)
        if not card or card.get("kind") != "receipt":
            return message
        code = self._registrations.code_to_show(str(card["number"])) or self._book().reply("receipt_code_gone")
        filled = {name: str(card[name]).replace(RECEIPT_CODE, code) for name in ("code", "text")}
        return message | {"text": str(message["text"]).replace(RECEIPT_CODE, code), card_key: card | filled}


def _deep(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_deep(one, change) for one in value]
    if isinstance(value, dict):
        return {key: _deep(one, change) for key, one in value.items()}
    return value
