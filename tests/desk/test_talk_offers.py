"""Suggested replies name each clause once."""

from __future__ import annotations

from dataclasses import replace

from api.desk.pages.talk_offers import offers
from casework.suggesting import Suggestion
from tests.casework.builders import rulebook


def test_rows_of_one_clause_are_named_once() -> None:
    book = rulebook()
    cited = book.citation(book.alerts[0].hotlines[0])
    other = replace(cited, clause="另一条")
    rows = (cited, replace(cited, quote="另一行的话"), other)

    shown = offers([Suggestion("s1", "safety", "请拨打电话。", rows, "")], 1)

    assert shown.count("data-copy=") == 2
    assert shown.index(cited.clause) < shown.index("另一条")
