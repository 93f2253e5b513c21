"""What a citizen is told: the answer as a card (data for the page) and as plain text (for every other channel).

Every statement about the law in a card comes from a row and carries its citation. Nothing here invents a sentence:
words that are not
a row's own come from the table replies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from casework.reading import CONSULT, OUT_OF_SCOPE
from casework.triage import UNKNOWN_DEPARTMENT, TriagedMatter
from knowledge import Channel, Citation, Confusion, Form, Handler, LawNote, Period, Power, RuleBook
from knowledge.sound import is_sound, sound_steps

_QUOTE_MAX = 600
_ANY = "*"
"""A side of the question for any two readings, which does not name them itself."""
HOME = "220000"
"""The region whose list the situations and channels come from."""


@dataclass(slots=True)
class _Citations:
    """Citations in the order of their first use, each once."""

    entries: list[Citation] = field(default_factory=list)

    def add(self, citation: Citation) -> int:
        """The index of the citation in the list."""
        if citation not in self.entries:
            self.entries.append(citation)
        return self.entries.index(citation)


def answer_card(matters: Sequence[TriagedMatter], region: str | None, book: RuleBook) -> dict[str, Any]:
    """The answer to a petition, one section per matter (card kind `answer`)."""
    petition = any(matter.situation for matter in matters)
    # A plain question, or another department's matter, is nothing that could be accepted.
    note = book.reply("guidance_note" if petition else "guidance_note_question")
    if petition and book.place_for(region).region_code != HOME:
        note += book.reply("backbone_note")
    return {
        "kind": "answer",
        "matters": [matter_section(matter, region, book) for matter in matters],
        "note": note,
        "next": "",
    }


def matter_section(matter: TriagedMatter, region: str | None, book: RuleBook) -> dict[str, Any]:
    """One matter: what it is and why, the channel, the time limits, the office, the sources."""
    citations = _Citations()
    section: dict[str, Any] = {
        "category": matter.category,
        "category_name": book.category(matter.category).name,
        "situation_id": matter.situation if matter.sure else None,
        "situation_text": "",
        "situation_plain": "",
        "why": list(matter.evidence),
        "channels": [],
        "limits": [],
        "law_notes": [],
        "handler": None,
        "handler_note": "",
        "citations": [],
    }
    if not matter.sure and matter.doubt is not None:
        # Which of its situations it is stays open: no channel is named, only the question that would settle it.
        section["handler_note"] = _open_question(matter.doubt, book)
    elif matter.situation is not None and matter.channel is not None:
        _add_situation(section, matter, region, citations, book)
    elif matter.category == CONSULT:
        _add_consult(section, matter, region, citations, book)
    elif matter.category == OUT_OF_SCOPE:
        _add_out_of_scope(section, matter, book)
    section["citations"] = [asdict(citation) | {"quote": citation.quote[:_QUOTE_MAX]} for citation in citations.entries]
    return section


def _open_question(doubt: Confusion, book: RuleBook) -> str:
    """The question on which a further matter hangs. No buttons stand under it, so it names what it chooses among."""
    if _ANY not in doubt.between[0]:
        return book.reply("matter_open", question=doubt.question)
    named = (book.reply("matter_option", option=option.label) for option in doubt.options)
    return book.reply("matter_open_which", options=book.reply("matter_or").join(named))


def _add_situation(
    section: dict[str, Any], matter: TriagedMatter, region: str | None, citations: _Citations, book: RuleBook
) -> None:
    assert matter.situation is not None
    assert matter.channel is not None
    section["situation_text"] = book.situation(matter.situation).text
    section["situation_plain"] = book.situation(matter.situation).plain
    citations.add(book.citation(matter.situation))
    shown: set[str] = set()
    for channel in matter.channel.branches:
        citations.add(book.citation(channel.id))
        section["channels"].append(_branch(channel, matter.channel.branches))
        for period in book.periods_of(channel, matter.situation, region_code=region):
            if period.id not in shown:
                shown.add(period.id)
                section["limits"].append({"text": period.text, "cite": citations.add(book.citation(period.id))})
        for note in book.law_notes_of(channel, matter.situation):
            if note.id not in shown:
                shown.add(note.id)
                section["law_notes"].append({"text": note.text, "cite": citations.add(book.citation(note.id))})
    # The laws stand in one sentence of the list, without articles: that sentence is what can be cited.
    for row in dict.fromkeys(basis.row for basis in book.bases_for(matter.situation)):
        citations.add(book.citation(row))
    place = book.place_for(region)
    if matter.handler is not None and region is not None:
        section["handler"], section["handler_note"] = handler_part(matter.handler, book)
        if matter.handler.citation is not None:
            citations.add(matter.handler.citation)
    if region is None:
        section["handler_note"] = book.reply("place_unknown")
    elif not section["handler_note"] and section["handler"] is None:
        section["handler_note"] = place.scope


def _branch(channel: Channel, branches: Sequence[Channel]) -> dict[str, Any]:
    return {
        "label": channel.label if len(branches) > 1 or channel.when else "",
        "when_note": "",
        "steps": [{"order": one.order, "relation": one.relation, "text": one.text} for one in channel.steps],
        "not_given": list(channel.not_given),
    }


def handler_part(handler: Handler, book: RuleBook) -> tuple[dict[str, Any] | None, str]:
    """The office of a place as shown, and what that place's list does not have or what to know about it."""
    note = " ".join(part for part in (handler.gap, handler.note) if part)
    if handler.power is None and not handler.office:
        return None, note
    return office_part(handler.power, book, handler) | {"place": handler.place.name}, note


