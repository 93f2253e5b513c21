"""What the story already said is not asked again."""

import pytest

from casework.prefill import prefill
from knowledge import Form, RuleBook


@pytest.fixture
def form(book: RuleBook) -> Form:
    return book.form("report_registration")


def test_institution_person_place_and_story_fill_their_fields(form: Form) -> None:
    found = {"institution": ("平安卫生院", "另一家医院"), "person": ("王某",), "place": ("东街",)}

    values = prefill(form, found, "平安卫生院的王某虚开药")

    assert values == {
        "respondent_kind": "定点医疗机构",
        "respondent_name": "王某",
        "respondent_org": "平安卫生院",
        "respondent_address": "东街",
        "content": "平安卫生院的王某虚开药",
    }


@pytest.mark.parametrize(
    ("institution", "kind"),
    [
        ("康民大药房", "定点药店"),
        ("城关诊所", "定点医疗机构"),
        ("某某公司", "其他"),
        ("医院门口大药房", None),
        ("颐安之家", None),
    ],
)
def test_the_kind_of_respondent_is_read_off_its_name_only_when_it_is_clear(
    form: Form, institution: str, kind: str | None
) -> None:
    assert prefill(form, {"institution": (institution,)}, "").get("respondent_kind") == kind


def test_nothing_about_the_reporter_is_ever_taken_from_the_story(form: Form) -> None:
    found = dict.fromkeys(("person", "place", "institution", "phone", "name", "document_number"), ("张三",))

    values = prefill(form, found, "我叫〔姓名1〕，电话〔电话1〕")

    assert not set(values) & set(form.named_only)


def test_an_empty_story_fills_nothing(form: Form) -> None:
    assert prefill(form, {}, "") == {}


def test_every_choice_a_word_stands_for_is_a_box_of_the_form(form: Form) -> None:
    for field in form.fields:
        assert set(field.option_words) <= set(field.options)
