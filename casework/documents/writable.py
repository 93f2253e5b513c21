"""What was typed, made fit for a Word file: lines, single lines, dates."""

import re
from datetime import date

# What XML 1.0 cannot hold, and marks that turn the direction of what follows them.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def lines(text: str) -> list[str]:
    """The text's lines that hold something, free of what a Word file cannot hold."""
    found = (_UNWRITABLE.sub("", line).replace("\t", " ").strip() for line in _LINE_END.split(text))
    return [line for line in found if line]


def one_line(text: str) -> str:
    """The same in one line."""
    return " ".join(lines(text))


def iso_day(text: str) -> date | None:
    """The day an ISO 8601 date names; None for anything else, and for a day there is not."""
    found = _DATE.fullmatch(text.strip())
    try:
        return None if found is None else date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
