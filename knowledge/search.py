"""Any word → the rows that hold it, best first. Pure: the same book and question give the same answer.

A question is cut at blanks and marks. Rows that hold it as it was typed come before rows that hold all its words; a
name or keyword weighs more than a quote, a quote more than our own words. Where no row holds every word, rows that
share enough of its pairs of characters are given instead, and the answer says so. White space, width and case of
letters make no difference.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.errors import UnknownRow
from knowledge.passages import Part, Passage, passages
from knowledge.rows import Article, CaseMove, HandlerRule, Row, Service
from knowledge.rulebook import RuleBook

QUERY_MAX = 60
"""Characters of a question that are read; the rest is left out."""
NATIONAL = "000000"
"""The place of rules that are valid everywhere."""
_WEIGHTS = (12.0, 10.0, 8.0, 6.0, 5.0, 3.0, 2.0)  # id, name, keywords, clause and title, quote, our words, further text
_OURS = 0.5  # our own conventions stand behind what a document says
_DERIVED = 0.8  # rows that lead to a rule stand behind the rule
_ENOUGH = 0.5  # share of a word's known pairs that a row must hold
_KNOWN = 0.34  # share of a word's pairs that the book must know at all
_PARTS_MAX = 3
_CUT = re.compile(r"[\s\x00-\x1f,，、。；;：:？?！!《》“”\"'‘’〈〉]+")
_ASKING = re.compile("为什么|怎么办|怎么样|怎么|怎样|如何|什么|多久|哪里|哪些|哪个|是不是|可不可以|能不能|[吗呢吧]")
_HAN = re.compile(r"[\u3400-\u9fff]{3,}")
_NUMBERED = re.compile(r"第(\d{1,2})(?=[条章项款])")
_NUMBER_OF = re.compile(r"\d+[\u3400-\u9fff]")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that was found. `parts`: its quote, and what else holds the words; `words`: what to mark in them."""

    passage: Passage
    place: str
    parts: tuple[Part, ...]
    words: tuple[str, ...]

    @property
    def row(self) -> Row:
        """The row itself."""
        return self.passage.row


@dataclass(frozen=True, slots=True)
class Found:
    """One page of an answer. `whole`: every row holds every word; else they are only like what was asked.

    `by_source`, `by_place`: how many rows there are under each filter, with the other one as it is.
    """

    hits: tuple[Hit, ...]
    total: int
    whole: bool
    by_source: dict[str, int]
    by_place: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Entry:
    passage: Passage
    place: str
    worth: float
    fields: tuple[str, ...]
    parts: tuple[str, ...]
    all: str


class _Index:
    """The passages of one book, and which of them hold a pair of characters (one bit each)."""

    __slots__ = ("_pairs", "entries")

    def __init__(self, book: RuleBook) -> None:
        self.entries = tuple(_entry(book, passage) for passage in passages(book))
        self._pairs: dict[str, int] = {}
        for at, entry in enumerate(self.entries):
            for pair in {entry.all[here : here + 2] for here in range(len(entry.all) - 1)}:
                self._pairs[pair] = self._pairs.get(pair, 0) | 1 << at

    def holding(self, word: str) -> int:
        """The entries that hold a word."""
        found = (1 << len(self.entries)) - 1
        for at in range(len(word) - 1):
            found &= self._pairs.get(word[at : at + 2], 0)
        if not found or (len(word) == 2 and not _NUMBER_OF.match(word)):
            return found
        return sum(1 << at for at in _bits(found) if next(_standing(word, self.entries[at].all), None) is not None)

    def rarity(self, word: str) -> float:
        """How much a word tells: more, the fewer rows hold it; 0 for a word no row holds."""
        count = self.holding(word).bit_count()
        return math.log(1 + len(self.entries) / count) if count else 0.0


