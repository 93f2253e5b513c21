"""Administrative divisions: names, six-digit codes, what lies in what, and which of them a text names.

Knows nothing of where the list comes from (`casework.services.divisions` reads it) and nothing of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["province", "city", "county"]

_SHORTEST = 2
# Districts named by where they lie (老城区, 市中区): people say it of any town, so the town must be named too.
_ANY_TOWN = re.compile("[老新旧城市中东西南北关郊矿港]+区?")
# 北京路 is a street, 项城市场 a market, 城区域 a region.
_STREET = re.compile("[东西南北中]?(?:大?[路街道巷]|胡同)")
_LONGER_WORD = {"市": "场", "区": "域"}


@dataclass(frozen=True, slots=True)
class Division:
    """One division. `path`: the names from the province down to it. `parent`: code of what it lies in, None: China."""

    code: str
    name: str
    short: str
    level: Level
    parent: str | None
    path: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """The names from the province down, in one."""
        return "".join(self.path)


@dataclass(frozen=True, slots=True)
class Named:
    """Where a text names a division. Several `candidates`: the name alone does not tell which (朝阳区)."""

    start: int
    end: int
    candidates: tuple[Division, ...]

    @property
    def certain(self) -> Division | None:
        """The one division it must be; None when there are several."""
        return self.candidates[0] if len(self.candidates) == 1 else None


class Gazetteer:
    """All divisions of one list. Immutable after it was built."""

    def __init__(self, entries: Iterable[tuple[int, str, str, str]]) -> None:
        """`entries`: depth (0 province, 1 city, 2 county), name, code, short names separated by a slash, in tree order.

        A level that is none is left out: the city of a municipality (which repeats its code), the collective entry of
        counties that lie in no city (code ..9000). A code is taken once.
        """
        self._by_code: dict[str, Division] = {}
        self._full: dict[str, list[Division]] = {}
        self._short: dict[str, list[Division]] = {}
        self._children: dict[str | None, list[Division]] = {}
        above: list[Division] = []
        for depth, name, code, shorts in entries:
            above = [one for one in above if _depth(one) < depth]
            if code.endswith("9000") or code in self._by_code:
                continue
            parent = above[-1] if above else None
            division = Division(
                code=code,
                name=name,
                short=shorts.split("/")[0],
                level=("province", "city", "county")[depth],
                parent=parent.code if parent else None,
                path=(*(parent.path if parent else ()), name),
            )
            above.append(division)
            self._by_code[code] = division
            self._children.setdefault(division.parent, []).append(division)
            self._full.setdefault(name, []).append(division)
            for short in shorts.split("/"):
                if short != name:
                    self._short.setdefault(short, []).append(division)
        for children in self._children.values():
            children.sort(key=lambda one: one.code)
        lengths: dict[str, set[int]] = {}
        for word in (*self._full, *self._short):
            if len(word) >= _SHORTEST:
                lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Division | None:
        """The division of a code."""
        return self._by_code.get(code)

    def children(self, code: str | None) -> tuple[Division, ...]:
        """What lies directly in a division, by code; the provinces for None."""
        return tuple(self._children.get(code, ()))

    def lineage(self, division: Division) -> tuple[str, ...]:
        """Codes of a division and of everything it lies in, itself first."""
        codes = [division.code]
        while (parent := self._by_code[codes[-1]].parent) is not None:
            codes.append(parent)
        return tuple(codes)

    def search(self, words: str, limit: int = 20) -> tuple[Division, ...]:
        """What somebody who typed this into a search box may mean, best first: named, then beginning with it, then
        having it in its name.
        """
        words = "".join(words.split())
        if not words:
            return ()
        named = [one for hit in self.find(words) for one in hit.candidates]
        exact = [*self._full.get(words, ()), *self._short.get(words, ())]
        begins = [one for one in self._by_code.values() if one.name.startswith(words)]
        holds = [one for one in self._by_code.values() if words in one.full_name]
        return tuple(dict.fromkeys([*exact, *named, *begins, *holds]))[:limit]

    def find(self, text: str, within: str | None = None, trusted: Collection[str] = ()) -> tuple[Named, ...]:
        """Which divisions a text names, in the order of the text; the most exact of a chain (吉林省长春市朝阳区: one).

        A name that several have is settled by another one in the text that they lie in, by `within` (a code that is
        known already), or by a neighbour in the text (渝中区和江北区); else it keeps all its candidates. A county's
        short name counts only right behind what it lies in, or when it is the whole text, among `trusted`, or the
        place known already: many are ordinary words.
        """
        if (known := self._by_code.get(within or "")) is not None:
            trusted = {*trusted, *(self._by_code[code].short for code in self.lineage(known))}
        hits: list[Named] = []
        for hit in self._hits(text, trusted):
            before = hits[-1] if hits and not text[hits[-1].end : hit.start].strip() else None
            if before is not None and (inside := self._inside(hit.candidates, before.candidates)):
                hits.append(Named(hit.start, hit.end, inside))
            elif not self._needs_parent(text, hit, trusted):
                hits.append(hit)
        settled = [self._settle(hit, hits, within) for hit in hits]
        codes = {one.code for hit in settled for one in hit.candidates if hit.certain}
        nearer = {code for own in codes for code in self.lineage(self._by_code[own])[1:]}
        # a name that only says what another one lies in adds nothing, and a place is told once
        kept = [hit for hit in settled if not all(one.code in nearer for one in hit.candidates)]
        return tuple({tuple(one.code for one in hit.candidates): hit for hit in reversed(kept)}.values())[::-1]

    def _hits(self, text: str, trusted: Collection[str]) -> Iterator[Named]:
        at = 0
        while at < len(text):
            for length in self._lengths.get(text[at], ()):
                word = text[at : at + length]
                if len(word) == length and (candidates := self._meant(word, text[at + length : at + length + 3])):
                    yield Named(at, at + length, candidates)
                    at += length
                    break
            else:
                at += 1

    def _meant(self, word: str, rest: str) -> tuple[Division, ...]:
        """Divisions of this full or short name, when what follows does not make another word of it."""
        full = self._full.get(word, ())
        if full and not rest.startswith(_LONGER_WORD.get(word[-1], "\0")):
            return tuple(full)
        short = self._short.get(word, ())
        if not short or _STREET.match(rest):
            return ()
        # 吉林 is the province, 通化 the city and not the county in it; 朝阳 may be a city or two districts
        provinces = tuple(one for one in short if one.level == "province")
        codes = {one.code for one in short}
        return provinces or tuple(one for one in short if not codes.intersection(self.lineage(one)[1:]))

    def _needs_parent(self, text: str, hit: Named, trusted: Collection[str]) -> bool:
        word = text[hit.start : hit.end]
        if word == text.strip() or word in trusted or any(one.level == "province" for one in hit.candidates):
            return False
        if word not in self._full:
            return all(one.level == "county" for one in hit.candidates)
        return len(word) == _SHORTEST or _ANY_TOWN.fullmatch(word) is not None

    def _inside(self, candidates: Sequence[Division], outer: Sequence[Division]) -> tuple[Division, ...]:
        codes = {one.code for one in outer}
        return tuple(one for one in candidates if codes.intersection(self.lineage(one)[1:]))

    def _settle(self, hit: Named, hits: Sequence[Named], within: str | None) -> Named:
        if len(hit.candidates) == 1:
            return hit
        others = [one for other in hits if other is not hit for one in other.candidates]
        left = self._inside(hit.candidates, others)
        if not left and within is not None:
            left = tuple(one for one in hit.candidates if within in self.lineage(one))
        if not left:
            beside = {other.certain.parent for other in hits if other.certain is not None}
            left = tuple(one for one in hit.candidates if one.parent in beside)
        return Named(hit.start, hit.end, left) if left else hit


def _depth(division: Division) -> int:
    return ("province", "city", "county").index(division.level)
