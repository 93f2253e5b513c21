"""Is a day a working day, and has the State Council said so yet?

Announced years come from `chinesecalendar`, which holds the yearly notices with their moved days off (调休: a Saturday
that is worked, a Monday that is not). A year without a notice is estimated: weekends and the statutory holidays of
`holidays`, without moved days. Whoever shows a date that rests on such a year marks it as an estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

import chinese_calendar  # type: ignore[import-untyped]
from chinese_calendar import constants

_DAY = timedelta(days=1)
_SATURDAY = 5
# New Year is moved about within these days by the notice of the year it opens: 29 December 2018 was a working Saturday.
_BELONGS_TO_NEXT_YEAR = (12, 26)


@dataclass(frozen=True, slots=True)
class Day:
    """`working`: offices work. `announced`: the notice that decides it is known; False: an estimate."""

    working: bool
    announced: bool


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> Day:
    """Whether offices work on a day, in Asia/Shanghai."""
    years = _announced_years()
    if day.year not in years:
        return Day(working=day.weekday() < _SATURDAY and day not in _statutory(day.year), announced=False)
    settled = (day.month, day.day) < _BELONGS_TO_NEXT_YEAR or day.year + 1 in years
    return Day(working=bool(chinese_calendar.is_workday(day)), announced=settled)


@dataclass(frozen=True, slots=True)
class Reached:
    """A day that was counted to; `announced` False when any day on the way is an estimate."""

    day: date
    announced: bool


def add_working_days(start: date, number: int) -> Reached:
    """The day that is the `number`th working day after `start`, which is not counted itself."""
    day, announced = start, True
    while number > 0:
        day += _DAY
        seen = is_working_day(day)
        announced = announced and seen.announced
        number -= seen.working
    return Reached(day, announced)


def next_working_day(day: date) -> Reached:
    """The day itself when it is a working day, else the first one after it."""
    seen = is_working_day(day)
    announced = seen.announced
    while not seen.working:
        day += _DAY
        seen = is_working_day(day)
        announced = announced and seen.announced
    return Reached(day, announced)


def working_days_between(first: date, last: date) -> int:
    """How many working days come after `first` up to and including `last`; negative when `last` is before it."""
    if last < first:
        return -working_days_between(last, first)
    days = (first + _DAY * step for step in range(1, (last - first).days + 1))
    return sum(is_working_day(day).working for day in days)


@cache
def _announced_years() -> frozenset[int]:
    return frozenset(day.year for day in constants.holidays)


@cache
def _statutory(year: int) -> Mapping[date, str]:
    # Imported late: it takes a quarter of a second, and most days lie in years that are announced.
    from holidays.countries.china import China

    return China(years=year)  # type: ignore[no-untyped-call]
