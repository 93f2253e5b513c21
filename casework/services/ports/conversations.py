"""Conversations and their events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

Payload = Mapping[str, object]
"""Anything that JSON can hold; it is stored encrypted."""
Flag = str | int | bool | None
"""A state flag. Stored in clear, so that the desk can ask for it: never put a citizen's words in one."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One citizen's conversation. `id` is random and safe to log; `token` is known only to the caller of `create`."""

    id: str
    region: str | None
    created_at: datetime
    token: str | None = None
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in a conversation; ids are consecutive per conversation from 1.

    `duplicate` says that the client id had been seen: this is the event of the first time, nothing was written. In the
    conversation of an anonymous reporter `at` is kept to the day only, so payloads must not carry a time.
    """

    id: int
    conversation_id: str
    kind: str
    payload: Payload
    at: datetime
    client_id: str | None = None
    duplicate: bool = False


class ConversationStore(Protocol):
    """Conversations and their events."""

    def create(self, region: str | None) -> Conversation:
        """A new conversation; the only time its token is known (256 random bits, kept as SHA-256 only)."""
        ...

    def by_token(self, token: str) -> Conversation:
        """The conversation of a token. Raises SessionUnknown."""
        ...

    def by_id(self, conversation_id: str) -> Conversation:
        """The conversation of an id. Raises SessionUnknown."""
        ...

    def of_sender(self, sender: str, region: str | None) -> Conversation:
        """The conversation of a client that names its senders itself (Rasa's REST channel), new if there is none.

        Only a keyed fingerprint of the name is kept. A region that is given replaces the one known.
        """
        ...

    def set_region(self, conversation_id: str, region: str | None) -> None:
        """Moves the conversation to another place (six-digit code)."""
        ...

    def append_event(self, conversation_id: str, kind: str, payload: Payload, client_id: str | None = None) -> Event:
        """Adds an event, or returns the earlier one of the same client id (`duplicate`). Raises SessionUnknown."""
        ...

    def overwrite(self, conversation_id: str, kind: str, client_id: str, payload: Payload) -> Event:
        """The one event of a client id with a new payload; added where there is none yet. For what is still being
        written, such as the draft of a call.
        """
        ...

    def of_client(self, conversation_id: str, client_id: str) -> Event | None:
        """The event of a client id."""
        ...

    def events_after(self, conversation_id: str, after: int = 0, limit: int = 500) -> Sequence[Event]:
        """Events with an id greater than `after`, oldest first, at most `limit`."""
        ...

    def last_event_id(self, conversation_id: str) -> int:
        """The id of the newest event, 0 when there is none. Raises SessionUnknown."""
        ...

    def set_state(self, conversation_id: str, name: str, value: Flag) -> None:
        """Sets a state flag such as `handed_over`; None removes it."""
        ...

    def get_state(self, conversation_id: str, name: str, default: Flag = None) -> Flag:
        """The value of a state flag."""
        ...

    def make_anonymous(self, conversation_id: str) -> None:
        """Keeps no time finer than the day for this conversation, from its first event on."""
        ...