def search(
    book: RuleBook, question: str, source: str | None = None, place: str | None = None, offset: int = 0, limit: int = 20
) -> Found:
    """The rows for a question. `place`: a region code; NATIONAL for what is valid everywhere.

    No words: every row of the source or the place, in the order of the tables; without these, none.
    """
    words = words_of(question)
    if not words and not (source or place):
        return Found((), 0, True, {}, {})
    index = _index(book)
    held = (1 << len(index.entries)) - 1
    for word in words:
        held &= index.holding(word)
    whole = bool(held)
    ranked = _ranked(index, held, words, question) if whole else _alike(index, words)
    wanted_place = book.place_for(place).region_code if place else None
    fits_source = [one for one in ranked if not source or one[0].passage.row.source == source]
    fits_place = [one for one in ranked if not wanted_place or one[0].place == wanted_place]
    chosen = [one for one in fits_source if not wanted_place or one[0].place == wanted_place]
    hits = tuple(_hit(entry, marked) for entry, marked in chosen[offset : offset + limit])
    by_source = _counted(entry.passage.row.source for entry, _ in fits_place)
    return Found(hits, len(chosen), whole, by_source, _counted(entry.place for entry, _ in fits_source))


def words_of(question: str) -> tuple[str, ...]:
    """The words of a question as texts are compared: no blanks, one width, small letters, articles in characters."""
    folded = unicodedata.normalize("NFKC", question)[:QUERY_MAX].lower()
    folded = _NUMBERED.sub(lambda found: f"第{_in_words(int(found[1]))}", folded)
    words = [word for word in _CUT.split(_ASKING.sub(" ", folded)) if word]
    return tuple(dict.fromkeys(words or [word for word in _CUT.split(folded) if word]))


