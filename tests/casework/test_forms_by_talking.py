"""Every form of the table filled by the one machine: what holds for all of them, whatever is said."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.commands import read_command
from casework.form_state import FINAL, FormState, Moved, Said, asked_fields, missing_groups, next_field
from casework.registration import advance, begin, with_checks
from knowledge import Form, FormField, RuleBook
from tests.casework.builders import PHONE, TODAY, rulebook
from tests.casework.test_identity import with_check_character

FORMS = [form.id for form in rulebook().forms]
CHOOSING = [form.id for form in rulebook().forms if form.identity != "required"]
NAMING = [form.id for form in rulebook().forms if form.identity == "required"]
BY_KIND = {
    "id_number": with_check_character("99999919500101001"), "phone": PHONE, "email": "someone@example.com",
    "date": "2024年5月6日", "amount": "八千多块", "document_number": "某医保决〔2024〕12号", "person_name": "张三",
    "long_text": "去年三月起的事，我从头说。", "text": "某某区医保中心",
}  # fmt: skip
WORDS = [
    *("跳过", "上一步", "不清楚", "对", "不对", "实名", "匿名", "不留姓名", "修改", "修改电话", "修改内容"),
    *("修改个人还是单位", "修改怎么拿", "修改答复", "", "😀", "没有艾特符号", "确认提交"),
]


def say(form: Form, state: FormState, text: str, tells: str | None = None) -> Moved:
    return advance(form, state, Said(text, text, read_command(text, rulebook(), form), tells), rulebook(), TODAY)


def good_answer(field: FormField) -> str:
    return field.options[0] if field.options else BY_KIND[field.kind]


def filled(form: Form, name: str = "匿名") -> FormState:
    """Every question answered well, up to the review."""
    state = begin(form, {}, None)
    while state.phase != "review":
        word = name if state.phase == "identity" else good_answer(form.field(str(state.current)))
        state = say(form, state, word).state
    return state


@pytest.mark.parametrize("form_id", CHOOSING)
def test_where_there_is_a_choice_it_comes_before_any_question_about_oneself(book: RuleBook, form_id: str) -> None:
    state = begin(book.form(form_id), {}, None)

    assert (state.phase, state.named, state.current) == ("identity", None, None)


@pytest.mark.parametrize("form_id", CHOOSING)
def test_who_leaves_no_name_is_asked_nothing_about_themselves(book: RuleBook, form_id: str) -> None:
    state = filled(book.form(form_id))

    assert not [name for name in (*state.values, *state.history) if name.startswith(("applicant_", "reporter_"))]


@pytest.mark.parametrize("form_id", NAMING)
def test_where_a_name_is_needed_nobody_is_asked_to_choose(book: RuleBook, form_id: str) -> None:
    form = book.form(form_id)
    state = begin(form, {}, None)

    assert (state.phase, state.named) == ("fields", True)
    assert say(form, state, "匿名").remarks == (("form_name_required", {"title": form.title}),)
    assert say(form, state, "上一步").remarks == (("form_at_the_beginning", {}),)


@pytest.mark.parametrize("form_id", FORMS)
@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_n_missing_fields_take_at_most_n_plus_two_turns_in_every_form(form_id: str, data: st.DataObject) -> None:
    form = rulebook().form(form_id)
    told = {one.id: good_answer(one) for one in form.fields if one.ask and not one.sealed and data.draw(st.booleans())}
    state = begin(form, told, None)
    named = data.draw(st.booleans())

    turns, asked = 0, set()
    while state.phase != "done":
        asked |= {state.current} - {None}
        choice = {"identity": "实名" if named else "匿名", "review": "确认提交"}.get(state.phase)
        state = say(form, state, choice or good_answer(form.field(str(state.current)))).state
        turns += 1

        assert turns <= len(asked) + 2
    assert not asked & set(told)
    assert missing_groups(form, state) == ()


@pytest.mark.parametrize("form_id", FORMS)
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_whatever_is_said_a_form_stays_sound(form_id: str, data: st.DataObject) -> None:
    form = rulebook().form(form_id)
    words = WORDS + [good_answer(one) for one in form.fields if one.ask] + list(_options(form.fields))
    state = begin(form, {}, None)

    for text in data.draw(st.lists(st.sampled_from(words), max_size=40)):
        state = say(form, state, text).state
        asked = {one.id for one in asked_fields(form, state)}

        assert FormState.from_json(state.to_json()) == state
        assert (state.phase == "fields") == (state.current is not None)
        if state.current is not None:
            assert state.current in asked
        if state.phase in ("review", "done"):
            assert missing_groups(form, state) == ()
            assert next_field(form, state) is None
        if state.phase == "done":
            assert set(state.values) <= asked
        if state.phase in FINAL:
            break


def _options(fields: Sequence[FormField]) -> set[str]:
    return {option for field in fields if field.ask for option in field.options}


def test_a_field_another_answer_calls_for_is_asked_and_left_out_when_it_no_longer_does(book: RuleBook) -> None:
    form = book.form("disclosure_application")
    state = filled(form)
    by_mail = say(form, say(form, state, "修改怎么拿").state, "发电子邮件").state
    assert by_mail.current == "applicant_email"

    kept = say(form, say(form, say(form, by_mail, "someone@example.com").state, "修改怎么拿").state, "自己去领取").state
    handed_in = say(form, kept, "确认提交").state

    assert handed_in.phase == "done"
    assert "applicant_email" not in handed_in.values


def test_a_field_that_does_not_belong_to_the_form_as_it_is_cannot_be_changed(book: RuleBook) -> None:
    form = book.form("disclosure_application")
    state = filled(form)
    assert state.values["receive_by"] != "发电子邮件"

    assert say(form, state, "修改电子邮箱").remarks == (("form_edit_which", {}),)


# ---------------------------------------------------------------- the pre-check of a report


@pytest.fixture
def report(book: RuleBook) -> Form:
    return book.form("report_registration")


def test_what_would_decide_is_asked_after_the_fields_one_thing_after_the_other(report: Form) -> None:
    wanted = ("evidence", "other_route")
    state = with_checks(filled(report), wanted)
    assert (state.phase, state.checking) == ("checks", "evidence")

    state = with_checks(say(report, state, "有证据材料").state, wanted)
    assert (state.phase, state.checking) == ("checks", "other_route")
    assert with_checks(say(report, state, "不是").state, wanted).phase == "review"


def test_with_nothing_to_ask_the_form_is_reviewed_at_once(report: Form) -> None:
    assert with_checks(filled(report), ()).phase == "review"


def test_a_form_half_filled_is_not_interrupted(report: Form) -> None:
    state = begin(report, {}, None)

    assert with_checks(state, ("evidence",)) == state


@pytest.mark.parametrize(
    ("words", "tells", "value"),
    [
        ("有证据材料", None, "material"),
        ("第二个", None, "clues"),
        ("没有", None, "nothing"),
        ("不清楚", None, "unsure"),
        ("不想说", None, "unsure"),
        ("手里攒着照片", "material", "material"),
    ],
)
def test_an_answer_is_taken_by_button_number_or_in_free_words(
    report: Form, words: str, tells: str | None, value: str
) -> None:
    state = with_checks(filled(report), ("evidence",))

    state = with_checks(say(report, state, words, tells).state, ("evidence",))

    assert (state.phase, dict(state.facts)) == ("review", {"evidence": value})


def test_an_answer_that_settles_nothing_is_asked_once_more_and_then_left_open(report: Form, book: RuleBook) -> None:
    state = with_checks(filled(report), ("evidence",))
    for _ in range(book.policy.ask_limit - 1):
        moved = say(report, state, "哎呀")
        assert moved.remarks == (("answer_by_button", {}),)
        state = moved.state

    assert say(report, state, "哎呀").state.facts == {"evidence": "unsure"}


def test_back_puts_the_last_question_of_the_check_again(report: Form) -> None:
    state = with_checks(filled(report), ("evidence",))
    answered = say(report, state, "有证据材料").state

    state = say(report, answered, "上一步").state

    assert (state.phase, state.checking, dict(state.facts)) == ("checks", "evidence", {})
    assert say(report, state, "上一步").state.current == "content"


def test_a_field_can_be_changed_from_the_check(report: Form) -> None:
    state = with_checks(filled(report), ("evidence",))

    state = say(report, say(report, state, "修改举报内容").state, "另外一件事，也是这家医院。").state

    assert with_checks(state, ("evidence",)).checking == "evidence"
    assert state.values["content"] == "另外一件事，也是这家医院。"


def test_who_gives_a_name_in_the_middle_of_the_check_is_asked_for_it(report: Form) -> None:
    state = with_checks(filled(report), ("evidence",))

    assert say(report, state, "实名").state.current == "reporter_name"
