"""All figures of one period and place, small groups hidden: what a page, a paper or a table is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from casework.deadlines import day_of
from casework.statistics.case_figures import CaseFigures, case_figures
from casework.statistics.cells import HIDDEN, Durations, Groups, Share, durations, groups, groups_in_groups, share
from casework.statistics.counts import CountedCase, TalkCount, TimeCount
from casework.statistics.spans import Part, Span
from casework.statistics.suppression import hide_total
from knowledge import RuleBook

CHANNELS = (("chat", "网页对话"), ("phone", "来电"), ("rest", "接口（其他系统）"), ("", "未记下渠道"))
_UNREAD = ("", "没有说到诉求")
_NOWHERE = "地区不详"


class Places(Protocol):
    """Names of divisions, and what lies in them."""

    def name(self, code: str) -> str:
        """What a place is called, from its province down."""
        ...

    def inside(self, code: str | None) -> Sequence[tuple[str, str]]:
        """Code and short name of the places directly inside; the provinces for None."""
        ...


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one period and place. `place` is a division code, None: everywhere; `place_name` in words.

    `asked`: conversations with a clarifying question, `questions_each`: questions in each of those.
    """

    span: Span
    place: str | None
    place_name: str
    talks: Groups
    kinds: Groups
    places: Groups
    channels: Groups
    served: Share
    asked: Share
    questions_each: float | None
    called: Share
    corrected: Share
    disagreed: Share
    registered: Share
    waits: Durations
    handlings: Durations
    cases: CaseFigures


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of one period and place."""

    talks: Sequence[TalkCount]
    times: Sequence[TimeCount]
    cases: Sequence[CountedCase]


def figures(span: Span, place: str | None, counted: Counted, book: RuleBook, places: Places, now: datetime) -> Figures:
    """Puts the figures together."""
    talks = counted.talks
    total = _sum(talks, "conversations")
    written = sum(one.conversations for one in talks if one.channel != "phone")
    asked = _sum(talks, "asked")
    called = share(_sum(talks, "called"), total)
    cases = case_figures(counted.cases, span, book, now, lambda found: groups(_places(found, place, places)))
    return Figures(
        span=span,
        place=place,
        place_name=places.name(place) if place else "全部地区",
        talks=groups(_over_time(span.begun(day_of(now)), [(one.bucket, one.conversations) for one in talks])),
        kinds=groups_in_groups(_kinds(talks, book)),
        places=groups(_places(((one.region, one.conversations) for one in talks), place, places)),
        channels=groups(_channels(talks)),
        # a share of those that wrote tells, with the total, how many called
        served=HIDDEN if hide_total(total - written) is None else share(_sum(talks, "served"), written),
        asked=share(asked, total),
        questions_each=_sum(talks, "questions") / asked if asked and hide_total(asked) is not None else None,
        called=called,
        corrected=share(_sum(talks, "corrected"), total),
        disagreed=share(_sum(talks, "disagreed"), total),
        # with the reports, which are shown, it would tell how many filed something else
        registered=HIDDEN if cases.others.total is None else share(_sum(talks, "registered"), total),
        # where it is hidden how many were handed to a person, so is how often somebody waited for one
        waits=durations({} if called == HIDDEN else _bins(counted.times, "wait")),
        handlings=durations({} if called == HIDDEN else _bins(counted.times, "handling")),
        cases=cases,
    )


def beginning(place: str | None) -> str:
    """What all division codes in a place begin with."""
    if place is None:
        return ""
    if place.endswith("0000"):
        return place[:2]
    return place[:4] if place.endswith("00") else place


def _sum(talks: Iterable[TalkCount], name: str) -> int:
    return sum(getattr(one, name) for one in talks)


def _over_time(parts: Sequence[Part], counted: Iterable[tuple[date, int]]) -> list[tuple[str, str, int]]:
    found = Counter[str]()
    for day, count in counted:
        found[next(part.words for part in reversed(parts) if part.first <= day)] += count
    return [(part.words, part.words, found[part.words]) for part in parts]


def _kinds(talks: Iterable[TalkCount], book: RuleBook) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """Categories with their situations; what the category says alone is a group of its own inside."""
    found: dict[str, Counter[str]] = {}
    for one in talks:
        found.setdefault(one.category, Counter())[one.situation_id] += one.conversations
    known = [(category.id, category.name) for category in book.categories]
    situations = {row.id: (row.category, row.plain) for row in book.situations}
    kinds = []
    for key, label in (*known, *(() if _UNREAD[0] not in found else (_UNREAD,))):
        inside = [(name, f"{name} {words}") for name, (category, words) in situations.items() if category == key]
        listed = {name for name, _ in inside}
        rest = sum(count for name, count in found.get(key, Counter()).items() if name not in listed)
        rows = [(name, words, found.get(key, Counter())[name]) for name, words in inside]
        if rest or not rows:
            rows.append((f"{key}:rest", "没有分到具体情形" if inside else label, rest))
        kinds.append((key, label, rows))
    strays = sum(sum(found[key].values()) for key in found if key not in {key for key, _, _ in kinds})
    return [*kinds, ("other", "其他", [("other:rest", "其他", strays)])] if strays else kinds


def _places(counted: Iterable[tuple[str, int]], place: str | None, places: Places) -> list[tuple[str, str, int]]:
    """Every place directly inside, with or without a count; what is known only of the whole is a group of its own."""
    inside = places.inside(place)
    codes = {beginning(code): code for code, _ in inside}
    found = Counter[str]()
    for region, count in counted:
        lies = (region[:digits] for digits in (2, 4, 6))
        found[next((codes[start] for start in lies if start in codes), "")] += count
    rows = [(code, name, found[code]) for code, name in inside]
    if found[""]:
        within = "" if place is None else places.name(place) + ("（没有说到更细）" if inside else "")
        rows.append(("", within or _NOWHERE, found[""]))
    return rows


def _channels(talks: Iterable[TalkCount]) -> list[tuple[str, str, int]]:
    found = Counter[str]()
    for one in talks:
        found[one.channel] += one.conversations
    return [(key, words, found[key]) for key, words in CHANNELS if key or found[key]]


def _bins(times: Iterable[TimeCount], kind: str) -> Mapping[int, int]:
    found = Counter[int]()
    for one in times:
        if one.kind == kind:
            found[one.bin] += one.count
    return found
