"""How sure is the classifier really? Temperature, class priors and the figures that check them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

Matrix = npt.NDArray[np.float32]


def softmax(scores: Matrix) -> Matrix:
    """Row-wise probabilities."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Matrix = shifted / shifted.sum(axis=1, keepdims=True)
    return result


def fit_temperature(scores: Matrix, targets: npt.NDArray[np.int64]) -> float:
    """The factor on scores with the smallest log loss; scores must not have seen their own target."""

    def loss(log_factor: float) -> float:
        chosen = softmax(scores * np.float32(np.exp(log_factor)))[np.arange(len(targets)), targets]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 5.0), method="bounded").x))


def expected_calibration_error(
    confidences: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], bins: int = 10
) -> float:
    """Mean distance between confidence and share of right answers over equal-width bins, weighted by their size."""
    if not len(confidences):
        return 0.0
    place = np.minimum((confidences * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = place == number
        if inside.any():
            error += abs(float(confidences[inside].mean()) - float(right[inside].mean())) * float(inside.mean())
    return error
