"""Places: names of provinces, cities and counties, and what ends like a town, village or street."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from spacy.tokens import Doc, Token

from knowledge import RuleBook
from nlu.facts.found import Fact
from nlu.facts.lexicon import Names, lines, lists

_LONGEST_NAME: Final = 4
"""Characters of an unknown name in front of its ending (沐石河镇), at most."""
_HAN: Final = re.compile(r"[\u4e00-\u9fff]+")


class _Words(NamedTuple):
    known: Names
    endings: re.Pattern[str]
    tails: re.Pattern[str]
    no_places: frozenset[str]
    short_endings: frozenset[str]
    behind: frozenset[str]
    after_short: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    words = lists("places")
    ambiguous = set(words["not_alone"])
    of_tables = (name for place in RuleBook.load().places if place.level != "nation" for name in place.names)
    endings = sorted(words["endings"], key=len, reverse=True)
    return _Words(
        Names([*of_tables, *words["more"], *(name for name in lines("divisions") if name not in ambiguous)]),
        re.compile("|".join(endings)),
        re.compile("|".join(words["tails"])),
        frozenset(words["not_places"]),
        frozenset(words["short_endings"]),
        frozenset(words["behind"]),
        frozenset(words["after_short"]),
    )


def find_places(doc: Doc) -> Iterator[Fact]:
    """Places in a document of the language model. What is written in one piece of province, city, county and street
    (重庆市渝北区龙溪街道) is one place.
    """
    text = doc.text
    token_at = {token.idx: token for token in doc}
    spans = sorted({*_by_name(text, token_at), *_by_ending(doc)}, key=lambda span: (span[0], -span[1]))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    for start, end in joined:
        yield Fact("place", text[start:end], start, end)


def _by_name(text: str, token_at: dict[int, Token]) -> Iterator[tuple[int, int]]:
    words = _words()
    position = 0
    for start in token_at:
        if start < position:
            continue
        end = next((end for end in words.known.at(text, start) if _closes(text, start, end, token_at)), None)
        if end is None:
            continue
        while (further := _continued(text, end, token_at)) is not None:
            end = further
        tail = words.tails.match(text, end)
        position = tail.end() if tail else end
        yield start, position


def _closes(text: str, start: int, end: int, token_at: dict[int, Token]) -> bool:
    """Whether a known name ends here: a short one only where a word ends, or before 人 and the like."""
    return end in token_at or end == len(text) or end - start > 2 or text[end] in _words().after_short


def _continued(text: str, end: int, token_at: dict[int, Token]) -> int | None:
    """End of the place name that goes on right behind another: a known one, or an unknown one with its ending."""
    words = _words()
    known = next(words.known.at(text, end), None)
    if known is not None and known - end > 2:
        return known
    match = words.endings.search(text, end + 1, end + _LONGEST_NAME + 2)
    if match is None or not _HAN.fullmatch(text, end, match.end()) or text[end : match.end()] in words.no_places:
        return None
    inside = [token_at[position] for position in range(end, match.start()) if position in token_at]
    if any(token.is_stop for token in inside) or (inside and inside[0].text in words.no_places):
        return None
    return match.end()


def _by_ending(doc: Doc) -> Iterator[tuple[int, int]]:
    words = _words()
    for token in doc:
        if token.is_stop or token.text in words.no_places or (match := words.endings.search(token.text)) is None:
            continue
        rest = token.text[match.end() :]
        if rest and rest[0] not in words.behind:
            continue
        end = token.idx + match.end()
        start = _start_of_name(doc, token, match.start())
        least = 2 if match.group() in words.short_endings else 1
        if end - start - len(match.group()) >= least and doc.text[start:end] not in words.no_places:
            yield start, end


def _start_of_name(doc: Doc, token: Token, length: int) -> int:
    """Where the name begins whose last word is `token`, `length` characters of which stand before the ending."""
    start, index = token.idx, token.i - 1
    while index >= 0 and length < 2:
        before = doc[index]
        length += len(before.text)
        if before.is_stop or not _HAN.fullmatch(before.text) or length > _LONGEST_NAME:
            break
        start, index = before.idx, index - 1
    return start
