"""From the raw scores of three heads to calibrated probabilities.

- `broad`: the 28 situations, and consult, out_of_scope and dialogue each as one class. Cutting the questions and the
  other departments' matters into topics first would thin them out and lose them against the situations.
- `category`: the six categories and dialogue. Shifts the broad classes together (log-linear, `category_weight`).
- `fine`: every intent. It decides within a broad class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nlu.calibration import fit_temperature, softmax
from nlu.labels import ALL_CATEGORIES, broad_class, category_of

Matrix = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of both heads and how they hang together."""

    intents: tuple[str, ...]
    broad: tuple[str, ...]
    broad_of_intent: Numbers
    category_of_broad: Numbers

    @classmethod
    def of(cls, intents: Sequence[str]) -> Classes:
        """The classes that follow from the intents, in sorted order."""
        broad = sorted({broad_class(name) for name in intents})
        return cls(
            tuple(intents),
            tuple(broad),
            np.array([broad.index(broad_class(name)) for name in intents], dtype=np.int64),
            np.array([ALL_CATEGORIES.index(category_of(name)) for name in broad], dtype=np.int64),
        )

    def targets(self, fine: Numbers) -> Matrix:
        """One-hot targets of the three heads side by side, for intents given by number."""
        broad = self.broad_of_intent[fine]
        category = self.category_of_broad[broad]
        heads = ((broad, len(self.broad)), (fine, len(self.intents)), (category, len(ALL_CATEGORIES)))
        return np.concatenate([_one_hot(numbers, width) for numbers, width in heads], axis=1)

    def heads(self, scores: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        """The columns of the broad, fine and category head."""
        first, second = len(self.broad), len(self.broad) + len(self.intents)
        return scores[:, :first], scores[:, first:second], scores[:, second:]


@dataclass(frozen=True, slots=True)
class Prediction:
    """`intents` (texts, intents) and `categories` (texts, 7 in the order of ALL_CATEGORIES); rows sum to one."""

    intents: Matrix
    categories: Matrix

    def row(self, number: int) -> Prediction:
        """The prediction of one text alone."""
        return Prediction(self.intents[number : number + 1], self.categories[number : number + 1])


@dataclass(frozen=True, slots=True)
class Calibration:
    """Factors that turn each head's raw scores and their product into probabilities; weight of the category head."""

    broad: float
    fine: float
    category: float
    joint: float
    category_weight: float


def calibrate(
    classes: Classes, left_out: Matrix, fine: Numbers, category_weight: float, softening: float
) -> Calibration:
    """Temperatures of each head and of their product, on leave-one-out scores of the training texts.

    `softening` (at most 1) then takes back some of the certainty: messages from the street are less like the training
    texts than these are like each other.
    """
    broad_targets = classes.broad_of_intent[fine]
    broad, all_fine, category = classes.heads(left_out)
    temperatures = (
        fit_temperature(broad, broad_targets),
        fit_temperature(all_fine, fine),
        fit_temperature(category, classes.category_of_broad[broad_targets]),
    )
    separate = Calibration(*temperatures, 1.0, category_weight)
    joint = fit_temperature(_broad_logits(classes, separate, left_out), broad_targets)
    return replace(separate, joint=joint * softening)


def combine(classes: Classes, calibration: Calibration, scores: Matrix) -> Prediction:
    """Probabilities from the raw scores of the heads: P(intent) = P(broad class) * P(intent | broad class)."""
    broad = softmax(_broad_logits(classes, calibration, scores) * np.float32(calibration.joint))
    fine = softmax(classes.heads(scores)[1] * np.float32(calibration.fine))
    of_intent = classes.broad_of_intent
    mass = _sum_groups(fine, of_intent, len(classes.broad))
    intents = fine / np.maximum(mass, np.float32(1e-9))[:, of_intent] * broad[:, of_intent]
    return Prediction(intents, _sum_groups(broad, classes.category_of_broad, len(ALL_CATEGORIES)))


def _broad_logits(classes: Classes, calibration: Calibration, scores: Matrix) -> Matrix:
    broad, _, category = classes.heads(scores)
    pull = _log_softmax(category * np.float32(calibration.category))[:, classes.category_of_broad]
    return _log_softmax(broad * np.float32(calibration.broad)) + np.float32(calibration.category_weight) * pull


def _log_softmax(scores: Matrix) -> Matrix:
    result: Matrix = np.log(np.maximum(softmax(scores), np.float32(1e-9)))
    return result


def _one_hot(numbers: Numbers, width: int) -> Matrix:
    result = np.zeros((len(numbers), width), dtype=np.float32)
    result[np.arange(len(numbers)), numbers] = 1
    return result


def _sum_groups(values: Matrix, group: Numbers, width: int) -> Matrix:
    result: Matrix = values @ _one_hot(group, width)
    return result
