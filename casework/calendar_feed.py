"""The deadlines of somebody's cases as a calendar (iCalendar, RFC 5545): numbers and deadlines, no contents.

Days are all-day events, so that no program moves them into another time zone; hours carry Asia/Shanghai with its own
VTIMEZONE. The words stand in the replies table, and which rule an event rests on in its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vDuration

from casework.deadlines import SHANGHAI, Deadline, coming, day_of
from casework.working_days import is_working_day
from knowledge import Period, RuleBook

_HOST = "medical-insurance-triage"
_REFRESH = timedelta(hours=1)
_DAY, _REMIND_AT = timedelta(days=1), timedelta(hours=9)
_LEAD = timedelta(minutes=30)
_SINCE = date(2000, 1, 1)
"""Since then there is no summer time, so the time zone needs no list of changes, which Outlook cannot read."""
_MARKS = {"overdue": "calendar_overdue", "met": "calendar_met", "met_late": "calendar_met_late"}


@dataclass(frozen=True, slots=True)
class CaseClocks:
    """What of a case goes into a calendar."""

    number: str
    region: str | None
    deadlines: tuple[Deadline, ...]


def calendar_feed(cases: Sequence[CaseClocks], book: RuleBook, now: datetime, office: str | None = None) -> bytes:
    """The calendar of somebody who works on these cases: their clocks, and what their places owe on fixed dates.

    `office`: the place of the office itself, whose duties stand in it even without a case.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{_HOST}//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", book.reply("calendar_name"))
    calendar.add("x-wr-timezone", SHANGHAI.key)
    calendar.add("refresh-interval", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_REFRESH))
    for case in cases:
        for deadline in case.deadlines:
            calendar.add_component(_of_deadline(case.number, deadline, book, now))
    for period, day in _duties({office, *(case.region for case in cases)}, book, day_of(now)):
        calendar.add_component(_of_duty(period, day, book, now))
    calendar.add_missing_timezones(first_date=_SINCE)
    return bytes(calendar.to_ical())


def _of_deadline(number: str, deadline: Deadline, book: RuleBook, now: datetime) -> Event:
    period, due = deadline.period, deadline.due
    started = deadline.started.isoformat()[:10]
    event = _event(f"{number}.{period.id}.{started}", now)
    event.add("summary", f"{_mark(deadline, book)}{number} {period.label}")
    event.add("description", "\n".join(_lines(deadline, book)))
    event.add("status", "TENTATIVE" if due.estimated else "CONFIRMED")
    if deadline.state == "overdue":
        event.add("priority", 1)
    if due.at is None:
        _all_day(event, due.day)
    else:
        event.add("dtstart", due.at.astimezone(SHANGHAI) - _LEAD)
        event.add("dtend", due.at.astimezone(SHANGHAI))
    if deadline.state == "open":
        event.add_component(_reminder(str(event["summary"]), due.day if due.at is None else None))
    return event


def _of_duty(period: Period, day: date, book: RuleBook, now: datetime) -> Event:
    event = _event(f"{period.id}.{day.isoformat()}", now)
    event.add("summary", period.label)
    event.add("description", "\n".join((period.text, _rests_on(period, book))))
    event.add("status", "CONFIRMED")
    _all_day(event, day)
    event.add_component(_reminder(period.label, day))
    return event


def _event(identity: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{identity}@{_HOST}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _all_day(event: Event, day: date) -> None:
    event.add("dtstart", day)
    event.add("dtend", day + _DAY)


def _reminder(words: str, day: date | None) -> Alarm:
    """Nine in the morning of the last working day before; for a moment (None), two hours before it."""
    trigger = -timedelta(hours=2)
    if day is not None:
        before = day - _DAY
        while not is_working_day(before).working:
            before -= _DAY
        trigger = before - day + _REMIND_AT
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", trigger)
    return alarm


def _mark(deadline: Deadline, book: RuleBook) -> str:
    marks = [_MARKS[deadline.state]] if deadline.state in _MARKS else []
    if deadline.state == "open" and deadline.left == 0:
        marks.append("calendar_today")
    if deadline.due.estimated and deadline.met_at is None:
        marks.append("calendar_estimated")
    return "".join(book.reply(mark) for mark in marks)


def _lines(deadline: Deadline, book: RuleBook) -> Iterable[str]:
    period, due = deadline.period, deadline.due
    yield period.text
    yield book.reply("calendar_who", who=period.who, towards=period.towards)
    yield book.reply("calendar_since", starts=period.starts, day=_told(deadline.started))
    if due.estimated:
        yield book.reply("calendar_why_estimated")
    if due.moved:
        yield book.reply("calendar_why_moved")
    if not due.first_day_said:
        yield book.reply("calendar_first_day")
    if deadline.latest is not None:
        yield book.reply("calendar_latest", day=_told(deadline.latest.day))
    if period.escalation:
        yield period.escalation
    yield _rests_on(period, book.as_of(day_of(deadline.started)))


def _rests_on(period: Period, book: RuleBook) -> str:
    citation = book.citation(period.id)
    return book.reply("calendar_basis", title=citation.title, clause=citation.clause)


def _told(moment: date | datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if isinstance(moment, datetime) else str(moment)


def _duties(regions: Iterable[str | None], book: RuleBook, today: date) -> Iterable[tuple[Period, date]]:
    """What offices of these places owe on fixed dates, each with its next one."""
    places = {book.place_for(region).region_code for region in regions}
    for period in book.periods:
        day = coming(period, today) if period.place in places else None
        if day is not None:
            yield period, day
