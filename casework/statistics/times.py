"""How long something took: counted in steps, so that single conversations need not be kept to know the median."""

from __future__ import annotations

from collections.abc import Mapping

from casework.statistics.suppression import LEAST

BOUNDS = (
    15, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 14400, 28800, 86400,
)  # fmt: skip
"""Seconds; the bin of a time is the number of bounds it reaches or passes."""
GROUPS = (
    ("1分钟内", 60), ("1-3分钟", 180), ("3-5分钟", 300), ("5-10分钟", 600), ("10-30分钟", 1800), ("30分钟以上", 0),
)  # fmt: skip
"""What a chart shows: name and end in seconds, which is one of the bounds; the last has none."""


def bin_of(seconds: float) -> int:
    """The bin a time belongs to."""
    return sum(1 for bound in BOUNDS if seconds >= bound)


def grouped(bins: Mapping[int, int]) -> tuple[tuple[str, int], ...]:
    """Counts for a chart."""
    found, before = [], 0
    for words, end in GROUPS:
        until = BOUNDS.index(end) + 1 if end else len(BOUNDS) + 1
        found.append((words, sum(count for index, count in bins.items() if before <= index < until)))
        before = until
    return tuple(found)


def quantile(bins: Mapping[int, int], share: float) -> float | None:
    """The time (seconds) that this share stays below, as near as the bins tell; None for fewer than five."""
    total = sum(bins.values())
    if total < LEAST:
        return None
    wanted, passed = share * total, 0.0
    for index in sorted(bins):
        count = bins[index]
        if count and passed + count >= wanted:
            low = BOUNDS[index - 1] if index else 0
            high = BOUNDS[index] if index < len(BOUNDS) else BOUNDS[-1]
            return low + (high - low) * (wanted - passed) / count
        passed += count
    return float(BOUNDS[-1])


def words_of(seconds: float | None) -> str:
    """约3分钟; a dash for nothing."""
    if seconds is None:
        return "—"
    if seconds < 60:
        return f"{max(1, round(seconds))}秒"
    if seconds < 3600:
        return f"{seconds / 60:.0f}分钟" if seconds >= 600 else f"{seconds / 60:.1f}分钟".replace(".0分", "分")
    return f"{seconds / 3600:.1f}小时".replace(".0小", "小")
