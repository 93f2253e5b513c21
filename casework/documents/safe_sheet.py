"""An xlsx file in which no text can become a formula, and nothing is written that an XML file cannot hold."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from casework.documents.writable import lines

_LEADS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What programs take for the beginning of a formula, in full width too: some turn it into the narrow one."""
_LONGEST = 32_767
_TITLE_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LINE = Side(style="thin", color="BFC7C3")
_GRID = Border(top=_LINE, bottom=_LINE, left=_LINE, right=_LINE)
_HEAD = PatternFill("solid", fgColor="E0EEE8")
_FONT = "SimSun"


def put(cell: Cell, value: str | int | float) -> None:
    """Writes a value: numbers as numbers, everything else as text, whatever it begins with."""
    if isinstance(value, int | float):
        cell.value = value
        return
    text = "\n".join(lines(value))[:_LONGEST]
    cell.value = text
    cell.data_type = "s"
    if value.startswith(_LEADS_FORMULA) or text.startswith(_LEADS_FORMULA):
        cell.quotePrefix = True  # who opens the cell to edit it does not make it a formula either


class SafeBook:
    """A workbook that is filled sheet by sheet. Words are text, whatever they begin with."""

    def __init__(self) -> None:
        self._book = Workbook()
        self._book.remove(self._book.active)
        # nothing in the file says when it was fetched, or by whom
        self._book.properties.creator = ""
        self._book.properties.created = self._book.properties.modified = datetime(2026, 1, 1)  # noqa: DTZ001

    def sheet(self, title: str, widths: Sequence[float]) -> SafeSheet:
        """A new sheet; widths in characters."""
        name = _TITLE_FORBIDDEN.sub("", title)[:31] or "表"
        made = self._book.create_sheet(name)
        for index, width in enumerate(widths, 1):
            made.column_dimensions[get_column_letter(index)].width = width
        made.sheet_view.showGridLines = False
        made.page_setup.orientation, made.page_setup.paperSize = "portrait", made.PAPERSIZE_A4
        made.page_setup.fitToWidth, made.page_setup.fitToHeight = 1, 0
        made.sheet_properties.pageSetUpPr.fitToPage = True
        return SafeSheet(made)

    def saved(self) -> bytes:
        """The file."""
        buffer = io.BytesIO()
        self._book.save(buffer)
        return buffer.getvalue()


class SafeSheet:
    """One sheet, filled from the top."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._at = 1

    def line(self, text: str, *, size: int = 11, bold: bool = False, columns: int = 1) -> None:
        """A line of its own, over several columns."""
        cell = self._sheet.cell(self._at, 1)
        put(cell, text)
        cell.font = Font(name=_FONT, size=size, bold=bold)
        cell.alignment = Alignment(vertical="center", wrap_text=columns > 1)
        if columns > 1:
            self._sheet.merge_cells(start_row=self._at, start_column=1, end_row=self._at, end_column=columns)
            width = sum(
                self._sheet.column_dimensions[get_column_letter(index)].width for index in range(1, columns + 1)
            )
            self._sheet.row_dimensions[self._at].height = (size + 6) * max(1, -(-2 * len(text) // int(width)))
        self._at += 1

    def gap(self) -> None:
        """An empty line."""
        self._at += 1

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str | int | float]], *, freeze: bool = False) -> None:
        """A table with its heads."""
        self._row(heads, head=True)
        if freeze:
            self._sheet.freeze_panes = self._sheet.cell(self._at, 1)
        for row in rows:
            self._row(row, head=False)

    def _row(self, values: Sequence[str | int | float], *, head: bool) -> None:
        for index, value in enumerate(values, 1):
            cell = self._sheet.cell(self._at, index)
            put(cell, value)
            cell.border = _GRID
            cell.font = Font(name=_FONT, size=11, bold=head)
            number = isinstance(value, int | float)
            cell.alignment = Alignment(
                horizontal="center" if head else ("right" if number else "left"), vertical="center", wrap_text=True
            )
            if head:
                cell.fill = _HEAD
            if isinstance(value, int):
                cell.number_format = "#,##0"
        self._at += 1
