"""What a message looks like once spelling varieties are gone, and where its sentences lie.

Every step keeps the length: character i of the result stands for character i of the text given, so spans found in
the normalised text are spans of the original.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from opencc import OpenCC

MAX_CHARACTERS: Final = 10_000
"""Longest text read; what stands behind is kept as it is and not classified."""

_SENTENCE_END: Final = re.compile(r"[。！？!?；;…\n\r]+[”’」』）)\"']*")
_SOFT_BREAK: Final = re.compile(r"[，,、\s：:]+")
_LONG_SENTENCE: Final = 60
_HARD_LENGTH: Final = 90
_MIN_SENTENCE: Final = 4
_TO_SIMPLIFIED: Final = OpenCC("t2s")


class Span(NamedTuple):
    """Half-open range of characters."""

    start: int
    end: int


@lru_cache(maxsize=65_536)
def _normal_character(code: int) -> int:
    character = chr(code)
    category = unicodedata.category(character)
    if character in "\n\r\t":
        return code
    # Lone surrogates cannot be encoded, controls and private-use signs carry no meaning: a blank keeps the place.
    if category in {"Cc", "Cs", "Co", "Cn"}:
        return 0x20
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) == 1:
        character = folded
    lowered = character.lower()
    if len(lowered) == 1:
        character = lowered
    if "\u3400" <= character <= "\u9fff":
        simplified = _TO_SIMPLIFIED.convert(character)
        if len(simplified) == 1:
            character = simplified
    return ord(character)


class _NormalTable(dict[int, int]):
    def __missing__(self, code: int) -> int:
        return _normal_character(code)


_TABLE: Final = _NormalTable()


def normalise(text: str) -> str:
    """The text in half width, simplified characters, lower case, without control characters; same length."""
    return text[:MAX_CHARACTERS].translate(_TABLE) + text[MAX_CHARACTERS:]


def sentences(text: str, before: re.Pattern[str] | None = None) -> list[Span]:
    """The sentences of a text in order, blank ones left out; never empty for a text with a visible character.

    Cut behind full stops and, if given, before each match of `before`. A run without either is cut at commas or
    blanks once it is longer than 60 characters, and by force at 90.
    """
    cuts = {match.end() for match in _SENTENCE_END.finditer(text)}
    if before is not None:
        cuts |= {match.start() for match in before.finditer(text)}
    spans: list[Span] = []
    start = 0
    for cut in [*sorted(cuts), len(text)]:
        _append(spans, text, start, cut)
        start = cut
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    if end - start < _MIN_SENTENCE and spans and not any(c.isalnum() for c in text[start:end]):
        spans[-1] = Span(spans[-1].start, end)
        return
    while end - start > _LONG_SENTENCE:
        cut = _cut(text, start, end)
        spans.append(Span(start, cut))
        start = cut
    if start < end:
        spans.append(Span(start, end))


def _cut(text: str, start: int, end: int) -> int:
    best = 0
    for match in _SOFT_BREAK.finditer(text, start + 15, min(end, start + _HARD_LENGTH)):
        if match.end() - start > _LONG_SENTENCE and best:
            break
        best = match.end()
    if best and end - best >= _MIN_SENTENCE:
        return best
    return min(end, start + _HARD_LENGTH)
