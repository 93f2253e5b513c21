"""What the NLU saw in a text, as values: matters with their scores, and the facts found.

Built from Rasa's parse result (`nlu.components`); nothing here decides anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from knowledge import CategoryId, RuleBook

CONSULT, OUT_OF_SCOPE = "consult", "out_of_scope"
_PUNCTUATION = re.compile(r"[\s，。！？；：、,.!?;:“”‘’（）()《》…]+")
_TOPIC_PREFIX = {"consult_": CONSULT, "oos_": OUT_OF_SCOPE}


@dataclass(frozen=True, slots=True)
class Score:
    """A name (situation, topic or category id) and its calibrated probability, 0 to 1."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class MatterReading:
    """One matter as read: where it stands (`span`, character offsets, end excluded), what it may be, and the words
    that say so.

    `ranking` holds situations and topics only, best first; `categories` sums to at most 1 over the six categories.
    """

    span: tuple[int, int]
    ranking: tuple[Score, ...]
    categories: Mapping[str, float]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one text. `intent` is Rasa's top intent; `found` maps an entity name to its values in
    order.
    """

    text: str
    intent: str
    confidence: float
    matters: tuple[MatterReading, ...]
    found: Mapping[str, tuple[str, ...]]


def category_of(name: str, book: RuleBook) -> CategoryId | None:
    """The category a situation or topic id belongs to; None for an intent that is part of the dialogue (greet, skip
    …).
    """
    for prefix, category in _TOPIC_PREFIX.items():
        if name.startswith(prefix):
            return cast(CategoryId, category)
    for situation in book.situations:
        if situation.id == name:
            return situation.category
    return None


_UNDECIDED = "no_decision_yet"
_GIVEN_WHY = re.compile(
    "没有?[批办审评]下来[，,、]?(?:他们|对方|窗口|医保中心|医保局|中心)?(?:说|因为|理由|原因)"
    "(?!.{0,6}(?:等|再|快|还在|正在|流程|忙|知道))"
)
"""“没批下来，说病种不符”: who is told why was decided upon, or refused. Which of the two is to be asked, not taken for
silence: where nothing was decided the way is another one.
"""


def read(parse: Mapping[str, Any], book: RuleBook) -> Reading:
    """Turn a parse result into a Reading. Missing parts become empty: a text nothing was seen in is a valid reading."""
    text = str(parse.get("text") or "")
    intent = parse.get("intent") or {}
    found: dict[str, list[str]] = {}
    for entity in parse.get("entities") or ():
        if entity["value"] == _UNDECIDED and _GIVEN_WHY.match(text, int(entity.get("start", len(text)))):
            continue
        values = found.setdefault(str(entity["entity"]), [])
        value = str(entity["value"])
        if value not in values:
            values.append(value)
    matters = tuple(
        _matter(raw, book) for raw in (parse.get("reading") or {}).get("matters") or _fallback(parse, len(text))
    )
    return Reading(
        text=text,
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        matters=tuple(matter for matter in matters if matter.ranking),
        found={name: tuple(values) for name, values in found.items()},
    )


def _fallback(parse: Mapping[str, Any], length: int) -> Sequence[Mapping[str, Any]]:
    """A stock pipeline (or a remote one without our classifier) gives a ranking only: the whole text is the one
    matter.
    """
    return [{"span": [0, length], "ranking": parse.get("intent_ranking") or [], "categories": None, "evidence": []}]


def _matter(raw: Mapping[str, Any], book: RuleBook) -> MatterReading:
    ranking = []
    sums: dict[str, float] = {}
    for entry in raw["ranking"]:
        category = category_of(str(entry["name"]), book)
        if category is not None:
            ranking.append(Score(str(entry["name"]), float(entry["confidence"])))
            sums[category] = sums.get(category, 0.0) + float(entry["confidence"])
    start, end = raw["span"]
    return MatterReading(
        span=(int(start), int(end)),
        ranking=tuple(sorted(ranking, key=lambda score: -score.confidence)),
        categories={str(k): float(v) for k, v in (raw.get("categories") or sums).items()},
        evidence=_telling(raw.get("evidence") or (), book),
    )


def _telling(pieces: Sequence[Mapping[str, Any]], book: RuleBook) -> tuple[str, ...]:
    """The words that weigh most, heaviest first, each once; words that hardly count would only puzzle the reader."""
    ranked = sorted(pieces, key=lambda piece: -float(piece["weight"]))[: book.policy.evidence_max]
    least = float(ranked[0]["weight"]) * book.policy.evidence_share if ranked else 0.0
    words = (_clause(str(piece["text"])) for piece in ranked if float(piece["weight"]) >= least)
    return tuple(dict.fromkeys(word for word in words if word))


def _clause(words: str) -> str:
    """The longest part between punctuation; empty for a lone character such as “吗”, which tells a reader nothing."""
    longest = max(_PUNCTUATION.split(words), key=len)
    return longest if len(longest) > 1 else ""
