"""What is put before an agent, and what it is made of beside petition and rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from casework.form_state import FormState
from knowledge import Citation, RuleBook

Source = Literal["safety", "rule", "question", "form", "memory", "canned"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reply to edit and send. `clauses`: what its sentences about the law rest on; `why`: a few words for the agent.

    `id` is the same whenever the same text comes from the same source.
    """

    id: str
    source: Source
    text: str
    clauses: tuple[Citation, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands. Texts are masked.

    `heard`: what the citizen said since somebody last answered; `since`: all they said after they told the matter;
    `told`: what has been told them; `greeted`: a person has written to them already.
    """

    form: FormState | None = None
    heard: str = ""
    since: str = ""
    told: tuple[str, ...] = ()
    greeted: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """A reply an agent sent in a like case, already found fit to be offered. `score`: likeness of the cases, 0 to 1."""

    text: str
    clauses: tuple[Citation, ...]
    score: float


def made(source: Source, why: str, text: str, clauses: Iterable[Citation], book: RuleBook) -> Suggestion:
    """A suggestion with its id; `why` is the last part of a row's id (`suggest_why_<why>`)."""
    digest = hashlib.sha256(f"{source}\n{text}".encode()).hexdigest()[:12]
    return Suggestion(
        f"{source}-{digest}", source, text, tuple(dict.fromkeys(clauses)), book.reply(f"suggest_why_{why}")
    )
