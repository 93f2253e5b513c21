"""Until when somebody may apply for review, told from the day they received the decision."""

from __future__ import annotations

from datetime import date

import pytest

from casework.form_state import FormState
from casework.remedy_days import in_words, remedy_days
from casework.services.form_prompts import receipt
from knowledge import RuleBook
from tests.casework.builders import TODAY

FORM = "review_application"


def sentence(book: RuleBook, received: str, today: date = TODAY) -> str | None:
    days = remedy_days(book.form(FORM), {"received_on": received}, book, today)
    return in_words(days[0], book) if days else None


def test_the_last_day_and_what_is_left_are_told_with_the_clause(book: RuleBook) -> None:
    assert sentence(book, "2026年11月2日") == (
        "申请行政复议：最后一天是2027年1月4日，还有43天。那几天放假，已经顺延到假后第一天。"
        "那一年的放假安排还没有公布，这一天是预计的，请早点递交。（中华人民共和国行政复议法第二十条第一款）"
    )


def test_a_day_said_in_passing_counts_from_today(book: RuleBook) -> None:
    assert sentence(book, "昨天收到的") == (
        "申请行政复议：最后一天是2027年1月20日，还有59天。"
        "那一年的放假安排还没有公布，这一天是预计的，请早点递交。（中华人民共和国行政复议法第二十条第一款）"
    )


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 9, 8), "最后一天是2026年9月9日，还有1天。"),
        (date(2026, 9, 9), "今天就是最后一天，请马上递交。"),
        (date(2026, 9, 10), "从2026年7月11日起算，到2026年9月9日已经期满。"),
    ],
)
def test_the_last_day_still_counts(book: RuleBook, today: date, words: str) -> None:
    assert words in (sentence(book, "2026年7月11日", today) or "")


def test_when_it_is_over_the_rows_say_what_remains(book: RuleBook) -> None:
    over = sentence(book, "2025年3月5日") or ""

    assert "不可抗力或者其他正当理由" in over
    assert "最长不超过知道决定内容后一年" in over
    assert "放假" not in over


def test_where_nothing_was_decided_no_day_counts_as_that_of_a_decision(book: RuleBook) -> None:
    told = {"decision_kind": "一直没有答复", "received_on": "2026年11月2日"}

    assert remedy_days(book.form(FORM), told, book, TODAY) == ()


@pytest.mark.parametrize("received", ["", "上个月中旬", "记不清了", "2026年12月3日", "农历十月初五"])
def test_without_one_certain_day_nothing_is_worked_out(book: RuleBook, received: str) -> None:
    assert sentence(book, received) is None


@pytest.mark.parametrize(
    "form", ["report_registration", "recheck_application", "disclosure_application", "suggestion_note"]
)
def test_no_other_form_has_a_period_of_review(book: RuleBook, form: str) -> None:
    assert remedy_days(book.form(form), {"received_on": "2026年11月2日"}, book, TODAY) == ()


def test_the_receipt_of_the_application_tells_it(book: RuleBook) -> None:
    filling = FormState(form=FORM, situation="A2-7", values={"received_on": "2026年11月2日"})

    said = receipt(book.form(FORM), filling, "SQ202611220001", book, TODAY)

    assert said.card is not None
    assert "最后一天是2027年1月4日" in said.text
    assert "最后一天是2027年1月4日" in said.card["text"]
