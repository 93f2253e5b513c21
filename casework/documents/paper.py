"""Fills the papers of the forms that papers.yml lays out: field values in, a Word file out."""

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from docxtpl import DocxTemplate

from casework.documents.fixed_zip import with_fixed_times
from casework.documents.layout import LAYOUT, template_of
from casework.documents.writable import iso_day, lines, one_line
from casework.remedy_days import remedy_days
from casework.said_day import written
from knowledge import Form, LawNote, Period, Row, RuleBook

_IDENTITY_NUMBER = re.compile(r"\d{6}(\d{4})(\d{2})(\d{2})\d{2}(\d)[\dXx]")


class Paper:
    """Draws up one form. Values are text, never markup; what is unknown stays a line to write on."""

    def __init__(self, form: Form, book: RuleBook) -> None:
        self._form = form
        self._book = book
        self._layout = LAYOUT["papers"][form.id]
        self._words = LAYOUT["common"]

    def render(self, values: Mapping[str, str]) -> bytes:
        """The .docx for field id → value. Dates in ISO 8601 are written out; those said in words stay as they are."""
        template = DocxTemplate(io.BytesIO(_bytes_of(self._form.id)))
        template.render(self._context(values), autoescape=True)
        buffer = io.BytesIO()
        template.save(buffer)
        return with_fixed_times(buffer.getvalue())

    def _context(self, values: Mapping[str, str]) -> dict[str, Any]:
        fields = self._form.fields
        told = {one.id: lines(values.get(one.id, "")) for one in fields}
        blank = {part["text"]: part.get("blank", 0) for part in self._layout["parts"] if "text" in part}
        known = {name: one_line(values.get(name, "")) for name in told}
        return {
            "field": {one.id: self._shown(one.kind, known[one.id]) for one in fields} | self._derived(known),
            "show": {one.id: self._belongs(one.id, known) for one in fields},
            "box": {one.id: self._marks(one.options, known[one.id]) for one in fields if one.options},
            "text": told | {name: [self._closed(line) for line in told[name]] for name in told if self._chosen(name)},
            "blank": {name: range(0 if told[name] else count) for name, count in blank.items()},
            "list": {part["list"]: self._listed(part, told, known) for part in self._layout["parts"] if "list" in part},
            "notes": self._notes(known),
        }

    def _belongs(self, name: str, known: Mapping[str, str]) -> bool:
        """A field is left out only when what is known says that it does not belong to the case."""
        wanted = self._form.field(name).when
        return bool(known[name]) or all(not known[other] or known[other] in one for other, one in wanted.items())

    def _shown(self, kind: str, value: str) -> str:
        return self._day(value) if kind == "date" else value

    def _day(self, value: str) -> str:
        day = iso_day(value)
        return value if day is None else written(day)

    def _derived(self, known: Mapping[str, str]) -> dict[str, str]:
        """Gender and age as the identity number has them (GB 11643), unless somebody gave them."""
        found = _IDENTITY_NUMBER.fullmatch(known.get("applicant_id_number", ""))
        if found is None or "applicant_gender" not in known:
            return {}
        year, month, day, sequence = (int(part) for part in found.groups())
        derived = {"applicant_gender": self._words["genders"][sequence % 2]}
        if (today := iso_day(known["registered_on"])) is not None:
            years = today.year - year - ((today.month, today.day) < (month, day))
            derived["applicant_age"] = f"{years}{self._words['age']}"
        return {name: value for name, value in derived.items() if not known[name]}

    def _marks(self, options: tuple[str, ...], chosen: str) -> list[str]:
        return [self._words["checked"] if option == chosen else self._words["unchecked"] for option in options]

    def _told_rows(self, known: Mapping[str, str]) -> list[Period | LawNote]:
        """The rows the form tells, in its order, without those that are not about this case."""
        rows = {row.id: row for row in self._book.rows() if isinstance(row, Period | LawNote)}
        addressed = any(known[part["to"]] for part in self._layout["parts"] if "to" in part)
        told = [rows[name] for name in self._form.says if name in rows]
        return [row for row in told if self._concerns(row, known, addressed=addressed)]

    def _concerns(self, row: Period | LawNote, known: Mapping[str, str], *, addressed: bool) -> bool:
        """A time rule that runs from a day this case does not have is none of it; who decides is told only where nobody
        is known to go to.
        """
        if isinstance(row, Period):
            return row.start_field is None or self._belongs(row.start_field, known)
        return not (addressed and row.kind == "review_body")

    def _last_days(self, known: Mapping[str, str]) -> dict[str, str]:
        """Period id → until when it runs from the day that was told, as a sentence; nothing for a vague day."""
        on = iso_day(known["registered_on"])
        said: dict[str, str] = {}
        for one in remedy_days(self._form, known, self._book, on) if on else ():
            words = self._words["last_day" if not one.due.estimated else "last_day_estimated"]
            said[one.period.id] = words.format(start=written(one.started), day=written(one.due.day))
        return said

    def _title_of(self, row: Row) -> str:
        return self._book.source(row.source).title.removeprefix(self._words["short_titles"])

    def _chosen(self, name: str) -> bool:
        return self._form.field(name).kind == "open_choice"

    def _closed(self, line: str) -> str:
        """A request as a sentence: the words of a button end without a full stop."""
        return line if line[-1] in self._words["stops"] else line + self._words["stop"]

    def _listed(self, part: Mapping[str, Any], told: Mapping[str, list[str]], known: Mapping[str, str]) -> list[str]:
        """What always goes along, then what the person has."""
        first = [
            item["text"]
            for item in part["first"]
            if all(not known[other] or known[other] in wanted for other, wanted in item.get("when", {}).items())
        ]
        return [*first, *told[part["list"]]]

    def _notes(self, known: Mapping[str, str]) -> list[str]:
        basis = self._words["basis"].format(title=self._title_of(self._form), clause=self._form.clause)
        ends = self._last_days(known)
        laws = [
            self._words["told"].format(
                text=row.text + ends.get(row.id, ""), title=self._title_of(row), clause=row.clause
            )
            for row in self._told_rows(known)
        ]
        notes = [*self._form.notes, *laws, basis]
        if known["number"] and "head" not in self._layout:
            day = self._day(known["registered_on"])
            notes.append(self._words["drafted"].format(number=known["number"], date=day))
        return notes


@lru_cache(maxsize=8)
def _bytes_of(form_id: str) -> bytes:
    return template_of(form_id).read_bytes()
