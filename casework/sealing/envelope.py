"""Sealing of single values: AES-256-GCM in an envelope.

Each value has its own random data key, which is itself sealed with the key from the key file. So no key ever meets the
same nonce twice however much is stored, and renewing the key rewrites the envelope (`rewrap`), not the value. In bytes:

    1 version | 8 key id | 12 nonce | 48 sealed data key | 12 nonce | value + 16 tag

Both layers are bound to `place`, the table, row and column of the value: a ciphertext moved elsewhere does not open.
"""

import hashlib
import hmac
import json
import os
import unicodedata
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casework.sealing.faults import Tampered
from casework.sealing.keyring import ID_BYTES, KEY_BYTES, Keyring, key_id

_VERSION = b"\x01"
_NONCE = 12
_WRAPPED = KEY_BYTES + 16
_HEAD = 1 + ID_BYTES + _NONCE + _WRAPPED
OVERHEAD = _HEAD + _NONCE + 16
"""Bytes that sealing adds."""


class Sealer:
    """Seals and opens values with one keyring. Safe to share between threads."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self._ciphers: dict[bytes, AESGCM] = {}

    def seal(self, value: bytes, place: str) -> bytes:
        """The value, sealed for this place."""
        data_key = os.urandom(KEY_BYTES)
        nonce = os.urandom(_NONCE)
        return self._wrap(data_key, place) + nonce + AESGCM(data_key).encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The value again. Raises KeyFault for a key that is not in the ring, Tampered for anything else."""
        data_key = self._unwrap(sealed, place)
        body = sealed[_HEAD:]
        return _decrypt(AESGCM(data_key), body[:_NONCE], body[_NONCE:], place)

    def rewrap(self, sealed: bytes, place: str) -> bytes:
        """The same value under the current key."""
        return self._wrap(self._unwrap(sealed, place), place) + sealed[_HEAD:]

    def seal_json(self, value: object, place: str) -> bytes:
        """Seals anything that JSON can hold. Raises TypeError or ValueError for what it cannot."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        # Half a surrogate pair is what a broken phone sends; it must come back, not break the store.
        return self.seal(text.encode("utf-8", "surrogatepass"), place)

    def open_json(self, sealed: bytes, place: str) -> object:
        """What `seal_json` sealed."""
        value: object = json.loads(self.open(sealed, place).decode("utf-8", "surrogatepass"))
        return value

    @cached_property
    def _fingerprint_key(self) -> bytes:
        return self.keyring.derive("fingerprint")

    def fingerprint(self, value: str, place: str) -> str:
        """The same 64 hex digits for equal values in one place; without the key nobody can guess values from it."""
        plain = "".join(unicodedata.normalize("NFKC", value).split())
        message = place.encode() + b"\0" + plain.encode("utf-8", "surrogatepass")
        return hmac.new(self._fingerprint_key, message, hashlib.sha256).hexdigest()

    def _cipher(self, key: bytes) -> AESGCM:
        found = self._ciphers.get(key)
        if found is None:
            found = self._ciphers[key] = AESGCM(key)
        return found

    def _wrap(self, data_key: bytes, place: str) -> bytes:
        key, nonce = self.keyring.current, os.urandom(_NONCE)
        return _VERSION + key_id(key) + nonce + self._cipher(key).encrypt(nonce, data_key, place.encode())

    def _unwrap(self, sealed: bytes, place: str) -> bytes:
        if len(sealed) < OVERHEAD or sealed[:1] != _VERSION:
            raise Tampered(f"the sealed value at {place} is cut short or not one of ours")
        key = self.keyring.find(sealed[1 : 1 + ID_BYTES])
        nonce, wrapped = sealed[1 + ID_BYTES : _HEAD - _WRAPPED], sealed[_HEAD - _WRAPPED : _HEAD]
        return _decrypt(self._cipher(key), nonce, wrapped, place)


def _decrypt(cipher: AESGCM, nonce: bytes, data: bytes, place: str) -> bytes:
    try:
        return cipher.decrypt(nonce, data, place.encode())
    except InvalidTag as error:
        raise Tampered(f"the sealed value at {place} was changed or belongs elsewhere") from error
