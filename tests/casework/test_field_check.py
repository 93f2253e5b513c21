"""What a field of the form can hold, and how it is written down."""

from datetime import date

import pytest

from casework.field_check import check_value, strip_lead
from knowledge import Form, RuleBook
from tests.casework.builders import FALSE_ID, PHONE, TODAY

LONGEST = 10_000


@pytest.fixture
def form(book: RuleBook) -> Form:
    return book.form("report_registration")


def checked(
    form: Form, field: str, text: str, opened: str | None = None, today: date = TODAY
) -> tuple[str, str | None]:
    result = check_value(form.field(field), text, text if opened is None else opened, today, LONGEST)
    return result.value, result.fault


@pytest.mark.parametrize("field", ["reporter_name", "reporter_phone", "respondent_org", "content"])
@pytest.mark.parametrize("text", ["", "  ", "。。", "😀", "？？？"])
def test_an_answer_without_a_word_or_figure_is_empty_for_every_field(form: Form, field: str, text: str) -> None:
    assert checked(form, field, text) == ("", "invalid_empty")


def test_a_telephone_is_looked_at_but_only_its_token_is_kept(form: Form) -> None:
    assert checked(form, "reporter_phone", "打〔电话1〕就行", f"打{PHONE}就行") == ("〔电话1〕", None)


def test_a_wrong_telephone_is_told_so(form: Form) -> None:
    assert checked(form, "reporter_phone", "〔电话1〕", "1380013")[1] == "invalid_phone"


@pytest.mark.parametrize(
    ("opened", "fault"),
    [
        (FALSE_ID, "invalid_id_number_checksum"),
        (FALSE_ID[:17], "invalid_id_number_length"),
        ("99999919501301001X", "invalid_id_number_birthday"),
    ],
)
def test_an_identity_number_is_told_what_is_wrong_with_it(book: RuleBook, form: Form, opened: str, fault: str) -> None:
    assert checked(form, "reporter_id_number", "〔身份证1〕", opened) == ("〔身份证1〕", fault)
    assert book.has_reply(fault)


def test_a_birthday_after_today_is_no_birthday(form: Form) -> None:
    unborn = "999999203001010017"

    assert checked(form, "reporter_id_number", "〔身份证1〕", unborn)[1] == "invalid_id_number_birthday"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("定点药店", "定点药店"),
        ("是个药店", "定点药店"),
        ("是家公司", "其他"),
        ("是家店", None),
        ("个人", "个人"),
        ("其他。", "其他"),
        ("选定点医疗机构吧", "定点医疗机构"),
    ],
)
def test_a_choice_is_one_of_the_forms_own_boxes(form: Form, text: str, value: str | None) -> None:
    assert checked(form, "respondent_kind", text) == ((value, None) if value else ("", "invalid_choice"))


def test_words_that_fit_two_boxes_choose_neither(form: Form) -> None:
    assert checked(form, "respondent_kind", "定点") == ("", "invalid_choice")


@pytest.mark.parametrize(
    ("text", "value"),
    [("我叫张三", "张三"), ("姓名：李四。", "李四"), ("名字是王五", "王五"), ("某科医生", "某科医生")],
)
def test_a_name_is_written_without_the_words_that_lead_to_it(form: Form, text: str, value: str) -> None:
    assert checked(form, "respondent_name", text) == (value, None)


def test_a_telephone_is_no_name(form: Form) -> None:
    assert checked(form, "respondent_name", "13800138000")[1] == "invalid_name"


def test_a_whole_story_is_no_name(form: Form) -> None:
    assert checked(form, "respondent_name", "就是那天" * 10)[1] == "invalid_name"


def test_the_story_is_kept_word_for_word(form: Form) -> None:
    story = "  我叫张三。去年三月，医院多收了我的钱！\n有发票。 "

    assert checked(form, "content", story) == (story.strip(), None)


def test_what_is_too_long_is_refused_and_not_cut(form: Form) -> None:
    assert checked(form, "respondent_org", "院" * 101) == ("", "invalid_too_long")
    assert checked(form, "content", "长" * (LONGEST + 1)) == ("", "invalid_too_long")
    assert checked(form, "content", "长" * LONGEST)[1] is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("撤销", "撤销这个决定，责令重新作出"),
        ("撤销不予报销的决定，给我报销住院费", "撤销不予报销的决定，给我报销住院费"),
    ],
)
def test_what_says_more_than_an_option_stands_as_it_was_said(book: RuleBook, said: str, kept: str) -> None:
    assert checked(book.form("review_application"), "requests", said) == (kept, None)


def test_an_address_loses_only_its_leading_words() -> None:
    assert strip_lead("住在人民路1号") == "人民路1号"
    assert strip_lead("家住人民路1号，门口") == "人民路1号，门口"
    assert strip_lead("在") == "在"


def test_every_fault_has_a_sentence_in_plain_words(book: RuleBook) -> None:
    faults = ("empty", "choice", "name", "phone", "too_long", "id_number_length", "id_number_characters",
              "id_number_birthday", "id_number_checksum")  # fmt: skip

    assert all(book.has_reply(f"invalid_{fault}") for fault in faults)


@pytest.mark.parametrize("text", ["啊啊啊啊哈哈哈", "字字字字字", "再见", "谢谢", "asdfgh", "你好"])
def test_sounds_and_small_talk_are_no_value(form: Form, text: str) -> None:
    assert checked(form, "respondent_address", text) == ("", "invalid_empty")
    assert checked(form, "respondent_org", text) == ("", "invalid_empty")


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("长医保罚〔2026〕12号", True),
        ("2024第12", True),
        ("2025年度医保基金监管行政处罚决定书，罚没款项的统计", False),
    ],
)
def test_a_title_with_a_year_in_it_is_no_document_number(book: RuleBook, text: str, sound: bool) -> None:
    field = book.form("disclosure_application").field("document_number")

    fault = check_value(field, text, text, TODAY, LONGEST).fault

    assert fault == (None if sound else "invalid_document_number")
