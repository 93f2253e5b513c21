"""Draws report_form.docx, the template of the registration form, from report_form.yml: A4, 宋体, the grid of the annex.

Run `python -m casework.documents.build_report_form` after a change of the words or of the layout, and commit the file.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from casework.documents.sheet import (
    SONG,
    Margins,
    border,
    compact,
    frame,
    indent_two,
    merged,
    new_document,
    only_paragraph,
    saved,
    write,
)

HERE = Path(__file__).parent
TEMPLATE = HERE / "report_form.docx"
WORDS = HERE / "report_form.yml"

_LABEL, _VALUE = Pt(12), Pt(10.5)
# Grid columns in millimetres; every row's cells begin and end on one of these lines. Their sum is the printable width.
_GRID = (11, 33, 28, 8, 6, 8, 6, 22, 2, 12, 34)
_ROW = Mm(11)
_CONTENT_ROW, _SIGNED_ROW = Mm(100), Mm(19)
_REMARKS_ROW = Mm(20)
_MARGINS = Margins(top=22, right=20, bottom=18, left=20)

# The day the annex came into force: a form tells nothing about when it was fetched.
_DRAWN_UP = datetime(2023, 12, 1, tzinfo=UTC)


def build() -> bytes:
    """The template as a .docx file; the same bytes for the same words."""
    words: dict[str, Any] = yaml.safe_load(WORDS.read_text("utf-8"))
    document = new_document((SONG,), _MARGINS, words["file_name"], _DRAWN_UP)
    _heading(document, words)
    table = document.add_table(rows=10, cols=len(_GRID))
    _grid(table)
    _fill(table, words)
    for note in words["notes"]:
        paragraph = document.add_paragraph()
        compact(paragraph, before=3)
        write(paragraph, note, Pt(10.5))
        if not note.startswith("注"):
            paragraph.paragraph_format.left_indent = Pt(21)
    return saved(document)


def _heading(document: Any, words: dict[str, Any]) -> None:
    title = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    compact(title, after=14)
    write(title, "{{ place }}" + words["title"], Pt(18), bold=True)
    line = document.add_paragraph()
    compact(line, after=4)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(112))
    date = "".join(f"{{{{ registered.{part} }}}}{words[part]}" for part in ("year", "month", "day"))
    write(line, f"{words['registered_on']}{date}\t{words['number']}{{{{ number }}}}", _LABEL)


def _grid(table: Table) -> None:
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    frame(table)
    for column, width in zip(table.columns, _GRID, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        row.height, row.height_rule = _ROW, WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, width in zip(row.cells, _GRID, strict=True):
            cell.width = Mm(width)


def _fill(table: Table, words: dict[str, Any]) -> None:
    labels: dict[str, str] = words["labels"]

    def pair(row: int, field: str, first: int, middle: int, last: int) -> None:
        """A label over the grid columns first..middle-1 and its value over middle..last."""
        _label(merged(table, row, first, row, middle - 1), labels[field])
        _value(merged(table, row, middle, row, last), f"{{{{ field.{field} }}}}")

    end = len(_GRID) - 1
    _boxes(table, 0, words, "info_source")
    pair(1, "reporter_name", 1, 2, 2)
    pair(1, "reporter_gender", 3, 5, 6)
    pair(1, "reporter_id_number", 7, 9, end)
    pair(2, "reporter_org", 1, 2, 6)
    pair(2, "reporter_phone", 7, 9, end)
    pair(3, "reporter_address", 1, 2, end)
    _upright(merged(table, 1, 0, 3, 0), words["reporter"])
    _boxes(table, 4, words, "respondent_kind")
    pair(5, "respondent_name", 1, 2, 2)
    pair(5, "respondent_gender", 3, 5, 6)
    pair(5, "respondent_card", 7, 9, end)
    pair(6, "respondent_org", 1, 2, 3)
    pair(6, "respondent_phone", 4, 6, 7)
    pair(6, "respondent_address", 8, 10, end)
    _content(merged(table, 7, 2, 7, end))
    _signed(merged(table, 8, 2, 8, end), words)
    _upright(merged(table, 7, 1, 8, 1), words["content"])
    _upright(merged(table, 5, 0, 8, 0), words["matter"])
    _label(merged(table, 9, 0, 9, 1), words["remarks"])
    _loop(merged(table, 9, 2, 9, end), "remarks", indent=False)
    for row, height in ((7, _CONTENT_ROW), (8, _SIGNED_ROW), (9, _REMARKS_ROW)):
        table.rows[row].height = height


def _boxes(table: Table, row: int, words: dict[str, Any], field: str) -> None:
    group = words["boxes"][field]
    _label(merged(table, row, 0, row, 1), group["label"])
    cell = merged(table, row, 2, row, len(_GRID) - 1)
    marks = (f"{option}{{{{ box.{field}[{index}] }}}}" for index, option in enumerate(group["options"]))
    write(_plain(cell), "  ".join(marks), _LABEL)


def _content(cell: _Cell) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
    _loop(cell, "content", indent=True)
    border(cell, "bottom", drawn=False)


def _signed(cell: _Cell, words: dict[str, Any]) -> None:
    """Who wrote it down and when: at the foot of the content, in a row of its own without a line between the two."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    border(cell, "top", drawn=False)
    recorder = _plain(cell)
    recorder.paragraph_format.left_indent = Mm(72)
    compact(recorder, after=4)
    write(recorder, f"{words['recorder']}{{{{ field.recorder }}}}", _LABEL)
    signed = cell.add_paragraph()
    signed.paragraph_format.left_indent = Mm(72)
    compact(signed, after=3)
    write(signed, "".join(f"{{{{ recorded.{part} }}}}{words[part]}" for part in ("year", "month", "day")), _LABEL)


def _loop(cell: _Cell, name: str, *, indent: bool) -> None:
    """One paragraph for each line of a long text; docxtpl removes the two paragraphs with the loop's tags."""
    write(_plain(cell), f"{{%p for line in {name} %}}", _LABEL)
    body = cell.add_paragraph()
    compact(body)
    body.paragraph_format.line_spacing = 1.25
    if indent:
        indent_two(body, _VALUE)
    write(body, "{{ line }}", _VALUE)
    closing = cell.add_paragraph()
    compact(closing)
    write(closing, "{%p endfor %}", _LABEL)


def _plain(cell: _Cell) -> Paragraph:
    """The only paragraph of a cell, in the middle of it unless something else was said."""
    paragraph = only_paragraph(cell)
    if cell.vertical_alignment is None:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return paragraph


def _label(cell: _Cell, text: str) -> None:
    paragraph = _plain(cell)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(paragraph, text, _LABEL)


def _value(cell: _Cell, text: str) -> None:
    write(_plain(cell), text, _VALUE)


def _upright(cell: _Cell, text: str) -> None:
    """A label that runs down its cell, one character a line, as the annex has it."""
    for index, character in enumerate(text):
        paragraph = cell.add_paragraph() if index else _plain(cell)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        compact(paragraph)
        write(paragraph, character, _LABEL)


if __name__ == "__main__":
    TEMPLATE.write_bytes(build())
