"""How far may a figure be off by the luck of which texts were measured?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.intp]
DRAWS: Final = 1_000
SEED: Final = 20_260_101


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, its 95 % interval, and over how many texts it was taken; nan where there were none."""

    value: float
    low: float
    high: float
    count: int

    def as_dict(self) -> dict[str, float | int | None]:
        """JSON, where nan has no place."""
        numbers = {"value": self.value, "low": self.low, "high": self.high}
        return {name: None if np.isnan(number) else round(number, 4) for name, number in numbers.items()} | {
            "count": self.count
        }


def measure(statistic: Callable[[Indices], float], total: int, count: int | None = None) -> Figure:
    """The statistic over all texts (given as positions), and over texts drawn with replacement for the interval.

    `count` is the number of texts the figure speaks of, where that is not all of them.
    """
    value = statistic(np.arange(total))
    random = np.random.default_rng(SEED)
    draws = np.array([statistic(random.integers(0, total, total)) for _ in range(DRAWS)]) if total else np.array([])
    draws = draws[~np.isnan(draws)]
    low, high = np.percentile(draws, (2.5, 97.5)) if len(draws) else (float("nan"), float("nan"))
    return Figure(value, float(low), float(high), total if count is None else count)


def share(hits: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_] | None = None) -> Figure:
    """The share of hits among some texts (all, if not said)."""
    inside = np.ones(len(hits), dtype=bool) if among is None else among

    def statistic(chosen: Indices) -> float:
        base = int(inside[chosen].sum())
        return float((hits & inside)[chosen].sum()) / base if base else float("nan")

    return measure(statistic, len(hits), int(inside.sum()))
