"""A clean sheet for our templates: A4, Chinese fonts, nothing python-docx brings along, and how to write on it."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from casework.documents.fixed_zip import with_fixed_times

_UNUSED_PARTS = (
    "thumbnail",
    "extended-properties",
    "stylesWithEffects",
    "customXml",
    "numbering",
    "webSettings",
    "theme",
)
_STYLES = ("Normal", "DefaultParagraphFont", "TableNormal")
_SETTINGS = f"""<w:settings {nsdecls("w")}><w:characterSpacingControl w:val="compressPunctuation"/><w:compat>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"""
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class Font:
    """A font by the name machines without it find its like by; `native`: its Chinese name, `panose`: its shape.

    `latin`: the font of figures and letters beside it, where that is another one.
    """

    name: str
    native: str
    panose: str
    family: str = "roman"
    latin: str | None = None


# Family and shape tell a reader without the font which one comes nearest. 仿宋 would be the type of official papers,
# but where it is missing most programs put a black type in its place; 宋体 is everywhere, or has its like there.
SONG = Font("SimSun", "宋体", "02010600030101010101")
TEXT = Font("SimSun", "宋体", "02010600030101010101", latin="Times New Roman")
HEI = Font("SimHei", "黑体", "02010609060101010101", "swiss")


@dataclass(frozen=True, slots=True)
class Margins:
    """The white around the text, in millimetres."""

    top: float
    right: float
    bottom: float
    left: float


def new_document(fonts: tuple[Font, ...], margins: Margins, title: str, drawn_up: datetime) -> Any:
    """An empty A4 document. The first font is the one of all text that names no other."""
    document = Document()
    _strip(document, fonts)
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
    section.top_margin, section.bottom_margin = Mm(margins.top), Mm(margins.bottom)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.language = "zh-CN"
    # A form tells nothing about when it was fetched.
    properties.created = properties.modified = drawn_up
    return document


def saved(document: Any) -> bytes:
    """The document as a file; the same bytes for the same content."""
    buffer = io.BytesIO()
    document.save(buffer)
    return with_fixed_times(buffer.getvalue())


def _strip(document: Any, fonts: tuple[Font, ...]) -> None:
    """Takes out what python-docx's own template brings along and nothing here uses: a picture, lists, 160 styles."""
    for relations in (document.part.package.rels, document.part.rels):
        for name in [name for name, one in relations.items() if one.reltype.rsplit("/", 1)[-1] in _UNUSED_PARTS]:
            del relations[name]
    styles = document.styles.element
    for child in list(styles):
        if child.tag != qn("w:style") or child.get(qn("w:styleId")) not in _STYLES:
            styles.remove(child)
    styles.insert(0, parse_xml(_defaults(fonts[0].name)))
    settings = document.settings.element
    settings[:] = list(parse_xml(_SETTINGS))
    for part in document.part.package.iter_parts():
        if part.partname.endswith("/fontTable.xml"):
            part._blob = _font_table(fonts).encode()


def _defaults(font: str) -> str:
    return f"""<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="Times New Roman"/>
<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>
</w:rPr></w:rPrDefault></w:docDefaults>"""


def _font_table(fonts: tuple[Font, ...]) -> str:
    entries = "".join(
        f"""<w:font w:name="{font.name}"><w:altName w:val="{font.native}"/>
<w:panose1 w:val="{font.panose}"/><w:charset w:val="86"/><w:family w:val="{font.family}"/><w:pitch w:val="variable"/>
</w:font>"""
        for font in fonts
    )
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts {nsdecls("w")}>{entries}</w:fonts>"""


def write(paragraph: Paragraph, text: str, size: Length, *, font: Font = SONG, bold: bool = False) -> Run:
    """Adds a run of text."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = font.latin or font.name, size, bold or None
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font.name)
    return run


def compact(paragraph: Paragraph, *, before: float = 0, after: float = 0) -> None:
    """Single lines; the space before and after is in points."""
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE


def indent_two(paragraph: Paragraph, size: Length) -> None:
    """Begins the paragraph two characters in, whatever their size: what Word calls firstLineChars."""
    paragraph.paragraph_format.first_line_indent = Length(2 * size)
    paragraph._p.get_or_add_pPr().find(qn("w:ind")).set(qn("w:firstLineChars"), "200")


def merged(table: Table, top: int, left: int, bottom: int, right: int) -> _Cell:
    """One cell over a range of the grid, the last ones included."""
    cell = table.cell(top, left)
    return cell if (top, left) == (bottom, right) else cell.merge(table.cell(bottom, right))


def only_paragraph(cell: _Cell) -> Paragraph:
    """The first paragraph of a cell, made the only one: merging leaves one for each cell that went into it."""
    for spare in cell.paragraphs[1:]:
        spare._p.getparent().remove(spare._p)
    paragraph: Paragraph = cell.paragraphs[0]
    compact(paragraph)
    return paragraph


def frame(table: Table, borders: Iterable[str] = _BORDERS, *, padding: tuple[int, int] = (40, 66)) -> None:
    """Lines of half a point around and between cells, and white inside them (twips above and below, left and right)."""
    table.autofit = False
    properties = table._tbl.tblPr
    lines = OxmlElement("w:tblBorders")
    for side in borders:
        lines.append(_line(side, "single"))
    # The schema fixes the order: borders, layout, margins, look.
    properties.insert_element_before(lines, "w:tblLayout", "w:tblCellMar", "w:tblLook")
    margins = OxmlElement("w:tblCellMar")
    for side, twips in zip(("top", "left", "bottom", "right"), (*padding, *padding), strict=True):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.insert_element_before(margins, "w:tblLook")


def border(cell: _Cell, side: str, *, drawn: bool) -> None:
    """Draws the line on one side of a cell, or takes it away."""
    properties = cell._tc.get_or_add_tcPr()
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        # The schema wants borders before the vertical alignment.
        properties.insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:textDirection", "w:vAlign")
    borders.append(_line(side, "single") if drawn else _line(side, "nil"))


def _line(side: str, kind: str) -> Any:
    line = OxmlElement(f"w:{side}")
    line.set(qn("w:val"), kind)
    if kind != "nil":
        for name, value in (("sz", "6"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
    return line
