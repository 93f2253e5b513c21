"""Words the tables bring to the reading of text: a dictionary for the segmenter, and what speaks for each reading.

Generated from the rows, so that a new situation, topic or place brings its words along.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

from knowledge.frozen import FrozenMapping
from knowledge.rows import Situation, Topic
from knowledge.rulebook import RuleBook

_LAW = re.compile(r"《([^《》<>]{2,30})》")
_HAN = re.compile(r"[\u3400-\u9fff]{2,12}")
FREQUENCY = {"term": 20_000, "keyword": 8_000, "place": 8_000, "law": 4_000}
"""Weights for jieba: high enough that the word is kept whole, the higher the more it decides."""


def keywords(book: RuleBook) -> Mapping[str, tuple[str, ...]]:
    """Situation or topic id -> the words that speak for it, longest first."""
    rows: list[Situation | Topic] = [*book.situations, *book.topics]
    return FrozenMapping({row.id: tuple(sorted(row.keywords, key=lambda word: (-len(word), word))) for row in rows})


def readings_of(book: RuleBook) -> Mapping[str, tuple[str, ...]]:
    """Keyword -> ids of the situations and topics it speaks for, in table order; the fewer, the clearer the word."""
    found: dict[str, list[str]] = {}
    for reading, words in keywords(book).items():
        for word in words:
            found.setdefault(word, []).append(reading)
    return FrozenMapping({word: tuple(readings) for word, readings in found.items()})


def words(book: RuleBook) -> Mapping[str, int]:
    """Word -> frequency for the segmenter: Han characters only, 2 to 12 of them, in order of their origin."""
    chosen: dict[str, int] = {}
    for kind, origin in _origins(book):
        for word in origin:
            if _HAN.fullmatch(word):
                chosen.setdefault(word, FREQUENCY[kind])
    return FrozenMapping(chosen)


def jieba_lines(book: RuleBook) -> Iterator[str]:
    """The user dictionary of jieba, one line `word frequency tag` each, without line ends."""
    for word, frequency in words(book).items():
        yield f"{word} {frequency} n"


def mark(book: RuleBook) -> str:
    """16 hex digits over all that the reading of text takes from the tables; a reworded sentence leaves it as it is."""
    names = (name for place in book.places for name in place.names)
    return hashlib.sha256("\n".join([*jieba_lines(book), *names]).encode()).hexdigest()[:16]


def _origins(book: RuleBook) -> Iterator[tuple[str, Iterable[str]]]:
    yield "term", (word for term in book.terms for word in (term.name, *term.words))
    yield "keyword", (word for words_ in keywords(book).values() for word in words_)
    yield (
        "keyword",
        (word for field in book.form("report_registration").fields for word in (field.label, *field.options)),
    )
    yield "place", (name for place in book.places for name in (place.name, *place.names))
    yield "law", (law for basis in book.bases for text in basis.laws for law in _LAW.findall(text))
