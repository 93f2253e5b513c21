"""Figures over the 28 situations, and over texts that tell of two matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from nlu.evaluation.bootstrap import Figure, share
from nlu.evaluation.decision import Decided, Outcome
from nlu.labels import is_situation

_AWAY: Final = "out_of_scope"


def situation_figures(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Top-1 and top-3 of the reading and of what is told, over texts whose label names a situation; and the category
    over all texts. Empty when no text has a situation.
    """
    labelled = [outcome for outcome in outcomes if outcome.case.has_situation]
    if not labelled:
        return {}
    return {
        "situation_top1": _hit(labelled, _read(labelled), 1),
        "situation_top3": _hit(labelled, _read(labelled), 3),
        "situation_top1_told": _hit(labelled, _told(labelled), 1),
        "situation_top3_told": _hit(labelled, _told(labelled), 3),
        "situation_category": share(np.array([outcome.strictly_right for outcome in outcomes])),
        "situation_category_lenient": share(np.array([outcome.right for outcome in outcomes])),
    }


def two_matter_figures(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Whether two matters of different categories are found, and only where there are two; over texts whose labels name
    every matter. Empty when no text has two.

    Found: both categories are told. Whole: both situations (or defensible ones) are told too. Another department's
    matter beside one of insurance need not be told; telling it is no mistake either.
    """
    known = [outcome for outcome in outcomes if outcome.case.all_matters]
    several = np.array([len(set(outcome.case.categories)) > 1 for outcome in known], dtype=bool)
    two = np.array([len(set(outcome.case.categories) - {_AWAY}) > 1 for outcome in known], dtype=bool)
    if not two.any():
        return {}
    told = np.array([len(outcome.decision.matters) > 1 for outcome in known])
    found = np.array(
        [set(outcome.case.categories) <= {m.category for m in outcome.decision.matters} for outcome in known]
    )
    whole = np.array([_whole(outcome) for outcome in known])
    return {
        "two_matters_found": share(found, two),
        "two_matters_whole": share(whole, two),
        "two_matters_only": share(several, told),
    }


def mistaken_situations(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Which situation was read as which where the first one read does not count as right, most frequent first."""
    pairs: Counter[str] = Counter()
    for outcome in outcomes:
        if outcome.case.has_situation:
            first = next(iter(_situations(outcome)), "none")
            if first not in outcome.case.accepted:
                pairs[f"{outcome.case.matters[0]}>{first}"] += 1
    return dict(sorted(pairs.items(), key=lambda item: (-item[1], item[0])))


def _hit(outcomes: Sequence[Outcome], rankings: Sequence[Sequence[str]], depth: int) -> Figure:
    hits = [bool(o.case.accepted & set(ranking[:depth])) for o, ranking in zip(outcomes, rankings, strict=True)]
    return share(np.array(hits, dtype=bool))


def _read(outcomes: Sequence[Outcome]) -> list[tuple[str, ...]]:
    return [_situations(outcome) for outcome in outcomes]


def _situations(outcome: Outcome) -> tuple[str, ...]:
    return tuple(scored.name for scored in outcome.reading.ranking if is_situation(scored.name))


def _told(outcomes: Sequence[Outcome]) -> list[tuple[str, ...]]:
    return [outcome.decision.matters[0].situations if outcome.decision.matters else () for outcome in outcomes]


def _whole(outcome: Outcome) -> bool:
    """Is every labelled matter told, each by a matter of its own?"""
    left: list[Decided] = list(outcome.decision.matters)
    for matter, category in zip(outcome.case.matters, outcome.case.categories, strict=True):
        fits = {matter, *outcome.case.accept} if is_situation(matter) else set()
        for candidate in left:
            if bool(fits & set(candidate.situations[:1])) or (not fits and candidate.category == category):
                left.remove(candidate)
                break
        else:
            return False
    return True
