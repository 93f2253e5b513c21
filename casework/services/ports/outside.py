"""What else use cases need made for them."""

from collections.abc import Mapping
from typing import Protocol


class SecretHasher(Protocol):
    """Slow, salted hashes of secrets a person types (Argon2id)."""

    def hash(self, secret: str) -> str:
        """The hash to keep, parameters and salt included."""
        ...

    def verify(self, stored: str | None, secret: str) -> bool:
        """Whether the secret is the right one, compared in constant time; None takes as long and is never right."""
        ...


class FormPapers(Protocol):
    """Draws up registered forms as Word files."""

    def render(self, form: str, fields: Mapping[str, str]) -> bytes:
        """The .docx of a form (its id) for field id → value; absent fields stay open. `place`: whose bureau it is."""
        ...
