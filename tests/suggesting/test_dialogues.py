"""The annotated conversations of the benchmark: whole, true to the tables, and nobody else's words."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from benchmarks.suggestions import DIALOGUES, book_name
from knowledge import RuleBook
from nlu.training_data import load_examples

LISTS: dict[str, list[dict[str, Any]]] = yaml.safe_load(DIALOGUES.read_text(encoding="utf-8"))
EVERY = [one for dialogues in LISTS.values() for one in dialogues]


def test_there_are_sixty_and_each_situation_has_one(book: RuleBook) -> None:
    named = {one.get("is") for one in LISTS["dialogues"]}

    assert len(LISTS["dialogues"]) == 60
    assert {row.id for row in book.situations} <= named
    assert sum(str(name).startswith("consult_") for name in named) >= 5
    assert sum(str(name).startswith("oos_") for name in named) >= 5
    assert sum("also" in one for one in LISTS["dialogues"]) >= 5
    assert {one["danger"] for one in LISTS["dialogues"] if "danger" in one} == {row.kind for row in book.alerts}
    assert len({one["id"] for one in EVERY}) == len(EVERY)


@pytest.mark.parametrize("one", [pytest.param(one, id=one["id"]) for one in EVERY])
def test_what_is_expected_stands_in_the_tables(book: RuleBook, one: dict[str, Any]) -> None:
    clauses = {row.clause for row in book.rows()}
    expected = [*one.get("clause", ()), *([one["also"]["clause"]] if "also" in one else [])]

    assert set(expected) <= clauses
    assert "danger" in one or book_name(one["is"], book)
    assert "also" not in one or book_name(one["also"]["is"], book)


def test_no_sentence_is_one_the_model_was_trained_on() -> None:
    known = {"".join(example.text.split()) for example in load_examples()}

    for one in EVERY:
        for said in one["say"]:
            assert "".join(said.split()) not in known
