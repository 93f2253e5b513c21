"""One linear solve that trains all classes at once, and what each training text would get had it been left out.

Kernel ridge regression on one-hot targets. The leave-one-out scores come in closed form from the same factorisation
(residual / diagonal of the inverse), so that temperature and priors are fitted on scores not seen in training
without a single refit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.linalg

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RidgeFit:
    """`dual` (texts, classes), `mean` (classes), `left_out` (texts, classes): scores without the text itself."""

    dual: Matrix
    mean: Matrix
    left_out: Matrix


def fit_ridge(gram: Matrix, targets: Matrix, penalty: float) -> RidgeFit:
    """Solve (gram + penalty) dual = targets - mean; gram is (texts, texts), targets (texts, classes) of 0 and 1.

    Raises ArithmeticError when the gram matrix is no kernel (not positive definite with the penalty).
    """
    mean = targets.mean(axis=0, dtype=np.float64)
    # Symmetric, so the transpose is the same matrix, already in the order LAPACK works on in place.
    system = gram.astype(np.float64).T
    system[np.diag_indices(len(system))] += penalty
    factor, failed = scipy.linalg.lapack.dpotrf(system, lower=1, overwrite_a=1)
    if failed:
        raise ArithmeticError(f"the kernel is not positive definite (row {failed}); raise the penalty")
    inverse, _ = scipy.linalg.lapack.dpotri(factor, lower=1, overwrite_c=1)  # the lower half only
    dual = scipy.linalg.blas.dsymm(1.0, inverse, targets - mean, lower=1)
    left_out = targets - dual / np.diag(inverse)[:, None]
    return RidgeFit(dual.astype(np.float32), mean.astype(np.float32), left_out.astype(np.float32))
