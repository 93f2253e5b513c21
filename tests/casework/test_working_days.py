"""Working days: announced years by the notice, later ones as an estimate."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.working_days import Day, add_working_days, is_working_day, next_working_day, working_days_between

ANNOUNCED = True


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 14), True),  # Saturday before Spring Festival, worked in exchange
        (date(2026, 2, 15), False),
        (date(2026, 2, 20), False),  # Friday, day off in exchange
        (date(2026, 2, 23), False),  # Monday, day off in exchange
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),  # Saturday, worked in exchange
        (date(2026, 9, 20), True),  # Sunday, worked in exchange
        (date(2026, 10, 7), False),
        (date(2026, 10, 10), True),
        (date(2026, 11, 22), False),  # an ordinary Sunday
        (date(2026, 11, 23), True),
    ],
)
def test_the_days_of_2026_are_those_of_the_notice(day: date, working: bool) -> None:
    assert is_working_day(day) == Day(working, ANNOUNCED)


def test_a_year_without_a_notice_is_an_estimate_from_weekends_and_statutory_holidays() -> None:
    assert is_working_day(date(2027, 1, 1)) == Day(working=False, announced=False)
    assert is_working_day(date(2027, 1, 4)) == Day(working=True, announced=False)
    assert is_working_day(date(2027, 2, 5)) == Day(working=False, announced=False)  # New Year's Eve of the lunar year
    assert is_working_day(date(2027, 10, 9)) == Day(working=False, announced=False)  # a Saturday nobody has moved


def test_the_last_days_of_the_last_announced_year_wait_for_the_next_notice() -> None:
    assert is_working_day(date(2026, 12, 25)) == Day(working=True, announced=True)
    assert is_working_day(date(2026, 12, 28)) == Day(working=True, announced=False)
    assert is_working_day(date(2018, 12, 29)) == Day(working=True, announced=True)  # Saturday moved by the 2019 notice


def test_a_year_long_ago_is_estimated_too() -> None:
    assert is_working_day(date(1999, 10, 1)) == Day(working=False, announced=False)


def test_counting_never_stops_on_a_day_off_and_counts_what_lies_between() -> None:
    for offset in range(400):
        start = date(2026, 1, 1) + timedelta(days=offset)
        for number in (1, 5, 20):
            reached = add_working_days(start, number)
            assert is_working_day(reached.day).working
            assert working_days_between(start, reached.day) == number
            assert working_days_between(reached.day, start) == -number


def test_no_working_days_are_no_days_at_all() -> None:
    assert add_working_days(date(2026, 2, 15), 0).day == date(2026, 2, 15)


def test_the_next_working_day_is_the_day_itself_or_the_first_one_after_a_holiday() -> None:
    assert next_working_day(date(2026, 9, 20)).day == date(2026, 9, 20)
    assert next_working_day(date(2026, 10, 1)).day == date(2026, 10, 8)
    assert next_working_day(date(2026, 2, 15)).day == date(2026, 2, 24)
    assert not next_working_day(date(2027, 1, 1)).announced
