"""Does a text hold two matters, and where does the second one begin? Thresholds and weights in lexicon/matters.yml.

Each cut between two sentences is tried: both sides are read as texts of their own. Two matters are told where the
sides belong to different categories clearly enough, given how the second side begins, whether the first ends with a
request, and how long both are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from nlu.classifier import IntentModel
from nlu.features.document import Document
from nlu.features.view import Noticed, View
from nlu.heads import Prediction
from nlu.joins import JoinRules, join_rules
from nlu.labels import ALL_CATEGORIES, CATEGORIES
from nlu.telling import both_readings, telling_sentences

Matrix = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Pair = tuple[int, int]

PETITIONS: Final = 4
"""The first four categories are petitions."""
_MANY: Final = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the text that is a matter of its own, and its prediction (one row)."""

    view: View
    prediction: Prediction


@dataclass(frozen=True, slots=True)
class Cut:
    """A place before sentence number `sentence`: what stands there, which categories its sides have, what is weighed.

    `row` is that of the first side among the views and predictions, the second side follows it.

    `petitions` and `strength` are the best pair of different petition categories and the lesser of their
    probabilities; `pair` the best pair among all six.
    """

    sentence: int
    row: int
    kind: str
    petitions: Pair
    strength: float
    pair: Pair
    weighed: Mapping[str, float]


def find_matters(model: IntentModel, document: Document) -> list[Part]:
    """The matters of a text, the main one first: two where a cut is clear enough, otherwise one.

    In a short petition the first matter said is the main one. In a story the whole decides: it must be about one of the
    two, and that one is the main matter.
    """
    rules = join_rules()
    views, prediction, cuts = weigh_cuts(model, document, rules)
    shares = prediction.categories[0, : len(CATEGORIES)]
    whole = int(shares.argmax())
    short = len(document.text) <= rules.short_text
    if whole >= PETITIONS and shares[whole] >= rules.sure_question * shares.sum():
        # A story told before a question is its background; only words of passage make it a matter of its own.
        cuts = [cut for cut in cuts if cut.kind == "join"]
    best: tuple[float, int, Pair] | None = None
    for cut in cuts:
        margin, pair = _margin(cut, short and whole < PETITIONS, rules)
        if margin >= 0 and (short or whole in pair) and (best is None or margin > best[0]):
            best = margin, cut.row, pair
    if best is None:
        return [Part(views[0], prediction.row(0))]
    _, row, (left, right) = best
    parts = [
        Part(views[row], _given(model, prediction.row(row), left, right)),
        Part(views[row + 1], _given(model, prediction.row(row + 1), right, left)),
    ]
    return parts if short or whole == left else parts[::-1]


def weigh_cuts(model: IntentModel, document: Document, rules: JoinRules) -> tuple[list[View], Prediction, list[Cut]]:
    """Views and predictions of the whole text and of both sides of each cut tried, and the cuts."""
    noticed = Noticed.of(document, model.space.lexicon)
    groups = model.space.lexicon.groups
    asks = noticed.counts[:, [number for number, group in enumerate(groups) if group in rules.requests]].any(axis=1)
    acts = noticed.counts[:, [number for number, group in enumerate(groups) if group in rules.acts]].any(axis=1)
    kinds = _places(document, asks, acts, rules)
    telling = telling_sentences(noticed, model.space.lexicon)
    views = noticed.views(tuple(kinds), telling)
    prediction = model.predict(views)
    if telling:
        prediction = _with_whole(prediction, both_readings(prediction.row(0), prediction.row(len(views) - 1)))
    cuts = []
    for number, (sentence, kind) in enumerate(kinds.items()):
        row = 2 * number + 1
        if kind == "sentence" and _mirrored(model, prediction, row, rules):
            continue
        sides = prediction.categories[row], prediction.categories[row + 1]
        strength, petitions = _weaker_side(*sides, PETITIONS)
        lesser, pair = _weaker_side(*sides, len(CATEGORIES))
        weighed = {
            "lesser": np.log(lesser + 0.01),
            "petitions": np.log(strength + 0.01),
            "join": float(kind == "join"),
            "opener": float(kind == "opener"),
            "request_before": float(asks[sentence - 1]),
            "request_after": float(asks[-1]),
            "shorter_side": np.log(min(len(view.document.text) for view in views[row : row + 2])),
            "length": np.log(len(document.text)),
            "many_sentences": float(len(document.sentences) > _MANY),
            "requests": float(asks[:sentence].mean()),
            "left": float(sides[0][pair[0]]),
            "right": float(sides[1][pair[1]]),
        }
        both_act = kind in {"join", "opener"} or bool(acts[:sentence].any() and acts[sentence:].any())
        cuts.append(Cut(sentence, row, kind, petitions, strength if both_act else 0.0, pair, weighed))
    return views, prediction, cuts


