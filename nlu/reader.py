"""What does a message bring: its matters with ranked intents, categories and the words that decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nlu.classifier import IntentModel
from nlu.evidence import Evidence, find_evidence
from nlu.features.document import Document
from nlu.labels import CATEGORIES
from nlu.matters import Part, find_matters
from nlu.text import MAX_CHARACTERS, Span

RANKED = 10


@dataclass(frozen=True, slots=True)
class Scored:
    """An intent and its probability."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Matter:
    """One issue in the text: where it stands, what it may be (best first), and why."""

    span: Span
    ranking: tuple[Scored, ...]
    categories: dict[str, float]
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, object]:
        """JSON of contract B."""
        return {
            "span": [self.span.start, self.span.end],
            "ranking": [{"name": s.name, "confidence": s.confidence} for s in self.ranking],
            "categories": self.categories,
            "evidence": [{"text": e.text, "start": e.start, "end": e.end, "weight": e.weight} for e in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """All matters of a text, the main one first; `model` names the classifier that read it."""

    matters: tuple[Matter, ...]
    model: str

    @property
    def ranking(self) -> tuple[Scored, ...]:
        """The ranking of the main matter."""
        return self.matters[0].ranking

    def as_dict(self) -> dict[str, object]:
        """JSON of contract B."""
        return {"matters": [matter.as_dict() for matter in self.matters], "model": self.model}


def read(model: IntentModel, text: str) -> Reading:
    """Read a text of any content; at least one matter comes back, for a blank text too."""
    document = Document.of(text)
    return Reading(tuple(_matter(model, text, part) for part in find_matters(model, document)), model.version)


def _matter(model: IntentModel, text: str, part: Part) -> Matter:
    intents, categories = part.prediction.intents[0], part.prediction.categories[0]
    order = np.argsort(-intents, kind="stable")
    ranking = tuple(Scored(model.classes.intents[i], round(float(intents[i]), 6)) for i in order[:RANKED])
    by_category = {name: round(float(value), 6) for name, value in zip(CATEGORIES, categories, strict=False)}
    begin, end = part.view.span
    evidence = tuple(
        Evidence(text[begin + e.start : begin + e.end], begin + e.start, begin + e.end, e.weight)
        for e in find_evidence(model, part.view, int(model.classes.broad_of_intent[order[0]]))
    )
    return Matter(Span(begin, len(text) if end == MAX_CHARACTERS else end), ranking, by_category, evidence)
