"""What is put before an agent for a petition: right, cited, whole, and in the right order."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.form_state import FormState
from casework.petition import Petition, petition
from casework.suggesting import Remembered, Standing, Suggestion, suggest
from casework.triage import Known
from knowledge import RuleBook
from tests.casework.builders import CHONGQING, HONGZE, JILIN, XIANGCHENG, certain, matter, parse_of, rulebook
from tests.suggesting.law import LAW, beyond_rows

SITUATIONS = [row.id for row in rulebook().situations]
TOPICS = [row.id for row in rulebook().topics]
PLACES = [None, JILIN, CHONGQING, HONGZE, XIANGCHENG]
DECIDED = {"decision_kind": "other_decision"}
REFUSED = {"decision_kind": "refused_acceptance"}


def told(name: str, region: str | None = JILIN, text: str = "说了一件事", **facts: str) -> Petition:
    return petition(certain(name, text), Known(facts, region), rulebook())


def first(asked: Petition | None, **options: Any) -> Suggestion:
    return suggest(asked, rulebook(), **options)[0]


# ---------------------------------------------------------------- every row of the list


@pytest.mark.parametrize("facts", [{}, DECIDED, REFUSED], ids=["open", "other", "refused"])
@pytest.mark.parametrize("region", PLACES)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_situation_has_replies_that_say_only_what_rows_say(
    book: RuleBook, situation: str, region: str | None, facts: dict[str, str]
) -> None:
    offered = suggest(told(situation, region, **facts), book)

    assert 1 <= len(offered) <= 3
    assert len({one.text for one in offered}) == len(offered)
    for one in offered:
        assert not re.search(r"[{}｛｝]|None|〔", one.text)
        assert LAW.search(beyond_rows(one, book)) is None, beyond_rows(one, book)
        assert all(book.citation(cited.row) == cited for cited in one.clauses)
        assert one.why


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_first_reply_names_the_situation_and_cites_each_branch_still_open(book: RuleBook, situation: str) -> None:
    asked = told(situation)

    best = first(asked)

    main = asked.decision.matters[0]
    assert main.channel is not None
    assert book.situation(situation).plain in best.text
    assert {branch.id for branch in main.channel.branches} <= {cited.row for cited in best.clauses}
    states_law = best.source == "rule"
    assert all((cited.clause in best.text) == states_law for cited in best.clauses if cited.source == "jl2024")


def test_writing_a_petition_down_is_not_said_to_be_taking_it_up(book: RuleBook) -> None:
    petition_offer, idea_offer = (
        next(one.text for one in suggest(told(situation), book) if one.source == "form") for situation in ("D-2", "D-1")
    )

    assert "登记不等于信访受理" in petition_offer
    assert "信访" not in idea_offer


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("region", PLACES)
def test_each_topic_gets_an_office_a_number_or_the_question_for_the_place(
    book: RuleBook, topic: str, region: str | None
) -> None:
    best = first(told(topic, region))

    row = book.topic(topic)
    assert not re.search(r"[{}]|None", best.text)
    if row.kind == "out_of_scope":
        assert "12345" in best.text
        assert topic == "oos_other" or str(row.department) in best.text
    elif region is None:
        assert (best.source, "12393" in best.text) == ("question", True)
    else:
        assert best.clauses


# ---------------------------------------------------------------- the traps of the list


def test_an_other_decision_may_be_rechecked_and_a_refusal_to_accept_may_not(book: RuleBook) -> None:
    other, refused = first(told("A2-7", **DECIDED)), first(told("A2-7", **REFUSED))

    assert "复查是自愿的" in other.text
    assert "复查" not in refused.text
    assert "一（二）2第2段第2句" in other.text
    assert "一（二）2第2段第1句" in refused.text


def test_hospitals_may_ask_for_coordination_and_have_no_recheck() -> None:
    best = first(told("A2-12", **DECIDED))

    assert "协调处理、督促整改" in best.text
    assert "复查" not in best.text


def test_inaction_is_told_that_review_comes_first_and_from_when_its_days_run() -> None:
    best = first(told("A2-1"))

    assert "先申请行政复议" in best.text
    assert "60日不从“知道决定”那天算" in best.text


def test_a_complaint_about_disclosure_does_not_go_to_the_bureau_itself() -> None:
    best = first(told("C2-1"))

    assert "不是向被投诉的医保局自己提" in best.text


def test_a_proposal_has_no_remedy_and_a_report_none_either() -> None:
    for situation in ("D-1", "B1-1", "B2-1"):
        assert not re.search("复议|诉讼|复查", first(told(situation)).text)


def test_offices_and_numbers_never_leave_their_place() -> None:
    assert "0394-4662166" in first(told("B1-1", XIANGCHENG)).text
    for region in (None, JILIN, CHONGQING, HONGZE):
        assert not re.search(r"0394|(?<!；)0431", first(told("B1-1", region)).text)


def test_prices_in_hongze_are_for_the_market_regulator() -> None:
    assert "市场监管部门" in first(told("B1-2", HONGZE)).text


def test_what_an_office_of_a_place_does_not_handle_is_said_with_it() -> None:
    assert "没有查处一般价格违法这一项" in first(told("B1-2", XIANGCHENG)).text
    assert "没有写耗材" in first(told("B1-3", HONGZE)).text
    assert "不是举报热线" in first(told("B1-1", JILIN)).text


def test_notes_on_limits_that_are_not_told_are_left_out() -> None:
    assert "时限" not in first(told("B1-1", XIANGCHENG)).text
    assert "自然日" not in first(told("A2-6", XIANGCHENG, **DECIDED)).text


def test_five_working_days_are_told_in_chongqing_only_and_only_to_named_reporters() -> None:
    assert "告知实名举报人" in first(told("B1-1", CHONGQING)).text
    assert "工作日" not in first(told("B1-1", XIANGCHENG)).text


def test_a_chronic_disease_assessment_asks_for_the_paper_first() -> None:
    assert "书面的认定结论" in first(told("A2-6", HONGZE, **DECIDED)).text


def test_outside_jilin_it_is_said_whose_list_it_is(book: RuleBook) -> None:
    note = book.reply("backbone_note")

    assert note in first(told("A1-1", XIANGCHENG)).text
    assert note in first(told("A1-1", None)).text
    assert note not in first(told("A1-1", JILIN)).text


# ---------------------------------------------------------------- what is missing


def test_a_missing_decisive_fact_is_asked_for_and_both_branches_stand_ready() -> None:
    offered = suggest(told("A2-7"), rulebook())

    assert [one.source for one in offered] == ["question", "rule", "form"]
    assert "哪一种答复" in offered[0].text
    assert "拿到的是“不予受理”决定：" in offered[1].text


@pytest.mark.parametrize(
    ("story", "clause"),
    [
        ("慢特病评下来没通过，短信通知说不予认定", "一（二）2第2段第2句"),
        ("窗口给了我一张不予受理通知书", "一（二）2第2段第1句"),
        ("交上去三个月，既不说行也不说不行", "一（二）2第1段"),
    ],
)
def test_what_the_story_tells_of_the_decision_is_not_asked_again(story: str, clause: str) -> None:
    best = first(told("A2-6", text=story))

    assert best.source == "rule"
    assert clause in best.text
    assert best.why == rulebook().reply("suggest_why_told")


def test_an_answer_given_after_the_question_counts() -> None:
    best = first(told("A2-6"), standing=Standing(heard="他们给的是不予受理通知书"))

    assert "先依法申请行政复议" in best.text


def test_a_story_with_two_kinds_of_decision_leaves_the_question_open() -> None:
    best = first(told("A2-6", text="先是给了不予受理的条子。后来又给了书面答复说不予认定"))

    assert best.source == "question"


@pytest.mark.parametrize(("kind", "situation"), [("no_decision_yet", "A2-1"), ("other_decision", "A2-7")])
def test_whether_anything_was_decided_is_not_asked_once_it_is_known(book: RuleBook, kind: str, situation: str) -> None:
    torn = parse_of("报销的事", matter({"A2-7": 0.42, "A2-1": 0.4, "A2-9": 0.1}), entities=[("decision_kind", kind)])
    asked = petition(torn, Known({}, JILIN), book)
    assert not asked.decision.matters[0].sure

    best = first(asked)

    assert best.source == "rule"
    assert book.situation(situation).plain in best.text


def test_two_readings_are_told_apart_by_the_question_of_the_table() -> None:
    asked = petition(parse_of("说不清", matter({"A1-1": 0.5, "B1-1": 0.45})), Known({}, JILIN), rulebook())
    assert not asked.decision.matters[0].sure

    offered = suggest(asked, rulebook())

    assert offered[0].source == "question"
    assert offered[1].source == "rule"


def test_nothing_understood_asks_for_more_and_nothing_said_greets(book: RuleBook) -> None:
    assert first(None).text == book.reply("suggest_greeting")
    assert first(None, standing=Standing(heard="嗯嗯")).text == book.reply("suggest_more")


# ---------------------------------------------------------------- two matters


def test_both_matters_are_named_with_their_clauses(book: RuleBook) -> None:
    both = parse_of("两件事", matter({"B1-1": 0.95}), matter({"D-1": 0.9}, span=(10, 20)))

    best = first(petition(both, Known({}, JILIN), book))

    assert "另外，您说的“提医保意见建议”" in best.text
    assert {"二（一）2", "四2第1段"} <= {cited.clause for cited in best.clauses}


def test_a_second_matter_of_inaction_also_says_that_review_comes_first(book: RuleBook) -> None:
    both = parse_of("两件事", matter({"B1-1": 0.95}), matter({"A2-1": 0.9}, span=(10, 20)))

    assert "先申请行政复议" in first(petition(both, Known({}, JILIN), book)).text


# ---------------------------------------------------------------- order


def test_danger_comes_before_all_else_with_its_numbers(book: RuleBook) -> None:
    best = first(told("A2-7", text="报不下来我不想活了"))

    assert best.source == "safety"
    assert "12356" in best.text
    assert {cited.row for cited in best.clauses} == {"hotline-12356", "hotline-120", "hotline-110"}


def test_danger_that_was_answered_does_not_hide_the_way_any_longer(book: RuleBook) -> None:
    answered = Standing(told=(book.reply("emergency_self_harm"),))

    assert first(told("A1-1", text="我不想活了"), standing=answered).source == "rule"


def test_an_open_form_is_gone_on_with_before_the_way_is_told_again() -> None:
    filling = FormState("report_registration", phase="fields", named=False, current="content")

    offered = suggest(told("B1-1"), rulebook(), Standing(form=filling))

    assert [one.source for one in offered][:2] == ["form", "rule"]
    assert rulebook().form("report_registration").field("content").question in offered[0].text


def test_the_choice_of_a_name_tells_what_follows_from_it_with_its_clauses(book: RuleBook) -> None:
    best = first(told("B1-1"), standing=Standing(form=FormState("report_registration")))

    assert best.text == book.reply("form_identity")
    assert "cq2023-art-13-5" in {cited.row for cited in best.clauses}


@pytest.mark.parametrize("phase", ["done", "cancelled", "handed_over"])
def test_a_form_that_is_over_is_not_asked_about(phase: Any) -> None:
    offered = suggest(told("B1-1"), rulebook(), Standing(form=FormState("report_registration", phase=phase)))

    assert offered[0].source == "rule"


def test_what_has_been_told_already_comes_last(book: RuleBook) -> None:
    asked = told("A1-1")
    before = first(asked)

    offered = suggest(asked, book, Standing(told=(before.text,)))

    assert offered[0].text != before.text
    assert offered[-1].text == before.text


def test_a_remembered_reply_comes_after_form_and_way(book: RuleBook) -> None:
    offered = suggest(told("B1-1"), book, remembered=[Remembered("请把照片发给我。", (), 0.8)])

    assert [one.source for one in offered] == ["rule", "form", "memory"]


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300), heard=st.text(max_size=80), name=st.sampled_from(SITUATIONS + TOPICS))
def test_whatever_is_written_there_are_at_most_three_whole_replies(text: str, heard: str, name: str) -> None:
    offered = suggest(petition(certain(name, text), Known(), rulebook()), rulebook(), Standing(heard=heard))

    assert 1 <= len(offered) <= 3
    for one in offered:
        assert LAW.search(beyond_rows(one, rulebook())) is None
