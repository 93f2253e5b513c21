"""Normalising keeps every place; sentences cover all that can be seen."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text import normalise, sentences


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("醫療保險報銷", "医疗保险报销"),
        ("ＡＢＣ１２３", "abc123"),
        ("报销！？", "报销!?"),
        ("B超", "b超"),
        ("一\x00二\x07三", "一 二 三"),
        ("孤\ud800立", "孤 立"),
        ("İstanbul ﷺ", "İstanbul ﷺ"),
    ],
)
def test_spelling_varieties_become_one_and_odd_characters_keep_their_place(written: str, normal: str) -> None:
    assert normalise(written) == normal


@given(st.text(alphabet=st.characters(codec=None, categories=None), max_size=400))
def test_normalising_never_changes_the_length(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text(alphabet=st.characters(categories=None), max_size=400))
def test_sentences_stand_in_order_and_leave_out_blanks_only(text: str) -> None:
    spans = sentences(text)

    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert all(text[span.start : span.end].strip() for span in spans)
    covered = {place for span in spans for place in range(span.start, span.end)}
    assert not "".join(c for place, c in enumerate(text) if place not in covered).strip()


def test_a_story_without_full_stops_is_cut_at_its_commas() -> None:
    story = "我妈在县医院住了十二天院，出院结账一共花了三万四千多，" * 6

    spans = sentences(story)

    assert len(spans) > 2
    assert max(span.end - span.start for span in spans) <= 90
    assert all(story[span.end - 1] == "，" for span in spans)


def test_a_single_run_of_characters_is_cut_by_force() -> None:
    assert max(span.end - span.start for span in sentences("医" * 1000)) <= 90