def office_part(power: Power | None, book: RuleBook, handler: Handler | None = None) -> dict[str, Any]:
    """Name, office, telephones with their roles, address and limits (promised and statutory kept apart) of a power
    row.
    """
    source: Any = handler or power

    def sound(column: str) -> Any:
        return getattr(source, column) if power is None or is_sound(power, column) else None

    limits = [
        book.reply(f"answer_{column}", limit=sound(column))
        for column in ("promised_limit", "statutory_limit")
        if sound(column)
    ]
    return {
        "name": _power_name(power) if power else "",
        "office": sound("office") or "",
        "phones": [asdict(phone) for phone in sound("phones") or ()],
        "address": sound("address") or "",
        "limits": limits,
    }


def _power_name(power: Power) -> str:
    if power.sub_item and power.sub_item != power.name:
        return f"{power.name}（{power.sub_item}）"
    return power.name


def _add_consult(
    section: dict[str, Any], matter: TriagedMatter, region: str | None, citations: _Citations, book: RuleBook
) -> None:
    """A plain question: the rows of the place's list that hold steps, office, limit or telephone; else the honest
    sentence.
    """
    topic = book.topic(matter.topic) if matter.topic else None
    section["situation_text"] = topic.name if topic else ""
    service = book.service(topic.id, region) if topic and region else None
    if service is not None and service.powers:
        shown = []
        for power in map(book.power, service.powers):
            citations.add(book.citation(power.id))
            shown.append(
                office_part(power, book)
                | {"steps": [{"name": step.name, "text": step.text} for step in sound_steps(power)]}
            )
        section["services"] = shown
    elif service is not None and service.quote:
        citations.add(book.citation(service.id))
    missing = " ".join(part for part in (service.gap, service.note) if part) if service is not None else ""
    if not missing and "services" not in section:
        missing = book.reply("consult_no_rule" if region else "consult_no_place")
    elif "services" not in section:
        missing += book.reply("consult_where_to_ask")
    section["handler_note"] = missing


