"""Which words decided? Shares of the linear score, gathered on words and cues."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from nlu.classifier import IntentModel
from nlu.features.cues import VIEWS
from nlu.features.ngrams import SIZES
from nlu.features.view import View
from nlu.features.words import words
from nlu.text import Span

Matrix = npt.NDArray[np.float32]
_LONGEST_CUE = 16
_LEAST = 0.001
"""What would be shown as nothing did not decide."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of the text and how much it speaks for the class; positions in the text given."""

    text: str
    start: int
    end: int
    weight: float


def find_evidence(model: IntentModel, view: View, broad_class: int, limit: int = 5) -> list[Evidence]:
    """The pieces that speak most for a broad class against the average class, strongest first, not overlapping."""
    text = view.document.text
    if not text.strip():
        return []
    total = [0.0, *accumulate(_character_shares(model, view, broad_class))]
    candidates = {span for span in words(text) if span.end - span.start > 1}
    candidates |= {Span(c.start, c.end) for c in view.cues if 1 < c.end - c.start <= _LONGEST_CUE}
    scale = model.calibration.broad
    weight = {span: round((total[span.end] - total[span.start]) * scale, 3) for span in candidates}
    chosen: list[Span] = []
    for span in sorted(candidates, key=lambda s: (-weight[s], s)):
        if len(chosen) == limit or weight[span] < _LEAST:
            break
        if all(span.end <= other.start or span.start >= other.end for other in chosen):
            chosen.append(span)
    return [Evidence(text[s.start : s.end], s.start, s.end, weight[s]) for s in chosen]


def _character_shares(model: IntentModel, view: View, broad_class: int) -> list[float]:
    """What each character adds to the score, from the n-grams it is part of and the cues that cover it."""
    text = view.document.text
    steps = [0.0] * (len(text) + 1)  # differences between one character and the next
    space, classes = model.space.ngrams, len(model.classes.broad)
    columns, values = space.row(text)
    against = model.weights.ngrams[columns, :classes].mean(axis=1)
    parts = (model.weights.ngrams[columns, broad_class] - against) * values * np.sqrt(model.space.weights.ngrams)
    found = space.columns(text)
    often: dict[int, int] = {}
    for line in found:
        for column in line:
            if column is not None:
                often[column] = often.get(column, 0) + 1
    share = {column: part / often[column] for column, part in zip(columns.tolist(), parts.tolist(), strict=True)}
    for size, line in zip(SIZES, found, strict=True):
        for start, column in enumerate(line):
            if column is not None:
                steps[start] += share[column] / size
                steps[start + size] -= share[column] / size
    _add_cues(model, view, broad_class, steps)
    return list(accumulate(steps[:-1]))


def _add_cues(model: IntentModel, view: View, broad_class: int, steps: list[float]) -> None:
    classes, groups = len(model.classes.broad), model.space.lexicon.groups
    own = len(VIEWS) * len(groups)
    row = model.space.cue_row(view.counts, view.document)[:own]
    weights = model.weights.cues[:own, broad_class] - model.weights.cues[:own, :classes].mean(axis=1)
    per_group = dict(zip(groups, (row * weights).reshape(-1, len(VIEWS)).sum(axis=1).tolist(), strict=True))
    count: dict[str, int] = {}
    for cue in view.cues:
        count[cue.group] = count.get(cue.group, 0) + 1
    for cue in view.cues:
        share = per_group[cue.group] / count[cue.group] / (cue.end - cue.start)
        steps[cue.start] += share
        steps[cue.end] -= share
