"""A file as people see it: its name or label, its kind, what was noticed about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.evidence.file_types import TAKEN, Kind
from casework.services.ports import EvidenceFile, EvidenceState

if TYPE_CHECKING:
    from knowledge import RuleBook

FOR_STAFF = "file_warning_"
"""How the ids of replies begin that staff see and citizens do not."""
_KIND_NAMES: dict[Kind, str] = {
    "picture": "file_kind_picture",
    "pdf": "file_kind_pdf",
    "audio": "file_kind_audio",
    "video": "file_kind_video",
}
_TYPES = {one.media_type: one for one in TAKEN}


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file on a page. `kind` is None until enough has arrived to tell."""

    id: str
    name: str
    kind: Kind | None
    size: int
    received: int
    state: EvidenceState
    number: str | None
    notes: tuple[str, ...]


def shown_file(file: EvidenceFile, book: RuleBook, *, to_staff: bool = False) -> ShownFile:
    """What a citizen sees of their own file; staff see a label for its name, and warnings."""
    found = _TYPES.get(file.media_type or "")
    notes = [one for one in file.noticed if one.startswith(FOR_STAFF) == to_staff]
    return ShownFile(
        id=file.id,
        name=file_label(file, book) if to_staff or not file.name else file.name,
        kind=found.kind if found else None,
        size=file.size,
        received=file.received,
        state=file.state,
        number=file.number,
        notes=tuple(book.reply(one) for one in notes),
    )


def kind_name(kind: Kind, book: RuleBook) -> str:
    """What a kind of file is called."""
    return book.reply(_KIND_NAMES[kind])


def file_label(file: EvidenceFile, book: RuleBook) -> str:
    """What a file is called where its own name must not stand, because that may say who handed it in."""
    found = _TYPES.get(file.media_type or "")
    return book.reply("file_label", number=file.label, extension=found.extension if found else "?")
