"""Which training texts may carry the wrong label? Confident learning on leave-one-out probabilities.

After Northcutt, Jiang and Chuang, “Confident Learning” (2021): a class's threshold is the mean probability its own
texts get; a text that passes the threshold of another class, and there more surely than anywhere else, is suspect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu.calibration import fit_temperature, softmax
from nlu.classifier import Settings
from nlu.features.document import Document
from nlu.features.space import FeatureSpace, gram
from nlu.ridge import fit_ridge

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Suspect:
    """Position of the text, its label, the likelier one and that one's probability."""

    number: int
    given: str
    likely: str
    confidence: float


def find_suspects(texts: Sequence[str], labels: Sequence[str]) -> list[Suspect]:
    """Suspected label errors, the surest first. Trains once; needs at least two labels."""
    names = sorted(set(labels))
    given = np.array([names.index(label) for label in labels], dtype=np.int64)
    return suspects_among(_left_out_probabilities(texts, given, len(names)), given, names)


def suspects_among(probabilities: Matrix, given: npt.NDArray[np.int64], names: Sequence[str]) -> list[Suspect]:
    """The rule itself: `probabilities` (texts, labels) seen without the text, `given` the label numbers."""
    own = [probabilities[given == number, number] for number in range(len(names))]
    thresholds = np.array([values.mean() if len(values) else 1 for values in own])
    passing = np.where(probabilities >= thresholds, probabilities, 0)
    likely = passing.argmax(axis=1)
    sure = passing.max(axis=1)
    found = [
        Suspect(int(i), names[given[i]], names[likely[i]], float(sure[i]))
        for i in np.flatnonzero((sure > 0) & (likely != given))
    ]
    return sorted(found, key=lambda suspect: -suspect.confidence)


def _left_out_probabilities(texts: Sequence[str], given: npt.NDArray[np.int64], width: int) -> Matrix:
    settings = Settings()
    documents = [Document.of(text) for text in texts]
    _, features = FeatureSpace.fit(documents, settings.blocks)
    targets = np.zeros((len(texts), width), dtype=np.float32)
    targets[np.arange(len(texts)), given] = 1
    left_out = fit_ridge(gram(features, settings.blocks), targets, settings.penalty).left_out
    return softmax(left_out * np.float32(fit_temperature(left_out, given)))
