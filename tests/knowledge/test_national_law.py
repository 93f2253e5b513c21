"""Time limits outside the five documents: each with law, article and the words of the law."""

from __future__ import annotations

import pytest

from knowledge import Channel, RuleBook

REVIEW, COURT, INFORMATION, PETITIONS = "law-xzfy-2023", "law-xzss-2017", "law-xxgk-2019", "law-xfgz-2022"


def branch(book: RuleBook, situation: str, value: str) -> Channel:
    return next(row for row in book.channels_for(situation) if row.when.get("decision_kind") == value)


@pytest.mark.parametrize(
    ("row_id", "source", "clause", "number", "unit", "figure"),
    [
        ("xzfy-20-1", REVIEW, "第二十条第一款", 60, "day", "六十日"),
        ("xzfy-20-3", REVIEW, "第二十条第三款", 1, "year", "一年"),
        ("xzfy-30", REVIEW, "第三十条第一款", 5, "working_day", "五日"),
        ("xzfy-62-1", REVIEW, "第六十二条第一款", 60, "day", "六十日"),
        ("xzfy-62-2", REVIEW, "第六十二条第二款", 30, "day", "三十日"),
        ("xzfy-34", REVIEW, "第三十四条", 15, "day", "十五日"),
        ("xzss-45", COURT, "第四十五条", 15, "day", "十五日"),
        ("xzss-46-1", COURT, "第四十六条第一款", 6, "month", "六个月"),
        ("xxgk-33-2", INFORMATION, "第三十三条第二款", 20, "working_day", "20个工作日"),
        ("xxgk-30", INFORMATION, "第三十条", 7, "working_day", "7个工作日"),
    ],
)
def test_a_period_of_national_law_has_its_figure_in_the_words_of_the_law(
    book: RuleBook, row_id: str, source: str, clause: str, number: int, unit: str, figure: str
) -> None:
    row = book.row(row_id)
    citation = book.citation(row_id)

    assert (row.source, citation.clause) == (source, clause)
    assert (getattr(row, "number"), getattr(row, "unit")) == (number, unit)  # noqa: B009
    assert figure in citation.quote


def test_a_regulation_that_could_not_be_compared_is_told_but_not_quoted(book: RuleBook) -> None:
    rows = [row for row in book.periods if row.source == PETITIONS]

    assert [(row.clause, row.number) for row in rows] == [("第二十三条", 15), ("第三十四条", 60)]
    for row in rows:
        assert row.quote is None
        assert "没有逐字核对" in row.note


def test_direct_action_in_court_has_six_months_and_action_after_review_fifteen_days(book: RuleBook) -> None:
    refused = branch(book, "A2-7", "refused_acceptance")
    other = branch(book, "A2-7", "other_decision")

    after_review = {row.id for row in book.periods_of(refused, "A2-7", "court")}
    direct = {row.id for row in book.periods_of(other, "A2-7", "court")}

    assert "xzss-45" in after_review
    assert "xzss-46-1" not in after_review
    assert direct == {"xzss-46-1"}


def test_every_way_that_leads_to_review_says_how_long_one_has(book: RuleBook) -> None:
    for situation in book.situations:
        for row in book.channels_for(situation.id):
            told = {period.id for period in book.periods_of(row, situation.id)}
            assert ("xzfy-20-1" in told) == ("review" in {step.remedy for step in row.steps})


def test_reports_and_suggestions_get_no_period_of_remedies(book: RuleBook) -> None:
    for situation in ("B1-1", "B2-1", "D-1"):
        assert book.periods_for(situation) == ()


def test_every_period_says_what_starts_it_and_who_must_act(book: RuleBook) -> None:
    for row in book.periods:
        assert row.starts
        assert row.who
        assert row.towards
        assert row.number > 0 or row.fixed_date


def test_the_sentence_for_the_citizen_has_the_figure_of_the_row(book: RuleBook) -> None:
    for row in book.periods:
        if not row.internal and row.number:
            figures = {str(row.number), {1: "一", 60: "60"}.get(row.number, str(row.number))}
            assert any(figure in row.text for figure in figures), row.id


def test_no_law_is_said_to_be_a_rule_of_a_place(book: RuleBook) -> None:
    for row in (*book.periods, *book.rows("law_notes")):
        if book.source(row.source).kind == "law":
            assert book.place_of(row) is None
