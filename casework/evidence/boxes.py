"""MP4, M4A, MOV and 3GP: boxes in boxes. Place, times, device and titles are blanked where they stand.

No byte moves, so that the film plays as before. What a camera writes as a track of its own (positions along the way,
movements) is cut off from the film, its samples stay among the film's data without anything that leads to them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from casework.errors import FileRefused
from casework.evidence.content import Change, Content
from casework.evidence.file_types import M4A, MP4, FileType

_BOXES_MAX = 50_000
_INSIDE = {b"moov": b"trak", b"trak": b"mdia"}
_TELLING = (b"udta", b"meta", b"uuid", b"free", b"skip")
_WITH_TIMES = (b"mvhd", b"tkhd", b"mdhd")
_BEFORE_NAME = 24
_FILM, _SOUND, _WITH_THEM = b"vide", b"soun", (b"subt", b"sbtl", b"text", b"clcp", b"tmcd", b"hint")


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its type, where its header stands, the length of the header and of the whole."""

    kind: bytes
    offset: int
    header: int
    length: int

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.offset + self.length


def blank_boxes(content: Content, found: FileType) -> tuple[FileType, list[Change]]:
    """What it really is (sound or film), and what to blank. Raises FileRefused when it cannot be played."""
    look = _Look(content)
    for box in look.boxes(0, content.size):
        if box.kind == b"moov":
            look.into(box)
        elif box.kind in _TELLING:
            look.changes.append(_blank(box))
    if look.tracks is None:
        raise _damaged("no index: the recording was cut off")
    if _FILM in look.tracks:
        return (found if found.kind == "video" else MP4), look.changes
    if _SOUND in look.tracks:
        return M4A, look.changes
    raise _damaged("neither film nor sound")


class _Look:
    """One look through a file: at so many boxes, and into those only that hold what is looked for."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._left = _BOXES_MAX
        self.changes: list[Change] = []
        self.tracks: list[bytes] | None = None

    def into(self, parent: Box) -> None:
        """Notes what to blank inside a box, and what the tracks in it are for."""
        self.tracks = self.tracks or []
        for box in self.boxes(parent.offset + parent.header, parent.end):
            if box.kind == b"trak":
                handler = self._handler(box)
                if handler not in (_FILM, _SOUND, *_WITH_THEM):
                    self.changes.append(_blank(box))
                    continue
                self.tracks.append(handler)
            if box.kind == _INSIDE.get(parent.kind):
                self.into(box)
            elif box.kind in _TELLING:
                self.changes.append(_blank(box))
            elif box.kind == b"hdlr":
                name = box.offset + box.header + _BEFORE_NAME
                self.changes.append(Change(name, max(0, box.end - name)))
            elif box.kind in _WITH_TIMES:
                version = self._content.at(box.offset + box.header, 1)
                self.changes.append(Change(box.offset + box.header + 4, 16 if version == b"\1" else 8))

    def boxes(self, begin: int, end: int) -> Iterator[Box]:
        """The boxes between two places. Raises FileRefused when one is cut short, or there are too many in all."""
        place = begin
        while place + 8 <= end:
            self._left -= 1
            start = self._content.at(place, 16)
            length, kind, header = int.from_bytes(start[:4], "big"), start[4:8], 8
            if length == 1:
                length, header = int.from_bytes(start[8:16], "big"), 16
            elif length == 0:
                length = end - place
            if length < header or (place + length > end and kind != b"mdat") or self._left < 0:
                raise _damaged("a box is cut short, or there are too many")
            yield Box(kind, place, header, min(length, end - place))
            place += length

    def _handler(self, track: Box) -> bytes:
        """What a track is for: film, sound or something else."""
        for media in self.boxes(track.offset + track.header, track.end):
            if media.kind == b"mdia":
                for box in self.boxes(media.offset + media.header, media.end):
                    if box.kind == b"hdlr":
                        return self._content.at(box.offset + box.header + 8, 4)
        return b""


def _blank(box: Box) -> Change:
    """The box becomes a free one of the same length, full of zeros."""
    if box.header == 16:
        return Change(box.offset, box.length, b"\0\0\0\1free" + box.length.to_bytes(8, "big"))
    return Change(box.offset, box.length, box.length.to_bytes(4, "big") + b"free")


def _damaged(why: str) -> FileRefused:
    return FileRefused(f"MP4: {why}", "file_damaged")
