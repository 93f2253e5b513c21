"""Which sentences of a long text tell what it is about? Reads lexicon/telling.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import yaml

from nlu.features.cues import CueLexicon
from nlu.features.view import Noticed
from nlu.heads import Prediction

_FILE: Final = Path(__file__).parent / "lexicon" / "telling.yml"


@dataclass(frozen=True, slots=True)
class TellingRules:
    """Acts that make a sentence tell something, what counts as long, and the weight of the second reading."""

    acts: frozenset[str]
    characters: int
    sentences: int
    weight: float


@lru_cache(maxsize=1)
def telling_rules() -> TellingRules:
    """The table, read once; raises KeyError on a missing entry."""
    with _FILE.open(encoding="utf-8") as file:
        table = yaml.safe_load(file)
    return TellingRules(frozenset(table["acts"]), table["characters"], table["sentences"], table["weight"])


def telling_sentences(noticed: Noticed, lexicon: CueLexicon) -> list[int]:
    """Numbers of the telling sentences of a long text; empty where the text is short, or all or none of them tell."""
    rules = telling_rules()
    count = len(noticed.document.sentences)
    if len(noticed.document.text) < rules.characters or count < rules.sentences:
        return []
    chosen = {*lexicon.insurance, *lexicon.elsewhere, *rules.acts}
    columns = [number for number, group in enumerate(lexicon.groups) if group in chosen]
    telling = np.flatnonzero(noticed.counts[:, columns].any(axis=1))
    return [] if len(telling) in {0, count} else telling.tolist()


def both_readings(whole: Prediction, telling: Prediction) -> Prediction:
    """One prediction from that of the whole text and that of its telling sentences."""
    weight = np.float32(telling_rules().weight)
    return Prediction(
        _mixed(whole.intents, telling.intents, weight), _mixed(whole.categories, telling.categories, weight)
    )


def _mixed(
    first: npt.NDArray[np.float32], second: npt.NDArray[np.float32], weight: np.float32
) -> npt.NDArray[np.float32]:
    small = np.float32(1e-6)
    product = np.exp((1 - weight) * np.log(first + small) + weight * np.log(second + small))
    result: npt.NDArray[np.float32] = product / product.sum(axis=1, keepdims=True)
    return result
