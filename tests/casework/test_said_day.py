"""The day people mean when they say one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.field_check import check_value
from casework.said_day import day_said, written
from casework.services.form_opening import with_days
from knowledge import RuleBook

# A Monday.
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026年1月15日", date(2026, 1, 15)),
        ("二〇二六年一月十五日", date(2026, 1, 15)),
        ("2026-01-15", date(2026, 1, 15)),
        ("一月十五号收到的", date(2026, 1, 15)),
        ("12月3号", date(2025, 12, 3)),
        ("三月五号", date(2025, 3, 5)),
        ("去年十二月三号", date(2025, 12, 3)),
        ("前年2月28日", date(2024, 2, 28)),
        ("今天", TODAY),
        ("昨天上午", date(2026, 3, 1)),
        ("前天", date(2026, 2, 28)),
        ("大前天", date(2026, 2, 27)),
        ("五天前", date(2026, 2, 25)),
        ("二十八天以前", date(2026, 2, 2)),
        ("上个月15号", date(2026, 2, 15)),
        ("上上个月二十八号", date(2026, 1, 28)),
        ("上月的三十一号", None),
        ("这个月1号", date(2026, 3, 1)),
        ("上周五", date(2026, 2, 27)),
        ("上上个星期天", date(2026, 2, 22)),
        ("周五", date(2026, 2, 27)),
        ("星期一", TODAY),
        ("就是昨天，三月一号", date(2026, 3, 1)),
        ("明年1月1日", date(2027, 1, 1)),
    ],
)
def test_a_day_is_understood_as_it_is_meant(said: str, day: date | None) -> None:
    assert day_said(said, TODAY) == day


@pytest.mark.parametrize(
    "said",
    [
        *("上个月中旬", "十二月底", "去年三月", "好几天前", "2月30日", "1月15日或者1月20日", "记不清了", ""),
        *("农历十二月三号", "腊月二十三", "正月初五"),
    ],
)
def test_words_that_leave_the_day_open_are_no_day(said: str) -> None:
    assert day_said(said, TODAY) is None


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_written_out_is_read_back_whatever_today_is(day: date) -> None:
    assert day_said(written(day), TODAY) == day


@given(text=st.text(alphabet="去前年上个月周星期天号日一二三十〇0123456789之以零两 -", max_size=20))
def test_whatever_is_said_is_a_day_or_none(text: str) -> None:
    assert isinstance(day_said(text, TODAY), date | None)


def test_the_form_shows_the_day_and_keeps_the_words_where_there_is_none(book: RuleBook) -> None:
    field = book.form("review_application").field("received_on")

    def checked(text: str) -> tuple[str, str | None]:
        result = check_value(field, text, text, TODAY, 10_000)
        return result.value, result.fault

    assert checked("上个月15号") == ("2026年2月15日", None)
    assert checked("上个月中旬") == ("上个月中旬", None)
    assert checked("明年1月1日") == ("", "invalid_date_future")
    assert checked("记不清") == ("", "invalid_date")
    assert book.has_reply("invalid_date_future")


def test_a_day_of_the_story_is_written_out_and_one_to_come_is_left_out(book: RuleBook) -> None:
    form = book.form("review_application")
    values = {"content": "1月15日收到决定", "received_on": "1月15日", "applied_on": "2027年5月1日"}

    assert with_days(form, values, TODAY) == {"content": "1月15日收到决定", "received_on": "2026年1月15日"}
