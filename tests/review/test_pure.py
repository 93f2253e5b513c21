"""Worth, likeness, novelty, agreement: plain functions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.review.agreement import agreement, sampled
from casework.review.alike import BANDS, SIZE, keys, likeness, most_alike, sketch
from casework.review.novelty import Profile
from casework.review.reasons import REASONS, mask_of, reasons_of
from casework.review.worth import cost_of_mistake, doubt, label_worth
from knowledge import RuleBook
from tests.review.talks import BEDS

FOUND = "平安医院给我父亲多记了三天床位费，我想举报他们骗医保的钱。"
OTHER = "我想问一下异地就医备案在哪里办，需要带什么材料？"
texts = st.text(max_size=200)


def test_a_report_taken_for_a_suggestion_is_dearer_than_a_question_taken_for_a_dispute(book: RuleBook) -> None:
    report = cost_of_mistake("suggestion", {"suggestion": 0.5, "report": 0.5}, book.policy)
    question = cost_of_mistake("appeal", {"appeal": 0.5, "consult": 0.5}, book.policy)

    assert report > question


def test_a_wrong_situation_within_the_right_category_costs_least(book: RuleBook) -> None:
    within = cost_of_mistake("report", {"report": 1.0}, book.policy)

    assert within == book.policy.review["same_category"] < cost_of_mistake("suggestion", {"report": 1.0}, book.policy)


def test_what_people_have_shown_counts_more_than_what_the_model_believes(book: RuleBook) -> None:
    assert doubt(0.99, ["corrected"], book.policy) == 1.0
    assert doubt(0.2, [], book.policy) == pytest.approx(0.8)
    assert doubt(0.99, [], book.policy) == pytest.approx(0.01)


def test_a_decision_that_serves_many_is_worth_more(book: RuleBook) -> None:
    one, two, many = (label_worth(3.0, 0.5, alike, book.policy) for alike in (1, 2, 16))

    assert many > two > one


@given(st.lists(st.sampled_from(REASONS)))
def test_reasons_come_back_from_their_number(given_reasons: list[str]) -> None:
    assert set(reasons_of(mask_of(given_reasons))) == set(given_reasons)  # type: ignore[arg-type]


def test_nearly_the_same_words_are_alike_and_another_matter_is_not() -> None:
    assert likeness(sketch(BEDS), sketch(FOUND)) > 0.5
    assert likeness(sketch(BEDS), sketch(OTHER)) < 0.1


def test_names_and_figures_make_no_difference() -> None:
    first = "我叫〔姓名1〕，电话〔电话1〕，3月5日多收了我42元。"
    second = "我叫〔姓名2〕，电话〔电话7〕，11月28日多收了我3600元。"

    assert sketch(first) == sketch(second)


@given(texts)
def test_any_text_has_a_sketch_and_is_like_itself(text: str) -> None:
    made = sketch(text)

    assert len(made) == SIZE
    assert len(keys(made)) == BANDS
    assert likeness(made, sketch(text)) == 1.0


@given(st.lists(texts, min_size=1, max_size=5))
def test_a_text_joins_the_oldest_of_the_groups_most_like_it(founders: list[str]) -> None:
    groups = [(number, sketch(text)) for number, text in enumerate(founders)]

    found = most_alike(sketch(founders[-1]), groups, 0.5)

    assert found is not None
    assert sketch(founders[found]) == sketch(founders[-1])
    assert found == min(n for n, text in enumerate(founders) if sketch(text) == sketch(founders[-1]))


def test_a_text_like_no_other_founds_its_own_group() -> None:
    assert most_alike(sketch(OTHER), [(1, sketch(BEDS))], 0.5) is None
    assert most_alike(sketch(OTHER), [], 0.5) is None


def test_what_training_never_showed_is_new_and_what_it_showed_is_not() -> None:
    profile = Profile([*[BEDS] * 3, FOUND, *[OTHER] * 3])

    assert profile.novelty(BEDS) == 0.0
    known, new = profile.novelty(BEDS), profile.novelty("红烧肉要先焯水去血沫，然后小火慢炖一个半小时")
    assert known is not None
    assert new is not None
    assert new > 0.9


@given(texts)
def test_novelty_is_a_share_or_unknown(text: str) -> None:
    found = Profile([BEDS] * 3).novelty(text)

    assert found is None or 0.0 <= found <= 1.0


def test_a_text_of_a_few_characters_is_neither_new_nor_known() -> None:
    assert Profile([BEDS] * 3).novelty("转人工") is None
    assert Profile([]).novelty(BEDS) is None


def test_kappa_of_a_known_table() -> None:
    # Cohen 1960: 20 both yes, 15 both no, 5 and 10 apart
    pairs = [("y", "y")] * 20 + [("n", "n")] * 15 + [("y", "n")] * 5 + [("n", "y")] * 10

    found = agreement(pairs)

    assert (found.compared, found.observed) == (50, 0.7)
    assert found.kappa == pytest.approx(0.4)


def test_where_nothing_can_be_compared_there_is_no_kappa() -> None:
    assert agreement([]).kappa is None
    assert agreement([("a", "a")] * 3).kappa is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_kappa_lies_between_its_bounds_and_is_the_same_both_ways(pairs: list[tuple[str, str]]) -> None:
    found, turned = agreement(pairs), agreement([(b, a) for a, b in pairs])

    if found.kappa is not None:
        assert -1.0 <= found.kappa <= 1.0
        assert turned.kappa == pytest.approx(found.kappa)


def test_a_tenth_of_the_keys_is_drawn_and_always_the_same_ones() -> None:
    drawn = {number for number in range(5000) if sampled(f"group {number}", 0.1)}

    assert 400 < len(drawn) < 600
    assert drawn == {number for number in range(5000) if sampled(f"group {number}", 0.1)}
    assert not any(sampled(f"group {number}", 0.0) for number in range(50))
    assert all(sampled(f"group {number}", 1.0) for number in range(50))
