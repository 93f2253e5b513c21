"""Every situation is complete: a channel, somebody or an honest gap in each place, words to say, and a worked case."""

from __future__ import annotations

import pytest

from knowledge import RuleBook
from tests.cases.test_cases import answers
from tests.casework.builders import ELSEWHERE, PLACES, rulebook

SITUATIONS = [row.id for row in rulebook().situations]


def test_there_are_twenty_eight_of_them_and_twelve_channel_rules(book: RuleBook) -> None:
    assert len(book.situations) == 28
    assert len(book.channels) == 12


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_has_a_channel_and_a_legal_basis(book: RuleBook, situation: str) -> None:
    assert book.channels_for(situation)
    assert book.bases_for(situation) or situation.startswith("D")
    for fact in book.deciding_facts(situation):
        values = {branch.when.get(fact.id) for branch in book.channels_for(situation)}
        assert {option.value for option in fact.options if option.leads_to is None} == values


@pytest.mark.parametrize("region", [*PLACES, ELSEWHERE])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_has_an_office_or_an_honest_gap_in_every_place(book: RuleBook, situation: str, region: str) -> None:
    handler = book.handler(situation, region)

    assert handler.office or handler.gap
    assert handler.power is None or handler.power.place == book.place_for(region).region_code


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_has_words_to_say_and_a_next_step(book: RuleBook, situation: str) -> None:
    row = book.situation(situation)

    assert row.text
    assert 0 < len(row.plain) <= 18
    assert book.has_reply(f"next_{row.category}")


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_has_a_worked_case(situation: str) -> None:
    assert any(case.get("situation") == situation for case in answers())


def test_any_two_readings_can_be_told_apart_by_a_question(book: RuleBook) -> None:
    readings = [*SITUATIONS, *(topic.id for topic in book.topics)]

    for first in readings:
        for second in readings:
            if first != second:
                question = book.confusion(first, second)
                labels = [option.label for option in question.options]
                assert len(set(labels)) == len(labels), (first, second)
                assert not any("{" in label for label in labels), (first, second)
