"""Who saw or changed what, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

AuditFault = Literal["changed", "missing", "cut", "base"]
"""A line is not what was written; one is missing between others; the end, or the beginning, is not where it was."""


@dataclass(frozen=True, slots=True)
class Opener:
    """Who opens sealed data, in which role and why; each opening is audited with these words."""

    actor: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit trail; `hash` covers the line and the hash of the line before."""

    sequence: int
    at: datetime
    actor: str
    role: str
    action: str
    subject: str
    reason: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """Whether the audit trail is whole: the number of lines checked, and the first broken one (None when whole).

    `first`: the sequence of the first line there must be; lines before it were let go at the end of their time.
    """

    checked: int
    broken_at: int | None
    what: str
    fault: AuditFault | None = None
    first: int = 1


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which lines to list, the newest first. Empty fields ask for nothing.

    `about`: the beginning of a subject; `since` is included, `until` is not.
    """

    actor: str = ""
    actions: tuple[str, ...] = ()
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of lines, and how many there are in all."""

    lines: tuple[AuditEntry, ...]
    total: int


class AuditTrail(Protocol):
    """Who saw or changed what, when and why; each line carries the hash of the line before."""

    def write(self, opener: Opener, action: str, subject: str) -> AuditEntry:
        """Adds a line."""
        ...

    def entries(self, after: int = 0, limit: int = 500) -> Sequence[AuditEntry]:
        """Lines after a sequence number, oldest first."""
        ...

    def verify(self) -> AuditCheck:
        """Recomputes the chain from its first line."""
        ...

    def page(self, query: AuditQuery) -> AuditPage:
        """Lines that fit, the newest first."""
        ...

    def actors(self) -> Sequence[str]:
        """Everybody who stands in a line."""
        ...

    def let_go(self, before: datetime) -> int:
        """Forgets lines older than a moment; the chain begins after them. How many there were."""
        ...
