"""The calendar of a person's deadlines: valid for calendar programs, stable, and without anything of the contents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from casework.calendar_feed import CaseClocks, calendar_feed
from casework.deadlines import SHANGHAI, CaseAbout, Tick, case_deadlines
from knowledge import RuleBook
from knowledge.load import read_tables
from tests.casework.builders import CHONGQING, ELSEWHERE, JILIN

NUMBER = "JB202603020001"


def at(day: int, hour: int = 10, month: int = 3, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def clocks(
    book: RuleBook,
    *ticks: Tick,
    now: datetime,
    region: str = CHONGQING,
    situation: str = "B1-1",
    anonymous: bool = False,
) -> CaseClocks:
    about = CaseAbout(region, situation, anonymous)
    return CaseClocks(NUMBER, region, case_deadlines(ticks, about, book, now))


def read(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def one(book: RuleBook, now: datetime, *ticks: Tick, **about: Any) -> Any:
    """The only event about a case."""
    (event,) = [
        event
        for event in read(calendar_feed([clocks(book, *ticks, now=now, **about)], book, now))
        if NUMBER in event["summary"]
    ]
    return event


DECIDED = Tick(at(2), starts=("cq2023-time-15",))
SEALED = Tick(at(2, 16), starts=("JL22-16-24h",))
CLOSED_LATE = Tick(at(31, month=12), starts=("cq2023-time-25",))


# ---------------------------------------------------------------- what calendar programs need


def test_the_file_is_a_calendar_that_parses_and_comes_out_the_same(book: RuleBook) -> None:
    content = calendar_feed([clocks(book, DECIDED, now=at(4))], book, at(4))
    parsed = Calendar.from_ical(content)

    assert bytes(parsed.to_ical()) == content
    assert parsed.errors == []
    assert (parsed["version"], parsed["method"]) == ("2.0", "PUBLISH")
    assert parsed["x-wr-calname"] == "医保案件期限"
    assert parsed["refresh-interval"].params["VALUE"] == "DURATION"


def test_lines_end_and_fold_as_the_standard_wants(book: RuleBook) -> None:
    content = calendar_feed([clocks(book, DECIDED, now=at(4))], book, at(4))

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    content.decode("utf-8")


def test_every_event_has_what_the_standard_demands(book: RuleBook) -> None:
    for event in read(calendar_feed([clocks(book, DECIDED, CLOSED_LATE, now=at(4))], book, at(4))):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS"} <= set(event)
        assert event["dtstamp"].dt.tzinfo is not None
        assert event["dtend"].dt > event["dtstart"].dt


def test_a_day_is_an_all_day_event_that_no_time_zone_moves(book: RuleBook) -> None:
    event = one(book, at(4), DECIDED)

    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 3, 9), date(2026, 3, 10))
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["transp"] == "TRANSPARENT"


def test_hours_come_in_the_time_of_shanghai_with_its_rules(book: RuleBook) -> None:
    content = calendar_feed([clocks(book, SEALED, now=at(2, 17), region=JILIN, situation="B2-2")], book, at(2, 17))
    (event,) = read(content)
    (zone,) = Calendar.from_ical(content).walk("VTIMEZONE")

    assert event["dtstart"].params["TZID"] == zone["tzid"] == "Asia/Shanghai"
    assert event["dtend"].dt == at(3, 16)
    assert [part["tzoffsetto"].td for part in zone.walk("STANDARD")] == [timedelta(hours=8)]
    assert zone.walk("DAYLIGHT") == []


def test_a_calendar_without_cases_is_a_calendar_all_the_same(book: RuleBook) -> None:
    assert read(calendar_feed([], book, at(4))) == []


def test_an_event_keeps_its_identity_as_long_as_its_clock_runs(book: RuleBook) -> None:
    told = Tick(at(6), stops=("cq2023-time-15",))

    identities = {str(one(book, now, *ticks)["uid"]) for now, ticks in [
        (at(3), [DECIDED]), (at(9), [DECIDED]), (at(12), [DECIDED]), (at(12), [DECIDED, told]),
    ]}  # fmt: skip

    assert identities == {f"{NUMBER}.cq2023-time-15.2026-03-02@medical-insurance-triage"}


def test_no_two_events_share_an_identity(book: RuleBook) -> None:
    events = read(calendar_feed([clocks(book, DECIDED, CLOSED_LATE, now=at(4, month=1, year=2027))], book, at(4)))

    assert len({str(event["uid"]) for event in events}) == len(events) > 2


# ---------------------------------------------------------------- what it says


@pytest.mark.parametrize(
    ("now", "told", "summary"),
    [
        (at(4), None, f"{NUMBER} 告知是否立案"),
        (at(9), None, f"【今天到期】{NUMBER} 告知是否立案"),
        (at(10), None, f"【已逾期】{NUMBER} 告知是否立案"),
        (at(12), at(6), f"【已完成】{NUMBER} 告知是否立案"),
        (at(12), at(11), f"【逾期完成】{NUMBER} 告知是否立案"),
    ],
)
def test_the_title_says_how_it_stands(book: RuleBook, now: datetime, told: datetime | None, summary: str) -> None:
    ticks = [DECIDED, *([Tick(told, stops=("cq2023-time-15",))] if told else [])]

    assert one(book, now, *ticks)["summary"] == summary


def test_a_date_in_a_year_not_announced_yet_is_marked_and_tentative(book: RuleBook) -> None:
    event = one(book, at(31, month=12), CLOSED_LATE)

    assert event["summary"] == f"【预计】{NUMBER} 办结后归档"
    assert event["status"] == "TENTATIVE"
    assert "放假安排还没有公布" in event["description"]
    assert event["dtstart"].dt == date(2027, 1, 8)


def test_the_text_names_the_clause_who_acts_and_what_follows(book: RuleBook) -> None:
    event = one(book, at(4), Tick(at(3), starts=("cq2023-time-21",)))

    for words in (
        "第二十一条",
        "区县（自治县）医疗保障行政部门",
        "报请市医疗保障行政部门指定管辖",
        "没有写开始那天算不算",
    ):
        assert words in event["description"]


def test_the_longest_extension_is_told(book: RuleBook) -> None:
    event = one(book, at(4), Tick(at(2), starts=("xxgk-33-2",)), region=ELSEWHERE, situation="C1-1")

    assert "最迟到2026-04-28" in event["description"]


def test_a_reminder_rings_on_the_working_day_before(book: RuleBook) -> None:
    """The last day is Monday: the reminder is at nine on Friday, three days before."""
    (alarm,) = one(book, at(4), DECIDED).walk("VALARM")

    assert alarm["trigger"].dt == timedelta(days=-3, hours=9)
    assert one(book, at(12), DECIDED).walk("VALARM") == []


def test_of_an_anonymous_case_no_hour_is_told(book: RuleBook) -> None:
    event = one(book, at(4, 15), Tick(at(2, 16), starts=("cq2023-time-25",)), anonymous=True)

    assert "16" not in str(event["description"]).replace("2016", "")
    assert "2026-03-02" in event["description"]


def test_duties_on_fixed_dates_come_with_the_place_of_the_cases(book: RuleBook) -> None:
    now = at(22, month=11)

    here = {str(event["summary"]): event["dtstart"].dt for event in read(calendar_feed(
        [clocks(book, now=now, region="500112")], book, now))}  # fmt: skip
    elsewhere = read(calendar_feed([clocks(book, now=now, region=JILIN)], book, now))

    assert here == {"上报上季度情况": date(2027, 1, 5), "上报全年总结": date(2026, 12, 31)}
    assert elsewhere == []


def test_the_clause_of_a_rule_that_has_ended_since_is_still_told(book: RuleBook) -> None:
    tables = read_tables()
    old = next(row for row in tables.rows["periods"] if row.id == "cq2023-time-15")
    tables.rows["periods"][tables.rows["periods"].index(old)] = replace(old, effective_to=date(2026, 3, 31))
    later = RuleBook(tables).as_of(date(2026, 4, 2))

    assert "第十五条" in one(later, at(2, month=4), DECIDED)["description"]


def test_the_office_has_its_duties_without_a_case(book: RuleBook) -> None:
    events = read(calendar_feed([], book, at(22, month=11), "500112"))

    assert [str(event["summary"]) for event in events] == ["上报上季度情况", "上报全年总结"]


def test_the_stamp_is_in_universal_time(book: RuleBook) -> None:
    assert one(book, at(4, 8), DECIDED)["dtstamp"].dt == datetime(2026, 3, 4, 0, 0, tzinfo=UTC)