def marks(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in a text, as ranges that do not overlap."""
    bare, origin = [], []
    for at, char in enumerate(text):
        for one in unicodedata.normalize("NFKC", char).lower():
            if not one.isspace():
                bare.append(one)
                origin.append(at)
    joined, found = "".join(bare), []
    for word in words:
        found += [(origin[at], origin[at + len(word) - 1] + 1) for at in _standing(word, joined)]
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(found):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def around(book: RuleBook, row: Row) -> tuple[Row | None, Row | None, Row | None]:
    """A row in its source: the article it stands in, the row before it and the one after it in its own table."""
    same = [one for one in book.all(type(row)) if one.source == row.source]
    at = next((index for index, one in enumerate(same) if one.id == row.id), None)
    if at is None:
        raise UnknownRow(type(row).__name__, row.id)
    article = None
    if not isinstance(row, Article):
        in_source = (one for one in book.articles if one.source == row.source)
        article = next((one for one in in_source if re.match(f"{one.clause}(?!之)", row.clause)), None)
    return article, same[at - 1] if at else None, same[at + 1] if at + 1 < len(same) else None


def cited(book: RuleBook, hit: Hit) -> str:
    """A hit's own words with where they are from, ready to be pasted. Defective words are left out and named so."""
    row, source = hit.row, book.source(hit.row.source)
    ends = f"来源 {source.id}，规则 {row.id}"
    said = [part.text.strip() for part in hit.parts if part.verbatim and not part.fault]
    if source.kind == "house":
        said = said or [hit.passage.title, *(part.text for part in hit.parts if not part.fault)]
        lines = ["\n".join(dict.fromkeys(said)), f"——{source.title}（不是法律依据），{row.clause}，{ends}"]
    else:
        number = f"（{source.number}）" if source.number else ""
        spoilt = any(part.verbatim and part.fault for part in hit.parts)
        instead = "（这里的原文有记录的缺陷，不引用）" if spoilt else f"{hit.passage.title}（本系统的说明，不是原文）"
        lines = [f"“{text}”" for text in dict.fromkeys(said)] or [instead]
        lines.append(f"——《{source.title}》{number}{row.clause}，{ends}")
    if not hit.passage.sound:
        lines.append(f"（来源文件这一项有{len(hit.passage.faults)}处记录的缺陷，引用前请核对）")
    return "\n".join(lines)


@lru_cache(maxsize=4)
def _index(book: RuleBook) -> _Index:
    return _Index(book)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _entry(book: RuleBook, passage: Passage) -> _Entry:
    row = passage.row
    source = book.source(row.source)
    quotes = [part.text for part in passage.parts if part.verbatim and part.heading == "原文"]
    ours = [part.text for part in passage.parts if not part.verbatim and not part.heading.startswith("栏目")]
    shown = {*quotes, *ours}
    rest = [f"{part.heading}\n{part.text}" for part in passage.parts if part.text not in shown]
    where = row.clause if source.kind == "house" else f"{source.title}{row.clause}\n{source.title}{source.number}"
    listed = ([row.id], [passage.title], passage.keywords, [where], quotes, ours, rest)
    worth = _OURS if source.kind == "house" else _DERIVED if isinstance(row, CaseMove | HandlerRule | Service) else 1.0
    fields = tuple(_bare("\n".join(text.replace("\n", "") for text in texts)) for texts in listed)
    parts = tuple(_bare(part.text) for part in passage.parts)
    return _Entry(passage, book.place_of(row) or NATIONAL, worth, fields, parts, "\n".join(fields))


def _ranked(index: _Index, held: int, words: Sequence[str], question: str) -> list[tuple[_Entry, tuple[str, ...]]]:
    """Rows that hold every word: the question as typed first, then by where the words stand and how rare they are."""
    if not words:
        return [(entry, ()) for entry in index.entries]
    rarity = {word: index.rarity(word) for word in words}
    phrase = "".join(words)
    typed = _bare(unicodedata.normalize("NFKC", question)[:QUERY_MAX])

    def order(entry: _Entry) -> tuple[bool, bool, float]:
        placed = list(zip(_WEIGHTS, entry.fields, strict=True))
        score = sum(weight * rarity[word] for word in words for weight, field in placed if word in field)
        if phrase in entry.fields[1]:
            score += 40 * len(phrase) / len(entry.fields[1])
        if phrase in entry.fields[2].split("\0"):
            score += 5
        return typed == entry.fields[0], phrase in entry.all, score * entry.worth

    scored = [(order(entry), entry) for entry in (index.entries[at] for at in _bits(held))]
    scored.sort(key=lambda one: one[0], reverse=True)
    return [(entry, tuple(words)) for _, entry in scored]


def _alike(index: _Index, words: Sequence[str]) -> list[tuple[_Entry, tuple[str, ...]]]:
    """Rows that share enough with the words: whole words, and pairs of characters of those nobody writes that way."""
    wanted: list[tuple[str, float]] = []
    for word in words:
        rarity = index.rarity(word)
        if rarity:
            wanted.append((word, rarity * len(word)))
            continue
        pairs = [word[at : at + 2] for at in range(len(word) - 1)] if _HAN.fullmatch(word) else [word]
        known = [(pair, share) for pair in dict.fromkeys(pairs) if (share := index.rarity(pair))]
        if not known or len(known) < _KNOWN * len(pairs):
            return []  # a word that says nothing here: better no row than a wrong one
        wanted += known
    total = sum(weight for _, weight in wanted)
    holding = {word: index.holding(word) for word, _ in wanted}
    scored = []
    for at, entry in enumerate(index.entries):
        inside = [(word, weight) for word, weight in wanted if holding[word] >> at & 1]
        share = sum(weight for _, weight in inside) / total
        if share < _ENOUGH:
            continue
        placed = sum(
            weight * next(worth for worth, field in zip(_WEIGHTS, entry.fields, strict=True) if word in field)
            for word, weight in inside
        )
        scored.append((share * placed * entry.worth, entry, tuple(word for word, _ in inside)))
    scored.sort(key=lambda one: one[0], reverse=True)
    return [(entry, marked) for _, entry, marked in scored]


def _hit(entry: _Entry, words: tuple[str, ...]) -> Hit:
    """The quote always, and the parts that hold most of the words."""
    own = [part for part in entry.passage.parts if part.heading in ("原文", "事项名称")][:1]
    both = zip(entry.parts, entry.passage.parts, strict=True)
    held = [(sum(word in bare for word in words), part) for bare, part in both if part not in own]
    held.sort(key=lambda one: -one[0])
    further = [part for count, part in held if count and part.text != entry.passage.title][:_PARTS_MAX]
    if not own and not further:
        further = [part for part in entry.passage.parts if part.text != entry.passage.title][:1]
    return Hit(entry.passage, entry.place, (*own, *further), words)


def _standing(word: str, text: str) -> Iterator[int]:
    """Where a word stands in a text; 5日 does not stand in 15日."""
    counted = _NUMBER_OF.match(word) is not None
    at = text.find(word)
    while at >= 0:
        if not (counted and at and text[at - 1].isdigit()):
            yield at
        at = text.find(word, at + 1)


def _counted(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


def _bare(text: str) -> str:
    """Without blanks, one width, small letters; texts that were joined by a line feed stay apart."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return (
        "\0".join("".join(line.split()) for line in folded.split("\n")) if "\n" in folded else "".join(folded.split())
    )


def _in_words(number: int) -> str:
    """12 as 十二."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"
