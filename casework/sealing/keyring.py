"""Key files: made at the first start, kept outside the database, never overwritten.

A key file is text, one key a line: `<id> <256 bits, base64>`. The id is computed from the key, so a damaged line is
noticed. The last line seals new data; the lines above it still open older data. So a key is renewed by adding a line,
and no line may go while anything sealed with it is kept. The first line also makes fingerprints and the audit chain.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from casework.sealing.faults import KeyFault

KEY_BYTES = 32
ID_BYTES = 8


def key_id(key: bytes) -> bytes:
    """The public name of a key: eight bytes that say nothing about it."""
    return hashlib.sha256(b"triage key id\0" + key).digest()[:ID_BYTES]


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one purpose, oldest first. `origin` names where they came from, for error messages."""

    keys: tuple[bytes, ...]
    origin: str

    @property
    def current(self) -> bytes:
        """The key that seals new data."""
        return self.keys[-1]

    def find(self, wanted: bytes) -> bytes:
        """The key with this id. Raises KeyFault, telling which key is missing and where it was looked for."""
        for key in self.keys:
            if hmac.compare_digest(key_id(key), wanted):
                return key
        raise KeyFault(
            f"the data was sealed with key {wanted.hex()}, which is not in {self.origin}: "
            "put back the key file that belongs to this database"
        )

    def derive(self, purpose: str) -> bytes:
        """A key for another purpose (fingerprints, the audit chain), the same as long as the first line stands."""
        return hmac.digest(self.keys[0], b"triage derive\0" + purpose.encode(), "sha256")

    @classmethod
    def random(cls) -> "Keyring":
        """A new keyring that lives in memory only."""
        return cls((secrets.token_bytes(KEY_BYTES),), "memory")

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        """Reads a key file. Raises KeyFault when it is missing, damaged, or other users may read it."""
        try:
            text = path.read_text("ascii")
            mode = stat.S_IMODE(path.stat().st_mode)
        except (OSError, UnicodeDecodeError) as error:
            raise KeyFault(f"key file {path} cannot be read: {error}") from error
        if mode & 0o077:
            raise KeyFault(f"key file {path} may be read by others (mode {mode:04o}): chmod 600 {path}")
        keys = tuple(_read_line(line, path, number) for number, line in enumerate(text.splitlines(), 1) if line.strip())
        if not keys:
            raise KeyFault(f"key file {path} is empty: put it back from the backup")
        return cls(keys, str(path))

    @classmethod
    def load_or_create(cls, path: Path) -> "Keyring":
        """Reads a key file, made (0600, in a 0700 directory) when there is none. Two processes may start at once."""
        if not path.exists():
            _create(path)
        return cls.load(path)


def add_key(path: Path) -> Keyring:
    """Renews the key of a file: a new last line. What was sealed before stays readable."""
    Keyring.load(path)
    with path.open("ab") as file:
        file.write(_new_line())
        file.flush()
        os.fsync(file.fileno())
    return Keyring.load(path)


def _read_line(line: str, path: Path, number: int) -> bytes:
    try:
        name, _, encoded = line.strip().partition(" ")
        key = base64.b64decode(encoded, validate=True)
        damaged = len(key) != KEY_BYTES or key_id(key).hex() != name
    except (binascii.Error, ValueError):
        damaged = True
    if damaged:
        raise KeyFault(f"key file {path}, line {number} is damaged: put it back from the backup")
    return key


def _new_line() -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    return f"{key_id(key).hex()} {base64.b64encode(key).decode()}\n".encode()


def _create(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_new_line())
                file.flush()
                os.fsync(file.fileno())
            # A link never replaces: of two processes starting at once, one wins and both read the same key.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise KeyFault(f"key file {path} cannot be made: {error}") from error