def _places(document: Document, asks: Flags, acts: Flags, rules: JoinRules) -> dict[int, str]:
    """Sentences before which a second matter may begin, and what stands there.

    When there are too many: words of passage first, then behind a request, then between two acts.
    """
    text = document.text
    found = {
        number: rules.kind(text, span.start)
        for number, span in enumerate(document.sentences)
        if number and rules.shortest <= span.start <= len(text) - rules.shortest
    }

    def unlikely(number: int) -> tuple[bool, bool, bool]:
        between_acts = bool(acts[:number].any() and acts[number:].any())
        return found[number] == "sentence", not asks[number - 1], not between_acts

    return {number: found[number] for number in sorted(sorted(found, key=unlikely)[: rules.most_cuts])}


def _margin(cut: Cut, short: bool, rules: JoinRules) -> tuple[float, Pair]:
    """By how much a cut passes (negative: it does not), and the categories of its sides."""
    if short and cut.strength >= rules.least[cut.kind]:
        return 1 + cut.strength, cut.petitions
    logit = rules.weights["constant"] + sum(rules.weights[name] * value for name, value in cut.weighed.items())
    return float(1 / (1 + np.exp(-logit))) - rules.least_score, cut.pair


def _weaker_side(left: Matrix, right: Matrix, count: int) -> tuple[float, Pair]:
    """The best pair of different categories among the first `count`, and the lesser of their probabilities."""
    pairs = ((a, b) for a in range(count) for b in range(count) if a != b)
    return max((float(min(left[a], right[b])), (a, b)) for a, b in pairs)


def _with_whole(prediction: Prediction, whole: Prediction) -> Prediction:
    """The predictions with that of the whole text replaced."""
    intents = np.concatenate([whole.intents, prediction.intents[1:]])
    return Prediction(intents, np.concatenate([whole.categories, prediction.categories[1:]]))


def _mirrored(model: IntentModel, prediction: Prediction, row: int, rules: JoinRules) -> bool:
    """Is one side the punished party's matter and the other a report? The same deed told twice sounds like that."""
    tops = [model.classes.intents[int(prediction.intents[side].argmax())] for side in (row, row + 1)]
    return any(
        tops[side].startswith(rules.mirrored[0]) and tops[1 - side].startswith(rules.mirrored[1]) for side in (0, 1)
    )


def _given(model: IntentModel, prediction: Prediction, own: int, other: int) -> Prediction:
    """The prediction given that this part is a matter of its own and not what the other part is.

    Where both are petitions, it is one of the petition categories.
    """
    possible = np.zeros(len(ALL_CATEGORIES), dtype=np.float32)
    possible[: PETITIONS if own < PETITIONS and other < PETITIONS else len(CATEGORIES)] = 1
    possible[other] = 0
    of_intent = model.classes.category_of_broad[model.classes.broad_of_intent]
    categories = prediction.categories * possible
    left = np.maximum(categories.sum(), np.float32(1e-9))
    return Prediction(prediction.intents * possible[of_intent] / left, categories / left)
