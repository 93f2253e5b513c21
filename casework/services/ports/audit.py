"""Who saw or changed what, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


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
    """Whether the audit trail is whole: the number of lines checked, and the first broken one (None when whole)."""

    checked: int
    broken_at: int | None
    what: str


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
