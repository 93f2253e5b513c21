"""The way a matter goes, in the words an agent would send: steps, where, by when, and the clauses. Reads the tables
channels, periods, law_notes, handlers.

Every sentence about the law is the text of a row; what stands between them are rows of the replies table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from casework.reply import HOME
from casework.triage import TriagedMatter
from knowledge import Channel, Citation, LawNote, Period, Phone, RuleBook

_WHERE = "review_body"
_FIRST = "review_first"
_OF_LIMITS = re.compile(r"时限|期限|自然日|工作日|\d+日")
_STATE = "中华人民共和国"
"""Left out before the name of a national law in a chat; the full title stands on the chip."""
_NO_HOTLINE = ("监督电话",)
"""A number to complain about the office itself, not one to report to (DOMAIN 17)."""


@dataclass(slots=True)
class Told:
    """Paragraphs and what they rest on, in the order they are said."""

    lines: list[str] = field(default_factory=list)
    clauses: list[Citation] = field(default_factory=list)

    def say(self, text: str, *clauses: Citation) -> None:
        """A paragraph; its clauses are cited once, at the end."""
        if text:
            self.lines.append(text)
        self.clauses += [one for one in clauses if one not in self.clauses]

    def text(self, book: RuleBook) -> str:
        """All of it, the clauses last."""
        cited = [one for one in self.clauses if one.source != "general"]
        basis = [book.reply("suggest_basis", sources=sources(cited))] if cited else []
        return "\n".join([*self.lines, *basis])


def sources(clauses: Iterable[Citation]) -> str:
    """Each document once, with all clauses cited of it."""
    of_document: dict[str, list[str]] = {}
    for one in clauses:
        cited = of_document.setdefault(one.title, [])
        if one.clause not in cited:
            cited.append(one.clause)
    return "；".join(f"《{title.removeprefix(_STATE)}》{'、'.join(cited)}" for title, cited in of_document.items())


def steps_of(channel: Channel) -> str:
    """The steps of a branch in order, each in its row's words."""
    return "".join(step.text for step in channel.steps)


def tell_channel(matter: TriagedMatter, region: str | None, book: RuleBook) -> Told:
    """The main matter, its branch known (or, with several, each under its label)."""
    assert matter.situation is not None
    assert matter.channel is not None
    told, branches = Told(), matter.channel.branches
    plain = book.situation(matter.situation).plain
    if len(branches) == 1:
        told.say(book.reply("suggest_channel", plain=plain, steps=steps_of(branches[0])), book.citation(branches[0].id))
    else:
        told.say(book.reply("suggest_branches", plain=plain))
        for branch in branches:
            words = book.reply("suggest_branch", label=branch.label, steps=steps_of(branch))
            told.say(words, book.citation(branch.id))
    _tell_around(told, branches, matter, region, book)
    return told


def tell_beside(matter: TriagedMatter, book: RuleBook) -> Told:
    """A further matter in one sentence."""
    told = Told()
    if matter.situation is None or matter.channel is None:
        if matter.topic is not None:
            told.say(book.reply("suggest_also_consult", topic=book.topic(matter.topic).name))
        return told
    plain, branches = book.situation(matter.situation).plain, matter.channel.branches
    cited = [book.citation(branch.id) for branch in branches]
    if len(branches) == 1:
        notes = _notes(branches[0], matter.situation, book)
        first = [note for note in notes if note.kind == _FIRST]
        words = book.reply("suggest_also", plain=plain, steps=steps_of(branches[0]))
        told.say(words + "".join(note.text for note in first), *cited, *(book.citation(note.id) for note in first))
    else:
        told.say(book.reply("suggest_also_open", plain=plain), *cited)
    return told


def _tell_around(
    told: Told, branches: Sequence[Channel], matter: TriagedMatter, region: str | None, book: RuleBook
) -> None:
    """What national law puts first, by when, where."""
    assert matter.situation is not None
    rows: dict[str, LawNote | Period] = {}
    for branch in branches:
        notes = _notes(branch, matter.situation, book)
        rows |= {note.id: note for note in notes if note.kind == _FIRST}
        rows |= {period.id: period for period in _periods(branch, matter.situation, region, book)}
        rows |= {note.id: note for note in notes if note.kind != _FIRST}
    told.say("".join(row.text for row in rows.values()), *map(book.citation, rows))
    if region is not None and matter.handler is not None and (office := office_words(matter, book)):
        told.say(office, *([matter.handler.citation] if matter.handler.citation else []))
    if book.place_for(region).region_code != HOME:
        told.say(book.reply("backbone_note"))


def _notes(branch: Channel, situation: str, book: RuleBook) -> list[LawNote]:
    """What must be said beside the steps: review that comes first, who reviews, what is special to the situation.

    How to hand in is said where it is the first step that needs it, by its first row.
    """
    kept: list[LawNote] = []
    first = branch.steps[0].remedy
    for note in book.law_notes_of(branch, situation):
        special = situation in note.applies_to
        where = note.kind == _WHERE and any(step.remedy == "review" for step in branch.steps)
        handing_in = note.kind == "how_to_apply" and first in note.applies_to and first != "review"
        said = any(one.kind == note.kind for one in kept)
        if special or where or (handing_in and not said) or note.kind == _FIRST:
            kept.append(note)
    return kept


def _periods(branch: Channel, situation: str, region: str | None, book: RuleBook) -> list[Period]:
    """By when: the periods of the situation itself, and the first of the first step that has one."""
    periods = [one for one in book.periods_of(branch, situation, region_code=region) if not one.minor]
    own = [one for one in periods if situation in one.applies_to]
    for step in branch.steps:
        of_step = [one for one in periods if step.remedy in one.applies_to]
        if of_step:
            return list(dict.fromkeys([*own, of_step[0]]))
    return own


def office_words(matter: TriagedMatter, book: RuleBook) -> str:
    """Who takes a report in the place, or whose service an appeal is about, and how to reach them; else "".

    The office that made a decision is not told: review and court are elsewhere. Nor is what a place without a list of
    powers does not say: only to a reporter, who looks for somebody to report to.
    """
    handler = matter.handler
    assert handler is not None
    if not handler.office or handler.role not in ("handles_report", "handles_service"):
        # what a place's list says instead (“prices are for the market regulator”) is cited from the rule itself
        if handler.power is not None or handler.citation is None:
            return ""
        listed = any(power.source == handler.citation.source for power in book.powers)
        return handler.gap or "" if listed or matter.category == "report" else ""
    parts = {"place": handler.place.name, "office": handler.office, "contact": contact(handler.phones, book)}
    note = "".join(part for part in (handler.gap, _without_limits(handler.note)) if part)
    return book.reply("suggest_office" if handler.role == "handles_report" else "suggest_agency", **parts, note=note)


def _without_limits(note: str) -> str:
    """A place's note without the sentences about time limits, which are not told here."""
    return "".join(f"{one}。" for one in note.split("。") if one and not _OF_LIMITS.search(one))


def contact(phones: Sequence[Phone], book: RuleBook) -> str:
    """Telephones, each with its role, in brackets; "" without any that is for the public."""
    shown = [f"{phone.role} {phone.number}" for phone in phones if phone.role not in _NO_HOTLINE]
    return book.reply("suggest_contact", phones="，".join(shown)) if shown else ""
