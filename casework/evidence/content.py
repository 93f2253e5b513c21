"""Content that is read in pieces, and small changes to it that leave every other byte where it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


class Content(Protocol):
    """The bytes of a file, not all in memory at once."""

    @property
    def size(self) -> int:
        """How many there are."""
        ...

    def at(self, offset: int, length: int) -> bytes:
        """The bytes from `offset` on; fewer than `length` at the end."""
        ...

    def __iter__(self) -> Iterator[bytes]:
        """All of them, piece by piece."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """The `length` bytes at `offset` become `to`, and zeros behind it."""

    offset: int
    length: int
    to: bytes = b""


CHANGES_MAX = 5_000
"""More of them are no film and no sound, but work for its own sake."""


@dataclass(frozen=True, slots=True)
class InMemory:
    """Content that is in memory already."""

    data: bytes

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self.data)

    def at(self, offset: int, length: int) -> bytes:
        """The bytes from `offset` on."""
        return self.data[offset : offset + length]

    def __iter__(self) -> Iterator[bytes]:
        return iter((self.data,))


def changed(pieces: Iterable[bytes], changes: Sequence[Change]) -> Iterator[bytes]:
    """The pieces with the changes made; their lengths stay."""
    begin = 0
    for piece in pieces:
        end = begin + len(piece)
        touching = [one for one in changes if one.offset < end and one.offset + one.length > begin]
        if touching:
            fresh = bytearray(piece)
            for one in touching:
                first, last = max(one.offset, begin), min(one.offset + one.length, end)
                to = one.to[first - one.offset : last - one.offset].ljust(last - first, b"\0")
                fresh[first - begin : last - begin] = to
            yield bytes(fresh)
        else:
            yield piece
        begin = end
