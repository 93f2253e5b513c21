"""Both models read a set of texts; what comes out of it, in figures with paired intervals."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nlu.calibration import expected_calibration_error
from nlu.comparison.material import Text
from nlu.evaluation.bootstrap import DRAWS, SEED, Indices
from nlu.evaluation.categories import category_scores, confusion
from nlu.evaluation.decision import Decide, Outcome, Read
from nlu.labels import CATEGORIES, is_situation

NOBODY: Final = "nobody"
Numbers = npt.NDArray[np.float64]
OnText = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Prices:
    """What a mistake costs (`truth>taken`), and what asking back or offering a person costs."""

    default: float
    cells: Mapping[str, float]
    asking: float

    def of(self, outcome: Outcome) -> float:
        """The price of one outcome: nothing when it is right and told, the question's when it is asked."""
        if not outcome.decision.answers or outcome.category is None:
            return self.asking
        if outcome.right:
            return 0.0
        return self.cells.get(f"{outcome.case.categories[0]}>{outcome.category}", self.default)


@dataclass(frozen=True, slots=True)
class Pair:
    """A text as both read it, and the milliseconds of processor time each took."""

    text: Text
    serving: Outcome
    candidate: Outcome
    serving_ms: float
    candidate_ms: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of both, and the 95 % interval of candidate minus serving; `count` texts stand behind it."""

    serving: float
    candidate: float
    low: float
    high: float
    count: int


def read_both(texts: Sequence[Text], serving: Read, candidate: Read, decide: Decide, on_text: OnText) -> list[Pair]:
    """Every text by both, turn about, so that neither always comes first. `on_text` hears how many are done."""
    pairs = []
    for number, text in enumerate(texts):
        order = (serving, candidate) if number % 2 == 0 else (candidate, serving)
        first, second = (_timed(text, read, decide) for read in order)
        mine, other = (first, second) if number % 2 == 0 else (second, first)
        pairs.append(Pair(text, mine[0], other[0], mine[1], other[1]))
        on_text(number + 1)
    return pairs


def _timed(text: Text, read: Read, decide: Decide) -> tuple[Outcome, float]:
    begin = time.process_time()
    reading = read(text.case.text)
    took = (time.process_time() - begin) * 1000
    return Outcome(text.case, reading, decide(text.case.text, reading)), took


def difference(serving: Numbers, candidate: Numbers) -> Difference | None:
    """Means of two figures of the same texts, and the paired bootstrap interval of their difference."""
    count = len(serving)
    if not count:
        return None
    gaps = candidate - serving
    random = np.random.default_rng(SEED)
    draws = [float(gaps[_drawn(random, count)].mean()) for _ in range(DRAWS)]
    low, high = np.percentile(draws, (2.5, 97.5))
    return Difference(float(serving.mean()), float(candidate.mean()), float(low), float(high), count)


def _drawn(random: np.random.Generator, count: int) -> Indices:
    return random.integers(0, count, count)


def set_figures(name: str, title: str, pairs: Sequence[Pair], prices: Prices) -> dict[str, Any]:
    """All figures of one set, as the JSON of ports.models.SetComparison."""
    serving, candidate = [pair.serving for pair in pairs], [pair.candidate for pair in pairs]
    report = [pair for pair in pairs if pair.text.case.categories[0] == "report"]
    located = [pair for pair in pairs if pair.text.case.has_situation]
    return {
        "name": name,
        "title": title,
        "count": len(pairs),
        "trained_on": sum(pair.text.trained_on for pair in pairs),
        "categories": _categories(serving, candidate) if pairs else [],
        "accuracy": _shares(pairs, lambda outcome: outcome.right),
        "situation_accuracy": _shares(located, situation_right),
        "report_recall": _shares(report, lambda outcome: outcome.right),
        "cost": _as_json(
            difference(
                np.array([prices.of(outcome) for outcome in serving]),
                np.array([prices.of(outcome) for outcome in candidate]),
            )
        ),
        "serving_ece": _calibration(serving),
        "candidate_ece": _calibration(candidate),
        "serving_confusion": confusion(serving).tolist() if pairs else [],
        "candidate_confusion": confusion(candidate).tolist() if pairs else [],
    }


def latency(pairs: Sequence[Pair]) -> Difference:
    """Milliseconds of processor time per text."""
    found = difference(np.array([pair.serving_ms for pair in pairs]), np.array([pair.candidate_ms for pair in pairs]))
    return found or Difference(0.0, 0.0, 0.0, 0.0, 0)


def changed(name: str, pairs: Sequence[Pair]) -> Iterator[dict[str, Any]]:
    """Texts whose answer changes, or which one asks about and the other does not; JSON of ports.models.Changed."""
    for pair in pairs:
        mine, other = told(pair.serving), told(pair.candidate)
        asks = not pair.serving.decision.answers, not pair.candidate.decision.answers
        if mine == other and asks[0] == asks[1]:
            continue
        right = _right(pair.serving), _right(pair.candidate)
        yield {
            "set": name,
            "where": pair.text.where,
            "text": pair.text.case.text,
            "truth": pair.text.case.matters[0],
            "serving": mine,
            "candidate": other,
            "serving_confidence": round(pair.serving.confidence, 3),
            "candidate_confidence": round(pair.candidate.confidence, 3),
            "serving_asks": asks[0],
            "candidate_asks": asks[1],
            "better": None if right[0] == right[1] else right[1],
        }


def told(outcome: Outcome) -> str:
    """What would be said of the main matter: a situation, a category without one, or `nobody`."""
    if outcome.category is None:
        return NOBODY
    first = next(iter(outcome.decision.matters[0].situations), None)
    return first if first and outcome.category in CATEGORIES[:4] else outcome.category


def situation_right(outcome: Outcome) -> bool:
    """Is the likeliest situation the label's or a defensible one?"""
    first = next((scored.name for scored in outcome.reading.ranking if is_situation(scored.name)), None)
    return first in outcome.case.accepted


def _right(outcome: Outcome) -> bool:
    """Category right, and where the label names a situation that one too (or one that is defensible)."""
    if not outcome.right:
        return False
    strict = outcome.case.has_situation and outcome.strictly_right
    return not strict or told(outcome) in outcome.case.accepted


def _shares(pairs: Sequence[Pair], hit: Callable[[Outcome], bool]) -> dict[str, Any] | None:
    mine = np.array([hit(pair.serving) for pair in pairs], dtype=np.float64)
    other = np.array([hit(pair.candidate) for pair in pairs], dtype=np.float64)
    return _as_json(difference(mine, other))


def _as_json(found: Difference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(found).items()}


def _categories(serving: Sequence[Outcome], candidate: Sequence[Outcome]) -> list[dict[str, Any]]:
    mine, other = category_scores(serving), category_scores(candidate)
    return [
        {
            "category": name,
            "serving_f1": round(mine[name].f1, 4),
            "candidate_f1": round(other[name].f1, 4),
            "serving_recall": round(mine[name].recall, 4),
            "candidate_recall": round(other[name].recall, 4),
            "count": mine[name].count,
        }
        for name in CATEGORIES
    ]


def _calibration(outcomes: Sequence[Outcome]) -> float | None:
    if not outcomes:
        return None
    confidence = np.array([outcome.confidence for outcome in outcomes], dtype=np.float64)
    right = np.array([outcome.right for outcome in outcomes])
    return round(float(expected_calibration_error(confidence, right)), 4)
