"""Names of medicines and illnesses: lists, and the endings that only they have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from nlu.facts.found import Fact, Taken
from nlu.facts.lexicon import Names, lists

_HAN = r"[\u4e00-\u9fff]"


@lru_cache(maxsize=1)
def _drugs() -> tuple[Names, re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = lists("drugs")
    salts, endings, forms = (
        "|".join(sorted(words[key], key=len, reverse=True)) for key in ("salts", "endings", "forms")
    )
    return (
        Names(words["names"]),
        re.compile(rf"(?:{salts})+$"),
        re.compile(rf"(?P<stem>{_HAN}{{1,4}}?)(?:{endings})"),
        re.compile(rf"(?:{forms})"),
    )


def find_drugs(text: str) -> Iterator[Fact]:
    """Medicines with the salt in front and the form behind them (盐酸二甲双胍缓释片); `text` is normalised."""
    names, salts, endings, forms = _drugs()
    taken = 0
    listed = Taken(len(text))
    for span in names.find(text):
        salt = salts.search(text, taken, span.start)
        start = salt.start() if salt else span.start
        form = forms.match(text, span.end)
        taken = form.end() if form else span.end
        listed.take(start, taken)
        yield Fact("drug", text[start:taken], start, taken)
    for match in endings.finditer(text):
        start = match.end() - _unknown_name(match.group())
        if start < match.end() and listed.free(start, match.end()):
            form = forms.match(text, match.end())
            end = form.end() if form else match.end()
            yield Fact("drug", text[start:end], start, end)


def _unknown_name(found: str) -> int:
    """How many characters from the end belong to the name: not those in front of a verb or a measure."""
    for position in range(len(found) - 3, -1, -1):
        if found[position] in _BEFORE_A_NAME:
            return len(found) - position - 1
    return len(found)


_BEFORE_A_NAME = frozenset("吃用买开打的了和与或、给叫是有针片盒瓶支药把换成服含种个进报")


@lru_cache(maxsize=1)
def _diseases() -> tuple[Names, re.Pattern[str]]:
    words = lists("diseases")
    endings = "|".join(sorted(words["endings"], key=len, reverse=True))
    return Names(words["names"]), re.compile(rf"[{words['body']}]{{1,4}}(?:{endings})")


def find_diseases(text: str) -> Iterator[Fact]:
    """Illnesses by their common or medical name; `text` is normalised."""
    names, endings = _diseases()
    for span in names.find(text):
        yield Fact("disease", text[span.start : span.end], span.start, span.end)
    for match in endings.finditer(text):
        yield Fact("disease", match.group(), match.start(), match.end())
