"""What a report already tells of the facts its acceptance hangs on; what it does not tell stays open."""

from __future__ import annotations

from typing import Any

import pytest

from casework.report_facts import facts_of_report
from knowledge import RuleBook
from tests.casework.builders import CHONGQING, JILIN, rulebook

CUES = [pytest.param(cue, id=cue.id) for cue in rulebook().cues]


def told(book: RuleBook, story: str = "", **given: Any) -> dict[str, str]:
    arguments: dict[str, Any] = {
        "form_values": {}, "named": None, "situation": None, "found": {}, "story": story, "region": None,
    }  # fmt: skip
    return facts_of_report(book, **(arguments | given))


@pytest.mark.parametrize("cue", CUES)
def test_each_cue_reads_its_example_and_leaves_its_counter_example_alone(book: RuleBook, cue: Any) -> None:
    assert told(book, cue.example).get(cue.fact) == cue.value
    assert told(book, cue.counter_example).get(cue.fact) != cue.value


def test_nothing_said_nothing_known(book: RuleBook) -> None:
    assert told(book) == {}


@pytest.mark.parametrize(("named", "mode"), [(True, "real_name"), (False, "anonymous")])
def test_the_choice_of_name_is_a_fact(book: RuleBook, named: bool, mode: str) -> None:
    assert told(book, named=named) == {"reporter_mode": mode}


@pytest.mark.parametrize("field", ["respondent_name", "respondent_org"])
def test_a_filled_respondent_is_known_whatever_the_story_said(book: RuleBook, field: str) -> None:
    assert told(book, "不知道是谁。", form_values={field: "平安卫生院"})["respondent_known"] == "yes"


def test_a_story_with_a_day_and_a_place_tells_something_concrete(book: RuleBook) -> None:
    story = "今年三月平安卫生院让没病的村民挂床住院，天天量个血压就走。"

    assert told(book, story, found={"date": ["今年三月"], "institution": ["平安卫生院"]})["facts_known"] == "yes"
    assert "facts_known" not in told(book, story, found={"institution": ["平安卫生院"]})
    assert "facts_known" not in told(book, "他们骗保。", found={"date": ["今年"], "institution": ["平安卫生院"]})


def test_two_sentences_that_disagree_leave_the_fact_open(book: RuleBook) -> None:
    assert "repeat" not in told(book, "我是第一次举报。不对，去年举报过，这次有新的证据。")


def test_a_concrete_story_without_papers_is_a_clue(book: RuleBook) -> None:
    story = "今年三月平安卫生院让没病的村民挂床住院。我也只是听说，没有什么证据。"

    assert told(book, story)["evidence"] == "nothing"
    assert told(book, story, found={"date": ["三月"], "institution": ["平安卫生院"]})["evidence"] == "clues"


def test_a_dispute_about_ones_own_penalty_belongs_to_review_or_court(book: RuleBook) -> None:
    assert told(book, situation="A1-1")["other_route"] == "yes"
    assert "other_route" not in told(book, situation="B1-1")


@pytest.mark.parametrize(
    ("here", "story", "region", "value"),
    [
        (True, "", None, "here"),
        (False, "", None, "elsewhere"),
        (None, "重庆一家药店套刷医保卡", CHONGQING, "here"),
        (None, "我在重庆打工，老家有药店套刷医保卡", JILIN, None),
        (None, "一家药店套刷医保卡", CHONGQING, None),
        (None, "重庆一家药店套刷医保卡", None, None),
        (False, "重庆一家药店套刷医保卡", CHONGQING, "elsewhere"),
    ],
)
def test_the_place_comes_from_jurisdiction_and_else_from_a_covered_place_that_is_named(
    book: RuleBook, here: bool | None, story: str, region: str | None, value: str | None
) -> None:
    assert told(book, story, region=region, here=here).get("violation_place") == value


def test_the_written_content_is_read_too(book: RuleBook) -> None:
    facts = told(book, "我要举报平安卫生院", form_values={"content": "他们套刷医保卡。购药小票我都留着。"})

    assert facts["evidence"] == "material"


def test_every_value_read_is_one_the_question_offers(book: RuleBook) -> None:
    for cue in book.cues:
        assert cue.value in {option.value for option in book.fact(cue.fact).options}, cue.id


@pytest.mark.parametrize(
    "story",
    [
        "医院让我提供住院发票原件和病历复印件才给报。",
        "店里有小票，但是不肯给我。",
        "他用去世母亲的医保卡买药，母亲去年就去世了。",
        "那家诊所被罚过还在干。",
        "请你们派人去查，医生说可以提供假病历。",
        "我不敢拍照片。",
    ],
)
def test_words_that_only_look_like_an_answer_are_none(book: RuleBook, story: str) -> None:
    assert told(book, story) == {}
