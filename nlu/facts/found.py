"""A fact found in a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """`entity` of contract B; `value` is the piece of text, or the option for decision_kind; half-open positions."""

    entity: str
    value: str
    start: int
    end: int
    role: str | None = None


class Taken:
    """Which characters of a text already belong to something."""

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def free(self, start: int, end: int) -> bool:
        """Whether no character from `start` to before `end` is taken."""
        return not any(self._marks[start:end])

    def take(self, start: int, end: int) -> None:
        """From now on these characters are taken."""
        self._marks[start:end] = b"\x01" * (end - start)


def without_overlaps(facts: Iterable[Fact]) -> list[Fact]:
    """In order of appearance, the longest kept where two share characters; a decision_kind overlaps only its like."""
    kept: list[Fact] = []
    ordered = sorted(facts, key=lambda f: (f.start - f.end, f.start))
    length = max((fact.end for fact in ordered), default=0)
    decisions, others = Taken(length), Taken(length)
    for fact in ordered:
        taken = decisions if fact.entity == "decision_kind" else others
        if taken.free(fact.start, fact.end):
            taken.take(fact.start, fact.end)
            kept.append(fact)
    return sorted(kept, key=lambda f: (f.start, f.end))
