"""Until when may a remedy be used whose form is being filled? Reads the periods that a field of the form starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from casework.deadlines import Due, due
from casework.said_day import day_said, written
from knowledge import Form, Period, RuleBook


@dataclass(frozen=True, slots=True)
class RemedyDay:
    """One period for the person who files the form. `left`: days until the last one, negative when it is over."""

    period: Period
    started: date
    due: Due
    left: int


def remedy_days(form: Form, values: Mapping[str, str], book: RuleBook, today: date) -> tuple[RemedyDay, ...]:
    """The periods that run from a day told in the form; none where the day is not told, vague, or still to come."""
    found = []
    for period in book.periods:
        if period.start_field is None or not _serves(form, period) or not _asked(form, period.start_field, values):
            continue
        started = day_said(values.get(period.start_field, ""), today)
        if started is not None and started <= today:
            end = due(period, started)
            found.append(RemedyDay(period, started, end, (end.day - today).days))
    return tuple(found)


def in_words(day: RemedyDay, book: RuleBook) -> str:
    """The same as sentences, with the clause; what remains when it is over comes from rows."""
    label, last = day.period.label, written(day.due.day)
    if day.left < 0:
        rest = (getattr(book.row(row), "text", "") for row in day.period.when_over)
        parts = [book.reply("remedy_over", label=label, start=written(day.started), day=last), *rest]
    elif day.left == 0:
        parts = [book.reply("remedy_today", label=label)]
    else:
        parts = [book.reply("remedy_left", label=label, day=last, left=day.left)]
    if day.due.moved and day.left >= 0:
        parts.append(book.reply("remedy_moved"))
    if day.due.estimated and day.left >= 0:
        parts.append(book.reply("remedy_estimated"))
    citation = book.citation(day.period.id)
    return "".join(parts) + book.reply("remedy_basis", title=citation.title, clause=citation.clause)


def _serves(form: Form, period: Period) -> bool:
    """Whether the period is one of the remedy this form is a step of (`court:then` belongs to court)."""
    return any(target.partition(":")[0] in form.serves for target in period.applies_to)


def _asked(form: Form, field_id: str, values: Mapping[str, str]) -> bool:
    """Whether the day belongs to the case at all: where nothing was decided, no day told is that of a decision."""
    when = form.field(field_id).when
    return all(not values.get(other) or values[other] in wanted for other, wanted in when.items())
