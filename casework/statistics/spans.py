"""Which period is counted? A year, a quarter or a month, never other days: periods that overlap by a little could be
subtracted from each other, and what is left would be a group too small to be shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_NAME = re.compile(r"(20\d\d)(?:Q([1-4])|-(0[1-9]|1[0-2]))?", re.IGNORECASE)
_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Part:
    """One step of a chart over time; both days are included."""

    first: date
    last: date
    words: str


@dataclass(frozen=True, slots=True)
class Span:
    """A year, a quarter or a month of Asia/Shanghai. `name`: 2026, 2026Q4 or 2026-11."""

    name: str
    year: int
    first_month: int
    months: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.first_month, 1)

    @property
    def last(self) -> date:
        """Its last day, included."""
        return _month(self.year, self.first_month + self.months) - _DAY

    @property
    def words(self) -> str:
        """2026年第四季度."""
        if self.months == 12:
            return f"{self.year}年"
        if self.months == 3:
            return f"{self.year}年第{'一二三四'[self.first_month // 3]}季度"
        return f"{self.year}年{self.first_month}月"

    def begun(self, today: date) -> tuple[Part, ...]:
        """The parts of which at least one day has come."""
        return tuple(part for part in self.parts() if part.first <= today)

    def parts(self) -> tuple[Part, ...]:
        """Months of a year or quarter; weeks of a month, cut at its ends."""
        if self.months > 1:
            starts = [_month(self.year, self.first_month + index) for index in range(self.months + 1)]
            pairs = pairwise(starts)
            return tuple(Part(start, end - _DAY, f"{start.month}月") for start, end in pairs)
        found: list[Part] = []
        start = self.first
        while start <= self.last:
            end = min(start + _DAY * (_WEEK - 1 - start.weekday()), self.last)
            words = f"{start.month}.{start.day}-{end.day}" if end > start else f"{start.month}.{start.day}"
            found.append(Part(start, end, words))
            start = end + _DAY
        return tuple(found)

    def moved(self, by: int) -> Span:
        """The period of the same length so many steps later (negative: earlier)."""
        start = _month(self.year, self.first_month + by * self.months)
        return _span(start.year, start.month, self.months)


def year(number: int) -> Span:
    """A whole year."""
    return _span(number, 1, 12)


def quarter_of(day: date) -> Span:
    """The quarter a day lies in."""
    return _span(day.year, (day.month - 1) // 3 * 3 + 1, 3)


def month_of(day: date) -> Span:
    """The month a day lies in."""
    return _span(day.year, day.month, 1)


def read_span(name: str) -> Span | None:
    """The period with this name; None for anything else."""
    found = _NAME.fullmatch(name.strip())
    if found is None:
        return None
    number, quarter, month = found.groups()
    if quarter:
        return _span(int(number), 3 * int(quarter) - 2, 3)
    return _span(int(number), int(month), 1) if month else year(int(number))


def _span(number: int, first_month: int, months: int) -> Span:
    if months == 12:
        name = f"{number}"
    else:
        name = f"{number}Q{first_month // 3 + 1}" if months == 3 else f"{number}-{first_month:02}"
    return Span(name, number, first_month, months)


def _month(number: int, month: int) -> date:
    """The first of a month, which may lie beyond the year."""
    return date(number + (month - 1) // 12, (month - 1) % 12 + 1, 1)
