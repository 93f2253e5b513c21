"""The five forms: who may file them, what they ask and in which words, and the clause behind each field."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from knowledge import Form, FormField, RuleBook
from knowledge.form_faults import form_faults

IDS = ["disclosure_application", "recheck_application", "report_registration", "review_application", "suggestion_note"]
LAW_ENDS = re.compile(r"第[一二三四五六七八九十百]+条(第[一二三四五六七八九十]+款)?(第（[一二三四五六七八九十]+）项)?$")


@pytest.fixture(params=IDS)
def form(request: pytest.FixtureRequest, book: RuleBook) -> Form:
    return book.form(str(request.param))


def asked(form: Form) -> list[FormField]:
    return [field for field in form.fields if field.ask]


def test_there_are_five_forms_for_four_categories(book: RuleBook) -> None:
    assert sorted(form.id for form in book.forms) == IDS
    assert {form.number_prefix: form.category for form in book.forms} == {
        "JB": "report",
        "SQ": "appeal",
        "XX": "disclosure",
        "JY": "suggestion",
    }


def test_a_form_serves_remedies_that_a_channel_of_its_category_names(book: RuleBook) -> None:
    for form in book.forms:
        remedies = {
            step.remedy
            for channel in book.channels
            if any(book.situation(one).category == form.category for one in channel.situations)
            for step in channel.steps
        }
        assert set(form.serves) <= remedies | {form.category}, form.id


def test_each_step_is_served_by_one_form_at_most(book: RuleBook) -> None:
    served = [remedy for form in book.forms for remedy in form.serves]

    assert len(served) == len(set(served))


def test_a_name_is_needed_where_the_law_wants_one_and_free_elsewhere(book: RuleBook) -> None:
    assert {form.id: form.identity for form in book.forms} == {
        "report_registration": "choice",
        "review_application": "required",
        "recheck_application": "required",
        "disclosure_application": "required",
        "suggestion_note": "optional",
    }
    for form in book.forms:
        assert (("applicant_name",) in form.mandatory_rule) == (form.identity == "required")


def test_only_a_report_is_checked_before_it_is_handed_in(book: RuleBook) -> None:
    assert {form.id for form in book.forms if form.pre_check} == {"report_registration"}
    assert all(book.fact(fact).kind == "acceptance" for fact in book.form("report_registration").pre_check)


def test_a_question_is_short_plain_and_says_what_to_do_when_one_does_not_know(form: Form) -> None:
    for field in asked(form):
        assert field.question.endswith(("？", "。")), field.id
        assert 5 <= len(field.question) <= 45, field.id
        assert 5 <= len(field.hint) <= 60, field.id
        assert not re.search(r"[A-Za-z]{2,}|前述|该项|予以填写|本人|贵方", field.question + field.hint), field.id


def test_what_people_call_a_field_means_one_field(form: Form) -> None:
    words = [word for field in asked(form) for word in {field.caption, *field.aliases}]

    assert all(field.aliases for field in asked(form))
    assert sorted(words) == sorted(set(words))


def test_the_words_of_an_option_mean_no_other_option(form: Form) -> None:
    for field in form.fields:
        words = [word for option in field.option_words for word in field.option_words[option]]
        assert sorted(words) == sorted(set(words)), field.id


def test_an_option_fits_on_a_button(form: Form) -> None:
    assert all(len(option) <= 24 for field in form.fields for option in field.options)


def test_every_field_has_its_clause(form: Form, book: RuleBook) -> None:
    for field in form.fields:
        source, clause = form.basis(field.id)
        if book.source(source).kind == "law":
            assert LAW_ENDS.fullmatch(clause), field.id
        else:
            assert clause, field.id


def test_a_field_of_our_own_making_is_not_dressed_up_as_law(book: RuleBook) -> None:
    """The list fixes no form for a recheck or a suggestion; only the steps themselves are its own."""
    for name in ("recheck_application", "suggestion_note"):
        form = book.form(name)
        lawful = {field.id for field in form.fields if form.basis(field.id)[0] != "house"}
        assert lawful <= {"agency", "requests", "content", "proposal"}
        assert "没有规定" in form.note


def test_the_review_application_holds_what_the_regulation_wants(book: RuleBook) -> None:
    form = book.form("review_application")
    by_clause: dict[str, set[str]] = {}
    for field in form.fields:
        if field.source is None:
            by_clause.setdefault(form.basis(field.id)[1], set()).add(field.id)

    assert by_clause == {
        "第十九条第（一）项": {
            *("applicant_kind", "applicant_name", "applicant_representative", "applicant_gender", "applicant_age"),
            *("applicant_id_number", "applicant_org", "applicant_address", "applicant_postcode"),
        },
        "第十九条第（二）项": {"agency"},
        "第十九条第（三）项": {"requests", "content"},
    }
    for word in ("姓名、性别、年龄、身份证号码、工作单位、住所、邮政编码", "被申请人的名称", "签名或者盖章", "日期"):
        assert word in (form.quote or "")


def test_the_disclosure_application_holds_what_the_regulation_wants(book: RuleBook) -> None:
    form = book.form("disclosure_application")
    clauses = {form.basis(field.id)[1] for field in form.fields if field.source is None}

    assert {f"第二十九条第二款第（{number}）项" for number in "一二三"} <= clauses
    for word in ("身份证明、联系方式", "名称、文号或者便于行政机关查询", "获取信息的方式、途径"):
        assert word in (form.quote or "")


def test_no_purpose_is_asked_of_who_wants_information(book: RuleBook) -> None:
    """The regulation of 2019 no longer wants one."""
    assert "用途" not in "".join(field.label + field.question for field in book.form("disclosure_application").fields)


def test_the_time_limit_hangs_on_the_day_the_form_asks_for(book: RuleBook) -> None:
    form = book.form("review_application")
    source, clause = form.basis("received_on")

    assert [period.id for period in book.periods if (period.source, period.clause) == (source, clause)] == ["xzfy-20-1"]


def test_a_field_belongs_to_the_form_only_when_its_condition_holds(book: RuleBook) -> None:
    form = book.form("review_application")

    assert form.belongs("agency", {})
    assert form.belongs("received_on", {"decision_kind": "其他决定"})
    assert not form.belongs("received_on", {"decision_kind": "一直没有答复"})
    assert not form.belongs("received_on", {})


def test_no_note_of_a_paper_states_the_law_by_itself(form: Form) -> None:
    """What the law says is a row with a clause, named under `says`."""
    if not form.annex:
        assert not re.search(r"第[一二三四五六七八九十]+条|\d+日|收费|应当", "".join(form.notes))


# ---------------------------------------------------------------- faults a form can have


def faults(form: Form, field_id: str, **changed: object) -> list[str]:
    fields = tuple(replace(one, **changed) if one.id == field_id else one for one in form.fields)  # type: ignore[arg-type]
    return [problem for problem, _ in form_faults(replace(form, fields=fields))]


def test_the_forms_as_they_are_have_no_fault(form: Form) -> None:
    assert list(form_faults(form)) == []


@pytest.mark.parametrize(
    ("field_id", "changed", "said"),
    [
        ("agency", {"question": ""}, "without a question"),
        ("agency", {"filled_by": "office"}, "not of the citizen"),
        ("agency", {"options": ("甲",)}, "options belong to a choice"),
        ("requests", {"options": ()}, "options belong to a choice"),
        ("requests", {"option_words": {"没有的": ("甲",)}}, "does not offer"),
        ("agency", {"sealed": True}, "are sealed, and nothing else is"),
        ("applicant_name", {"sealed": False}, "are sealed, and nothing else is"),
        ("agency", {"source": "house", "clause": None}, "without a clause"),
        ("agency", {"mandatory": True}, "do not say the same"),
        ("content", {"mandatory": False}, "do not say the same"),
        ("agency", {"when": {"applicant_kind": ("单位",)}}, "depends on applicant_kind"),
        ("received_on", {"when": {"decision_kind": ("别的",)}}, "depends on decision_kind"),
    ],
)
def test_a_form_that_contradicts_itself_is_named(
    book: RuleBook, field_id: str, changed: dict[str, object], said: str
) -> None:
    assert any(said in problem for problem in faults(book.form("review_application"), field_id, **changed))


def test_fields_for_the_named_only_stand_where_a_person_may_stay_unnamed(book: RuleBook) -> None:
    note, review = book.form("suggestion_note"), book.form("review_application")

    assert any("named only" in problem for problem, _ in form_faults(replace(note, named_only=())))
    assert any("named only" in problem for problem, _ in form_faults(replace(review, named_only=("applicant_name",))))
    assert any("no personal data" in problem for problem, _ in form_faults(replace(note, named_only=("agency",))))
