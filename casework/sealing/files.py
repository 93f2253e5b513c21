"""Files at rest, sealed piece by piece while they arrive: no clear byte of them ever reaches the disk.

Each file has a key of its own, which its owner keeps elsewhere (sealed, in the database): once that is destroyed, every
copy of the file is noise. A file is a row of pieces:

    4 length of what follows | 12 nonce | piece + 16 tag

A piece is bound to the name of its file and to the offset at which it begins, so that pieces can be neither moved,
exchanged nor left out; whether the last ones are missing shows against the length that the owner knows.
"""

import errno
import fcntl
import os
import secrets
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casework.errors import StorageFull, StoreFault, TooManyRequests
from casework.sealing.faults import Tampered
from casework.sealing.keyring import KEY_BYTES

_LENGTH, _NONCE, _TAG = 4, 12, 16
_PIECE = 256 * 1024
_NO_TIME = (0, 0)
"""An anonymous reporter's hour must not stand on the disk: no file has a time of change."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def new_file_key() -> bytes:
    """256 random bits for one file."""
    return secrets.token_bytes(KEY_BYTES)


class SealedFiles:
    """The sealed files of one directory, by name (letters, figures, `-` and `.`). Safe between threads and processes.

    Raises StorageFull when the disk is, Tampered when a file is not what its owner knows, StoreFault for the rest.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @contextmanager
    def locked(self, name: str, *, wait: bool = True) -> Iterator[None]:
        """Nobody else changes files under this name's lock, in this process or another one on this disk.

        Without `wait`, raises TooManyRequests while somebody else has it.
        """
        path = self._path(name).with_suffix(".lock")
        with _faults(name):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            os.utime(path, _NO_TIME)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise TooManyRequests("the file is being worked on") from error
            yield
        finally:
            os.close(handle)

    def append(self, name: str, key: bytes, offset: int, data: bytes) -> None:
        """Adds a piece that begins at `offset`. What a crash had left behind that point is cut off first.

        All or nothing: when the disk is full the file is as it was.
        """
        path = self._path(name)
        with _faults(name):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if offset == 0:
                path.unlink(missing_ok=True)
            with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
                begins = _position(file, name, offset)
                file.truncate(begins)
                file.seek(begins)
                try:
                    file.write(_sealed(key, name, offset, data))
                    file.flush()
                    os.fsync(file.fileno())
                    os.utime(path, _NO_TIME)
                except OSError:
                    file.truncate(begins)
                    raise

    def write(self, name: str, key: bytes, content: Iterable[bytes]) -> int:
        """Writes a whole file in place of any earlier one and returns its clear length; all or nothing."""
        path = self._path(name)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        length = 0
        with _faults(name):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    for piece in _pieces(content):
                        file.write(_sealed(key, name, length, piece))
                        length += len(piece)
                    file.flush()
                    os.fsync(file.fileno())
                os.utime(draft, _NO_TIME)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
        return length

    def open(self, name: str, key: bytes, length: int) -> "SealedFile":
        """The first `length` clear bytes of a file, to be read anywhere."""
        with _faults(name):
            return SealedFile(self._path(name), name, key, length)

    def remove(self, name: str) -> None:
        """Removes a file; one that is not there is no error."""
        with _faults(name):
            self._path(name).unlink(missing_ok=True)

    def forget_lock(self, name: str) -> None:
        """Removes the lock of a name that will not be used again. Call it inside `locked`."""
        with _faults(name):
            self._path(name).with_suffix(".lock").unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Every file there is."""
        return sorted(path.name for path in self._directory.glob("??/*") if path.suffix != ".lock")

    def room(self) -> int:
        """Free bytes on the disk, for a user who is not root."""
        with _faults("directory"):
            self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            free = os.statvfs(self._directory)
        return free.f_bavail * free.f_frsize

    def _path(self, name: str) -> Path:
        if not name.replace("-", "").replace(".", "").isalnum() or name.startswith("."):
            raise ValueError("not the name of a sealed file")
        return self._directory / name[:2] / name


class SealedFile:
    """A sealed file open for reading: `size` clear bytes, opened piece by piece in memory."""

    def __init__(self, path: Path, name: str, key: bytes, size: int) -> None:
        self.size = size
        self._name = name
        self._cipher = AESGCM(key)
        self._path = path
        with path.open("rb") as file:
            self._places = list(_headers(file))
        ends = [offset + length for offset, _, length in self._places]
        if size and size not in ends:
            raise Tampered(f"the sealed file {name} is cut short or longer than known")
        self._starts = [offset for offset, _, _ in self._places]
        self._held: tuple[int, bytes] = (-1, b"")

    def at(self, offset: int, length: int) -> bytes:
        """The bytes from `offset` on; fewer than `length` at the end. Raises Tampered."""
        end = min(offset + length, self.size)
        found = bytearray()
        while offset < end:
            number = bisect_right(self._starts, offset) - 1
            within = offset - self._starts[number]
            taken = self._piece(number)[within : within + end - offset]
            found += taken
            offset += len(taken)
        return bytes(found)

    def __iter__(self) -> Iterator[bytes]:
        """The whole content, piece by piece."""
        for number, start in enumerate(self._starts):
            if start < self.size:
                yield self._piece(number)

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            offset, place, length = self._places[number]
            with _faults(self._name), self._path.open("rb") as file:
                file.seek(place + _LENGTH)
                sealed = file.read(_NONCE + length + _TAG)
            try:
                clear = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(self._name, offset))
            except (InvalidTag, ValueError) as error:
                raise Tampered(f"piece {number} of the sealed file {self._name} was changed") from error
            self._held = (number, clear)
        return self._held[1]


def _sealed(key: bytes, name: str, offset: int, data: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    body = nonce + AESGCM(key).encrypt(nonce, data, _bound(name, offset))
    return len(body).to_bytes(_LENGTH, "big") + body


def _bound(name: str, offset: int) -> bytes:
    return f"file:{name}:{offset}".encode()


def _headers(file: IO[bytes]) -> Iterator[tuple[int, int, int]]:
    """Clear offset, place in the file and clear length of each whole piece."""
    end = os.fstat(file.fileno()).st_size
    offset = place = 0
    while place + _LENGTH <= end:
        file.seek(place)
        body = int.from_bytes(file.read(_LENGTH), "big")
        if body <= _NONCE + _TAG or place + _LENGTH + body > end:
            return
        length = body - _NONCE - _TAG
        yield offset, place, length
        offset += length
        place += _LENGTH + body


def _position(file: IO[bytes], name: str, offset: int) -> int:
    """Where the piece that begins at the clear `offset` has to stand."""
    if offset == 0:
        return 0
    for begins, place, length in _headers(file):
        if begins + length == offset:
            return place + _LENGTH + _NONCE + length + _TAG
    raise Tampered(f"the sealed file {name} has no piece that ends at {offset}")


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for part in content:
        held += part
        while len(held) >= _PIECE:
            yield bytes(held[:_PIECE])
            del held[:_PIECE]
    if held:
        yield bytes(held)


@contextmanager
def _faults(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull("no room left for files") from error
        raise StoreFault(f"sealed file {name}: {type(error).__name__} {error.errno}") from error
