"""All figures of a period as an xlsx file: one sheet for reports, one for conversations, one on how it counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from casework.documents import statistics_words as words
from casework.documents.safe_sheet import SafeBook, SafeSheet
from casework.statistics.summary import Figures
from casework.statistics.tables import Table, report_tables, rule_rows, talk_tables
from knowledge import RuleBook

_WIDTHS = (46.0, 30.0, 12.0, 12.0, 14.0, 12.0, 10.0)


def statistics_book(found: Figures, book: RuleBook, office: str, today: date) -> bytes:
    """The file. `office`: who fills it in, "" where that was never set."""
    made = SafeBook()
    _tables(made.sheet("举报", _WIDTHS), words.title_of(found), found, office, report_tables(found, book))
    _tables(made.sheet("诉求对话", _WIDTHS), "诉求对话总体情况", found, office, talk_tables(found))
    _notes(made.sheet("说明", (110.0,)), found, book, today)
    return made.saved()


def _tables(sheet: SafeSheet, title: str, found: Figures, office: str, tables: Iterable[Table]) -> None:
    sheet.line(title, size=16, bold=True)
    sheet.line(f"{found.span.words}　{found.place_name}" + (f"　填报单位：{office}" if office else ""))
    for table in tables:
        if not table.rows:
            continue
        sheet.gap()
        sheet.line(table.title, size=12, bold=True)
        sheet.table(table.heads, table.rows)
        if table.note:
            sheet.line(table.note, size=10)


def _notes(sheet: SafeSheet, found: Figures, book: RuleBook, today: date) -> None:
    sheet.line("说明", size=14, bold=True)
    sheet.line(f"统计日期：{today:%Y-%m-%d}　规则库版本：{book.version}")
    for line in words.COUNTING:
        sheet.line(line)
    for text, bound in rule_rows(found, book, words.rules_of(found)):
        sheet.line(f"依据：{text}" if bound else f"样式取自（不是本地的规定，仅供参考）：{text}")
