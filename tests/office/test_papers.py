"""The quarterly summary, the yearly report and every xlsx file: true, whole, and no cell that becomes a formula."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from casework.documents.audit_sheet import HEADS, audit_book
from casework.documents.safe_sheet import SafeBook, put
from casework.services.statistics import StatisticsService
from casework.statistics.cells import FEW
from casework.statistics.spans import Span, read_span
from casework.store.column_types import SHANGHAI
from casework.store.unit import SqlStore
from tests.documents.word_schema import faults
from tests.fakes import FixedClock
from tests.office.fill import fill
from tests.store.desk import DIVISIONS, LI, Office

_HOSTILE = ("=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", '=HYPERLINK("http://x","y")', "'=1")


def formulas(content: bytes) -> list[bytes]:
    """Every formula in a file, read off its XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    return [found for sheet in sheets for found in re.findall(rb"<(?:\w+:)?f[\s>/].*", sheet)]


def span_of(name: str) -> Span:
    found = read_span(name)
    assert found is not None
    return found


@pytest.fixture
def service(sqlite_store: SqlStore) -> StatisticsService:
    clock = FixedClock(datetime(2026, 11, 22, 9, tzinfo=SHANGHAI))
    desk = Office(sqlite_store, clock)
    fill(sqlite_store, datetime(2026, 1, 1, tzinfo=SHANGHAI), 320, 900)
    return StatisticsService(sqlite_store, lambda: desk.book, clock, DIVISIONS)


def words_in(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_quarterly_summary_says_what_the_rules_ask_for_with_their_words(service: StatisticsService) -> None:
    made = service.word(LI, span_of("2026Q3"), "500000", "某区医疗保障局", "023-00000000")
    assert faults(made.content) == []
    told = words_in(made.content)
    assert made.name == "重庆市2026年第三季度统计.docx"
    assert "举报处理基本情况" in told
    assert (
        "第三十一条：“区县（自治县）医疗保障行政部门应当每季度初（5日前）向市医疗保障行政部门上报上季度举报处理基本情况”"
        in told
    )
    assert "本表依据" in told
    assert "某区医疗保障局" in told
    assert "023-00000000" in told
    found = service.figures(LI, span_of("2026Q3"), "500000")
    assert f"共接收举报{found.cases.reports.received.total}件" in told
    assert "《重庆市医疗保障基金使用监督管理举报处理实施细则》第二十五条" in told, "each time rule with its clause"
    assert "除来电外，由助手答复" in told, "two shares of two wholes do not come to a hundred"
    assert "连同来电，转过人工" in told


def test_the_yearly_report_rests_on_both_articles_and_compares_with_the_year_before(service: StatisticsService) -> None:
    told = words_in(service.word(LI, span_of("2026"), "500000").content)
    assert "举报处理总结分析报告" in told
    assert "第三十条" in told
    assert "每年12月31日前上报本年度举报处理总结分析报告" in told
    assert "比上一年" not in told, "nothing was counted in the year before"


def test_where_the_rules_do_not_bind_the_paper_says_so(service: StatisticsService) -> None:
    told = words_in(service.word(LI, span_of("2026Q3"), "220000").content)
    assert "本地的报送规定没有收录" in told
    assert "本表依据" not in told


def test_small_groups_are_hidden_in_both_files(service: StatisticsService) -> None:
    span = span_of("2026-11")
    told = words_in(service.word(LI, span, "500000").content)
    book = load_workbook(io.BytesIO(service.sheets(LI, span, "500000").content))
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert FEW in told
    assert FEW in values
    assert not [value for value in values if isinstance(value, int) and 0 < value < 5]
    lone = [line for line in told.splitlines() if re.fullmatch(r"[1-4]", line)]
    assert lone == []


def test_the_sheets_hold_the_figures_as_numbers_and_nothing_that_computes(service: StatisticsService) -> None:
    content = service.sheets(LI, span_of("2026Q3"), "500000", "=cmd|'/c calc'!A1").content
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["举报", "诉求对话", "说明"]
    assert formulas(content) == []
    found = service.figures(LI, span_of("2026Q3"), "500000")
    rows = {row[0].value: row[1] for row in book["诉求对话"].iter_rows(max_col=2)}
    assert rows["网页对话"].value == next(cell.count for cell in found.channels.cells if cell.key == "chat")
    assert rows["网页对话"].data_type == "n"


@pytest.mark.parametrize("text", _HOSTILE)
def test_what_looks_like_a_formula_is_text_for_every_program(text: str) -> None:
    content = audit_book([(text,) * len(HEADS)], datetime(2026, 3, 2, tzinfo=SHANGHAI))
    sheet = load_workbook(io.BytesIO(content)).active
    cells = [cell for row in sheet.iter_rows(min_row=3) for cell in row]
    assert formulas(content) == []
    assert {cell.data_type for cell in cells} == {"s"}
    if text[0] != "'":
        assert all(cell.quotePrefix for cell in cells), "nor does it become one when somebody edits it"


@given(st.lists(st.text(), min_size=1, max_size=6))
@settings(max_examples=80, deadline=None)
def test_no_text_becomes_a_formula_or_breaks_the_file(texts: list[str]) -> None:
    made = SafeBook()
    sheet = made.sheet("表", (20.0,) * 6)
    sheet.table(texts, [texts])
    content = made.saved()
    read = load_workbook(io.BytesIO(content)).active
    assert formulas(content) == []
    for cell, text in zip(read[2], texts, strict=False):
        assert cell.data_type in ("s", "n", "inlineStr")
        assert cell.value is None or (isinstance(cell.value, str) and not cell.value.startswith("\t"))
        if text.strip() and text.isprintable():
            assert cell.value == text.strip()


@given(st.sampled_from("=+-@\t\r＝＋－＠"), st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_a_cell_with_a_dangerous_beginning_is_marked_as_text(first: str, rest: str) -> None:
    cell = Workbook().active.cell(1, 1)
    put(cell, first + rest)
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_an_unknown_period_is_none() -> None:
    assert [read_span(name) for name in ("", "2026Q5", "2026-13", "1999", "2026-1", "26Q1")] == [None] * 6


def test_parts_of_a_period_cover_it_without_gaps() -> None:
    for name in ("2026", "2026Q1", "2026-02", "2028-02", "2026-11"):
        span = span_of(name)
        days = [part.first.toordinal() + at for part in span.parts() for at in range((part.last - part.first).days + 1)]
        assert days == list(range(span.first.toordinal(), span.last.toordinal() + 1)), name
        assert span.moved(1).moved(-1) == span
    assert span_of("2026Q1").moved(-1).name == "2025Q4"
    assert [part.words for part in span_of("2026Q4").begun(date(2026, 11, 22))] == ["10月", "11月"]
