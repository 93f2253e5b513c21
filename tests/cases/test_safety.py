"""Runs safety.yml: which words bring the numbers for help before all else, and which do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.intake import alert_in, danger_in
from knowledge import RuleBook

SENTENCES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "safety.yml").read_text(encoding="utf-8"))[
    "sentences"
]
NUMBERS = {"self_harm": ("12356", "120", "110"), "threat": ("110", "120"), "medical": ("120",)}


@pytest.mark.parametrize("one", [pytest.param(one, id=one["say"]) for one in SENTENCES])
def test_danger_is_heard_and_what_is_past_or_only_anger_is_not(book: RuleBook, one: dict[str, Any]) -> None:
    alert = alert_in(one["say"], book)

    assert (alert.kind if alert else "none") == one["is"]


def test_the_sentence_names_the_numbers_of_its_kind_and_each_has_a_row_with_a_source(book: RuleBook) -> None:
    for alert in book.alerts:
        spoken = book.reply(alert.reply)
        numbers = [next(row for row in book.hotlines if row.id == name).number for name in alert.hotlines]

        assert set(numbers) == set(NUMBERS[alert.kind])
        assert all(number in spoken for number in numbers)
        assert all(book.citation(name).source == "general" for name in alert.hotlines)


@pytest.mark.parametrize("number", ["12345", "12393", "120", "110"])
def test_the_numbers_everybody_should_know_are_rows(book: RuleBook, number: str) -> None:
    (row,) = [one for one in book.hotlines if one.number == number]

    assert book.citation(row.id).title


def test_words_of_danger_among_other_words_are_heard(book: RuleBook) -> None:
    long = "住院的事说不清楚。" * 200

    assert danger_in(f"{long}我不想活了。{long}", book) == "emergency_self_harm"
