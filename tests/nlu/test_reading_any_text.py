"""Whatever is written, it is read: no exception, bounded time, positions inside the text."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu.classifier import IntentModel
from nlu.reader import read

ODD = {
    "nothing": "",
    "blanks": " \n\t　",
    "smileys": "😀😡🙏" * 30,
    "English": "My hospital bill was not reimbursed, please help",
    "markup": "<script>alert(1)</script>",
    "SQL": "'; DROP TABLE cases; --",
    "Rasa command": '/report{"a": 1}',
    "controls": "医\x00保\x1b[31m\u202e报销\ufeff",
    "lone surrogate": "医保\ud83d报销",
    "traditional": "醫保局不給我報銷,憑什麼",
    "sealed": "〔姓名1〕的电话是〔电话1〕,住院没有报销",
    "joins only": "另外顺便还有你再一个" * 50,
    "no punctuation": "我妈住院了医保不给报" * 400,
    "full stops": "。" * 10_000,
    "one letter": "a" * 10_000,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_messages_are_read_in_bounded_time(small_model: IntentModel, text: str) -> None:
    start = time.process_time()

    reading = read(small_model, text)

    assert time.process_time() - start < 5
    json.dumps(reading.as_dict())
    assert 0 < reading.ranking[0].confidence <= 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(categories=None), max_size=300))
def test_any_text_is_read_with_positions_inside_it(small_model: IntentModel, text: str) -> None:
    reading = read(small_model, text)

    for matter in reading.matters:
        assert 0 <= matter.span.start <= matter.span.end <= len(text)
        assert all(text[e.start : e.end] == e.text for e in matter.evidence)
        assert sum(matter.categories.values()) <= 1.001


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(piece=st.text(alphabet=st.characters(categories=None), min_size=1, max_size=12))
def test_ten_thousand_characters_of_anything_take_bounded_time(small_model: IntentModel, piece: str) -> None:
    text = (piece * (10_000 // len(piece) + 1))[:10_000]
    start = time.process_time()

    read(small_model, text)

    assert time.process_time() - start < 5
