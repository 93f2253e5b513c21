"""Whatever a citizen pastes: positions hold, no exception, bounded time."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nlu.facts.extract import extract_facts, language

ENTITIES = {
    "institution", "person", "role", "place", "amount", "date", "drug", "disease", "document_number", "decision_kind",
    "office",
}  # fmt: skip
PIECES = st.sampled_from([
    "医院", "药店", "张", "医生", "某", "三万", "元", "2023", "年", "〔", "〕", "号", "县", "村", "不予", "受理", "没",
    "答复", "，", "。", "叫", "李", "单抗", "癌", "窗口", "😀", "\n", "的", "\u200b", "Ａ",
])  # fmt: skip


def check(text: str) -> None:
    facts = extract_facts(text)

    assert [fact.start for fact in facts] == sorted(fact.start for fact in facts)
    for fact in facts:
        assert fact.entity in ENTITIES
        assert 0 <= fact.start < fact.end <= len(text)
        assert fact.entity == "decision_kind" or fact.value == text[fact.start : fact.end]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
@example("")
@example("\x00\ud800\udfff")
@example("ﷺ㍿ﬃ医院")
def test_any_unicode_text_gives_facts_where_they_stand(text: str) -> None:
    check(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=80).map("".join))
def test_any_mixture_of_telling_words_gives_facts_where_they_stand(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "piece",
    [
        "一",
        "李",
        "医院",
        "村",
        "没答复",
        "a",
        "1",
        "1,",
        "〔2023〕",
        " ",
        "张某",
        "百",
        "市县区",
        "二十",
        "公司叫",
        "康",
        "不予",
    ],
)
def test_ten_thousand_characters_of_one_kind_take_bounded_time(piece: str) -> None:
    language()
    text = (piece * 10_000)[:10_000]
    began = time.process_time()

    check(text)

    assert time.process_time() - began < 5


def test_what_stands_behind_ten_thousand_characters_is_not_read() -> None:
    text = "好" * 10_000 + "我举报健民大药房"

    assert extract_facts(text) == []
