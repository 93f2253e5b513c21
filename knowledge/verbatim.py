"""Puts the text of two documents together again from their rows, to show that nothing was lost, added or changed.

Only the documents' own connecting words (“2.法定途径：”) stand here; everything else comes from the rows. The power
lists are put together the same way by their tests.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping

from knowledge.rows import Article, Basis, Category, Channel, Form, FormField, Situation
from knowledge.shelf import Shelf

_BLANK = re.compile(r"\s+")
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")  # left by the conversion of the Word file


def bare(text: str) -> str:
    """The text without white space and without marks of its conversion."""
    return _BLANK.sub("", _BOOKMARK.sub("", text))


def digest(text: str) -> str:
    """SHA-256 of the bare text, as `Source.text_hash` holds it."""
    return hashlib.sha256(bare(text).encode()).hexdigest()


def jilin_list(shelf: Shelf) -> str:
    """The list of 2024: categories, groups, situations, channels, bases, in its order."""
    parts = [shelf.source("jl2024").front or ""]
    for category in shelf.all(Category):
        groups = [row for row in shelf.all(Basis) if row.category == category.id]
        parts += [category.quote or ""] if groups else []
        for group in groups:
            parts += _group(shelf, group)
    return bare("".join(parts))


def _group(shelf: Shelf, group: Basis) -> list[str]:
    situations = [row for row in shelf.all(Situation) if row.group == group.group]
    ids = {row.id for row in situations}
    channels = [row for row in shelf.all(Channel) if ids.intersection(row.situations)]
    numbered = len(situations) > 1 or group.category in ("appeal", "report")
    if numbered:
        listed = "1.具体诉求情形如下：序号诉求情形" + "".join(f"{row.number}{row.text}" for row in situations)
    else:
        listed = "1.具体诉求情形：" + "".join(row.text for row in situations)
    return [
        group.heading,
        listed,
        "2.法定途径：" + "".join(row.quote or "" for row in channels),
        "3." + (group.quote or ""),
    ]


def chongqing_rules(shelf: Shelf) -> str:
    """The rules of 2023: covering notice, 35 articles under their chapters, the form with its notes."""
    parts = [shelf.source("cq2023").front or ""]
    chapter = ""
    for article in shelf.all(Article):
        parts += [article.chapter] if article.chapter != chapter else []
        chapter = article.chapter
        parts += [article.clause, article.text]
    form = shelf.one(Form, "report_registration")
    name = f"{form.clause}：{form.quote}"
    parts += [name, form.clause, form.quote or "", *_form(form)]
    return bare("".join(parts))


def _form(form: Form) -> list[str]:
    separators = {"registered_on": "：年月日", "number": "：", "recorder": "："}
    parts: list[str] = []
    group = ""
    for field in form.fields:
        if field.group == "举报事项" != group:  # the one group with a heading on the form
            parts.append(field.group)
        group = field.group
        parts.append(field.label + separators.get(field.id, "") + _boxes(field))
    return [*parts, "注：", *(f"{number}．{note}" for number, note in enumerate(form.notes, 1))]


def _boxes(field: FormField) -> str:
    return "".join(f"{option}□" for option in field.options)


DOCUMENTS: Mapping[str, Callable[[Shelf], str]] = {"jl2024": jilin_list, "cq2023": chongqing_rules}
"""Source id -> the function that puts its text together."""
