"""Draws the templates of the papers: one .docx for each form that papers.yml lays out, labels from the form tables.

Run `python -m casework.documents.build_papers` after a change of a label or of the layout, and commit the files.
"""

from datetime import UTC, datetime
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from casework.documents.grid_paper import draw_grid
from casework.documents.layout import LAYOUT, template_of
from casework.documents.letter_paper import draw_letter
from casework.documents.sheet import HEI, SONG, TEXT, Margins, compact, new_document, saved, write
from knowledge import Form, RuleBook

# GB/T 9704: 37 mm above, 28 mm to the left, a printed area of 156 x 225 mm.
_LETTER = Margins(top=34, right=26, bottom=30, left=28)
_GRID = Margins(top=28, right=22, bottom=24, left=24)
_TITLE, _SMALL, _NOTE = Pt(22), Pt(10.5), Pt(9.5)
_DRAWN_UP = datetime(2026, 11, 22, tzinfo=UTC)


def build(form: Form) -> bytes:
    """The template of one form as a .docx file; the same bytes for the same words."""
    layout = LAYOUT["papers"][form.id]
    letter = layout["layout"] == "letter"
    document = new_document((SONG, HEI), _LETTER if letter else _GRID, form.title, _DRAWN_UP)
    _title(document, form.title)
    labels = {field.id: layout["labels"].get(field.id, field.label) for field in form.fields}
    if "head" in layout:
        _head(document, layout["head"], labels)
    draw = draw_letter if letter else draw_grid
    draw(document, layout["parts"], labels, form, LAYOUT["common"])
    _notes(document, layout.get("notes", LAYOUT["common"]["notes"]), apart="notes" not in layout)
    page_number(document)
    return saved(document)


def _title(document: Any, text: str) -> None:
    title = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    compact(title, after=16)
    write(title, text, _TITLE, font=SONG, bold=True)


def _head(document: Any, names: list[str], labels: dict[str, str]) -> None:
    """Day and number over the table, as a register has them."""
    line = document.add_paragraph()
    compact(line, after=4)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(98))
    shown = (f"{labels[name]}{LAYOUT['common']['colon']}{{{{ field.{name} }}}}" for name in names)
    write(line, "\t".join(shown), Pt(12), font=TEXT)


def _notes(document: Any, head: str, *, apart: bool) -> None:
    """What is not part of the paper: how to fill it in and hand it in, where its number comes from.

    On a page of its own and large (`apart`), so that it can be kept back; otherwise small, below a dashed line.
    """
    size = Pt(13) if apart else _NOTE
    title = document.add_paragraph()
    title.paragraph_format.page_break_before = apart
    title.paragraph_format.keep_with_next = True
    compact(title, before=0 if apart else 16, after=10 if apart else 2)
    write(title, head, Pt(15) if apart else _NOTE, font=HEI)
    if not apart:
        _rule_above(title)
    write(document.add_paragraph(), "{%p for line in notes %}", size)
    body = document.add_paragraph()
    compact(body, after=6 if apart else 1)
    body.paragraph_format.line_spacing = 1.3 if apart else 1.0
    body.paragraph_format.left_indent = Pt(1.5 * size.pt)
    body.paragraph_format.first_line_indent = Pt(-1.5 * size.pt)
    body.paragraph_format.keep_together = True
    write(body, "{{ loop.index }}．{{ line }}", size, font=TEXT)
    write(document.add_paragraph(), "{%p endfor %}", size)


def _rule_above(paragraph: Paragraph) -> None:
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "dashed"), ("sz", "4"), ("space", "6"), ("color", "808080")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def page_number(document: Any) -> None:
    """— 1 — at the foot of each page."""
    before, after = LAYOUT["common"]["page"]
    foot = document.sections[0].footer.paragraphs[0]
    # The style python-docx gives a footer is one of those taken out.
    foot._p.pPr.remove(foot._p.pPr.pStyle)
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(foot, before, _SMALL, font=SONG)
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("shown", "1"), ("end", "")):
        run = write(foot, text if kind == "shown" else "", _SMALL, font=SONG)
        if kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run._r.append(instruction)
        elif kind != "shown":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
    write(foot, after, _SMALL, font=SONG)


def main() -> None:
    """Draw every template anew."""
    book = RuleBook.load()
    for form_id in LAYOUT["papers"]:
        template_of(form_id).parent.mkdir(exist_ok=True)
        template_of(form_id).write_bytes(build(book.form(form_id)))


if __name__ == "__main__":
    main()
