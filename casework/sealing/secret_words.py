"""Secrets people and browsers carry: tokens, receipt codes, passwords."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

CODE_DIGITS = 16
# No 0/O, 1/l/I: a one-time password is typed from a terminal.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"


def new_token() -> str:
    """256 random bits for a browser, URL-safe text of 43 characters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token. It is random, so a fast hash is enough (64 hex digits)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_receipt_code() -> str:
    """Sixteen random digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def new_password() -> str:
    """A one-time password of 20 letters and figures (115 bits)."""
    return "".join(secrets.choice(_LETTERS) for _ in range(20))


class Argon2Hasher:
    """Argon2id (RFC 9106) for what people type.

    The defaults are OWASP's for Argon2id (19 MiB, two passes, one lane): some 40 ms on the two cores this is made for.
    A receipt code has 53 random bits and few tries; dearer parameters would only make a queue at the counter.
    """

    def __init__(self, *, memory_kib: int = 19_456, passes: int = 2, lanes: int = 1) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def hash(self, secret: str) -> str:
        """The hash to keep, parameters and salt included."""
        return self._hasher.hash(_bytes(secret))

    def verify(self, stored: str | None, secret: str) -> bool:
        """Whether the secret is right. For None the work is done all the same, so that the time tells nothing."""
        try:
            return self._hasher.verify(stored or self._nobody, _bytes(secret)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def _bytes(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogatepass")
