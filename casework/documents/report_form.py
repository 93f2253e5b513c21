"""Fills the 《举报线索登记表》: field values in, a Word file out."""

import io
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import yaml
from docxtpl import DocxTemplate

from casework.documents.build_report_form import TEMPLATE, WORDS
from casework.documents.fixed_zip import with_fixed_times
from casework.documents.writable import iso_day, lines, one_line

FORM = "report_registration"
_BLANK = {"year": "    ", "month": "   ", "day": "   "}


class ReportFormDocument:
    """Draws up the form of the annex. Values are text, never markup; a field that is absent stays an empty cell."""

    @cached_property
    def _words(self) -> dict[str, Any]:
        words: dict[str, Any] = yaml.safe_load(WORDS.read_text("utf-8"))
        return words

    @cached_property
    def _template(self) -> bytes:
        return TEMPLATE.read_bytes()

    def render(self, fields: Mapping[str, str]) -> bytes:
        """The .docx for field id → value: the ids of the form table, besides `place` (吉林省) for the bureau's name.

        Dates (`registered_on`, `recorded_on`) are ISO 8601; anything else in them leaves the blanks of the annex.
        """
        template = DocxTemplate(io.BytesIO(self._template))
        template.render(self._context(self._words["defaults"] | dict(fields)), autoescape=True)
        buffer = io.BytesIO()
        template.save(buffer)
        return with_fixed_times(buffer.getvalue())

    def _context(self, fields: Mapping[str, str]) -> dict[str, Any]:
        def line(name: str) -> str:
            return one_line(fields.get(name, ""))

        return {
            "place": line("place") or self._words["place_open"],
            "number": line("number"),
            "registered": _date(fields.get("registered_on", "")),
            "recorded": _date(fields.get("recorded_on", "")),
            "field": {name: line(name) for name in (*self._words["labels"], "recorder")},
            "box": {name: self._marks(group["options"], line(name)) for name, group in self._words["boxes"].items()},
            "content": lines(fields.get("content", "")) or [""],
            "remarks": lines(fields.get("remarks", "")) or [""],
        }

    def _marks(self, options: list[str], chosen: str) -> list[str]:
        return [self._words["checked"] if option == chosen else self._words["unchecked"] for option in options]


def _date(text: str) -> dict[str, str]:
    day = iso_day(text)
    return {"year": str(day.year), "month": str(day.month), "day": str(day.day)} if day else _BLANK
