"""What a report is judged by: where it happened and who handles it, and the facts its acceptance hangs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from casework.divisions import Division, Named
from casework.jurisdiction import Jurisdiction, Office, who_handles
from casework.report_facts import facts_of_report
from casework.services.ports import CITIZEN, Case, CaseFact, Registration
from knowledge import Citation, RuleBook

REPORT = "report_registration"
NATION = "000000"


class DivisionFinder(Protocol):
    """Finds the administrative divisions a text names."""

    def find(self, text: str, within: str | None = None) -> tuple[Named, ...]:
        """Which divisions a text names, in its order."""
        ...


@dataclass(frozen=True, slots=True)
class ShownJurisdiction:
    """Who handles a report: the finding, in words, what it rests on, and the places the report names."""

    found: Jurisdiction
    text: str
    citations: tuple[Citation, ...]
    places: tuple[Division, ...]


def jurisdiction_of(
    case: Case, registration: Registration, divisions: DivisionFinder, book: RuleBook, office: Office | None
) -> ShownJurisdiction | None:
    """Who handles this report, by the places it names; None for other forms and where nothing is known of the place.

    An installation that does not say whose it is (`office` None) is taken for the office of the case's own place; where
    it does, the place the citizen chose counts when the report names none.
    """
    region = None if case.region == NATION else case.region
    asked = office or (Office(region) if region else None)
    if case.form != REPORT or asked is None:
        return None
    places, unclear = _places(registration, region or asked.place, divisions, book)
    acts = [place.code for place in places] or ([region] if region and office else [])
    found = who_handles(acts, asked.place, asked.level, book)
    told = [book.reply(found.tell), *(_several(one, book) for one in unclear)]
    return ShownJurisdiction(found, "".join(told), tuple(book.citation(row) for row in found.rows), places)


def _several(named: Named, book: RuleBook) -> str:
    names = [one.full_name for one in named.candidates]
    return book.reply("jurisdiction_several_of_a_name", name=named.candidates[0].name, places="、".join(names))


def _places(
    registration: Registration, region: str, divisions: DivisionFinder, book: RuleBook
) -> tuple[tuple[Division, ...], tuple[Named, ...]]:
    """The places that are certain, and the names several places have. The field for the place says most; where it names
    none, the other texts are read. What one text leaves open another one may settle.
    """
    fields = book.form(registration.form).fields
    asked = [registration.content.get(one.id, "") for one in fields if one.prefill == "place"]
    told = [registration.content.get(one.id, "") for one in fields if one.prefill in ("institution", "story")]
    for texts in (asked, told):
        hits = [hit for text in texts if text for hit in divisions.find(text, region)]
        if certain := _certain(hits):
            return certain, ()
        open_codes = {one.code for hit in hits for one in hit.candidates}
        together = _certain(divisions.find("\n".join([*asked, *told]), region)) if hits else ()
        if settled := tuple(place for place in together if place.code in open_codes):
            return settled, ()
        if hits:
            return (), tuple({hit.candidates: hit for hit in hits}.values())
    return (), ()


def _certain(hits: Sequence[Named]) -> tuple[Division, ...]:
    return tuple(dict.fromkeys(hit.certain for hit in hits if hit.certain is not None))


def facts_of(
    case: Case,
    registration: Registration,
    settled: Sequence[CaseFact],
    jurisdiction: Jurisdiction | None,
    has_files: bool,
    book: RuleBook,
) -> Mapping[str, str]:
    """What can be read, then what the citizen said; a file at hand is evidence; staff have the last word."""
    if case.form != REPORT:
        return {fact.fact: fact.value for fact in settled}
    content = registration.content
    here = None if jurisdiction is None or jurisdiction.kind == "unknown" else jurisdiction.kind != "other_place"
    story = content.get("content", "")
    read = facts_of_report(book, content, not case.anonymous, case.situation_id, {}, story, case.region, here)
    told = {fact.fact: fact.value for fact in settled if fact.actor == CITIZEN.name}
    judged = {fact.fact: fact.value for fact in settled if fact.actor != CITIZEN.name}
    return read | told | ({"evidence": "material"} if has_files else {}) | judged
