"""The matters of a petition as the side panel shows them, read from the tables of the rule book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.reading import Score, category_of
from casework.reply import matter_section
from casework.services.panel_view import Alternative, Branch, Cited, OfficeShown, PanelMatter, PanelStep
from casework.triage import TriagedMatter
from knowledge import Channel, Citation, RuleBook


def panel_matter(matter: TriagedMatter, region: str | None, book: RuleBook) -> PanelMatter:
    """One matter: what it is, why, what else it may be, its channel, limits and office."""
    section = matter_section(matter, region, book)
    citations = [Citation(**one) for one in section["citations"]]
    offices = [section["handler"]] if section["handler"] else section.get("services", [])
    branches = matter.channel.branches if matter.channel else ()
    return PanelMatter(
        category=matter.category,
        category_name=section["category_name"],
        situation_id=matter.situation,
        words=section["situation_plain"] or section["situation_text"] or section["category_name"],
        official=section["situation_text"] if matter.situation else "",
        confidence=matter.confidence,
        sure=matter.sure,
        evidence=matter.evidence,
        alternatives=tuple(alternative(score, book) for score in matter.alternatives),
        branches=tuple(_branch(one, several=len(branches) > 1, book=book) for one in branches),
        limits=_cited(section["limits"], citations),
        notes=_cited(section["law_notes"], citations),
        sources=tuple(citations),
        offices=tuple(_office(one) for one in offices),
        office_source=matter.handler.citation if matter.handler and section["handler"] else None,
        office_note=section["handler_note"],
    )


def alternative(score: Score, book: RuleBook) -> Alternative:
    """Another reading, named as people would."""
    category = category_of(score.name, book)
    assert category is not None, "a reading ranks situations and topics only"
    situation = next((one for one in book.situations if one.id == score.name), None)
    topic = next((one for one in book.topics if one.id == score.name), None) if situation is None else None
    words = situation.plain if situation else topic.name if topic else book.category(category).name
    return Alternative(
        category, score.name if situation else None, book.category(category).name, words, score.confidence
    )


def _branch(channel: Channel, *, several: bool, book: RuleBook) -> Branch:
    return Branch(
        label=channel.label if channel.label and (several or channel.when) else "",
        steps=tuple(PanelStep(one.order, one.relation, one.text) for one in channel.steps),
        not_given=channel.not_given,
        citation=book.citation(channel.id),
    )


def _cited(lines: list[Mapping[str, Any]], citations: list[Citation]) -> tuple[Cited, ...]:
    return tuple(Cited(one["text"], citations[one["cite"]]) for one in lines)


def _office(part: Mapping[str, Any]) -> OfficeShown:
    steps = ("：".join(words for words in (one["name"], one["text"]) if words) for one in part.get("steps", ()))
    return OfficeShown(
        name=part["name"],
        office=part["office"],
        phones=tuple((one["number"], one["role"]) for one in part["phones"]),
        address=part["address"],
        limits=tuple(part["limits"]),
        steps=tuple(steps),
    )
