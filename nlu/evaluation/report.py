"""All that is measured in one run, and its form as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nlu.evaluation.bootstrap import Figure
from nlu.evaluation.cases import Case
from nlu.evaluation.categories import (
    Bin,
    CategoryScore,
    Numbers,
    category_figures,
    category_scores,
    confusion,
    mistaken_pairs,
    reliability,
)
from nlu.evaluation.decision import Decide, Outcome, Read, run
from nlu.evaluation.robustness import robustness_figures
from nlu.evaluation.situations import mistaken_situations, situation_figures, two_matter_figures


@dataclass(frozen=True, slots=True)
class Material:
    """What is measured on: board messages, colloquial cases, texts with two matters; each may be empty."""

    messages: Sequence[Case]
    colloquial: Sequence[Case]
    two_matters: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by id, and the details of the messages (None or empty without messages)."""

    figures: Mapping[str, Figure]
    scores: Mapping[str, CategoryScore]
    confusion: Numbers | None
    pairs: Mapping[str, int]
    situation_pairs: Mapping[str, int]
    reliability: Sequence[Bin]

    def as_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "figures": {name: figure.as_dict() for name, figure in self.figures.items()},
            "categories": {name: asdict(score) for name, score in self.scores.items()},
            "confusion": None if self.confusion is None else self.confusion.tolist(),
            "mistaken": dict(self.pairs),
            "mistaken_situations": dict(self.situation_pairs),
            "reliability": [asdict(one) for one in self.reliability],
        }


def make_report(material: Material, read: Read, decide: Decide, robustness: bool = False) -> Report:
    """Read everything once and take all figures; robustness reads the messages six times more."""
    messages = run(material.messages, read, decide)
    colloquial = run(material.colloquial, read, decide)
    two = run(material.two_matters, read, decide)
    with_situations: Sequence[Outcome] = colloquial or messages
    figures: dict[str, Figure] = {}
    if messages:
        figures |= category_figures(messages)
    figures |= situation_figures(with_situations)
    figures |= two_matter_figures([*messages, *colloquial, *two])
    if messages and robustness:
        figures |= robustness_figures(messages, read, decide)
    return Report(
        figures=figures,
        scores=category_scores(messages) if messages else {},
        confusion=confusion(messages) if messages else None,
        pairs=mistaken_pairs(messages),
        situation_pairs=mistaken_situations(with_situations),
        reliability=reliability(messages) if messages else (),
    )


def exact(value: float | None, count: int = 1) -> Figure:
    """A figure without an interval, such as a time."""
    number = math.nan if value is None else value
    return Figure(number, number, number, count)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a report for machines."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")
