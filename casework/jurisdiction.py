"""Which place a petition is about, and which office handles a report. Reads the tables places and jurisdictions.

Rules exist for Chongqing only (art. 7, 19, 20, 21); elsewhere nothing is said but that no rule is held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge import JurisdictionRule, RuleBook

Kind = Literal["here", "county", "city", "other_place", "unknown"]
OfficeLevel = Literal["agency", "county", "city"]
Rule = Literal["act_place", "tell_reporter", "transfer_down", "ask_up", "take_over", "agency_transfer", "dispute"]


def region_named_in(text: str, book: RuleBook, divisions: Sequence[str] = ()) -> str | None:
    """The region code of the place a text names, if it names exactly one of the places with rules of their own.

    `divisions`: codes of divisions that were found in the text; one that lies in a place names it.
    """
    covered = [place for place in book.places if place.level != "nation"]
    named = {place.region_code for place in covered if any(name in text for name in place.names)}
    named |= {place.region_code for place in map(book.place_for, divisions) if place.level != "nation"}
    return named.pop() if len(named) == 1 else None


@dataclass(frozen=True, slots=True)
class Office:
    """The office an installation belongs to: the code of its place, and what kind of office it is."""

    place: str
    level: OfficeLevel | None = None


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Who handles a report of a deed, seen from the office that received it.

    `kind`: here (the office itself), county (a county of its city), city (the city decides: the county is not known, or
    several are concerned), other_place (none of its business), unknown (where it happened is not known). `rows`: the
    rules it rests on, ids of the table jurisdictions; empty where the place has no such rules. `tell`: the reply that
    says it. `transfer`: the office passes the report on, to `to` where that is known (code), and the reporter need not
    file it again.
    """

    kind: Kind
    rows: tuple[str, ...]
    tell: str
    transfer: bool = False
    to: str | None = None


def who_handles(
    act_place: str | Sequence[str] | None, asked_place: str | None, level: OfficeLevel | None, book: RuleBook
) -> Jurisdiction:
    """Who handles a report.

    `act_place`: code, or codes, of where the deed happened. `asked_place`: code of the office that has the report; None
    while it is not handed in, then the answer is for the reporter. `level`: what kind of office that is; None: a county
    where its code is a county's, else a city.
    """
    acts = _most_exact([act_place] if isinstance(act_place, str) else list(act_place or ()))
    rules = {row.rule: row for row in book.jurisdiction_rules(asked_place or (acts[0] if acts else None))}
    if asked_place is None:
        return _for_reporter(acts, rules)
    level = level or ("county" if _is_county(asked_place) else "city")
    if not acts:
        return _found("unknown", "jurisdiction_unknown", rules, "act_place")
    inside = [code for code in acts if _covers(asked_place, code) or _covers(code, asked_place)]
    if not inside:
        return _found("other_place", "jurisdiction_other_place", rules, "act_place", "tell_reporter")
    if len(acts) > 1:
        if level == "city" and len(inside) == len(acts):
            return _found("city", "jurisdiction_several", rules, "act_place", "transfer_down", "take_over")
        return _found("city", "jurisdiction_several", rules, "act_place", "ask_up", "dispute")
    (act,) = inside
    if level == "agency":
        return _passed_on("here", "jurisdiction_agency", rules, "agency_transfer", None)
    if level == "county":
        if act == asked_place:
            return _found("here", "jurisdiction_here", rules, "act_place")
        return _found("unknown", "jurisdiction_unknown", rules, "act_place")  # the city is known, the county is not
    if not _is_county(act):
        return _found("city", "jurisdiction_city", rules, "act_place", "transfer_down")
    return _passed_on("county", "jurisdiction_county", rules, "transfer_down", act)


def _for_reporter(acts: Sequence[str], rules: dict[Rule, JurisdictionRule]) -> Jurisdiction:
    """Where to hand a report in."""
    if not acts:
        return _found("unknown", "jurisdiction_unknown", rules, "act_place")
    if len(acts) > 1:
        return _found("city", "jurisdiction_several", rules, "act_place", "dispute")
    if _is_county(acts[0]):
        found = _found("county", "jurisdiction_county_direct", rules, "act_place")
        return Jurisdiction(found.kind, found.rows, found.tell, to=acts[0])
    return _found("city", "jurisdiction_city", rules, "act_place", "transfer_down")


def _found(kind: Kind, tell: str, rules: dict[Rule, JurisdictionRule], *used: Rule) -> Jurisdiction:
    """Without rules of the place only the kind is known, and that nothing is written."""
    rows = tuple(rules[name].id for name in used if name in rules)
    return Jurisdiction(kind, rows, tell if rows or kind == "unknown" else "jurisdiction_no_rule")


def _passed_on(kind: Kind, tell: str, rules: dict[Rule, JurisdictionRule], rule: Rule, to: str | None) -> Jurisdiction:
    """An office passes a report on only where its own rules say that it does."""
    found = _found(kind, tell, rules, "act_place", rule)
    return Jurisdiction(found.kind, found.rows, found.tell, transfer=rule in rules, to=to if rule in rules else None)


def _most_exact(codes: Sequence[str]) -> list[str]:
    """Each place once; a city goes when a county of it is named too."""
    kept = [one for one in dict.fromkeys(codes) if not any(one != other and _covers(one, other) for other in codes)]
    return sorted(kept)


def _is_county(code: str) -> bool:
    return not code.endswith("00")


def _covers(outer: str, inner: str) -> bool:
    """Whether a division is another one, or what that one lies in (by the code: two digits per level)."""
    prefix = outer
    while prefix.endswith("00"):
        prefix = prefix[:-2]
    return inner.startswith(prefix)
