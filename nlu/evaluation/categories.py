"""Figures over the six categories: accuracy, F1, what is sent away, what is answered without asking, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from nlu.calibration import expected_calibration_error
from nlu.evaluation.bootstrap import Figure, Indices, measure, share
from nlu.evaluation.decision import Outcome
from nlu.labels import CATEGORIES

Numbers = npt.NDArray[np.int64]
NOBODY: Final = len(CATEGORIES)
"""Column of the confusion matrix for texts where a person was offered instead of a category."""
_REPORT: Final = CATEGORIES.index("report")
_AWAY: Final = CATEGORIES.index("out_of_scope")
_COMMON: Final = tuple(number for number, name in enumerate(CATEGORIES) if name != "disclosure")


@dataclass(frozen=True, slots=True)
class CategoryScore:
    """How one category fares against the strict label; `count` texts carry it."""

    precision: float
    recall: float
    f1: float
    lenient_recall: float
    count: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts whose confidence lies in one tenth: mean confidence, share right (leniently), how many."""

    confidence: float
    right: float
    count: int


def category_figures(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The figures of figures.yml that need no more than categories."""
    truth, told = _truth(outcomes), _told(outcomes)
    strict = truth == told
    right = np.array([outcome.right for outcome in outcomes])
    answered = np.array([outcome.decision.answers for outcome in outcomes])
    confidence = np.array([outcome.confidence for outcome in outcomes], dtype=np.float64)
    every, total = tuple(range(len(CATEGORIES))), len(outcomes)

    def calibration(hits: npt.NDArray[np.bool_]) -> Figure:
        return measure(lambda chosen: expected_calibration_error(confidence[chosen], hits[chosen]), total)

    def macro(classes: Sequence[int]) -> Figure:
        return measure(lambda chosen: _macro_f1(truth, told, classes, chosen), total)

    return {
        "strict_accuracy": share(strict),
        "lenient_accuracy": share(right),
        "macro_f1": macro(every),
        "macro_f1_without_disclosure": macro(_COMMON),
        "report_recall_lenient": share(right, truth == _REPORT),
        "out_of_scope_recall": share(strict, truth == _AWAY),
        "out_of_scope_recall_lenient": share(right, truth == _AWAY),
        "sent_away": share((told == _AWAY) & ~right, truth != _AWAY),
        "coverage": share(answered),
        "right_when_answered": share(right, answered),
        "calibration_error": calibration(right),
        "calibration_error_strict": calibration(strict),
    }


def category_scores(outcomes: Sequence[Outcome]) -> dict[str, CategoryScore]:
    """Precision, recall and F1 of every category."""
    truth, told = _truth(outcomes), _told(outcomes)
    right = np.array([outcome.right for outcome in outcomes])
    scores = {}
    for number, name in enumerate(CATEGORIES):
        hits = int(((truth == number) & (told == number)).sum())
        with_label, taken = int((truth == number).sum()), int((told == number).sum())
        scores[name] = CategoryScore(
            precision=hits / taken if taken else 0.0,
            recall=hits / with_label if with_label else 0.0,
            f1=_f1(hits, with_label, taken),
            lenient_recall=float(right[truth == number].mean()) if with_label else 0.0,
            count=with_label,
        )
    return scores


def confusion(outcomes: Sequence[Outcome]) -> Numbers:
    """Counts, rows: label, columns: what was told, the last one for “a person is offered”; shape (6, 7)."""
    matrix = np.zeros((len(CATEGORIES), len(CATEGORIES) + 1), dtype=np.int64)
    np.add.at(matrix, (_truth(outcomes), _told(outcomes)), 1)
    return matrix


def mistaken_pairs(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Which label was taken for what where neither label nor alternative fits, most frequent first."""
    pairs: dict[str, int] = {}
    for outcome in outcomes:
        if not outcome.right:
            pair = f"{outcome.case.categories[0]}>{outcome.category or 'nobody'}"
            pairs[pair] = pairs.get(pair, 0) + 1
    return dict(sorted(pairs.items(), key=lambda item: (-item[1], item[0])))


def reliability(outcomes: Sequence[Outcome], bins: int = 10) -> list[Bin]:
    """Confidence against how often it was right, in equal-width bins; empty ones left out."""
    confidence = np.array([outcome.confidence for outcome in outcomes], dtype=np.float64)
    right = np.array([outcome.right for outcome in outcomes])
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bin(float(confidence[place == n].mean()), float(right[place == n].mean()), int((place == n).sum()))
        for n in range(bins)
        if (place == n).any()
    ]


def _truth(outcomes: Sequence[Outcome]) -> Numbers:
    return np.array([CATEGORIES.index(outcome.case.categories[0]) for outcome in outcomes], dtype=np.int64)


def _told(outcomes: Sequence[Outcome]) -> Numbers:
    return np.array(
        [CATEGORIES.index(outcome.category) if outcome.category else NOBODY for outcome in outcomes], dtype=np.int64
    )


def _f1(hits: int, with_label: int, taken: int) -> float:
    return 2 * hits / (with_label + taken) if with_label + taken else 0.0


def _macro_f1(truth: Numbers, told: Numbers, classes: Sequence[int], chosen: Indices) -> float:
    """Mean F1 over the classes that occur in label or answer."""
    matrix = np.zeros((len(CATEGORIES), len(CATEGORIES) + 1))
    np.add.at(matrix, (truth[chosen], told[chosen]), 1)
    with_label, taken = matrix.sum(axis=1), matrix.sum(axis=0)
    scores = [
        _f1(int(matrix[n, n]), int(with_label[n]), int(taken[n])) for n in classes if with_label[n] + taken[n] > 0
    ]
    return float(np.mean(scores)) if scores else float("nan")
