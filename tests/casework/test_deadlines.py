"""The clocks of a case: which run, since when, until when, and how they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.deadlines import SHANGHAI, CaseAbout, Tick, case_deadlines, coming, due, longest, next_due
from knowledge import Period, Power, RuleBook
from knowledge.load import read_tables
from tests.casework.builders import CHONGQING, ELSEWHERE, HONGZE, JILIN, XIANGCHENG, rulebook

NAMED = CaseAbout(CHONGQING, "B1-1", anonymous=False)
ANONYMOUS = CaseAbout("500105", "B1-1", anonymous=True)
DEADLINES = [row for row in rulebook().periods if row.kind == "deadline"]


def at(day: int, hour: int = 10, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


DECIDED = Tick(at(2), starts=("cq2023-time-15",))
TOLD = Tick(at(6), stops=("cq2023-time-15",))
CLOSED = Tick(at(5), starts=("cq2023-time-25",))


# ---------------------------------------------------------------- which clocks run


def test_the_reporter_is_told_within_five_working_days_of_the_decision(book: RuleBook) -> None:
    (clock,) = case_deadlines([DECIDED], NAMED, book, at(4))

    assert (clock.state, clock.due.day, clock.left) == ("open", date(2026, 3, 9), 3)
    assert clock.period.who == "医疗保障行政部门"
    assert next_due([clock]) == date(2026, 3, 9)


def test_nobody_is_to_be_told_where_nobody_gave_a_name(book: RuleBook) -> None:
    assert case_deadlines([DECIDED], ANONYMOUS, book, at(4)) == ()
    assert next_due(()) is None


@pytest.mark.parametrize("region", [JILIN, HONGZE, XIANGCHENG, ELSEWHERE, None])
def test_a_clock_of_chongqing_runs_nowhere_else(book: RuleBook, region: str | None) -> None:
    about = CaseAbout(region, "B1-1", anonymous=False)

    assert case_deadlines([DECIDED, CLOSED], about, book, at(6)) == ()


def test_a_county_of_chongqing_has_the_clocks_of_chongqing(book: RuleBook) -> None:
    about = CaseAbout("500112", "B1-1", anonymous=False)

    assert {clock.period.id for clock in case_deadlines([DECIDED, CLOSED], about, book, at(6))} == {
        "cq2023-time-15", "cq2023-time-25",
    }  # fmt: skip


def test_of_the_limits_of_a_list_only_that_of_the_power_that_answers_runs(book: RuleBook) -> None:
    opened = Tick(at(2), starts=tuple(f"XC-CF-{number}-statutory" for number in range(1, 7)))

    (clock,) = case_deadlines([opened], CaseAbout(XIANGCHENG, "B1-1", anonymous=True), book, at(4))

    assert clock.period.id == "XC-CF-2-statutory"
    assert clock.latest is not None
    assert clock.latest.day == date(2026, 9, 2)
    assert case_deadlines([opened], CaseAbout(XIANGCHENG, None, anonymous=True), book, at(4)) == ()


# ---------------------------------------------------------------- how they stand


@pytest.mark.parametrize(
    ("now", "state", "left"),
    [
        (at(6), "open", 1),
        (at(8), "open", 1),
        (at(9, 23), "open", 0),
        (at(10, 0), "overdue", -1),
        (at(14), "overdue", -4),
    ],
)
def test_the_last_day_belongs_to_the_period(book: RuleBook, now: datetime, state: str, left: int) -> None:
    (clock,) = case_deadlines([DECIDED], NAMED, book, now)

    assert (clock.state, clock.left) == (state, left)


def test_on_the_saturday_after_a_friday_it_is_late_although_no_working_day_has_passed(book: RuleBook) -> None:
    decided = Tick(at(6), starts=("cq2023-time-15",))

    (clock,) = case_deadlines([decided], NAMED, book, at(14))

    assert (clock.due.day, clock.state, clock.left) == (date(2026, 3, 13), "overdue", -1)


@pytest.mark.parametrize(("told", "state"), [(at(9, 23), "met"), (at(10), "met_late")])
def test_a_clock_that_was_stopped_stays_as_it_was_then(book: RuleBook, told: datetime, state: str) -> None:
    ticks = [DECIDED, Tick(told, stops=("cq2023-time-15",))]

    (clock,) = case_deadlines(ticks, NAMED, book, at(30))

    assert (clock.state, clock.met_at, clock.left) == (state, told, None)
    assert next_due([clock]) is None


def test_stopping_what_does_not_run_is_nothing(book: RuleBook) -> None:
    assert case_deadlines([TOLD], NAMED, book, at(7)) == ()


def test_a_period_started_again_counts_from_the_last_start(book: RuleBook) -> None:
    received = Tick(at(2), starts=("xxgk-33-2",))
    corrected = Tick(at(16), starts=("xxgk-33-2",))

    (clock,) = case_deadlines([received, corrected], CaseAbout(None, "C1-1", anonymous=False), book, at(17))

    assert clock.due == due(book.one(Period, "xxgk-33-2"), date(2026, 3, 16))


def test_a_clock_keeps_the_rule_of_the_day_it_started_when_the_rule_is_changed() -> None:
    tables = read_tables()
    old = next(row for row in tables.rows["periods"] if row.id == "cq2023-time-15")
    assert isinstance(old, Period)
    tables.rows["periods"].remove(old)
    tables.rows["periods"] += [
        replace(old, effective_to=date(2026, 3, 4)), replace(old, effective_from=date(2026, 3, 5), number=10),
    ]  # fmt: skip
    later = Tick(at(5), starts=("cq2023-time-25",))

    (clock, _) = case_deadlines([DECIDED, later], NAMED, RuleBook(tables).as_of(date(2026, 3, 20)), at(6))
    (new,) = case_deadlines([Tick(at(5), starts=("cq2023-time-15",))], NAMED, RuleBook(tables), at(6))

    assert (clock.period.number, clock.due.day) == (5, date(2026, 3, 9))
    assert (new.period.number, new.due.day) == (10, date(2026, 3, 19))


def test_running_clocks_come_first_the_nearest_before_the_others(book: RuleBook) -> None:
    dispute = Tick(at(3), starts=("cq2023-time-21",))

    clocks = case_deadlines([DECIDED, TOLD, dispute, CLOSED], NAMED, book, at(6))

    assert [(clock.period.id, clock.state) for clock in clocks] == [
        ("cq2023-time-21", "open"), ("cq2023-time-25", "open"), ("cq2023-time-15", "met"),
    ]  # fmt: skip
    assert clocks[0].period.escalation == "协商不成的，报请市医疗保障行政部门指定管辖。"


def test_hours_run_to_the_minute(book: RuleBook) -> None:
    about = CaseAbout(JILIN, "B2-2", anonymous=False)
    sealed = Tick(at(2, 16), starts=("JL22-16-24h",))

    states = [case_deadlines([sealed], about, book, now)[0].state for now in (at(3, 16), at(3, 17))]

    assert states == ["open", "overdue"]


def test_of_an_anonymous_case_only_the_day_is_used(book: RuleBook) -> None:
    about = CaseAbout(JILIN, "B2-2", anonymous=True)
    sealed = Tick(at(2, 16), starts=("JL22-16-24h",))

    (clock,) = case_deadlines([sealed], about, book, at(2, 17))

    assert clock.started == date(2026, 3, 2)
    assert clock.due.estimated


# ---------------------------------------------------------------- recurring duties


@pytest.mark.parametrize(
    ("row", "today", "day"),
    [
        ("cq2023-time-31-quarter", date(2026, 11, 22), date(2027, 1, 5)),
        ("cq2023-time-31-quarter", date(2026, 4, 5), date(2026, 4, 5)),
        ("cq2023-time-31-quarter", date(2026, 4, 6), date(2026, 7, 5)),
        ("cq2023-time-31-year", date(2026, 12, 31), date(2026, 12, 31)),
        ("cq2023-time-31-year", date(2027, 1, 1), date(2027, 12, 31)),
        ("cq2023-time-30", date(2026, 4, 6), None),  # each year, on no particular day
        ("cq2023-time-15", date(2026, 4, 6), None),
    ],
)
def test_a_recurring_duty_comes_on_its_day(book: RuleBook, row: str, today: date, day: date | None) -> None:
    assert coming(book.one(Period, row), today) == day


def test_what_is_no_deadline_has_no_end(book: RuleBook) -> None:
    for row in book.periods:
        if row.kind != "deadline":
            with pytest.raises(ValueError, match=row.id):
                due(row, date(2026, 1, 1))


# ---------------------------------------------------------------- every row, every day


@settings(deadline=None)  # the first estimate loads a library
@given(st.sampled_from(DEADLINES), st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_a_later_start_never_ends_earlier_and_an_extension_never_shortens(period: Period, start: date) -> None:
    end = due(period, start)
    extended = longest(period, start)

    assert end.day >= start
    assert due(period, start + timedelta(days=1)).day >= end.day
    assert extended is None or extended.day > end.day


# ---------------------------------------------------------------- the rows say what the lists say

FIGURE = re.compile(r"([0-9]+)\s*(个工作日|工作日|日|个月)")
UNITS = {"个工作日": "working_day", "工作日": "working_day", "日": "day", "个月": "month"}
NO_FIGURE = "即时办理"


def cells(power: Power) -> set[tuple[str, str]]:
    """Every promised and statutory limit of a power: which one, and the words of the list."""
    limits = {("promised", power.promised_limit), ("statutory", power.statutory_limit)}
    limits |= {("promised", step.promised_limit) for step in power.steps}
    limits |= {("statutory", step.statutory_limit) for step in power.steps}
    return {(kind, words) for kind, words in limits if words is not None}


def test_every_limit_of_a_list_has_its_row_with_its_figure_and_no_row_is_made_up(book: RuleBook) -> None:
    for power in book.powers:
        rows = [row for row in book.periods if row.power == power.id and row.limit in ("promised", "statutory")]

        assert {(str(row.limit), row.quote or "") for row in rows} == {
            (kind, words) for kind, words in cells(power) if words != NO_FIGURE
        }, power.id
        for row in rows:
            figure = FIGURE.search(row.quote or "")
            assert figure is not None, row.id
            assert (row.number, row.unit) == (int(figure[1]), UNITS[figure[2]]), row.id


def test_a_limit_in_the_text_of_a_basis_has_a_row_only_where_no_defect_touches_it(book: RuleBook) -> None:
    sound = {
        power.id
        for power in book.powers
        if power.basis_limit and not any("basis_limit" in defect.fields for defect in power.defects)
    }

    assert {row.power for row in book.periods if row.limit == "basis"} == sound == {"HZ-27", "HZ-28", "HZ-37", "HZ-38"}


def test_every_extension_of_the_words_is_an_extension_of_the_row(book: RuleBook) -> None:
    for row in book.periods:
        words = row.quote or row.text
        if row.kind == "deadline" and row.id != "xzfy-20-3":
            assert bool(row.extensions) == ("延长" in words), row.id


def test_a_limit_nobody_says_when_it_starts_says_so(book: RuleBook) -> None:
    for row in book.periods:
        if row.limit in ("promised", "statutory"):
            assert "清单没有写" in row.starts or "责任事项一栏写的是" in row.starts, row.id


def test_only_periods_whose_law_says_so_move_off_a_holiday(book: RuleBook) -> None:
    for row in book.periods:
        if row.moves_off_holiday:
            assert row.source in ("law-xzfy-2023", "law-xzss-2017")
            assert "count-msss-85" in row.counting
            assert row.unit != "working_day"
    assert "最后一日是法定休假日" in book.citation("count-msss-85").quote
