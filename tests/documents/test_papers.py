"""The papers of the four forms that have no annex: what stands where, what stays open, what an office program shows."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import docx.document
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.documents.build_papers import build
from casework.documents.layout import LAYOUT, template_of
from casework.documents.papers import Papers
from knowledge import LawNote, Period, RuleBook
from tests.documents.office import inked, pdf_of, pictures_of, words_of
from tests.documents.word_schema import faults

BOOK = RuleBook.load()
PAPERS = Papers(lambda: BOOK)
FORMS = sorted(LAYOUT["papers"])
STORY = "十一月我在外地住院，窗口说备案没有生效。\n可是我十月就在手机上办过备案，还留着截图。"
PERSON = {
    "registered_on": "2026-03-02",
    "applicant_kind": "个人",
    "applicant_name": "甲某某",
    "applicant_phone": "13800000000",
    "applicant_id_number": "220000195203030021",
    "applicant_address": "某某街道某某小区5栋",
}
FULL: dict[str, dict[str, str]] = {
    "review_application": PERSON
    | {
        "number": "SQ202603020001",
        "agency": "某某区医疗保险经办中心",
        "decision_kind": "其他决定",
        "document_number": "某医保支〔2026〕12号",
        "received_on": "2026-01-15",
        "requests": "撤销这个决定，责令重新作出",
        "content": STORY,
        "earlier_remedies": "都没走过",
        "attachments": "手机截图\n住院发票",
        "review_body": "某某区人民政府",
    },
    "recheck_application": PERSON
    | {
        "number": "SQ202603020002",
        "agency": "某某区医疗保险经办中心",
        "document_number": "某医保支〔2026〕12号",
        "received_on": "上个月中旬",
        "amount": "二万六千元",
        "requests": "给我把住院费报了！",
        "content": STORY,
        "attachments": "手机截图",
    },
    "disclosure_application": PERSON
    | {
        "number": "XX202603020001",
        "agency": "某某区医疗保障局",
        "content": "2025年门诊慢特病认定标准的文件",
        "document_number": "某医保发〔2025〕8号",
        "receive_by": "邮寄纸质件",
    },
    "suggestion_note": {
        "registered_on": "2026-03-02",
        "number": "JY202603020001",
        "content": "大厅的自助机字太小，老人看不清。",
        "proposal": "把字放大，留一个人工窗口。",
        "reach": "本县（市、区）",
        "agency": "某某区医疗保障局",
        "applicant_name": "甲某某",
        "applicant_phone": "13800000000",
    },
}

# Instructions stand on a page of their own, to be kept back, except below the note.
PAGES = {"review_application": 3, "recheck_application": 3, "disclosure_application": 2, "suggestion_note": 1}


def opened(content: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """Every paragraph on a line of its own, in the order of the paper."""
    body = opened(content).element.body
    lines = ("".join(part.text or "" for part in one.iter(qn("w:t"))) for one in body.iter(qn("w:p")))
    return "\n".join(lines)


def paper(form: str, **changed: str) -> str:
    return text_of(PAPERS.render(form, FULL[form] | changed))


@pytest.mark.parametrize("form", FORMS)
def test_everything_that_was_said_stands_on_the_paper(form: str) -> None:
    shown = paper(form)

    for name, value in FULL[form].items():
        if name in ("received_on", "registered_on", "applicant_kind"):
            continue
        for line in value.split("\n"):
            assert line in shown, name
    assert BOOK.form(form).title in shown


@pytest.mark.parametrize("form", FORMS)
def test_every_field_of_the_form_table_has_its_place_and_no_other_has(form: str) -> None:
    table = {one.id for one in BOOK.form(form).fields}
    layout = LAYOUT["papers"][form]
    placed = {name for part in layout["parts"] for row in part.get("rows", ()) for name, _, _ in row}
    placed |= {part[kind] for part in layout["parts"] for kind in ("text", "boxes", "to", "list") if kind in part}

    assert placed - table == set()
    # The kind of applicant decides which lines there are; day and number stand in the notes or over the table.
    assert table - placed == {"registered_on", "number"} | (table & {"applicant_kind"})


@pytest.mark.parametrize("form", FORMS)
def test_each_row_of_the_layout_fills_the_width_of_the_paper(form: str) -> None:
    layout = LAYOUT["papers"][form]
    columns = 24 if layout["layout"] == "letter" else 22

    for part in layout["parts"]:
        for row in part.get("rows", ()):
            assert sum(label + value for _, label, value in row) == columns, row


@pytest.mark.parametrize("form", FORMS)
def test_the_template_that_is_kept_is_the_one_the_script_draws(form: str) -> None:
    assert template_of(form).read_bytes() == build(BOOK.form(form))


@pytest.mark.parametrize("form", FORMS)
def test_the_paper_says_on_which_clause_it_rests(form: str) -> None:
    row = BOOK.form(form)

    shown = paper(form)

    assert f"《{BOOK.source(row.source).title.removeprefix('中华人民共和国')}》{row.clause}" in shown
    assert all(note in shown for note in row.notes)


@pytest.mark.parametrize("form", FORMS)
def test_what_the_law_adds_is_told_with_its_clause(form: str) -> None:
    shown = text_of(PAPERS.render(form, {}))
    rows = {row.id: row for row in BOOK.rows() if isinstance(row, Period | LawNote)}

    for name in BOOK.form(form).says:
        row = rows[name]
        title = BOOK.source(row.source).title.removeprefix("中华人民共和国")
        assert f"{row.text}（《{title}》{row.clause}）" in shown


def test_the_last_day_to_hand_a_review_in_is_told_where_the_day_it_runs_from_is() -> None:
    told = "从知道（或者应当知道）这个决定那天起60日内。按您说的日子（2026年1月15日）算，最后一天是2026年3月16日。（"

    assert told in paper("review_application")
    assert told in paper("review_application", received_on="2026年1月15日")
    assert "最后一天" not in paper("review_application", received_on="上个月中旬")
    assert "最后一天" not in paper("review_application", received_on="")
    assert "预计是2029年" in paper("review_application", received_on="2029-01-15", registered_on="2029-02-01")


def test_no_time_limit_runs_from_a_decision_there_is_not() -> None:
    assert "60日内" not in paper("review_application", decision_kind="一直没有答复", received_on="")
    assert "60日内" in paper("review_application", decision_kind="不予受理决定", received_on="")


def test_who_decides_is_told_only_where_nobody_is_known_to_go_to() -> None:
    assert "一般由本级人民政府管辖" not in paper("review_application")
    assert "一般由本级人民政府管辖" in paper("review_application", review_body="")


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_paper_names_nobody_and_no_office(form: str) -> None:
    shown = text_of(PAPERS.render(form, {}))
    body = shown.split("说明")[0]

    assert not re.search(r"某某|人民政府|医疗保障局|20\d\d|\{|None", body)
    assert not re.search(r"编号：，|日期：。", shown)


def test_a_review_is_addressed_only_where_an_office_is_known() -> None:
    known = paper("review_application")
    unknown = paper("review_application", review_body="")

    assert "此致\n某某区人民政府\n" in known
    assert "行政复议机关）" not in known
    assert re.search(r"此致\n\u3000{10,}（行政复议机关）\n", unknown)


def test_a_recheck_goes_to_the_agency_that_decided() -> None:
    assert "此致\n某某区医疗保险经办中心\n" in paper("recheck_application")


def test_a_decision_and_a_silence_have_lines_of_their_own() -> None:
    decided = paper("review_application")
    silent = paper("review_application", decision_kind="一直没有答复", applied_on="2025-12-01", received_on="")
    unsaid = paper("review_application", decision_kind="")

    assert "收到（知道）日期\n2026年1月15日" in decided
    assert "提出申请日期" not in decided
    assert "提出申请日期\n2025年12月1日" in silent
    assert "收到（知道）日期" not in silent
    assert "曾经提出申请的材料" in silent
    assert {"收到（知道）日期", "提出申请日期"} <= set(unsaid.split("\n"))


def test_a_unit_applies_by_its_head_and_a_person_by_identity_number() -> None:
    for form in ("review_application", "recheck_application", "disclosure_application"):
        person = paper(form)
        unit = paper(form, applicant_kind="单位", applicant_id_number="", applicant_representative="乙某，经理")

        assert "身份证号码" in person
        assert "法定代表人" not in person
        assert "身份证号码" not in unit
        assert "乙某，经理" in unit


def test_gender_and_age_are_read_off_the_identity_number() -> None:
    day_before_birthday = paper("review_application")
    birthday = paper("review_application", registered_on="2026-03-03")
    man = paper("review_application", applicant_id_number="220000195203030031")
    said = paper("review_application", applicant_gender="男", applicant_age="80岁")

    assert "性别\n女\n年龄\n73岁" in day_before_birthday
    assert "年龄\n74岁" in birthday
    assert "性别\n男\n" in man
    assert "性别\n男\n年龄\n80岁" in said


@pytest.mark.parametrize("number", ["", "〔身份证号1〕", "2200001952", "22000019520303002Y"])
def test_what_is_no_identity_number_tells_neither_gender_nor_age(number: str) -> None:
    assert "性别\n\n年龄\n\n" in paper("review_application", applicant_id_number=number)


def test_a_day_there_is_not_stays_as_it_was_said() -> None:
    assert "收到（知道）日期\n2026-02-31\n" in paper("review_application", received_on="2026-02-31")


def test_a_request_chosen_by_a_button_becomes_a_sentence() -> None:
    assert "撤销这个决定，责令重新作出。" in paper("review_application")
    assert "给我把住院费报了！\n" in paper("recheck_application")


def test_the_chosen_box_is_ticked_and_no_other() -> None:
    assert "☑邮寄纸质件\u3000☐发电子邮件\u3000☐自己去领取\u3000☐当场查阅、抄录" in paper("disclosure_application")
    assert "☐不予受理决定\u3000☑其他决定\u3000☐一直没有答复" in paper("review_application")


def test_papers_a_person_has_are_numbered_after_those_that_always_go_along() -> None:
    shown = paper("review_application")

    assert "1．申请人身份证明复印件\n2．决定书复印件\n3．手机截图\n4．住院发票\n" in shown


def test_what_was_not_told_leaves_lines_to_write_on() -> None:
    empty = opened(PAPERS.render("review_application", {}))
    full = opened(PAPERS.render("review_application", FULL["review_application"]))

    def ruled(document: docx.document.Document) -> int:
        return len(document.element.body.findall(f".//{qn('w:pBdr')}/{qn('w:between')}"))

    assert ruled(empty) == 10
    assert ruled(full) == 0


@pytest.mark.parametrize("form", FORMS)
def test_markup_and_template_tags_are_text(form: str) -> None:
    hostile = "<w:t>x</w:t> &amp; {{ 7*7 }} {% raw %} {%p if x %} {%tr if x %} <![CDATA[ ]]> \"'"

    shown = paper(form, content=hostile, applicant_name=hostile, agency=hostile)

    assert shown.count(hostile) >= 3
    assert "49" not in shown


@settings(max_examples=25, deadline=None)
@given(text=st.text(st.characters(codec=None), max_size=200), form=st.sampled_from(FORMS))
def test_whatever_was_typed_gives_a_file_that_opens(text: str, form: str) -> None:
    content = PAPERS.render(form, dict.fromkeys((one.id for one in BOOK.form(form).fields), text))

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314
    assert opened(content).paragraphs


@pytest.mark.parametrize("filled", [True, False], ids=["filled", "empty"])
@pytest.mark.parametrize("form", [*FORMS, "report_registration"])
def test_word_finds_nothing_to_repair(form: str, filled: bool) -> None:
    assert faults(PAPERS.render(form, FULL.get(form, {"content": STORY}) if filled else {})) == []


@pytest.mark.parametrize("form", FORMS)
def test_the_same_fields_give_the_same_bytes_and_no_time_of_writing(form: str) -> None:
    first, second = (PAPERS.render(form, FULL[form]) for _ in range(2))

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-11-22T00:00:00Z"}


def test_a_report_is_drawn_as_the_annex() -> None:
    assert "举报线索登记表" in text_of(PAPERS.render("report_registration", {"place": "吉林省"}))


@pytest.mark.e2e
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("filled", [True, False], ids=["filled", "empty"])
def test_an_office_program_shows_the_paper_within_its_margins(form: str, filled: bool, tmp_path: Path) -> None:
    pdf = pdf_of(PAPERS.render(form, FULL[form] if filled else {}), tmp_path)

    pages, shown = words_of(pdf)
    pictures = pictures_of(pdf)
    assert pages == len(pictures) == PAGES[form]
    assert BOOK.form(form).title in shown
    assert not filled or all(line in shown for line in re.split(r"\s", FULL[form]["content"]))
    for picture in pictures:
        left, top, right, bottom = inked(picture)
        assert left >= 23
        assert right <= 189
        assert top >= 24
        assert bottom <= 290


@pytest.mark.e2e
def test_an_office_program_carries_a_long_story_over_to_further_pages(tmp_path: Path) -> None:
    story = "\n".join(f"第{n}条，" + "很长的经过" * 60 for n in range(12))
    pdf = pdf_of(PAPERS.render("review_application", FULL["review_application"] | {"content": story}), tmp_path)

    pages, shown = words_of(pdf)
    assert pages > 4
    assert "第11条" in shown
    assert "申请人（签名或者盖章）" in shown
    assert f"—{pages}—" in shown
