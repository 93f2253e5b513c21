"""A file that has arrived: is it evidence we can keep, and in which shape?"""

from collections.abc import Iterable
from dataclasses import dataclass

from casework.errors import FileRefused
from casework.evidence.boxes import blank_boxes
from casework.evidence.content import CHANGES_MAX, Change, Content, changed
from casework.evidence.disguise import refuse_disguise
from casework.evidence.file_types import HEAD, FileType, type_of
from casework.evidence.pdf import look_at_pdf
from casework.evidence.picture import strip_picture
from casework.evidence.sound import blank_avi, blank_frames, blank_wav

_PICTURE, _RECORDING = "file_note_picture_stripped", "file_note_recording_blanked"
_AS_IS = "file_note_recording_as_it_is"


@dataclass(frozen=True, slots=True)
class Examined:
    """What to keep of a file: its type, its content piece by piece, and what was noticed (ids of replies)."""

    type: FileType
    content: Iterable[bytes]
    noticed: tuple[str, ...]


def examine(content: Content, pixels_max: int) -> Examined:
    """Judges a whole file by its content. Raises FileRefused with the reason."""
    found = type_of(content.at(0, HEAD))
    if found.kind == "picture":
        return Examined(found, (strip_picture(content.at(0, content.size), found, pixels_max),), (_PICTURE,))
    refuse_disguise(content, pdf=found.kind == "pdf")
    if found.reader == "pdf":
        return Examined(found, content, look_at_pdf(content))
    if found.reader == "as_is":
        return Examined(found, content, (_AS_IS,))
    found, changes = _blanks(content, found)
    if len(changes) > CHANGES_MAX:
        raise FileRefused("too many places to blank", "file_damaged")
    return Examined(found, changed(content, changes), (_RECORDING,))


def _blanks(content: Content, found: FileType) -> tuple[FileType, list[Change]]:
    if found.reader == "boxes":
        return blank_boxes(content, found)
    blank = {"wav": blank_wav, "avi": blank_avi, "frames": blank_frames}[found.reader]
    return found, blank(content)
