"""What the tests of casework are built from: the rule book of one day, and readings as the NLU would give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from casework.reading import category_of, read
from casework.triage import Known, Triage, triage
from knowledge import RuleBook

TODAY = date(2026, 11, 22)
JILIN, CHONGQING, HONGZE, XIANGCHENG, ELSEWHERE = "220000", "500000", "320813", "411681", "130000"
PLACES = (JILIN, CHONGQING, HONGZE, XIANGCHENG)
# The check character is wrong: nobody has this number. The telephones are test numbers.
FALSE_ID = "110105194912310021"
PHONE = "13800138000"


@cache
def rulebook() -> RuleBook:
    """The tables of this repository, in force on TODAY."""
    return RuleBook.load().as_of(TODAY)


def matter(
    ranking: Mapping[str, float],
    categories: Mapping[str, float] | None = None,
    span: tuple[int, int] = (0, 10),
    evidence: Sequence[tuple[str, float]] = (),
) -> dict[str, Any]:
    """One matter of a reading (CONTRACTS B); without `categories`, the sums over the ranking."""
    if categories is None:
        categories = {}
        for name, share in ranking.items():
            category = category_of(name, rulebook())
            if category is not None:
                categories = {**categories, category: categories.get(category, 0.0) + share}
    return {
        "span": list(span),
        "ranking": [{"name": name, "confidence": share} for name, share in ranking.items()],
        "categories": dict(categories),
        "evidence": [{"text": text, "start": 0, "end": len(text), "weight": weight} for text, weight in evidence],
    }


def parse_of(
    text: str,
    *matters: dict[str, Any],
    intent: str | None = None,
    confidence: float = 0.9,
    entities: Sequence[tuple[str, str]] = (),
    region: str | None = None,
) -> dict[str, Any]:
    """A parse result as Rasa gives it; the top intent is that of the first matter unless named."""
    ranking = matters[0]["ranking"] if matters else []
    name = intent or (ranking[0]["name"] if ranking else "")
    return {
        "text": text,
        "intent": {"name": name, "confidence": confidence},
        "intent_ranking": ranking or [{"name": name, "confidence": confidence}],
        "entities": [
            {
                "entity": entity,
                "value": value,
                "start": 0,
                "end": len(value),
                "role": None,
                "extractor": "FactExtractor",
            }
            for entity, value in entities
        ],
        "reading": {"matters": list(matters), "model": "scripted"},
        "metadata": {"region": region} if region else {},
    }


def said(text: str, intent: str, confidence: float = 0.9) -> dict[str, Any]:
    """The parse of a short thing said in a dialogue, which is no matter."""
    return parse_of(text, intent=intent, confidence=confidence)


def certain(name: str, text: str = "说了一件事") -> dict[str, Any]:
    """A parse that leaves no doubt about its one reading."""
    return parse_of(text, matter({name: 0.97}))


def decide(parse: Mapping[str, Any], **known: Any) -> Triage:
    """The decision on a parse result with what is known."""
    return triage(read(parse, rulebook()), Known(**known), rulebook())
