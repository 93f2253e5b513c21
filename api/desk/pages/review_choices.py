"""The right side of the review: categories and situations, their keys, definitions, and what they are taken for."""

import re
from collections.abc import Iterator
from functools import lru_cache

from api.desk.pages.review_wanted import CATEGORIES
from api.desk.still import Still, still
from knowledge import RuleBook

LETTERS = "abcdefhilmnopqrtvxyz7890"
"""Keys of situations and topics: without 1 to 6 (categories) and without u, s, w, g, j, k."""
_HINTS = 2
_OWN_PAPERS = re.compile(r"（DOMAIN[^）]*）")
"""Where a note of the tables names our working papers, which nobody at a desk has."""
_LONG = 10
"""More than so many stand in two columns, so that nobody has to scroll for a letter."""


def intents_of(category: str, book: RuleBook) -> list[tuple[str, str]]:
    """Situations or topics of a category with their plain words, in the order of the tables."""
    situations = [(row.id, row.plain) for row in book.situations if row.category == category]
    return situations or [(row.id, row.name) for row in book.topics if row.kind == category]


def words_of(intent: str | None, book: RuleBook) -> str:
    """A situation or topic in a few plain words; the id itself where the tables have it no more."""
    known = {row.id: row.plain for row in book.situations} | {row.id: row.name for row in book.topics}
    return known.get(intent or "", intent or "什么也没读出来")


def category_words(category: str | None, book: RuleBook) -> str:
    """A category's name."""
    return book.category(category).name if category else "没有归类"


@lru_cache(maxsize=2)
def choices(book: RuleBook) -> Still:
    """All categories and what belongs to each; the script of the page shows one category at a time."""
    heads = [
        still(
            "button",
            still("kbd", str(number)),
            still("span", book.category(category).name, classes="rv-cat-name"),
            classes="rv-cat",
            type_="button",
            data_cat=category,
            aria_pressed="false",
            title=book.category(category).plain,
        )
        for number, category in enumerate(CATEGORIES, 1)
    ]
    return still(
        "div",
        still("div", *heads, classes="rv-cats", role="group", aria_label="类别"),
        still("div", *(_list(category, book) for category in CATEGORIES), classes="rv-lists"),
    )


def _list(category: str, book: RuleBook) -> Still:
    lines = [
        still(
            "button",
            still("kbd", LETTERS[number] if number < len(LETTERS) else ""),
            still("span", plain, classes="rv-plain"),
            still("span", intent if "-" in intent else "", classes="rv-id num"),
            classes="rv-intent",
            type_="button",
            data_intent=intent,
            data_letter=LETTERS[number] if number < len(LETTERS) else "",
            data_words=plain,
            data_means=_meaning(intent, book),
            data_beside="\n".join(_beside(intent, book)),
            aria_pressed="false",
        )
        for number, (intent, plain) in enumerate(intents_of(category, book))
    ]
    length = "long" if len(lines) > _LONG else ""
    return still("div", *lines, classes=f"rv-list {length}", data_list=category, hidden="")


def _meaning(intent: str, book: RuleBook) -> str:
    """The situation as the list words it; a topic in plain words, with the department where it is not ours."""
    for situation in book.situations:
        if situation.id == intent:
            return situation.text
    topic = book.topic(intent)
    return f"{topic.plain}。归{topic.department}。" if topic.department else f"{topic.plain}。"


def _beside(intent: str, book: RuleBook) -> list[str]:
    """What it is easily taken for: what was agreed for it, then the questions by which the tables tell it apart."""
    agreed = next((row.note for row in book.situations if row.id == intent), None)
    return [*([_OWN_PAPERS.sub("", agreed)] if agreed else []), *_questions(intent, book)][:_HINTS]


def _questions(intent: str, book: RuleBook) -> Iterator[str]:
    """The narrowest first: those for the situation before those for its group, and those only for its category last."""
    found = next((row for row in book.situations if row.id == intent), None)
    category = found.category if found else book.topic(intent).kind
    names = (intent, found.group if found else intent, category)
    told = [
        (names.index(name), len(row.between[0]) * len(row.between[1]), row.question)
        for row in book.confusions
        for name in dict.fromkeys(names)
        if any(name in side for side in row.between)
    ]
    # sorting is stable: of equally narrow questions the tables' order holds
    for _, _, question in sorted(told, key=lambda one: one[:2]):
        yield question
