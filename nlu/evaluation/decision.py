"""What is scored: what would be said on a text, not the raw scores alone.

The rules that weigh costs and ask back live in casework, which nlu may not import: the command line hands them in as a
`Decide`. Without them the likeliest category counts and nothing is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlu.evaluation.cases import Case
from nlu.labels import is_situation
from nlu.reader import Reading


@dataclass(frozen=True, slots=True)
class Decided:
    """One matter as it would be told: its category and its situations, the one said first."""

    category: str
    situations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The matters told, main one first (none: a person is offered), and whether they are told without asking back."""

    answers: bool
    matters: tuple[Decided, ...]


Read = Callable[[str], Reading]
"""Anything that reads a text: the trained classifier, the baseline."""
Decide = Callable[[str, Reading], Decision]


def plain_decision(text: str, reading: Reading) -> Decision:
    """The likeliest category of every matter read; never asks."""
    matters = []
    for matter in reading.matters:
        category = max(matter.categories, key=lambda name: matter.categories[name])
        ranked = tuple(scored.name for scored in matter.ranking if is_situation(scored.name))
        matters.append(Decided(category, ranked))
    return Decision(answers=True, matters=tuple(matters))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, how it was read and what was made of it."""

    case: Case
    reading: Reading
    decision: Decision

    @property
    def category(self) -> str | None:
        """The category told for the main matter; None where a person is offered instead."""
        return self.decision.matters[0].category if self.decision.matters else None

    @property
    def confidence(self) -> float:
        """The reading's probability of the category told."""
        return self.reading.matters[0].categories.get(self.category or "", 0.0)

    @property
    def strictly_right(self) -> bool:
        """Right against the label itself."""
        return self.category == self.case.categories[0]

    @property
    def right(self) -> bool:
        """Right against the label or its alternative."""
        return self.category in (self.case.categories[0], *self.case.alternatives)


def run(cases: Sequence[Case], read: Read, decide: Decide) -> list[Outcome]:
    """Every case read and decided, in order."""
    outcomes = []
    for case in cases:
        reading = read(case.text)
        outcomes.append(Outcome(case, reading, decide(case.text, reading)))
    return outcomes
