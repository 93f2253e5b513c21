"""Cases: what staff work on, one per registration, under its number.

Of an anonymous reporter's case no time finer than the day is kept, whoever acts: the store cuts every time down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

EntryKind = Literal["addition", "question", "answer", "notice", "withdrawal", "note"]
EntryAuthor = Literal["citizen", "staff", "system"]
RecusalDecision = Literal["approved", "declined"]


@dataclass(frozen=True, slots=True)
class Case:
    """Where a case stands. `version` counts its changes: who changes it says which version they saw.

    `due_on`: the day on which the next of its clocks runs out, None when none runs.
    """

    number: str
    form: str
    category: str
    region: str | None
    situation_id: str | None
    anonymous: bool
    state: str
    state_since: datetime
    assigned_to: str | None
    opened_on: date
    version: int = 1
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something to a case: a user's name and role, or `citizen` / `system` for both."""

    name: str
    role: str


CITIZEN, SYSTEM = Actor("citizen", "citizen"), Actor("system", "system")


@dataclass(frozen=True, slots=True)
class MoveMade:
    """One move of a case, as it was made. `move` is the id of a row of the table case_moves."""

    number: str
    sequence: int
    move: str
    from_state: str
    to_state: str
    actor: str
    role: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said in a case. `for_citizen`: shown to who filed it; `answers`: the question an answer belongs to."""

    number: str
    sequence: int
    kind: EntryKind
    author: EntryAuthor
    actor: str
    at: datetime
    text: str
    for_citizen: bool
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A fact staff have settled, in the words of the facts table."""

    fact: str
    value: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Recusal:
    """Somebody keeps out of a case (art. 18). It holds from the moment it is declared until it is declined."""

    number: str
    user: str
    reason: str
    declared_by: str
    declared_at: datetime
    decision: RecusalDecision | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether the person is kept out now."""
        return self.decision != "declined"


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases to list. Empty fields ask for nothing.

    `text`: part of a number, or the name of a respondent. `overdue_on`: a clock has run out before this day. `waiting`:
    only cases in which the last word is the citizen's.
    """

    text: str = ""
    states: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    category: str | None = None
    assigned_to: str | None = None
    overdue_on: date | None = None
    waiting: bool = False
    order: Literal["newest", "oldest", "due"] = "newest"
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class FoundCases:
    """One page of cases, and how many there are in all.

    `waiting`: numbers of those on the page in which the last word is the citizen's.
    """

    cases: tuple[Case, ...]
    total: int
    waiting: frozenset[str] = frozenset()


class CaseStore(Protocol):
    """Cases, their moves, entries, facts and recusals. Changes need a `write()` unit."""

    def add(self, case: Case, respondents: Sequence[str]) -> None:
        """A new case; of the respondents' names only keyed fingerprints are kept, for `same_respondent`."""
        ...

    def by_number(self, number: str, *, lock: bool = False) -> Case | None:
        """The case of a number; with `lock` nobody else changes it until the unit of work ends."""
        ...

    def page(self, query: CaseQuery, viewer: str) -> FoundCases:
        """Cases that fit, without those the viewer is recused from."""
        ...

    def move(self, number: str, version: int, made: tuple[str, str], actor: Actor, note: str) -> Case:
        """Carries out a move (its id, the state it leads to). Raises UnknownRow, CaseChanged for another version."""
        ...

    def assign(self, number: str, version: int, user: str | None) -> Case:
        """Gives the case to somebody. Raises UnknownRow, CaseChanged for another version."""
        ...

    def set_due(self, number: str, day: date | None) -> None:
        """Notes on which day the next clock runs out; no change of version."""
        ...

    def moves(self, number: str) -> Sequence[MoveMade]:
        """The moves of a case, oldest first."""
        ...

    def add_entry(
        self,
        number: str,
        kind: EntryKind,
        author: EntryAuthor,
        actor: str,
        text: str,
        *,
        for_citizen: bool,
        answers: int | None = None,
    ) -> Entry:
        """Writes something down. Raises UnknownRow."""
        ...

    def entries(self, number: str) -> Sequence[Entry]:
        """What was said in a case, oldest first."""
        ...

    def set_facts(self, number: str, facts: Mapping[str, str], actor: str) -> None:
        """Settles facts (id -> value), or settles them anew."""
        ...

    def facts(self, number: str) -> Sequence[CaseFact]:
        """The facts settled, by their id."""
        ...

    def recuse(self, number: str, user: str, reason: str, declared_by: str) -> Recusal:
        """Keeps a person out of a case from now on; an earlier decision about them is open again."""
        ...

    def decide_recusal(self, number: str, user: str, decision: RecusalDecision, decided_by: str) -> Recusal:
        """Decides on a recusal that is open. Raises UnknownRow when there is none."""
        ...

    def recusals(self, number: str) -> Sequence[Recusal]:
        """The recusals of a case, oldest first."""
        ...

    def is_recused(self, number: str, user: str) -> bool:
        """Whether the person is kept out of the case."""
        ...

    def kept_from(self, user: str) -> frozenset[str]:
        """Ids of the conversations that a case came of from which the person is kept out."""
        ...

    def same_respondent(self, number: str) -> Sequence[str]:
        """Numbers of other cases against somebody of the same name, newest first."""
        ...
