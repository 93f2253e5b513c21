"""Files handed in, as staff see and open them: without the case nobody finds them, and each opening is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from casework.errors import Denied, FileUnknown
from casework.sealing.files import SealedFiles
from casework.services.evidence_words import ShownFile, file_label, shown_file
from casework.services.ports import EvidenceFile, Opener, Store, UnitOfWork

if TYPE_CHECKING:
    from knowledge import RuleBook

OPENING_ROLES = frozenset({"agent", "senior_agent", "admin"})
"""Who may open a file, given a reason. Reviewers and auditors see that there is one."""
_REASON_MIN = 2


class Viewer(Protocol):
    """Who looks."""

    @property
    def name(self) -> str:
        """The user's name."""
        ...

    @property
    def role(self) -> str:
        """The user's role."""
        ...


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file to be handed over; its pieces are opened one at a time, in memory."""

    name: str
    media_type: str
    size: int
    pieces: Iterator[bytes] = field(repr=False)


class EvidenceDesk:
    """What staff do with files. Safe to share between threads."""

    def __init__(self, store: Store, files: SealedFiles, book: Callable[[], RuleBook]) -> None:
        self._store = store
        self._files = files
        self._book = book

    def of_case(self, viewer: Viewer, number: str) -> list[ShownFile]:
        """The files of a case by label, with warnings. Empty for who keeps out of the case (art. 18)."""
        book = self._book()
        with self._store.read() as work:
            if work.cases.is_recused(number, viewer.name):
                return []
            kept = [one for one in work.evidence.of_number(number) if one.state == "kept"]
        return [shown_file(one, book, to_staff=True) for one in kept]

    def open(self, viewer: Viewer, file_id: str, reason: str) -> OpenedFile:
        """A file with its own name, and a line in the audit trail.

        Raises FileUnknown for a file of no case the viewer may see, Denied without role or reason.
        """
        with self._store.write() as work:
            file = self._visible(work, viewer, file_id)
            if viewer.role not in OPENING_ROLES or len(reason.strip()) < _REASON_MIN:
                raise Denied(f"role {viewer.role!r} may not open files, or gave no reason")
            opener = Opener(viewer.name, viewer.role, reason.strip())
            work.audit.write(opener, "open_evidence", f"{file.number}:{file.id}")
            work.commit()
        content = self._files.open(f"{file.id}.kept", file.key, file.size)
        name = file.name or file_label(file, self._book())
        return OpenedFile(name, file.media_type or "application/octet-stream", file.size, iter(content))

    @staticmethod
    def _visible(work: UnitOfWork, viewer: Viewer, file_id: str) -> EvidenceFile:
        file = work.evidence.by_id(file_id)
        if file is None or file.number is None or file.state != "kept":
            raise FileUnknown("no such file of a case")
        if work.cases.is_recused(file.number, viewer.name):
            raise FileUnknown("a file of a case this user keeps out of")
        return file
