"""What arrives as a message, before anybody reads it: cleaned, measured, and told apart from what cannot be a
petition.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from casework.errors import EmptyMessage, MessageTooLong
from knowledge import Alert, RuleBook

Wordless = Literal["not_words", "not_chinese"]
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_CLAUSE_ENDS = re.compile(r"[，。！？；：,.!?;:…]+")
_FOREIGN_WORD = re.compile(r"[^\W\d_]{2,}")


def clean(text: str, max_chars: int) -> str:
    """The text without NUL, control and surrogate characters (line feeds stay), trimmed.

    Raises EmptyMessage when nothing is left, MessageTooLong above `max_chars` characters.
    """
    if len(text) > max_chars:
        raise MessageTooLong(f"{len(text)} characters, at most {max_chars}")
    kept = "".join(
        char
        for char in text.replace("\r\n", "\n")
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co")
    ).strip()
    if not any(not unicodedata.category(char).startswith(("Z", "C")) for char in kept):
        raise EmptyMessage("no visible character")
    return kept


def wordless(text: str) -> Wordless | None:
    """`not_words` for emoji and punctuation alone, `not_chinese` for words of another language, None for anything
    readable.
    """
    if _HAN.search(text):
        return None
    if not _LETTER_OR_DIGIT.search(text):
        return "not_words"
    return "not_chinese" if len(_FOREIGN_WORD.findall(text)) >= 2 else None


def alert_in(text: str, book: RuleBook) -> Alert | None:
    """The first safety row that the text sets off (self-harm, threats, a medical emergency), else None.

    Ordinary anger has none of its words; what is told as past (“去年大出血，没给报”) is weighed by the row (`Alert`).
    """
    said = "".join(text.split())
    clauses = _CLAUSE_ENDS.split(said)
    return next((row for row in book.alerts if _sets_off(row, said, clauses)), None)


def danger_in(text: str, book: RuleBook) -> str | None:
    """The id of the reply of that row, None without one."""
    row = alert_in(text, book)
    return row.reply if row is not None else None


def _sets_off(row: Alert, said: str, clauses: Sequence[str]) -> bool:
    if any(word in said for word in row.keywords):
        return True
    acute = [clause for clause in clauses if any(word in clause for word in row.acute)]
    if any(word in clause for clause in acute for word in row.now):
        return True
    if any(word in said for word in row.over_anywhere):
        return False
    return any(not any(word in clause for word in row.over) for clause in acute)
