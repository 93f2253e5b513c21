"""The 《举报线索登记表》 as a Word file."""

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import docx.document
import pytest
import yaml
from docx.oxml.ns import qn
from docx.shared import Length
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.documents.build_report_form import TEMPLATE, WORDS, build
from casework.documents.report_form import ReportFormDocument
from knowledge import RuleBook
from tests.documents.office import pdf_of, words_of

FORM = ReportFormDocument()
FULL = {
    "number": "JB202603020001",
    "registered_on": "2026-03-02",
    "info_source": "来访",
    "reporter_name": "甲某某",
    "reporter_gender": "女",
    "reporter_id_number": "220000199001010000",
    "reporter_org": "某某食品有限公司",
    "reporter_phone": "13800000000",
    "reporter_address": "某某街道某某小区5栋",
    "respondent_kind": "定点医疗机构",
    "respondent_name": "乙某",
    "respondent_gender": "男",
    "respondent_card": "990000000012345678",
    "respondent_org": "某某区第二医院",
    "respondent_phone": "0431-80000000",
    "respondent_address": "某某大街100号",
    "content": "住院七天，床位费记了十二天。",
    "recorder": "丙某",
    "recorded_on": "2026-03-05",
    "remarks": "有清单照片",
}
ANNEX = """医疗保障局举报线索登记表 登记日期： 编号： 信息来源 举报人 姓名 性别 身份证号码 单位名称 联系电话 联系地址
举报对象类别 举报事项 被举报人姓名 社保卡号 被举报单位名称 举报内容 记录人： 备注
注：1．对于投诉举报人信息，应当保密。 2．被举报人姓名或被举报单位、举报内容为必填项。"""


def opened(content: bytes) -> "docx.document.Document":
    return docx.Document(io.BytesIO(content))


def cells(content: bytes) -> list[str]:
    """The text of each cell once, in reading order."""
    (table,) = opened(content).tables
    texts: list[str] = []
    for row in table._tbl.tr_lst:
        for cell in row.tc_lst:
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is None or merge.get(qn("w:val")) == "restart":
                texts.append("\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in cell.p_lst))
    return texts


def whole_text(content: bytes) -> str:
    document = opened(content)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells(content)])


def value_after(content: bytes, label: str, nth: int = 0) -> str:
    texts = cells(content)
    return texts[[at for at, text in enumerate(texts) if text == label][nth] + 1]


def test_every_field_stands_beside_its_label() -> None:
    form = FORM.render(FULL)

    for label, nth, field in (
        ("姓名", 0, "reporter_name"),
        ("性别", 0, "reporter_gender"),
        ("身份证号码", 0, "reporter_id_number"),
        ("单位名称", 0, "reporter_org"),
        ("联系电话", 0, "reporter_phone"),
        ("联系地址", 0, "reporter_address"),
        ("被举报人姓名", 0, "respondent_name"),
        ("性别", 1, "respondent_gender"),
        ("社保卡号", 0, "respondent_card"),
        ("被举报单位名称", 0, "respondent_org"),
        ("联系电话", 1, "respondent_phone"),
        ("联系地址", 1, "respondent_address"),
        ("举\n报\n内\n容", 0, "content"),
        ("备注", 0, "remarks"),
    ):
        assert value_after(form, label, nth) == FULL[field], field


def test_the_form_has_every_word_of_the_annex() -> None:
    text = re.sub(r"\s", "", whole_text(FORM.render({})))

    assert [label for label in ANNEX.split() if label not in text] == []


def test_the_boxes_are_those_of_the_form_table_and_only_the_chosen_one_is_ticked() -> None:
    form = FORM.render(FULL)

    assert value_after(form, "信息来源") == "电话□  信件□  网络□  来访☑  移交□  交办□  转办□  其他□"
    assert value_after(form, "举报对象类别") == "个人□  定点医疗机构☑  定点药店□  其他□"


def test_the_words_and_boxes_agree_with_the_form_in_the_rule_tables() -> None:
    words = yaml.safe_load(WORDS.read_text("utf-8"))
    table = RuleBook.load().form("report_registration")

    for field in table.fields:
        if field.options and field.id in words["boxes"]:
            assert tuple(words["boxes"][field.id]["options"]) == field.options
            assert words["boxes"][field.id]["label"] == field.label
        elif field.id in words["labels"]:
            assert field.label.endswith(words["labels"][field.id])
    drawn = {
        *words["labels"],
        *words["boxes"],
        "registered_on",
        "number",
        "content",
        "recorder",
        "recorded_on",
        "remarks",
    }
    assert drawn == {field.id for field in table.fields}
    assert [note.split("．", 1)[1] for note in words["notes"]] == list(table.notes)
    assert words["title"] == table.title


