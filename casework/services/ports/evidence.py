"""Files handed in as evidence: what the database knows of them. Their content is sealed, outside it.

A file belongs to a conversation until that registers a form, and from then on to the registration as well. Of an
anonymous reporter's file neither the name nor a time finer than the day is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

EvidenceState = Literal["receiving", "kept"]


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file. `label`: its number among those it belongs with, from 1; `received`: bytes that came, of `size`.

    `size` is that announced until the file is kept, then that of what is kept. `noticed`: ids of replies about it.
    """

    id: str
    conversation_id: str | None
    number: str | None
    name: str
    label: int
    client_id: str
    media_type: str | None
    size: int
    received: int
    state: EvidenceState
    fingerprint: str | None
    noticed: tuple[str, ...]
    created_at: datetime
    key: bytes = field(repr=False)
    """Opens its content; it is kept nowhere else."""


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """What a file turned out to be. `digest`: SHA-256 of what is kept; only a keyed fingerprint of it is stored."""

    name: str
    media_type: str
    size: int
    digest: str
    noticed: tuple[str, ...]
    key: bytes = field(repr=False)


class EvidenceStore(Protocol):
    """Records of files. Changes need a `write()` unit; their content is somebody else's."""

    def add(
        self,
        *,
        conversation_id: str | None,
        number: str | None,
        name: str,
        client_id: str,
        size: int,
        key: bytes,
    ) -> EvidenceFile:
        """A file that is about to arrive. For an anonymous registration its name is not kept."""
        ...

    def by_id(self, file_id: str) -> EvidenceFile | None:
        """The file with this id."""
        ...

    def of_conversation(self, conversation_id: str) -> Sequence[EvidenceFile]:
        """The files handed in during a conversation, by label."""
        ...

    def of_number(self, number: str) -> Sequence[EvidenceFile]:
        """The files that belong to a registration, by label."""
        ...

    def advance(self, file_id: str, before: int, received: int, media_type: str | None) -> bool:
        """Notes how much has arrived; False when it is not `before` any more: somebody else was faster."""
        ...

    def keep(self, file_id: str, kept: KeptEvidence) -> EvidenceFile:
        """The file has arrived and is evidence. Raises FileUnknown."""
        ...

    def attach(self, conversation_id: str, number: str) -> None:
        """What the conversation has handed in so far goes with this registration. Anonymous: names and times go."""
        ...

    def remove(self, file_id: str) -> None:
        """Forgets a file and, with its key, whatever copy of it there is."""
        ...

    def stale(self, *, unfinished_since: datetime, unregistered_since: datetime) -> Sequence[EvidenceFile]:
        """Files begun before the first time that never arrived, and those before the second that nobody registered."""
        ...
