"""Whether a report would be taken: every condition of art. 12 and every ground of refusal of art. 13, each held against
what is known. Reads the tables conditions, refusals and facts.

Nothing here decides. The result says what stands, what is missing and what is not known; the office takes or refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from casework.channel import UNSURE
from knowledge import Citation, Condition, Refusal, RuleBook

Status = Literal["met", "not_met", "unknown"]
Outlook = Literal["acceptable", "incomplete", "refusable"]


@dataclass(frozen=True, slots=True)
class Line:
    """One condition, or one ground of refusal, held against what is known.

    `status` says whether the row's own words hold: a condition that is met speaks for the report, a ground of refusal
    that is met speaks against it (`favourable` says which). `fact`: the fact that decides the line, or would; None
    where no fact does. `complete`: what to add, `instead`: the right way, both only where the line stands in the way.
    """

    row_id: str
    kind: Literal["condition", "refusal"]
    number: int
    plain: str
    quote: str
    status: Status
    fact: str | None
    complete: str | None
    instead: str | None
    citation: Citation

    @property
    def favourable(self) -> bool | None:
        """True: speaks for taking the report; False: stands in the way; None: not known."""
        if self.status == "unknown":
            return None
        return (self.status == "met") == (self.kind == "condition")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """All lines in the order of the articles, and what follows.

    `outlook`: refusable when a ground of refusal holds; acceptable when all conditions are met; else incomplete.
    `ask`: facts not known yet that would decide a line, in the order of the lines; none that was answered “不清楚”.
    `obstacles`: the lines that stand in the way, grounds of refusal first, each once (not the condition that only sums
    up the grounds). `binding`: the rules bind where the report is made; elsewhere they are an example, to be shown as
    one.
    """

    lines: tuple[Line, ...]
    outlook: Outlook
    ask: tuple[str, ...]
    obstacles: tuple[Line, ...]
    binding: bool


def assess(book: RuleBook, facts: Mapping[str, str], situation: str | None, region: str | None) -> Acceptance:
    """Hold a report against the rules.

    `facts`: fact id → value as in the table facts; a fact that is missing or “不清楚” counts as not known.
    `situation`: of the list; None where it is not known. `region`: code of the place whose bureau is asked.
    """
    known = {name: value for name, value in facts.items() if value != UNSURE}
    grounds = [_refusal(row, known, book) for row in book.refusals]
    summed_up = _no_ground(grounds, book)
    conditions = [_condition(row, known, situation, summed_up, book) for row in book.conditions]
    lines = (*conditions, *grounds)
    summing_up = {row.id for row in book.conditions if not row.met_by and not row.situations}
    return Acceptance(
        lines=lines,
        outlook=_outlook(conditions, grounds),
        ask=_open_facts(book, lines, facts),
        obstacles=tuple(
            line for line in (*grounds, *conditions) if line.favourable is False and line.row_id not in summing_up
        ),
        binding=_binds(book, region),
    )


def _holds(wanted: Mapping[str, tuple[str, ...]], known: Mapping[str, str]) -> Status:
    """Whether every fact has one of its values. One that has not settles it, whatever is not known of the others."""
    told = [known[name] in values for name, values in wanted.items() if name in known]
    if not all(told):
        return "not_met"
    return "met" if told and len(told) == len(wanted) else "unknown"


def _deciding(wanted: Mapping[str, tuple[str, ...]], known: Mapping[str, str], status: Status) -> str | None:
    """The fact a line hangs on: not known yet, or the one that settled it; of several, the last (clues, not name)."""
    decisive = {
        "unknown": [name for name in wanted if name not in known],
        "not_met": [name for name, values in wanted.items() if name in known and known[name] not in values],
        "met": list(wanted),
    }[status]
    return decisive[-1] if decisive else None


def _refusal(row: Refusal, known: Mapping[str, str], book: RuleBook) -> Line:
    status = _holds(row.when, known)
    stands = status == "met"
    return Line(
        row_id=row.id,
        kind="refusal",
        number=row.number,
        plain=row.plain,
        quote=row.text,
        status=status,
        fact=_deciding(row.when, known, status),
        complete=row.complete if stands else None,
        instead=row.instead if stands else None,
        citation=book.citation(row.id),
    )


def _condition(
    row: Condition, known: Mapping[str, str], situation: str | None, summed_up: Status, book: RuleBook
) -> Line:
    if row.met_by:
        status = _holds(row.met_by, known)
    elif row.situations:
        status = _by_situation(row, situation)
    else:
        status = summed_up
    return Line(
        row_id=row.id,
        kind="condition",
        number=row.number,
        plain=row.plain,
        quote=row.text,
        status=status,
        fact=_deciding(row.met_by, known, status),
        complete=None if status == "met" else row.complete,
        instead=None,
        citation=book.citation(row.id),
    )


def _by_situation(row: Condition, situation: str | None) -> Status:
    """What a situation settles by what it is; the table leaves some open, and then so do we."""
    if situation in row.situations:
        return "met"
    return "not_met" if situation in row.outside else "unknown"


def _no_ground(grounds: list[Line], book: RuleBook) -> Status:
    """The condition “no ground of refusal”: it fails with any ground, and is met when all that facts can decide are
    excluded. The last ground (其他依法不予受理) no fact decides: it is left to the office and holds nothing up.
    """
    decidable = {row.id for row in book.refusals if row.when}
    seen = {line.status for line in grounds if line.row_id in decidable}
    if "met" in seen:
        return "not_met"
    return "unknown" if "unknown" in seen else "met"


def _outlook(conditions: list[Line], grounds: list[Line]) -> Outlook:
    if any(line.status == "met" for line in grounds):
        return "refusable"
    return "acceptable" if all(line.status == "met" for line in conditions) else "incomplete"


def _open_facts(book: RuleBook, lines: tuple[Line, ...], facts: Mapping[str, str]) -> tuple[str, ...]:
    wanted = {row.id: row.met_by for row in book.conditions} | {row.id: row.when for row in book.refusals}
    undecided = (name for line in lines if line.status == "unknown" for name in wanted[line.row_id])
    return tuple(dict.fromkeys(name for name in undecided if name not in facts))


def _binds(book: RuleBook, region: str | None) -> bool:
    """True where the document these rules stand in is the place's own."""
    if region is None:
        return False
    return {book.place_of(row) for row in book.conditions} == {book.place_for(region).region_code}


@dataclass(frozen=True, slots=True)
class Way:
    """What a citizen is told about one obstacle: how to complete the report, or which way is right instead.

    `forms`: forms of the right way; `buttons`: ids of replies that are buttons. The clause is `line.citation`.
    """

    line: Line
    text: str
    forms: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()


def ways(acceptance: Acceptance, book: RuleBook) -> tuple[Way, ...]:
    """One for each obstacle, in their order; a condition is left out where a ground of refusal says the same."""
    refusals = {row.id: row for row in book.refusals}
    conditions = {row.id: row for row in book.conditions}
    said: set[str] = set()
    told: list[Way] = []
    for line in acceptance.obstacles:
        if line.kind == "refusal":
            ground = refusals[line.row_id]
            said |= set(ground.when)
            if ground.reply is not None:
                told.append(Way(line, book.reply(ground.reply), ground.forms, ground.buttons))
        else:
            condition = conditions[line.row_id]
            if condition.reply is not None and not (condition.met_by and said.issuperset(condition.met_by)):
                told.append(Way(line, book.reply(condition.reply)))
    return tuple(told)
