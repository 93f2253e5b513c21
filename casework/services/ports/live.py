"""Threads: who has a conversation, why it waits, and what staff wrote beside it.

A thread exists for every conversation from its first citizen message on. Its words are events of the conversation
(`ports.conversations`); here stand states, ids and counts in clear, notes and the petition sealed. Of an anonymous
reporter's thread no time finer than the day is kept, but for `waiting_since` while it waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

ThreadState = Literal["bot", "waiting", "held", "closed"]
WaitReason = Literal["asked", "low_confidence", "danger", "sensitive", "failed", "returned"]
Channel = Literal["chat", "phone"]
Speaker = Literal["citizen", "bot", "agent", "system"]
ThreadView = Literal["waiting", "mine", "watch", "closed"]
StepKind = Literal["called", "claimed", "handed", "given_back", "returned", "closed", "reopened"]


@dataclass(frozen=True, slots=True)
class Thread:
    """Who has a conversation. `version` counts every change but new messages, which `last_event` counts.

    `last_from`: whose word was the last; `outcome`: how it was closed, an id.
    """

    conversation_id: str
    channel: Channel
    state: ThreadState
    holder: str | None
    reason: WaitReason | None
    urgent: bool
    waiting_since: datetime | None
    category: str | None
    situation_id: str | None
    confidence: float | None
    region: str | None
    number: str | None
    opened_at: datetime
    last_at: datetime
    last_event: int
    version: int
    anonymous: bool
    last_from: Speaker = "citizen"
    away_since: datetime | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class ThreadQuery:
    """Which threads to list. Empty fields ask for nothing; `page` counts from 0.

    `holder`: whose threads `mine` are (closed: closed by them); `search`: part of a registration number, or the
    beginning of a conversation's id or of a situation's; `region`: the beginning of a division code; `viewer`: whose
    recusals hide threads.
    """

    view: ThreadView = "waiting"
    holder: str | None = None
    search: str = ""
    category: str | None = None
    region: str | None = None
    page: int = 0
    size: int = 50
    viewer: str = ""


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of threads, and how many there are in all."""

    threads: tuple[Thread, ...]
    total: int


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note of staff about a thread; no citizen ever sees it. Personal data in `text` stands as sealed tokens."""

    id: int
    conversation_id: str
    author: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class ThreadStep:
    """One step in the life of a thread. `waited`: seconds the citizen had waited when it ended the waiting."""

    id: int
    conversation_id: str
    kind: StepKind
    by: str
    at: datetime
    reason: str
    waited: int | None


@dataclass(frozen=True, slots=True)
class ThreadMove:
    """A change of who has a thread, carried out only if it is in a state of `of` and held by `held_by`.

    `held_by` "*": whoever holds it, or nobody.
    """

    kind: StepKind
    by: str
    of: tuple[ThreadState, ...]
    to: ThreadState
    holder: str | None = None
    held_by: str | None = "*"
    reason: WaitReason | None = None
    urgent: bool | None = None
    outcome: str | None = None
    note: str = ""


class ThreadStore(Protocol):
    """Threads, notes and steps. Changes need a `write()` unit."""

    def heard(self, conversation_id: str, event_id: int, channel: Channel = "chat") -> Thread:
        """The citizen has written: makes the thread if there is none; a closed one is the bot's again."""
        ...

    def spoke(self, conversation_id: str, event_id: int, by: Speaker) -> None:
        """Somebody else has written; nothing happens where there is no thread yet."""
        ...

    def by_id(self, conversation_id: str, *, lock: bool = False) -> Thread | None:
        """The thread of a conversation; with `lock` nobody else changes it until the unit of work ends."""
        ...

    def page(self, query: ThreadQuery) -> ThreadPage:
        """Threads that fit: waiting ones urgent and longest first, all others newest first."""
        ...

    def counts(self, holder: str) -> Mapping[str, int]:
        """How many there are in each view; `urgent`: of those waiting, `alarmed`: of `mine`."""
        ...

    def move(self, conversation_id: str, move: ThreadMove) -> Thread | None:
        """Carries a change out as one conditional UPDATE; None when its condition does not hold (any more)."""
        ...

    def read_as(
        self, conversation_id: str, category: str | None, situation_id: str | None, confidence: float | None
    ) -> None:
        """What the petition is taken for."""
        ...

    def place(self, conversation_id: str, region: str | None) -> None:
        """Where the matter happened."""
        ...

    def registered(self, conversation_id: str, number: str) -> None:
        """A form was registered in this conversation."""
        ...

    def set_away(self, conversation_id: str, since: datetime | None) -> None:
        """Since when the holder is not signed in any more."""
        ...

    def held(self) -> Sequence[Thread]:
        """All threads that somebody holds."""
        ...

    def quiet_since(self, at: datetime, limit: int = 200) -> Sequence[str]:
        """Ids of threads the bot has in which nothing was said since."""
        ...

    def marks(self, limit: int = 2000) -> Sequence[tuple[str, int, int]]:
        """Conversation, last event and version of threads that are not closed, the latest first."""
        ...

    def keep_petition(self, conversation_id: str, petition: Mapping[str, Any]) -> None:
        """Keeps what the conversation is about, sealed."""
        ...

    def petition_of(self, conversation_id: str) -> Mapping[str, Any] | None:
        """What was kept last."""
        ...

    def add_note(self, conversation_id: str, author: str, text: str) -> NoteRow:
        """Writes a note. Raises SessionUnknown."""
        ...

    def notes(self, conversation_id: str) -> Sequence[NoteRow]:
        """The notes of a thread, oldest first."""
        ...

    def steps(self, conversation_id: str) -> Sequence[ThreadStep]:
        """The life of a thread, oldest first."""
        ...

    def steps_since(self, at: datetime, limit: int = 10_000) -> Sequence[ThreadStep]:
        """Steps of all threads from a moment on, oldest first."""
        ...
