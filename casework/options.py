"""Which option of an open question an answer means: its words, its number, or a word for not knowing."""

from __future__ import annotations

from collections.abc import Sequence

from casework.channel import UNSURE
from casework.commands import bare, read_command
from knowledge import Fact, Option, RuleBook


def options_of(fact: Fact) -> tuple[Option, ...]:
    """The options of a question as they are put, “不清楚” last."""
    return (*fact.options, fact.unsure)


def chosen(options: Sequence[Option], text: str, book: RuleBook) -> str | None:
    """The value of the option meant; None when the answer settles nothing."""
    said = bare(text)
    for option in options:
        if said in (option.label, option.value, option.meaning):
            return option.value
    numbers = {str(index): option.value for index, option in enumerate(options, 1)}
    numerals = dict(zip("一二三四五六七八九", numbers.values(), strict=False))
    short = said.removeprefix("第").removesuffix("个").removesuffix("种")
    if short in numbers or short in numerals:
        return numbers.get(short) or numerals[short]
    command = read_command(text, book)
    if command is not None and command.id == "unsure":
        return UNSURE
    hits = [option.value for option in options if option.label in said or (len(said) >= 2 and said in option.label)]
    return hits[0] if len(hits) == 1 else None