def test_dates_number_and_recorder_stand_where_the_annex_has_them() -> None:
    document = opened(FORM.render(FULL))

    assert document.paragraphs[0].text == "XX医疗保障局举报线索登记表"
    assert document.paragraphs[1].text == "登记日期：2026年3月2日\t编号：JB202603020001"
    assert "记录人：丙某\n2026年3月5日" in cells(FORM.render(FULL))


def test_the_bureau_can_be_named_and_a_missing_date_leaves_its_blanks() -> None:
    document = opened(FORM.render({"place": "吉林省", "registered_on": "yesterday"}))

    assert document.paragraphs[0].text == "吉林省医疗保障局举报线索登记表"
    assert re.fullmatch(r"登记日期：\s+年\s+月\s+日\t编号：", document.paragraphs[1].text)


def test_a_form_from_the_chat_says_that_it_came_by_the_network() -> None:
    assert "网络☑" in value_after(FORM.render({}), "信息来源")


def test_markup_and_template_tags_are_text() -> None:
    hostile = "<w:t>x</w:t> &amp; {{ 7*7 }} {% raw %} {%p if x %} <![CDATA[ ]]> {{r content }} \"'"

    form = FORM.render({"content": hostile, "reporter_name": hostile, "number": hostile, "place": "{{ number }}"})

    assert value_after(form, "举\n报\n内\n容") == hostile
    assert value_after(form, "姓名") == hostile
    assert opened(form).paragraphs[0].text.startswith("{{ number }}")
    assert "49" not in whole_text(form)


def test_each_line_of_the_content_is_a_paragraph_and_empty_lines_go() -> None:
    form = FORM.render({"content": "一、多记床位费\r\n\r\n二、\t虚记检查\u2028三、拒绝改正\n"})

    assert value_after(form, "举\n报\n内\n容") == "一、多记床位费\n二、 虚记检查\n三、拒绝改正"


def test_a_value_of_one_line_stays_on_one_line() -> None:
    assert value_after(FORM.render({"reporter_address": "某某街道\n5栋\t301"}), "联系地址") == "某某街道 5栋 301"


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None), max_size=200))
def test_whatever_was_typed_gives_a_file_that_opens(text: str) -> None:
    form = FORM.render({"content": text, "reporter_name": text, "registered_on": text, "info_source": text})

    with zipfile.ZipFile(io.BytesIO(form)) as archive:
        ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314
    assert opened(form).tables


def test_control_characters_vanish_and_the_words_around_them_stay() -> None:
    form = FORM.render({"content": "多\x00收\x0b费\x1b[31m\ud83d\ufffe了\u202e"})

    assert value_after(form, "举\n报\n内\n容") == "多收\n费[31m了"


def test_emoji_and_rare_characters_are_kept() -> None:
    assert value_after(FORM.render({"content": "😡𠮷野家"}), "举\n报\n内\n容") == "😡𠮷野家"


def test_a_very_long_content_is_there_to_the_last_word() -> None:
    content = "\n".join(f"第{n}条，" + "很长的经过" * 100 for n in range(20))

    assert value_after(FORM.render({"content": content}), "举\n报\n内\n容") == content


def test_the_same_fields_give_the_same_bytes_and_no_time_of_writing() -> None:
    first, second = FORM.render(FULL), FORM.render(FULL)

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2023-12-01T00:00:00Z"}


def test_the_template_that_is_kept_is_the_one_the_script_draws() -> None:
    assert TEMPLATE.read_bytes() == build()


def test_the_form_is_a4_in_simsun_with_a_line_around_every_cell() -> None:
    document = opened(FORM.render(FULL))
    section = document.sections[0]
    fonts = {font.get(qn("w:eastAsia")) for font in document.element.body.iter(qn("w:rFonts"))}
    size = [round(Length(edge or 0).mm) for edge in (section.page_width, section.page_height)]

    assert size == [210, 297]
    assert fonts == {"SimSun"}
    borders = document.tables[0]._tbl.tblPr.find(qn("w:tblBorders"))
    assert {border.tag.split("}")[1] for border in borders} == {"top", "left", "bottom", "right", "insideH", "insideV"}


@pytest.mark.e2e
def test_an_office_program_shows_the_full_form_on_one_page(tmp_path: Path) -> None:
    pages, shown = words_of(pdf_of(FORM.render(FULL), tmp_path))

    assert pages == 1
    assert "2．被举报人姓名或被举报单位、举报内容为必填项。" in shown
    for field in ("reporter_id_number", "respondent_org", "content", "remarks", "number"):
        assert FULL[field] in shown, field


@pytest.mark.e2e
def test_an_office_program_carries_a_long_content_over_to_further_pages(tmp_path: Path) -> None:
    long = FULL | {"content": "\n".join(f"第{n}条，" + "很长的经过" * 80 for n in range(20))}

    pages, shown = words_of(pdf_of(FORM.render(long), tmp_path))

    assert pages > 3
    assert "第19条" in shown
    assert "应当保密" in shown