def with_rules_of(card: dict[str, Any], form: Form, region: str | None, book: RuleBook) -> dict[str, Any]:
    """The answer to a question that names a form (“复议要多久”): the time rules and notes of its procedure, with their
    clauses. What the place's list lacks of the topic is left out then: it was not the question.
    """
    places = (None, book.place_for(region).region_code if region else None)
    periods = [one for one in book.periods if not one.internal and one.place in places and _applies(one, form)]
    notes = [one for one in book.all(LawNote) if _applies(one, form)]
    section = card["matters"][0]
    if section["category"] != CONSULT or form.identity != "required" or not (periods or notes):
        return card
    citations = _Citations()
    section["limits"] = [{"text": one.text, "cite": citations.add(book.citation(one.id))} for one in periods]
    section["law_notes"] = [{"text": one.text, "cite": citations.add(book.citation(one.id))} for one in notes]
    section |= {"handler_note": "", "services": []}
    section["citations"] = [asdict(citation) | {"quote": citation.quote[:_QUOTE_MAX]} for citation in citations.entries]
    return card


def _applies(row: Period | LawNote, form: Form) -> bool:
    return bool(set(form.serves).intersection(row.applies_to))


def _add_out_of_scope(section: dict[str, Any], matter: TriagedMatter, book: RuleBook) -> None:
    topic = book.topic(matter.topic) if matter.topic else None
    section["situation_text"] = topic.name if topic else ""
    if topic is not None and topic.department and topic.id != UNKNOWN_DEPARTMENT:
        section["handler_note"] = book.reply("out_of_scope_department", department=topic.department)
    else:
        section["handler_note"] = book.reply("out_of_scope_unknown")


def card_text(card: dict[str, Any], book: RuleBook) -> str:
    """The same answer as plain text, for clients that show no cards."""
    parts = []
    many = len(card["matters"]) > 1
    for number, section in enumerate(card["matters"], 1):
        parts.append("\n".join(_section_lines(section, f"{number}. " if many else "", book)))
    parts.append(card["note"])
    return "\n\n".join(part for part in parts if part)


def _section_lines(section: dict[str, Any], lead: str, book: RuleBook) -> list[str]:
    name, text = section["category_name"], section["situation_plain"] or section["situation_text"]
    opening = "answer_opening" if section["situation_id"] else f"answer_opening_{section['category']}"
    lines = [lead + book.reply(opening, category=name, situation=text)]
    if section["why"]:
        lines.append(book.reply("answer_why", words="、".join(f"“{word}”" for word in section["why"])))
    for channel in section["channels"]:
        lines.append((channel["label"] + "：" if channel["label"] else "") + book.reply("answer_channel"))
        lines += [f"　{index}）{step['text']}" for index, step in enumerate(channel["steps"], 1)]
        if channel["not_given"]:
            lines.append(book.reply("answer_not_given", remedies="、".join(channel["not_given"])))
    lines += [f"·{limit['text']}" for limit in section["limits"]]
    if section["law_notes"]:
        lines.append(book.reply("answer_law_notes"))
        lines += [f"·{note['text']}" for note in section["law_notes"]]
    for office in [section["handler"]] if section["handler"] else section.get("services", []):
        lines.append(_office_line(office))
        lines += [
            f"　{index}）{'：'.join(part for part in (step['name'], step['text']) if part)}"
            for index, step in enumerate(office.get("steps", []), 1)
        ]
    if section["handler_note"]:
        lines.append(section["handler_note"])
    if section["citations"]:
        lines.append(book.reply("answer_sources", sources=_sources(section["citations"])))
    return lines


def _sources(citations: Sequence[dict[str, Any]]) -> str:
    """Each document once, with all clauses cited of it."""
    clauses: dict[str, list[str]] = {}
    for one in citations:
        of_document = clauses.setdefault(one["title"], [])
        if one["clause"] not in of_document:
            of_document.append(one["clause"])
    return "；".join(f"{title} {'、'.join(cited)}".strip() for title, cited in clauses.items())


def _office_line(office: dict[str, Any]) -> str:
    phones = "，".join(f"{phone['role']} {phone['number']}" for phone in office["phones"])
    parts = [
        office.get("place", ""),
        office["name"],
        office["office"],
        phones,
        office["address"],
        "；".join(office["limits"]),
    ]
    return "　".join(part for part in parts if part)
