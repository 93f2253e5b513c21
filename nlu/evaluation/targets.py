"""What the figures are called, which way is better, and where the bar is. Reads figures.yml and thresholds.yml."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml

from nlu.evaluation.bootstrap import Figure

FIGURES: Final = Path(__file__).parent / "figures.yml"
THRESHOLDS: Final = Path(__file__).parent / "thresholds.yml"
TOLERANCE: Final = 0.02
"""How far a figure may get worse than what is committed."""
_COMMITTED: Final = (
    *("lenient_accuracy", "strict_accuracy", "macro_f1_without_disclosure", "report_recall_lenient"),
    *("out_of_scope_recall", "sent_away", "coverage", "right_when_answered", "calibration_error"),
    *("situation_top1", "situation_top3", "two_matters_found", "two_matters_only"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """One figure: its name for people, its unit, which way is better, the bar and the aim (None: none is set)."""

    id: str
    name: str
    share: bool
    better: Literal["higher", "lower"]
    bar: float | None
    aim: float | None

    def verdict(self, value: float) -> str:
        """Aim reached, bar reached, or missed; empty where nothing is set or measured."""
        if self.bar is None or self.aim is None or math.isnan(value):
            return ""
        sign = 1 if self.better == "higher" else -1
        if sign * value >= sign * self.aim:
            return "达到目标"
        return "达标" if sign * value >= sign * self.bar else "未达标"


@lru_cache(maxsize=1)
def targets() -> Mapping[str, Target]:
    """All figures by id, in the order they are shown."""
    table = yaml.safe_load(FIGURES.read_text(encoding="utf-8"))
    return {
        name: Target(name, row["name"], unit == "unit_share", row["better"], row.get("bar"), row.get("aim"))
        for unit in ("unit_share", "unit_time")
        for name, row in table[unit].items()
    }


def committed(path: Path = THRESHOLDS) -> dict[str, float]:
    """The figures last committed. Raises FileNotFoundError."""
    figures: dict[str, float] = yaml.safe_load(path.read_text(encoding="utf-8"))["figures"]
    return figures


def commit(figures: Mapping[str, Figure], described: str, path: Path = THRESHOLDS) -> None:
    """Write the figures that a test holds us to; `described` says what they were measured on."""
    kept = {
        name: round(figures[name].value, 4)
        for name in _COMMITTED
        if name in figures and not math.isnan(figures[name].value)
    }
    head = (
        "# Written by `triage evaluate --write-thresholds`; a test fails when one of these gets worse by more than two"
        " points.\n"
    )
    body = yaml.safe_dump({"measured_on": described, "figures": kept}, allow_unicode=True, sort_keys=False, width=1000)
    path.write_text(head + body, encoding="utf-8")


def worse_than(figures: Mapping[str, Figure], before: Mapping[str, float]) -> list[str]:
    """One Chinese sentence for each committed figure that is missing now or got worse by more than the tolerance."""
    sentences = []
    for name, old in before.items():
        target = targets()[name]
        if name not in figures or math.isnan(figures[name].value):
            sentences.append(f"{target.name.strip()}：现在没有测到，原来是 {old:.3f}")
            continue
        new = figures[name].value
        loss = old - new if target.better == "higher" else new - old
        if loss > TOLERANCE + 1e-9:
            sentences.append(f"{target.name.strip()}：原来 {old:.3f}，现在 {new:.3f}，退步超过 {TOLERANCE:.2f}")
    return sentences
