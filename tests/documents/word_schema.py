"""What Word insists on and other programs forgive: the order of properties, whole rows, cells that end well."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

# The children our papers use, in the order of the schema (ECMA-376, wml.xsd).
_ORDER = {
    "pPr": "keepNext keepLines pageBreakBefore widowControl pBdr tabs spacing ind jc rPr",
    "tcPr": "tcW gridSpan vMerge tcBorders vAlign",
    "tblPr": "tblStyle tblW jc tblBorders tblLayout tblCellMar tblLook",
    "rPr": "rFonts b sz u",
}


def faults(content: bytes) -> list[str]:
    """What Word would stumble over; empty for a sound file."""
    document = docx.Document(io.BytesIO(content))
    parts = [
        document.element,
        *(one.footer._element for one in document.sections if not one.footer.is_linked_to_previous),
    ]
    return [fault for part in parts for fault in (*_out_of_order(part), *_broken_tables(part))]


def _out_of_order(part: Any) -> Iterator[str]:
    for tag, names in _ORDER.items():
        order = names.split()
        for properties in part.iter(qn(f"w:{tag}")):
            found = [child.tag.split("}")[1] for child in properties]
            if found != [name for name in order if name in found]:
                yield f"{tag}: {found}"


def _broken_tables(part: Any) -> Iterator[str]:
    for table in part.iter(qn("w:tbl")):
        columns = len(table.tblGrid.findall(qn("w:gridCol")))
        for row in table.tr_lst:
            if (spanned := sum(cell.grid_span for cell in row.tc_lst)) != columns:
                yield f"a row of {spanned} columns in a grid of {columns}"
            yield from ("a cell without a last paragraph" for cell in row.tc_lst if cell[-1].tag != qn("w:p"))
