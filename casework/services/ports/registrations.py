"""Registered forms, their receipt codes and, apart from them, who filed them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from casework.services.ports.audit import Opener


@dataclass(frozen=True, slots=True)
class Registration:
    """A registered form without anything about who filed it. `content` maps form field ids to what the form shows.

    Sealed tokens left in `content` stand for data of the reporter (or of persons unknown); `open_reporter` has them.
    """

    number: str
    conversation_id: str
    situation_id: str | None
    rulebook_version: str
    anonymous: bool
    registered_on: date
    content: Mapping[str, str]
    form: str = "report_registration"
    region: str | None = None


@dataclass(frozen=True, slots=True)
class ReporterIdentity:
    """The reporter's own form fields, and what the tokens left in the registration's content stand for."""

    fields: Mapping[str, str]
    tokens: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CodeTry:
    """One counted try at a receipt code: its hash, None when there is none; `locked` when no try is left."""

    code_hash: str | None
    locked: bool


class RegistrationStore(Protocol):
    """Registered reports, their receipt codes and, apart from them, their reporters."""

    def next_number(self, day: date, prefix: str = "JB") -> str:
        """The next free number of the day: prefix, yyyymmdd, four digits. Only `write()` units may ask."""
        ...

    def add(self, registration: Registration, reporter: ReporterIdentity | None, form: Mapping[str, str]) -> None:
        """Stores a registration. An anonymous one must come without a reporter (ValueError).

        Of `form`, the values as they were handed in, only a keyed fingerprint is kept, for `of_form`.
        """
        ...

    def of_form(self, conversation_id: str, form: Mapping[str, str]) -> Registration | None:
        """The registration that this conversation has already made of exactly these values."""
        ...

    def needs_code(self, number: str) -> bool:
        """Whether a registration has this number and no receipt code yet."""
        ...

    def set_code(self, number: str, code_hash: str) -> bool:
        """Gives a registration its receipt code, as a hash; False when it has one already or does not exist."""
        ...

    def by_number(self, number: str) -> Registration | None:
        """The registration of a number."""
        ...

    def of_conversation(self, conversation_id: str) -> Sequence[Registration]:
        """The registrations made in a conversation, oldest first."""
        ...

    def open_reporter(self, number: str, opener: Opener) -> ReporterIdentity | None:
        """The reporter's own data, None for an anonymous report. Writes an audit line: `write()` units only."""
        ...

    def count_try(self, number: str, *, limit: int, lock_minutes: int) -> CodeTry:
        """Counts one try at the receipt code before it is compared, so that parallel tries cannot pass the limit."""
        ...

    def clear_tries(self, number: str) -> None:
        """Forgets the tries after a right code."""
        ...
