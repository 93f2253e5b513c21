"""The quarterly summary and the yearly report of an office as a Word file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from casework.documents import statistics_words as words
from casework.documents.build_papers import page_number
from casework.documents.sheet import HEI, SONG, TEXT, Margins, compact, frame, indent_two, new_document, saved, write
from casework.documents.writable import one_line
from casework.said_day import written
from casework.statistics.summary import Figures
from casework.statistics.tables import Table, Value, handled, report_tables, rule_rows, talk_tables
from knowledge import RuleBook

_MARGINS = Margins(top=34, right=26, bottom=30, left=28)
_WIDTH = 156.0
_BODY, _SMALL, _CELL = Pt(14), Pt(10.5), Pt(11)
_LEADING = Pt(26)
_OPEN_LINES = 6
_NUMERALS = "一二三四五六七八"


def statistics_paper(found: Figures, before: Figures, book: RuleBook, office: tuple[str, str], today: date) -> bytes:
    """The paper of a quarter or year (of a month: the same, without a rule that asks for it).

    `before`: the period before it; `office`: name and telephone of who fills it in, "": a line to write on.
    """
    document = new_document((SONG, HEI), _MARGINS, words.title_of(found), datetime.now(UTC).replace(microsecond=0))
    _head(document, found, office[0], today)
    tables = {table.title: table for table in (handled(found), *report_tables(found, book), *talk_tables(found))}
    sections: Sequence[tuple[str, str, tuple[str, ...]]] = (
        ("举报接收情况", words.received(found, before), ("接收举报（按时间）", "来源渠道")),
        ("受理和立案情况", words.decided(found), ()),
        ("办结情况", words.ended(found), ("受理、立案、办结", "本期接收的举报现在办到哪一步")),
        ("办理期限执行情况", words.clocks(found), ("办理期限",)),
        ("举报事项和地区分布", "", ("举报事项", "被举报行为发生地")),
        ("诉求对话总体情况", words.talks(found, before), ("类别", "渠道", "处理情况")),
    )
    for numeral, (title, told, wanted) in zip(_NUMERALS, sections, strict=False):
        _heading(document, f"{numeral}、{title}")
        if told:
            _told(document, told)
        for name in wanted:
            if tables[name].rows:
                _table(document, tables[name])
    _heading(document, f"{_NUMERALS[len(sections)]}、分析和建议")
    _open_lines(document)
    _notes(document, found, book)
    _signatures(document, office[1])
    page_number(document)
    return saved(document)


def _head(document: Any, found: Figures, office: str, today: date) -> None:
    title = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    compact(title, after=4)
    write(title, words.title_of(found), Pt(22), bold=True)
    period = document.add_paragraph()
    period.alignment = WD_ALIGN_PARAGRAPH.CENTER
    compact(period, after=14)
    write(period, f"（{found.span.words}，{found.place_name}）", Pt(14), font=TEXT)
    line = document.add_paragraph()
    compact(line, after=6)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(98))
    write(line, "填报单位：", Pt(12), font=TEXT)
    if office:
        write(line, one_line(office), Pt(12), font=TEXT)
    else:
        write(line, "\u3000" * 14, Pt(12), font=TEXT).underline = True
    write(line, f"\t统计日期：{written(today)}", Pt(12), font=TEXT)


def _heading(document: Any, text: str) -> None:
    heading = document.add_paragraph()
    compact(heading, before=10, after=2)
    heading.paragraph_format.keep_with_next = True
    write(heading, text, _BODY, font=HEI)


def _told(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    compact(paragraph)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.line_spacing = _LEADING
    indent_two(paragraph, _BODY)
    write(paragraph, text, _BODY, font=TEXT)


def _table(document: Any, table: Table) -> None:
    caption = document.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    compact(caption, before=8, after=3)
    caption.paragraph_format.keep_with_next = True
    write(caption, table.title, _CELL, font=HEI)
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.heads))
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    frame(made)
    widths = _widths(table)
    for index, width in enumerate(widths):
        made.columns[index].width = width
    for at, row in enumerate((table.heads, *table.rows)):
        _row(made.rows[at], row, widths, head=at == 0, last=at == len(table.rows))
    if table.note:
        note = document.add_paragraph()
        compact(note, before=2, after=4)
        note.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(note, table.note, _SMALL, font=TEXT)


def _row(row: Any, values: Sequence[Value], widths: Sequence[Length], *, head: bool, last: bool) -> None:
    """One line; it never breaks over two pages, and stays with the next unless it is the last."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    for index, (cell, value, width) in enumerate(zip(row.cells, values, widths, strict=True)):
        cell.width = width
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        compact(paragraph)
        number = isinstance(value, int)
        paragraph.paragraph_format.keep_with_next = not last
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if head or index else WD_ALIGN_PARAGRAPH.LEFT
        text = f"{value:,}" if number else one_line(str(value))
        write(paragraph, text, _CELL, font=HEI if head else TEXT)


def _widths(table: Table) -> list[Length]:
    """Two columns: words and a figure, as wide as the words; more: words wide, figures narrow."""
    count = len(table.heads)
    longest = [max(len(str(row[index])) for row in (table.heads, *table.rows)) for index in range(count)]
    if count == 2:
        first = min(_WIDTH - 34, max(56, 4.2 * longest[0] + 8))
        return [Mm(first), Mm(34)]
    if count == 3:
        return [Mm(_WIDTH - 76), Mm(30), Mm(46)]
    return [Mm(30), Mm(_WIDTH - 30 - 18 * (count - 2)), *(Mm(18) for _ in range(count - 2))]


def _open_lines(document: Any) -> None:
    """Lines for what a person has to write."""
    hint = document.add_paragraph()
    compact(hint)
    write(hint, "（由填报单位补充）", _SMALL, font=TEXT)
    for _ in range(_OPEN_LINES):
        line = document.add_paragraph()
        compact(line)
        line.paragraph_format.line_spacing = Pt(28)
        borders = OxmlElement("w:pBdr")
        for side in ("bottom", "between"):
            drawn = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "808080")):
                drawn.set(qn(f"w:{name}"), value)
            borders.append(drawn)
        line._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _notes(document: Any, found: Figures, book: RuleBook) -> None:
    title = document.add_paragraph()
    compact(title, before=14, after=2)
    title.paragraph_format.keep_with_next = True
    write(title, "说明", Pt(12), font=HEI)
    rules = rule_rows(found, book, words.rules_of(found))
    told = [*words.COUNTING]
    if rules:
        binding = all(bound for _, bound in rules)
        told.append(words.rests_on(binding=binding) + "".join(text for text, _ in rules))
    for number, line in enumerate(told, 1):
        note = document.add_paragraph()
        compact(note, after=1)
        note.paragraph_format.left_indent, note.paragraph_format.first_line_indent = Pt(16), Pt(-16)
        write(note, f"{number}．{line}", _SMALL, font=TEXT)


def _signatures(document: Any, phone: str) -> None:
    line = document.add_paragraph()
    compact(line, before=24)
    line.paragraph_format.keep_together = True
    for stop in (41, 82, 123):
        line.paragraph_format.tab_stops.add_tab_stop(Mm(stop))
    for index, name in enumerate(("填报人：", "审核人：", "联系电话：", "（盖章）")):
        write(line, ("\t" if index else "") + name, Pt(12), font=TEXT)
        if name.startswith("联系") and phone:
            write(line, one_line(phone), Pt(12), font=TEXT)
        elif name.endswith("："):
            write(line, "\u3000" * 4, Pt(12), font=TEXT).underline = True
