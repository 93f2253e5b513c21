"""Filling the form by talking: what comes next, going back, changing one's mind, and what can never happen."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.commands import read_command
from casework.form_state import (
    FINAL,
    FormState,
    Moved,
    Said,
    asked_fields,
    missing_groups,
    next_field,
    progress,
)
from casework.registration import advance, begin
from knowledge import Form, RuleBook
from tests.casework.builders import PHONE, TODAY, rulebook
from tests.casework.test_identity import with_check_character

ANSWERS = {
    "reporter_name": "张三",
    "reporter_id_number": with_check_character("99999919500101001"),
    "reporter_phone": PHONE,
    "reporter_address": "幸福村2组",
    "respondent_kind": "定点医疗机构",
    "respondent_name": "王某",
    "respondent_org": "平安卫生院",
    "respondent_address": "东街",
    "content": "去年三月起，卫生院让没病的人住院，我亲眼看到空床。",
}
STEERING = ["跳过", "上一步", "取消登记", "找人工", "重新开始", "不清楚", "对", "不对", "实名举报", "匿名举报", "修改",
            "修改电话", "修改举报内容", "姓名写错了", "确认提交"]  # fmt: skip


@pytest.fixture
def form(book: RuleBook) -> Form:
    return book.form("report_registration")


def say(form: Form, state: FormState, text: str) -> Moved:
    return advance(form, state, Said(text, text, read_command(text, rulebook(), form)), rulebook(), TODAY)


def after(form: Form, state: FormState, texts: Iterable[str]) -> FormState:
    for text in texts:
        state = say(form, state, text).state
    return state


def opened(form: Form, **found: str) -> FormState:
    return begin(form, found, "B1-1")


def filled_in(form: Form, state: FormState) -> FormState:
    """Every open field answered, up to the review."""
    while state.phase == "fields":
        assert state.current is not None
        state = say(form, state, ANSWERS[state.current]).state
    return state


# ---------------------------------------------------------------- the way through


def test_a_named_report_asks_for_every_field_once_and_is_done_when_confirmed(form: Form) -> None:
    state = filled_in(form, after(form, opened(form), ["实名举报"]))

    assert state.phase == "review"
    assert state.values == ANSWERS
    assert say(form, state, "确认提交").state.phase == "done"


def test_an_anonymous_report_is_never_asked_about_the_reporter(form: Form) -> None:
    state = after(form, opened(form), ["匿名举报"])

    assert not {field.id for field in asked_fields(form, state)} & set(form.named_only)
    assert state.current == "respondent_kind"
    assert set(filled_in(form, state).values) == set(ANSWERS) - set(form.named_only)


def test_what_the_story_said_is_not_asked_again(form: Form) -> None:
    state = opened(form, respondent_org="平安卫生院", content="虚开药")
    state = after(form, state, ["匿名举报"])

    asked = []
    while state.phase == "fields" and state.current is not None:
        asked.append(state.current)
        state = say(form, state, ANSWERS[state.current]).state

    assert asked == ["respondent_kind", "respondent_name", "respondent_address"]
    assert state.prefilled == ("respondent_org", "content")


def test_the_form_says_how_far_it_is(form: Form) -> None:
    state = after(form, opened(form), ["匿名举报"])

    assert progress(form, state) == (1, 5)
    assert progress(form, after(form, state, ["个人", "王某"])) == (3, 5)


@given(
    named=st.booleans(),
    known=st.sets(st.sampled_from(sorted(set(ANSWERS) - {"reporter_name", "reporter_phone"}))),
)
@settings(deadline=None, max_examples=60)
def test_n_missing_fields_take_at_most_n_plus_two_turns(named: bool, known: set[str]) -> None:
    form = rulebook().form("report_registration")
    state = begin(form, {name: ANSWERS[name] for name in sorted(known)}, None)
    missing = [
        field.id
        for field in form.fields
        if field.ask and field.id not in known and (named or field.id not in form.named_only)
    ]

    turns = 0
    while state.phase != "done":
        turns += 1
        word = {"identity": "实名举报" if named else "匿名举报", "review": "确认提交"}.get(state.phase)
        state = say(form, state, word or ANSWERS[str(state.current)]).state
        assert turns <= len(missing) + 2

    assert missing_groups(form, state) == ()


# ---------------------------------------------------------------- what can never happen


@given(texts=st.lists(st.sampled_from(STEERING + list(ANSWERS.values()) + ["", "😀", "1380013"]), max_size=40))
@settings(deadline=None, max_examples=300)
def test_whatever_is_said_in_whatever_order_the_form_stays_sound(texts: list[str]) -> None:
    form = rulebook().form("report_registration")
    state = begin(form, {"reporter_address": "旧地址", "respondent_org": "平安卫生院"}, "B1-1")

    for text in texts:
        state = say(form, state, text).state
        assert FormState.from_json(state.to_json()) == state
        if state.phase in ("cancelled", "handed_over"):
            break

        assert (state.phase == "fields") == (state.current is not None)
        assert state.phase == "identity" or state.named is not None
        if state.named is False:
            assert not set(state.values) & set(form.named_only)
            assert state.current not in form.named_only
            assert not set(state.history) & set(form.named_only)
        if state.phase in ("review", "done"):
            assert missing_groups(form, state) == ()
            assert next_field(form, state) is None
        assert not set(state.values.values()) & set(STEERING)
        assert all(value.strip() for value in state.values.values())
        if state.phase == "done":
            break


@given(texts=st.lists(st.sampled_from(STEERING), max_size=25))
@settings(deadline=None, max_examples=200)
def test_commands_alone_never_register_anything(texts: list[str]) -> None:
    form = rulebook().form("report_registration")

    state = begin(form, {}, None)
    for text in texts:
        if state.phase not in FINAL:
            state = say(form, state, text).state

    assert state.phase != "done"
    assert state.values == {}


# ---------------------------------------------------------------- named or anonymous


def test_the_form_insists_on_the_choice_between_name_and_no_name(form: Form) -> None:
    moved = say(form, opened(form), "我想想")

    assert moved.state.phase == "identity"
    assert [name for name, _ in moved.remarks] == ["form_identity_unclear"]


def test_whoever_turns_anonymous_halfway_leaves_nothing_of_themselves_behind(form: Form) -> None:
    state = after(form, opened(form), ["实名举报", "张三", ANSWERS["reporter_id_number"], PHONE])

    state = say(form, state, "匿名").state

    assert state.named is False
    assert dict(state.values) == {}
    assert state.current == "respondent_kind"


def test_whoever_decides_to_give_a_name_in_the_end_is_asked_for_it(form: Form) -> None:
    state = filled_in(form, after(form, opened(form), ["匿名举报"]))

    state = say(form, state, "实名举报").state

    assert (state.named, state.phase, state.current) == (True, "fields", "reporter_name")
    assert state.values["content"] == ANSWERS["content"]


def test_an_anonymous_report_has_no_telephone_to_change(form: Form) -> None:
    state = after(form, opened(form), ["匿名举报"])

    moved = say(form, state, "修改电话")

    assert moved.state == state
    assert moved.remarks == (("form_edit_anonymous", {"label": "您的电话"}),)


def test_before_the_choice_nothing_is_said_about_having_chosen(form: Form) -> None:
    moved = say(form, opened(form), "修改电话")

    assert [name for name, _ in moved.remarks] == ["form_identity_unclear"]


# ---------------------------------------------------------------- skipping


def test_an_optional_field_is_skipped_and_stays_empty(form: Form) -> None:
    state = after(form, opened(form), ["匿名举报", "跳过"])

    assert state.current == "respondent_name"
    assert "respondent_kind" not in state.values


def test_not_knowing_is_skipping(form: Form) -> None:
    assert after(form, opened(form), ["匿名举报", "不清楚"]).current == "respondent_name"


def test_name_or_organisation_of_the_respondent_one_of_the_two_must_be_given(form: Form) -> None:
    state = after(form, opened(form), ["匿名举报", "个人", "跳过"])

    moved = say(form, state, "跳过")

    assert state.current == "respondent_org"
    assert moved.state.current == "respondent_org"
    both = {"label": "被举报单位名称", "other": "被举报人姓名"}
    assert moved.remarks == (("form_cannot_skip_both", both),)


def test_with_the_name_given_the_organisation_may_be_left_out(form: Form) -> None:
    state = after(form, opened(form), ["匿名举报", "个人", "王某", "跳过"])

    assert state.current == "respondent_address"


def test_the_content_can_never_be_left_out(form: Form) -> None:
    state = after(form, opened(form), ["匿名举报", "个人", "王某", "跳过", "跳过"])

    assert state.current == "content"
    assert say(form, state, "跳过").remarks == (("form_cannot_skip", {"label": "举报内容"}),)


def test_a_mandatory_value_cannot_be_taken_back_by_changing_and_skipping_it(form: Form) -> None:
    state = filled_in(form, after(form, opened(form), ["匿名举报"]))

    state = after(form, state, ["修改举报内容", "跳过"])

    assert state.phase == "fields"
    assert state.values["content"] == ANSWERS["content"]


# ---------------------------------------------------------------- going back


def test_back_asks_the_field_before_again_and_forgets_its_value(form: Form) -> None:
    state = after(form, opened(form), ["匿名举报", "个人", "王某", "上一步"])

    assert state.current == "respondent_name"
    assert dict(state.values) == {"respondent_kind": "个人"}


def test_back_from_the_first_field_asks_for_name_or_no_name_again(form: Form) -> None:
    state = after(form, opened(form), ["匿名举报", "上一步"])

    assert (state.phase, state.named, state.current) == ("identity", None, None)


def test_back_after_a_skipped_field_opens_it_again(form: Form) -> None:
    state = after(form, opened(form), ["匿名举报", "跳过", "上一步"])

    assert state.current == "respondent_kind"
    assert state.skipped == ()


def test_back_from_the_review_reopens_the_last_field(form: Form) -> None:
    state = filled_in(form, after(form, opened(form), ["匿名举报"]))

    assert say(form, state, "上一步").state.current == "content"


# ---------------------------------------------------------------- changing


def test_a_field_changed_from_the_review_leads_back_to_the_review(form: Form) -> None:
    state = filled_in(form, after(form, opened(form), ["实名举报"]))

    state = after(form, state, ["修改电话", "0100-5550123"])

    assert state.phase == "review"
    assert state.values["reporter_phone"] == "0100-5550123"


def test_a_field_changed_halfway_leads_on_to_the_next_open_one(form: Form) -> None:
    state = after(form, opened(form), ["匿名举报", "个人", "王某", "修改被举报人姓名", "李某"])

    assert state.values["respondent_name"] == "李某"
    assert state.current == "respondent_org"


def test_changing_without_naming_a_field_asks_which(form: Form) -> None:
    state = filled_in(form, after(form, opened(form), ["匿名举报"]))

    for text in ("修改一项", "修改", "不对"):
        assert say(form, state, text).remarks == (("form_edit_which", {}),)


def test_yes_keeps_the_value_the_question_shows(form: Form) -> None:
    state = filled_in(form, after(form, opened(form, respondent_org="平安卫生院"), ["匿名举报"]))

    state = after(form, state, ["修改单位", "对"])

    assert state.phase == "review"
    assert state.values["respondent_org"] == "平安卫生院"
    assert "respondent_org" not in state.prefilled


def test_no_drops_the_value_the_question_shows_and_asks_anew(form: Form) -> None:
    state = filled_in(form, after(form, opened(form), ["匿名举报"]))

    state = after(form, state, ["修改单位", "不对"])

    assert state.current == "respondent_org"
    assert "respondent_org" not in state.values


def test_yes_is_nobodys_name(form: Form) -> None:
    state = after(form, opened(form), ["实名举报"])

    moved = say(form, state, "好的")

    assert moved.state.current == "reporter_name"
    assert moved.remarks[0][0] == "invalid_empty"
    assert dict(moved.state.values) == {}


# ---------------------------------------------------------------- wrong answers and leaving


def test_a_wrong_answer_is_explained_and_asked_again(form: Form) -> None:
    state = after(form, opened(form, reporter_name="张三", reporter_id_number="x"), ["实名举报"])

    moved = say(form, state, "1380013")

    assert moved.state.current == "reporter_phone"
    assert moved.remarks == (("invalid_phone", {"label": "您的电话"}),)


def test_after_several_wrong_answers_it_is_said_that_the_field_may_stay_empty(book: RuleBook, form: Form) -> None:
    state = after(form, opened(form, reporter_name="张三", reporter_id_number="x"), ["实名举报"])

    moved = Moved(state)
    for _ in range(book.policy.form_retry_limit):
        moved = say(form, moved.state, "1380013")

    assert [name for name, _ in moved.remarks] == ["invalid_phone", "form_may_skip"]


def test_a_field_that_must_be_filled_is_never_said_to_be_optional(book: RuleBook, form: Form) -> None:
    state = after(form, opened(form), ["匿名举报", "个人", "王某", "跳过", "跳过"])

    moved = Moved(state)
    for _ in range(book.policy.form_retry_limit + 1):
        moved = say(form, moved.state, "😀")

    assert moved.state.current == "content"
    assert [name for name, _ in moved.remarks] == ["invalid_empty"]


@pytest.mark.parametrize(
    ("text", "phase"), [("取消登记", "cancelled"), ("重新开始", "cancelled"), ("找人工", "handed_over")]
)
@pytest.mark.parametrize("before", [[], ["匿名举报"], ["匿名举报", *list(ANSWERS.values())[4:]]])
def test_one_can_leave_at_any_moment(form: Form, before: list[str], text: str, phase: str) -> None:
    assert say(form, after(form, opened(form), before), text).state.phase == phase


def test_the_review_asks_for_a_clear_yes(form: Form) -> None:
    state = filled_in(form, after(form, opened(form), ["匿名举报"]))

    moved = say(form, state, "这个表谁看呀")

    assert moved.state.phase == "review"
    assert [name for name, _ in moved.remarks] == ["form_review_unclear"]


def test_who_cannot_fill_a_mandatory_field_is_offered_a_person(form: Form, book: RuleBook) -> None:
    state = after(form, opened(form), ["匿名举报", "个人", "王某", "跳过", "跳过"])
    offered = ("form_offer_person", {})

    remarks = []
    for _ in range(book.policy.form_retry_limit):
        moved = say(form, state, "跳过")
        state = moved.state
        remarks.append(moved.remarks)

    assert all(offered not in said for said in remarks[:-1])
    assert offered in remarks[-1]
