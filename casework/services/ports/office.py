"""What an office counts, sets and lets go of: figures, settings, sessions of staff, erasure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from casework.statistics.counts import CountedCase, TalkCount, TimeCount

Bucket = Literal["day", "month"]
LAST_BACKUP, LAST_SWEEP = "last_backup", "last_sweep"
"""Settings that the program writes: when it last did these, in ISO 8601."""


class FigureStore(Protocol):
    """Counts, added up by the database. `region`: the beginning of a division code, "" for every place.

    Both days of a period are included.

    What was erased still counts: its numbers were kept when its words were destroyed.
    """

    def talks(self, first: date, last: date, region: str, bucket: Bucket) -> Sequence[TalkCount]:
        """Conversations begun in the period, by everything they are counted by."""
        ...

    def times(self, first: date, last: date, region: str) -> Sequence[TimeCount]:
        """How long waits and handlings took in conversations begun in the period."""
        ...

    def cases(self, first: date, last: date, region: str, forms: Sequence[str] = ()) -> Sequence[CountedCase]:
        """Cases opened in the period, moved in it or not long before, or with a clock that has run out by its end."""
        ...

    def regions(self) -> Sequence[str]:
        """Every division code that something was counted for."""
        ...


@dataclass(frozen=True, slots=True)
class OfficeSetting:
    """A setting as somebody made it."""

    name: str
    value: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody's open session. `mark` names it without opening it."""

    mark: str
    user_name: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class OfficeStore(Protocol):
    """Settings, sessions of staff, and erasure. Changes need a `write()` unit."""

    def settings(self) -> Mapping[str, OfficeSetting]:
        """What was set, by name."""
        ...

    def set(self, name: str, value: str, by: str) -> None:
        """Sets one."""
        ...

    def signed_in(self, seen_since: datetime) -> Sequence[SignedIn]:
        """Sessions that have not ended, the latest first."""
        ...

    def end_session(self, mark: str) -> str | None:
        """Ends a session; whose it was, None when it had ended."""
        ...

    def erase(self, conversation_id: str) -> bool:
        """Destroys everything said in a conversation, and its tokens' values; its counts stay. False: there is none.

        Where a form was registered in it, what that form and its case need stays: the values of tokens, under an id
        nobody can enter any more.
        """
        ...

    def silent_since(self, at: datetime, limit: int = 200) -> Sequence[str]:
        """Conversations in which nothing was said since, whose words are still kept, and that nobody waits in."""
        ...

    def size(self) -> int:
        """Bytes the database takes."""
        ...

    def waiting(self) -> Mapping[str, int]:
        """How many threads there are in each state."""
        ...
