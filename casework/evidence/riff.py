"""RIFF: the chunks that WebP pictures, WAV sound and AVI films are made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from casework.errors import FileRefused
from casework.evidence.content import Content

_CHUNKS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: a `name` of four bytes, `offset` where its header stands, `length` of as much body as is there."""

    name: bytes
    offset: int
    length: int

    @property
    def body(self) -> int:
        """Where its body begins."""
        return self.offset + 8


def chunks(content: Content, begin: int = 12, end: int | None = None) -> Iterator[Chunk]:
    """The chunks between two places, by default those of the whole file; the last one may be cut short.

    Raises FileRefused when there are too many to be a recording.
    """
    place, last = begin, content.size if end is None else end
    for _ in range(_CHUNKS_MAX):
        header = content.at(place, 8)
        if len(header) < 8 or place + 8 > last:
            return
        length = int.from_bytes(header[4:], "little")
        yield Chunk(header[:4], place, min(length, last - place - 8))
        place += 8 + length + length % 2
    raise FileRefused("RIFF: too many chunks", "file_damaged")
