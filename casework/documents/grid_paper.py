"""A form drawn as a table with lines: groups down the left side, labels and values beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from casework.documents.sheet import HEI, TEXT, border, compact, frame, indent_two, merged, only_paragraph, write
from knowledge import Form

_SIZE = Pt(12)
_LEADING = Pt(21)
_COLUMNS, _COLUMN, _GROUP = 24, 6.8, 2
_ROW = Mm(11)
_LABEL_ROW = Mm(8)
_SIGNED_ROW = Mm(26)


def draw_grid(
    document: Any, parts: Sequence[Mapping[str, Any]], labels: Mapping[str, str], form: Form, words: Mapping[str, Any]
) -> None:
    """Adds the table to a document that has its title."""
    count = sum(_height(part, form) for part in parts)
    table = document.add_table(rows=count, cols=_COLUMNS)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    frame(table, padding=(40, 70))
    for column in table.columns:
        column.width = Mm(_COLUMN)
    for row in table.rows:
        row.height, row.height_rule = _ROW, WD_ROW_HEIGHT_RULE.AT_LEAST
    top = 0
    for part in parts:
        _part(table, top, part, labels, form, words)
        bottom = top + _height(part, form) - 1
        # One character a line runs down a tall cell; a low one takes two.
        step = 1 if "text" in part or len(part.get("rows", ())) > 1 else 2
        _group(merged(table, top, 0, bottom, _GROUP - 1), part["heading"], step)
        top = bottom + 1


def _height(part: Mapping[str, Any], form: Form) -> int:
    """How many rows of the table a part takes, those with the tags of a condition included."""
    labelled = "text" in part and "rows" in part
    rows = sum(3 if _condition(row, form) else 1 for row in part.get("rows", ()))
    return rows + labelled + sum(name in part for name in ("text", "boxes", "sign", "office"))


def _condition(row: Sequence[tuple[str, int, int]], form: Form) -> str:
    """When the row belongs to the case; empty: always."""
    bound = all(form.field(field).when for field, _, _ in row)
    return " or ".join(f"show.{field}" for field, _, _ in row) if bound else ""


def _part(
    table: Table, top: int, part: Mapping[str, Any], labels: Mapping[str, str], form: Form, words: Mapping[str, Any]
) -> None:
    end = _COLUMNS - 1
    for row in part.get("rows", ()):
        condition = _condition(row, form)
        if condition:
            _tag(merged(table, top, _GROUP, top, end), f"{{%tr if {condition} %}}")
            top += 1
        left = _GROUP
        for field, label, value in row:
            _label(merged(table, top, left, top, left + label - 1), labels[field])
            _value(merged(table, top, left + label, top, left + label + value - 1), f"{{{{ field.{field} }}}}")
            left += label + value
        top += 1
        if condition:
            _tag(merged(table, top, _GROUP, top, end), "{%tr endif %}")
            top += 1
    if "text" in part:
        if "rows" in part:
            named = merged(table, top, _GROUP, top, end)
            _value(named, labels[part["text"]] + words["colon"])
            border(named, "bottom", drawn=False)
            table.rows[top].height = _LABEL_ROW
            top += 1
        told = merged(table, top, _GROUP, top, end)
        if "rows" in part:
            border(told, "top", drawn=False)
        _told(told, part["text"])
        table.rows[top].height = Mm(part["height"])
    if "boxes" in part:
        name = part["boxes"]
        marks = (f"{{{{ box.{name}[{index}] }}}}{option}" for index, option in enumerate(form.field(name).options))
        _value(merged(table, top, _GROUP, top, end), "\u3000".join(marks))
    if "office" in part:
        _office(merged(table, top, _GROUP, top, end), part["office"])
        table.rows[top].height = Mm(part["height"])
    if "sign" in part:
        _signature(merged(table, top, _GROUP, top, end), part["sign"], words)
        table.rows[top].height = _SIGNED_ROW


def _tag(cell: _Cell, text: str) -> None:
    """A tag of docxtpl, which removes its row."""
    write(only_paragraph(cell), text, _SIZE)


def _group(cell: _Cell, text: str, step: int) -> None:
    """A name that runs down its cell, `step` characters a line."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for index in range(0, len(text), step):
        paragraph = cell.add_paragraph() if index else only_paragraph(cell)
        compact(paragraph)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(paragraph, text[index : index + step], _SIZE, font=HEI)


def _label(cell: _Cell, text: str) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = only_paragraph(cell)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(paragraph, text, _SIZE, font=TEXT)


def _value(cell: _Cell, text: str) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    write(only_paragraph(cell), text, _SIZE, font=TEXT)


def _told(cell: _Cell, name: str) -> None:
    """One paragraph for each line of what was told; docxtpl removes the two paragraphs with the loop's tags."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
    write(only_paragraph(cell), f"{{%p for line in text.{name} %}}", _SIZE)
    body = cell.add_paragraph()
    compact(body)
    body.paragraph_format.line_spacing = _LEADING
    indent_two(body, _SIZE)
    write(body, "{{ line }}", _SIZE, font=TEXT)
    closing = cell.add_paragraph()
    write(closing, "{%p endfor %}", _SIZE)
    # A cell must end with a paragraph, however much was told.
    compact(cell.add_paragraph())


def _office(cell: _Cell, text: str) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
    write(only_paragraph(cell), text, Pt(10.5), font=TEXT)


def _signature(cell: _Cell, text: str, words: Mapping[str, Any]) -> None:
    """Name and day are written by hand: the paper is a draft until then."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    name = only_paragraph(cell)
    compact(name, after=6)
    name.paragraph_format.left_indent = Mm(48)
    write(name, text, _SIZE, font=TEXT)
    write(name, "\u3000" * 9, _SIZE, font=TEXT).underline = True
    day = cell.add_paragraph()
    compact(day, after=4)
    day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    spaces = ("\u3000" * 4, "\u3000" * 2, "\u3000" * 2)
    parts = zip(spaces, ("year", "month", "day"), strict=True)
    write(day, "".join(space + words[part] for space, part in parts) + "\u3000", _SIZE, font=TEXT)
