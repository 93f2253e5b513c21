"""When does a period end, and how do the clocks of a case stand? Reads the tables periods and law_notes.

All days are those of Asia/Shanghai. What a row does not say is not made up: only a period with `moves_off_holiday`
moves, and where nothing is said of the first day it is not counted and the deadline says so (`Due.first_day_said`).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from casework.working_days import add_working_days, next_working_day, working_days_between
from knowledge import Period, RuleBook

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_QUARTERS = (1, 4, 7, 10)

State = Literal["open", "overdue", "met", "met_late"]


@dataclass(frozen=True, slots=True)
class Due:
    """The last moment: `day`, which is included, and for a period of hours the time `at` which it ends.

    `estimated`: it rests on a year whose holidays are not announced, or on a start of which only the day is known.
    `moved`: the last day was a day off, and a row moves it. `first_day_said` False: the source does not say whether
    the first day counts.
    """

    day: date
    at: datetime | None = None
    estimated: bool = False
    moved: bool = False
    first_day_said: bool = True


def due(period: Period, start: date | datetime) -> Due:
    """When a period ends that started on this day, or at this moment. Raises ValueError for one that is no deadline."""
    if period.kind != "deadline":
        raise ValueError(f"{period.id} is no deadline")
    first = day_of(start)
    counted = 1 if period.includes_first_day else 0
    said = period.includes_first_day is not None
    match period.unit:
        case "hour":
            return _hours(period, start)
        case "working_day":
            reached = add_working_days(first - _DAY * counted, period.number)
            return Due(reached.day, estimated=not reached.announced, first_day_said=said)
        case "day":
            last = first + _DAY * (period.number - counted)
        case "month":
            last = _months_later(first, period.number, counted)
        case "year":
            last = _months_later(first, 12 * period.number, counted)
    if not period.moves_off_holiday:
        return Due(last, first_day_said=said)
    reached = next_working_day(last)
    return Due(reached.day, estimated=not reached.announced, moved=reached.day != last, first_day_said=said)


def longest(period: Period, start: date | datetime) -> Due | None:
    """When it ends with the longest extension its row allows; None without one."""
    ends = [
        due(replace(period, number=one.number + (period.number if one.adds else 0), unit=one.unit), start)
        for one in period.extensions
    ]
    return max(ends, key=lambda end: end.day, default=None)


def coming(period: Period, today: date) -> date | None:
    """The next day (today included) on which a recurring duty is due; None where its rule names no date."""
    if period.kind != "recurring" or period.fixed_date is None:
        return None
    if "-" in period.fixed_date:
        month, day = (int(part) for part in period.fixed_date.split("-"))
        days = [date(year, month, day) for year in (today.year, today.year + 1)]
    else:
        days = [
            date(year, month, int(period.fixed_date)) for year in (today.year, today.year + 1) for month in _QUARTERS
        ]
    return next(day for day in days if day >= today)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that happened to a case, and the periods (ids) it starts and ends."""

    at: date | datetime
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseAbout:
    """What decides which periods run for a case at all."""

    region: str | None
    situation: str | None
    anonymous: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock of a case.

    `left`: days until the last one, working days for a period of working days; 0 on the last day, negative when it is
    over, None once the clock has stopped. `latest`: the end with the longest extension of the row.
    """

    period: Period
    started: date | datetime
    due: Due
    state: State
    met_at: date | datetime | None
    left: int | None
    latest: Due | None


def case_deadlines(ticks: Sequence[Tick], about: CaseAbout, book: RuleBook, now: datetime) -> tuple[Deadline, ...]:
    """Every clock of a case, running ones first, the nearest first. `ticks` in the order in which they happened.

    A period that is started again (a corrected application) counts from the last start. Periods of other places, of
    powers that do not answer for the matter, and those owed to a named reporter only, do not run. Of an anonymous
    reporter's case only days are known, whatever time of day the ticks carry.
    """
    running: dict[str, tuple[Period, date | datetime]] = {}
    found: list[Deadline] = []
    for tick in ticks:
        at = day_of(tick.at) if about.anonymous else tick.at
        for period_id in tick.stops:
            if period_id in running:
                found.append(_deadline(*running.pop(period_id), at, now))
        for period_id in tick.starts:
            # the rule of the day on which the clock started, also when it has been changed since
            period = book.as_of(day_of(at)).one(Period, period_id)
            if runs_for(period, about, book):
                running[period_id] = (period, at)
    found += [_deadline(period, start, None, now) for period, start in running.values()]
    return tuple(sorted(found, key=lambda one: (one.met_at is not None, one.due.day, one.period.id)))


def runs_for(period: Period, about: CaseAbout, book: RuleBook) -> bool:
    """Whether this time rule binds anybody in such a case."""
    if period.place is not None and period.place != book.place_for(about.region).region_code:
        return False
    if period.named_only and about.anonymous:
        return False
    if period.power is None:
        return True
    power = book.handler(about.situation, about.region).power if about.situation else None
    return power is not None and power.id == period.power


def next_due(deadlines: Iterable[Deadline]) -> date | None:
    """The day on which the next running clock of a case runs out, or ran out."""
    return min((one.due.day for one in deadlines if one.met_at is None), default=None)


def _deadline(period: Period, start: date | datetime, met: date | datetime | None, now: datetime) -> Deadline:
    end = due(period, start)
    late = _after(end, met if met is not None else now)
    today = day_of(now)
    count = working_days_between(today, end.day) if period.unit == "working_day" else (end.day - today).days
    if late:
        count = min(count, -1)  # on the Saturday after a Friday no working day has passed, and it is late all the same
    state: State = ("met_late" if late else "met") if met is not None else ("overdue" if late else "open")
    return Deadline(
        period=period,
        started=start,
        due=end,
        state=state,
        met_at=met,
        left=None if met is not None else count,
        latest=longest(period, start),
    )


def _after(end: Due, moment: date | datetime) -> bool:
    if end.at is not None and isinstance(moment, datetime):
        return moment > end.at
    return day_of(moment) > end.day


def _hours(period: Period, start: date | datetime) -> Due:
    """Hours run from the moment itself; of a start whose hour is not known, from the beginning of its day."""
    known = isinstance(start, datetime)
    begin = start.astimezone(SHANGHAI) if isinstance(start, datetime) else datetime.combine(start, time(), SHANGHAI)
    end = begin + timedelta(hours=period.number)
    return Due(end.date(), at=end, estimated=not known)


def day_of(moment: date | datetime) -> date:
    """The day in Shanghai."""
    return moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else moment


def _months_later(day: date, months: int, counted: int) -> date:
    """The corresponding day, the one before it when the first day counts; the last day of a month that has none
    (row count-mfd-202).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    if day.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, day.day) - _DAY * counted
