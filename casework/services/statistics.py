"""Figures for those who lead an office or look at it: counted by the store, put together without anybody in them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casework.errors import Denied, UnknownRegion
from casework.services.divisions import DivisionService
from casework.services.ports import Opener, Store
from casework.services.staff import Staff
from casework.statistics.spans import Span
from casework.statistics.summary import Counted, Figures, beginning, figures
from knowledge import RuleBook

MAY_LOOK = frozenset({"senior_agent", "admin", "auditor"})
_FRESH_SECONDS, _FRESH_SECONDS_PAST = 60.0, 600.0
"""How long figures are shown again; those of a period that is over hardly change."""
_KEPT = 50
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class StatisticsFile:
    """A finished file."""

    name: str
    media_type: str
    content: bytes


class DivisionNames:
    """Divisions in the words of `casework.statistics.summary`."""

    def __init__(self, divisions: DivisionService) -> None:
        self._divisions = divisions

    def name(self, code: str) -> str:
        """From the province down; the code where the list does not know it."""
        try:
            return self._divisions.division(code).full_name
        except UnknownRegion:
            return code

    def inside(self, code: str | None) -> Sequence[tuple[str, str]]:
        """Code and name of what lies directly inside."""
        try:
            return [(one.code, one.name) for one in self._divisions.children(code)]
        except UnknownRegion:
            return []


class StatisticsService:
    """Figures over a period and a place. Safe to share between threads.

    Every method raises Denied for roles that may not look, and UnknownRegion for a place that is none.
    """

    def __init__(
        self,
        store: Store,
        book: Callable[[], RuleBook],
        clock: Callable[[], datetime],
        divisions: DivisionService,
    ) -> None:
        self._store, self._book, self._clock, self._divisions = store, book, clock, divisions
        self._names = DivisionNames(divisions)
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str | None], tuple[float, Figures]] = {}

    def figures(self, viewer: Staff, span: Span, place: str | None = None) -> Figures:
        """All figures of a period and place (division code); at most a minute old."""
        _may_look(viewer)
        if place is not None:
            self._divisions.division(place)
        key = (span.name, place)
        with self._lock:
            until, found = self._known.get(key, (0.0, None))
        if found is not None and time.monotonic() < until:
            return found
        fresh = self._count(span, place)
        with self._lock:
            while len(self._known) >= _KEPT:
                del self._known[next(iter(self._known))]
            over = span.last < self._today()
            self._known[key] = (time.monotonic() + (_FRESH_SECONDS_PAST if over else _FRESH_SECONDS), fresh)
        return fresh

    def places(self, viewer: Staff) -> dict[str, str]:
        """Places that something was counted for, and what they lie in: code → name, in the order of codes."""
        _may_look(viewer)
        with self._store.read() as work:
            counted = work.figures.regions()
        codes = {above for code in counted for above in (f"{code[:2]}0000", f"{code[:4]}00", code)}
        known = {}
        for code in sorted(codes):
            try:
                known[code] = self._divisions.division(code).full_name
            except UnknownRegion:
                continue
        return known

    def word(self, viewer: Staff, span: Span, place: str | None, office: str = "", phone: str = "") -> StatisticsFile:
        """The quarterly summary or yearly report (art. 30, 31) as a Word file. Audited."""
        from casework.documents.statistics_word import statistics_paper  # half a second, for the few who ask

        found, before = self.figures(viewer, span, place), self.figures(viewer, span.moved(-1), place)
        content = statistics_paper(found, before, self._book(), (office, phone), self._today())
        self._write_down(viewer, span, place, "Word")
        return StatisticsFile(f"{self._title(found)}.docx", WORD, content)

    def sheets(self, viewer: Staff, span: Span, place: str | None, office: str = "") -> StatisticsFile:
        """The same with every table, as an xlsx file. Audited."""
        from casework.documents.statistics_sheets import statistics_book

        found = self.figures(viewer, span, place)
        content = statistics_book(found, self._book(), office, self._today())
        self._write_down(viewer, span, place, "xlsx")
        return StatisticsFile(f"{self._title(found)}.xlsx", EXCEL, content)

    def _count(self, span: Span, place: str | None) -> Figures:
        within = beginning(place)
        with self._store.read() as work:
            counted = Counted(
                work.figures.talks(span.first, span.last, within, "month" if span.months > 1 else "day"),
                work.figures.times(span.first, span.last, within),
                work.figures.cases(span.first, span.last, within),
            )
        return figures(span, place, counted, self._book(), self._names, self._clock())

    def _write_down(self, viewer: Staff, span: Span, place: str | None, what: str) -> None:
        with self._store.write() as work:
            opener = Opener(viewer.name, viewer.role, f"导出{span.words}统计（{what}）")
            work.audit.write(opener, "statistics_exported", f"{span.name} {place or '全部地区'}")
            work.commit()

    def _today(self) -> date:
        return self._clock().date()

    @staticmethod
    def _title(found: Figures) -> str:
        return f"{found.place_name}{found.span.words}统计"


def _may_look(viewer: Staff) -> None:
    if viewer.role not in MAY_LOOK:
        raise Denied(f"role {viewer.role!r} sees no figures")
