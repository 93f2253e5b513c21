"""Words of a text: jieba with the project's domain dictionary."""

from __future__ import annotations

import re
from typing import Final

from nlu.language import words_of_trade
from nlu.text import Span

_WORD: Final = re.compile(r"[\u3400-\u9fffa-z0-9]")


def words(text: str) -> list[Span]:
    """Spans of the words with at least one character, letter or digit, in order."""
    spans = []
    start = 0
    for word in words_of_trade().cut(text, HMM=False):
        end = start + len(word)
        if _WORD.search(word):
            spans.append(Span(start, end))
        start = end
    return spans
