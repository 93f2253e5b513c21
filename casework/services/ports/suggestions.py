"""What became of suggested replies, replies sent before, canned replies.

Texts are sealed with the content key; in clear stand ids, categories, days and figures. A conversation that is erased
takes its rows with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

SuggestionOutcome = Literal["accepted", "edited", "rejected", "stale"]


@dataclass(frozen=True, slots=True)
class SuggestionRecord:
    """What an agent did with one suggestion after the citizen's message `for_event`.

    `edit_share`: how much of it was changed before it was sent, 0 (nothing) to 1; None where nothing was sent.
    """

    conversation_id: str
    for_event: int
    suggestion_id: str
    source: str
    outcome: SuggestionOutcome
    edit_share: float | None
    category: str | None
    situation_id: str | None
    by: str


@dataclass(frozen=True, slots=True)
class SourceRate:
    """How suggestions of one source fared. `edit_share`: mean over those sent, None without any."""

    source: str
    accepted: int
    edited: int
    rejected: int
    stale: int
    edit_share: float | None

    @property
    def shown(self) -> int:
        """How many were decided on."""
        return self.accepted + self.edited + self.rejected + self.stale


@dataclass(frozen=True, slots=True)
class SentReply:
    """A reply an agent sent, and what it answered. Texts are masked.

    `rows`: marks of the rule rows its sentences about the law come from (`casework.suggesting.fitness`). `id` is given
    by the store and grows in the order of writing.
    """

    conversation_id: str
    event_id: int
    category: str | None
    situation_id: str | None
    rows: tuple[str, ...]
    asked: str
    text: str
    by: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class CannedReply:
    """A text to send again and again. `owner` None: the team's. `category`: of which matters it is offered by itself.

    `id` "": not kept yet.
    """

    id: str
    owner: str | None
    title: str
    text: str
    category: str | None = None
    changed_by: str = ""
    changed_at: datetime | None = None


class SuggestionStore(Protocol):
    """Changes need a `write()` unit."""

    def record(self, record: SuggestionRecord) -> None:
        """Writes an outcome down; a later one of the same suggestion after the same message replaces it."""
        ...

    def rates(self, since: date) -> Sequence[SourceRate]:
        """One row per source that was decided on since that day, the oftenest first."""
        ...

    def remember(self, reply: SentReply) -> int:
        """Keeps a sent reply and returns its id; a reply of the same event is replaced. Raises SessionUnknown."""
        ...

    def remembered(self, ids: Sequence[int]) -> Sequence[SentReply]:
        """The replies of these ids that are still kept, in any order."""
        ...

    def remembered_after(self, after: int, limit: int) -> Sequence[SentReply]:
        """Replies with a greater id, oldest first."""
        ...

    def forget(self, conversation_id: str) -> int:
        """Forgets the replies of a conversation; how many there were."""
        ...

    def canned(self, owner: str) -> Sequence[CannedReply]:
        """Somebody's own canned replies and the team's, own ones first, by title."""
        ...

    def canned_one(self, canned_id: str) -> CannedReply | None:
        """One canned reply, whosever it is."""
        ...

    def save_canned(self, reply: CannedReply) -> CannedReply:
        """Keeps it, under a new id where it has none."""
        ...

    def remove_canned(self, canned_id: str) -> None:
        """Forgets it."""
        ...
