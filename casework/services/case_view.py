"""All that staff see of one case, put together from store and rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.acceptance import Acceptance, assess
from casework.case_life import Made, Standing, Step, basis, draft, informing, moves_allowed, steps, ticks
from casework.deadlines import CaseAbout, Deadline, case_deadlines
from casework.jurisdiction import Office
from casework.likeness import CaseText, Likeness, likeness
from casework.repeats import repeat_hint
from casework.services.case_judging import REPORT, DivisionFinder, ShownJurisdiction, facts_of, jurisdiction_of
from casework.services.evidence_words import ShownFile, shown_file
from casework.services.ports import Case, CaseFact, Entry, MoveMade, Recusal, Registration, UnitOfWork
from knowledge import CaseMove, Citation, RuleBook

_COMPARED, _SHOWN = 20, 5


@dataclass(frozen=True, slots=True)
class ShownField:
    """One filled field of the form. Sealed tokens stand where the person who filed it is meant."""

    id: str
    caption: str
    value: str


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """Another case that may be about the same, and why. `hint`: which ground of refusal it would be, if the same person
    filed both ("" where none).
    """

    case: Case
    likeness: Likeness
    hint: str


@dataclass(frozen=True, slots=True)
class MoveOffer:
    """A move that can be made now. `citation` is None for our own convention and for rules of another place.

    `notice`: the drafted notice with its reason left out, "" where none is due.
    """

    row: CaseMove
    citation: Citation | None
    notice: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as the desk shows it.

    `facts`: what acceptance is judged by; `settled`: those among them that somebody said or set, with who. `can`: what
    the viewer may do beside the moves: ask, note, settle, assign, open_reporter, decide_recusal.
    `informing` False: who filed it has withdrawn, no notice of the result is due.
    """

    case: Case
    title: str
    fields: tuple[ShownField, ...]
    facts: Mapping[str, str]
    settled: tuple[CaseFact, ...]
    acceptance: Acceptance | None
    jurisdiction: ShownJurisdiction | None
    deadlines: tuple[Deadline, ...]
    steps: tuple[Step, ...]
    moves: tuple[MoveMade, ...]
    entries: tuple[Entry, ...]
    open_questions: tuple[Entry, ...]
    evidence: tuple[ShownFile, ...]
    similar: tuple[SimilarCase, ...]
    offers: tuple[MoveOffer, ...]
    recusals: tuple[Recusal, ...]
    can: frozenset[str]
    informing: bool


def standing_of(case: Case, moves: Sequence[MoveMade]) -> Standing:
    """What the case's further life depends on."""
    made = tuple(Made(move.move, move.to_state, move.at) for move in moves)
    return Standing(case.form, case.state, case.anonymous, case.opened_on, made)


def deadlines_of(case: Case, standing: Standing, book: RuleBook, now: datetime) -> tuple[Deadline, ...]:
    """Every clock of a case."""
    about = CaseAbout(case.region, case.situation_id, case.anonymous)
    return case_deadlines(ticks(book, standing), about, book, now)


def unanswered(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Questions to the reporter that have no answer yet."""
    answered = {entry.answers for entry in entries if entry.kind == "answer"}
    return tuple(entry for entry in entries if entry.kind == "question" and entry.sequence not in answered)


def view_of(work: UnitOfWork, case: Case, registration: Registration, book: RuleBook, who: Viewer) -> CaseView:
    """The view. The caller has made sure that the viewer may see the case."""
    moves, entries = work.cases.moves(case.number), work.cases.entries(case.number)
    standing = standing_of(case, moves)
    evidence = tuple(
        shown_file(file, book, to_staff=True) for file in work.evidence.of_number(case.number) if file.state == "kept"
    )
    settled = tuple(work.cases.facts(case.number))
    where = jurisdiction_of(case, registration, who.divisions, book, who.office)
    facts = facts_of(case, registration, settled, where.found if where else None, bool(evidence), book)
    return CaseView(
        case=case,
        title=book.form(case.form).title,
        fields=_fields(registration, book),
        facts=facts,
        settled=settled,
        acceptance=assess(book, facts, case.situation_id, case.region) if case.form == REPORT else None,
        jurisdiction=where,
        deadlines=deadlines_of(case, standing, book, who.now),
        steps=steps(book, standing),
        moves=tuple(moves),
        entries=tuple(entries),
        open_questions=unanswered(entries),
        evidence=evidence,
        similar=_similar(work, case, registration, book, who.name),
        offers=tuple(
            MoveOffer(row, basis(book, row, case.region), draft(book, row, case.number, "", case.region))
            for row in moves_allowed(book, standing, who.role)
        ),
        recusals=tuple(work.cases.recusals(case.number)),
        can=who.can,
        informing=informing(book, standing),
    )


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, when, what they may do, the list of places that lies beside them, and whose office it is."""

    name: str
    role: str
    now: datetime
    can: frozenset[str]
    divisions: DivisionFinder
    office: Office | None = None


def _fields(registration: Registration, book: RuleBook) -> tuple[ShownField, ...]:
    form = book.form(registration.form)
    filled = ((field.id, field.caption, registration.content.get(field.id, "")) for field in form.fields)
    return tuple(ShownField(*one) for one in filled if one[2])


def _similar(
    work: UnitOfWork, case: Case, registration: Registration, book: RuleBook, viewer: str
) -> tuple[SimilarCase, ...]:
    """The likest among the newest cases against the same name; none the viewer keeps out of."""
    here = _text(registration, book)
    found: list[SimilarCase] = []
    for number in work.cases.same_respondent(case.number)[:_COMPARED]:
        other, its_form = work.cases.by_number(number), work.registrations.by_number(number)
        if other is None or its_form is None or work.cases.is_recused(number, viewer):
            continue
        alike = likeness(here, _text(its_form, book), book)
        if alike.alike:
            found.append(SimilarCase(other, alike, repeat_hint(alike, other.state, case.region, book)))
    return tuple(sorted(found, key=lambda one: -one.likeness.score)[:_SHOWN])


def _text(registration: Registration, book: RuleBook) -> CaseText:
    return CaseText.of(book.form(registration.form), registration.content, registration.situation_id)
