"""An application drawn as a letter: ruled lines for short values, paragraphs for the story, addressee, signature."""

from collections.abc import Mapping, Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from casework.documents.sheet import HEI, TEXT, border, compact, frame, indent_two, merged, only_paragraph, write
from knowledge import Form

_SIZE = Pt(14)
_LEADING = Pt(26)
_COLUMNS, _COLUMN = 24, 6.5
_ROW = Mm(9.5)
_SIGNED_FROM = Mm(62)
_OPEN = 14
"""Characters of the line that stays open where no office is known."""


def draw_letter(
    document: Any, parts: Sequence[Mapping[str, Any]], labels: Mapping[str, str], form: Form, words: Mapping[str, Any]
) -> None:
    """Adds the parts of the letter to a document that has its title."""
    for part in parts:
        if "heading" in part and "list" not in part:
            _heading(document, part["heading"])
        if "boxes" in part:
            _boxes(document, part, labels, form, words)
        if "rows" in part:
            _rows(document, part["rows"], labels)
        if "text" in part:
            _told(document, part["text"])
        if "to" in part:
            _addressee(document, part)
        if "list" in part:
            _list(document, part, words)
        if "sign" in part:
            _signature(document, part["sign"], words)


def _paragraph(document: Any, *, before: float = 0, after: float = 0) -> Paragraph:
    paragraph: Paragraph = document.add_paragraph()
    compact(paragraph, before=before, after=after)
    paragraph.paragraph_format.line_spacing = _LEADING
    return paragraph


def _heading(document: Any, text: str) -> None:
    heading = _paragraph(document, before=9)
    heading.paragraph_format.keep_with_next = True
    write(heading, text, _SIZE, font=HEI)


def _rows(document: Any, rows: Sequence[Sequence[tuple[str, int, int]]], labels: Mapping[str, str]) -> None:
    """Label and value side by side, the value on a line; a row vanishes when none of its fields belongs to the case."""
    table = document.add_table(rows=3 * len(rows), cols=_COLUMNS)
    frame(table, (), padding=(20, 20))
    for column in table.columns:
        column.width = Mm(_COLUMN)
    for index, row in enumerate(rows):
        opening, at, closing = (table.rows[3 * index + offset] for offset in range(3))
        shown = " or ".join(f"show.{field}" for field, _, _ in row)
        write(only_paragraph(merged(table, 3 * index, 0, 3 * index, _COLUMNS - 1)), f"{{%tr if {shown} %}}", _SIZE)
        write(only_paragraph(merged(table, 3 * index + 2, 0, 3 * index + 2, _COLUMNS - 1)), "{%tr endif %}", _SIZE)
        for line in (opening, at, closing):
            line.height, line.height_rule = _ROW, WD_ROW_HEIGHT_RULE.AT_LEAST
        left = 0
        for field, label, value in row:
            named = merged(table, 3 * index + 1, left, 3 * index + 1, left + label - 1)
            named.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            said = only_paragraph(named)
            # A little white between a value's line and the next label.
            said.paragraph_format.left_indent = Pt(7 if left else 0)
            write(said, labels[field], _SIZE, font=TEXT)
            filled = merged(table, 3 * index + 1, left + label, 3 * index + 1, left + label + value - 1)
            filled.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            border(filled, "bottom", drawn=True)
            write(only_paragraph(filled), f"{{{{ field.{field} }}}}", _SIZE, font=TEXT)
            left += label + value


def _boxes(
    document: Any, part: Mapping[str, Any], labels: Mapping[str, str], form: Form, words: Mapping[str, Any]
) -> None:
    line = _paragraph(document, before=2)
    indent_two(line, _SIZE)
    name = part["boxes"]
    if part.get("labelled"):
        write(line, labels[name] + words["colon"], _SIZE, font=TEXT)
    marks = (f"{{{{ box.{name}[{index}] }}}}{option}" for index, option in enumerate(form.field(name).options))
    write(line, "\u3000".join(marks), _SIZE, font=TEXT)


def _told(document: Any, name: str) -> None:
    """One paragraph for each line of what was told; ruled lines when nothing was."""
    write(document.add_paragraph(), f"{{%p for line in text.{name} %}}", _SIZE)
    body = _paragraph(document)
    body.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    body.paragraph_format.widow_control = True
    indent_two(body, _SIZE)
    write(body, "{{ line }}", _SIZE, font=TEXT)
    write(document.add_paragraph(), "{%p endfor %}", _SIZE)
    write(document.add_paragraph(), f"{{%p for line in blank.{name} %}}", _SIZE)
    _ruled(_paragraph(document))
    write(document.add_paragraph(), "{%p endfor %}", _SIZE)


def _ruled(paragraph: Paragraph) -> None:
    """A line to write on; `between` keeps it where the next paragraph is ruled too."""
    borders = OxmlElement("w:pBdr")
    for side in ("bottom", "between"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _addressee(document: Any, part: Mapping[str, Any]) -> None:
    salute = _paragraph(document, before=10)
    salute.paragraph_format.keep_with_next = True
    indent_two(salute, _SIZE)
    write(salute, part["salute"], _SIZE, font=TEXT)
    to = _paragraph(document)
    to.paragraph_format.keep_with_next = True
    name = part["to"]
    write(to, f"{{{{ field.{name} }}}}", _SIZE, font=TEXT)
    write(to, f"{{% if not field.{name} %}}", _SIZE, font=TEXT)
    write(to, "\u3000" * _OPEN, _SIZE, font=TEXT).underline = True
    write(to, part["open"] + "{% endif %}", _SIZE, font=TEXT)


def _list(document: Any, part: Mapping[str, Any], words: Mapping[str, Any]) -> None:
    head = _paragraph(document, before=8)
    head.paragraph_format.keep_with_next = True
    write(head, part["heading"] + words["colon"], _SIZE, font=TEXT)
    write(document.add_paragraph(), f"{{%p for line in list.{part['list']} %}}", _SIZE)
    item = _paragraph(document)
    item.paragraph_format.left_indent = Pt(49)
    item.paragraph_format.first_line_indent = Pt(-21)
    write(item, "{{ loop.index }}．{{ line }}", _SIZE, font=TEXT)
    write(document.add_paragraph(), "{%p endfor %}", _SIZE)


def _signature(document: Any, text: str, words: Mapping[str, Any]) -> None:
    """Name and day are written by hand: the paper is a draft until then."""
    name = _paragraph(document, before=22)
    name.paragraph_format.left_indent = _SIGNED_FROM
    name.paragraph_format.keep_with_next = True
    write(name, text, _SIZE, font=TEXT)
    write(name, "\u3000" * 7, _SIZE, font=TEXT).underline = True
    day = _paragraph(document, before=6)
    day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    day.paragraph_format.right_indent = Pt(14)
    spaces = ("\u3000" * 3, "\u3000" * 2, "\u3000" * 2)
    write(
        day,
        "".join(space + words[part] for space, part in zip(spaces, ("year", "month", "day"), strict=True)),
        _SIZE,
        font=TEXT,
    )
