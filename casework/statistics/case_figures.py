"""Figures of registered forms: how many came, what was decided, whether the deadlines were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from casework.case_life import Made, Standing, ticks
from casework.deadlines import CaseAbout, Deadline, case_deadlines, day_of
from casework.statistics.cells import Groups, groups
from casework.statistics.counts import CountedCase, CountedMove
from casework.statistics.spans import Part, Span
from casework.statistics.suppression import LEAST
from knowledge import Period, RuleBook

REPORT = "report_registration"
CHANNELS = (("chat", "网页对话"), ("phone", "来电"), ("rest", "接口（其他系统）"), ("", "对话已删除，渠道未留存"))
_DECISIONS = (
    ("report_accept", "受理"),
    ("report_refuse", "不予受理"),
    ("report_refer", "告知向有处理权限的部门提出"),
    ("report_transfer", "移交区县"),
    ("report_hand_over", "移交其他部门"),
)
_OPENINGS = (("report_open", "立案"), ("report_not_open", "不予立案"))
_CLOCK = (("met", "按期完成"), ("met_late", "超期完成"), ("overdue", "已超期未完成"), ("open", "还没到期"))


@dataclass(frozen=True, slots=True)
class ClockFigures:
    """One time rule: its clocks that ran out, or run out, in the period, by how they stand."""

    period: Period
    groups: Groups


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """Reports (举报) alone: what the Chongqing rules ask to be told.

    `received` and what follows count forms registered in the period; `decisions`, `openings` and `ended` count moves
    made in it, whenever the form came; `standing`: where the forms registered in the period stand now. `days`: days
    from registration to the end, the median of those ended in the period, None for fewer than five.
    """

    received: Groups
    named: Groups
    situations: Groups
    places: Groups
    channels: Groups
    decisions: Groups
    openings: Groups
    ended: Groups
    standing: Groups
    days: float | None


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """Registered forms of one period and place; `others`: forms that are no report, apart from those.

    There is no total of both: it would give away a small number of others.
    """

    others: Groups
    clocks: tuple[ClockFigures, ...]
    reports: ReportFigures


GroupPlaces = Callable[[Iterable[tuple[str, int]]], Groups]


def case_figures(
    cases: Sequence[CountedCase], span: Span, book: RuleBook, now: datetime, by_place: GroupPlaces
) -> CaseFigures:
    """Counts the forms registered in the period, the moves made in it and the clocks that ran out in it."""
    received = [case for case in cases if span.first <= case.opened_on <= span.last]
    by_form = Counter(case.form for case in received)
    return CaseFigures(
        others=groups([(form.id, form.title, by_form[form.id]) for form in book.forms if form.id != REPORT]),
        clocks=_clocks(cases, span, book, now),
        reports=_reports([case for case in cases if case.form == REPORT], span, book, day_of(now), by_place),
    )


def _reports(
    cases: Sequence[CountedCase], span: Span, book: RuleBook, today: date, by_place: GroupPlaces
) -> ReportFigures:
    received = [case for case in cases if span.first <= case.opened_on <= span.last]
    made = Counter(move.move for case in cases for move in case.moves if span.first <= day_of(move.at) <= span.last)
    ended = Counter(
        move.to_state for case in cases for move in _changes(case) if span.first <= day_of(move.at) <= span.last
    )
    states = [state for state in book.case_states if REPORT in state.forms]
    standing = Counter(case.state for case in received)
    channels = Counter(case.channel for case in received)
    anonymous = sum(case.anonymous for case in received)
    return ReportFigures(
        received=groups(_over_time(received, span.begun(today))),
        named=groups([("named", "实名", len(received) - anonymous), ("anonymous", "匿名", anonymous)]),
        situations=groups(_situations(received, book)),
        places=by_place((case.region, 1) for case in received),
        channels=groups([(key, words, channels[key]) for key, words in CHANNELS if key or channels[key]]),
        decisions=groups([(move, words, made[move]) for move, words in _DECISIONS]),
        openings=groups([(move, words, made[move]) for move, words in _OPENINGS]),
        ended=groups([(state, book.case_state(state).name, ended[state]) for state in ("closed", "withdrawn")]),
        standing=groups([(state.id, state.name, standing[state.id]) for state in states]),
        days=_days(cases, span),
    )


def _over_time(cases: Iterable[CountedCase], parts: Iterable[Part]) -> list[tuple[str, str, int]]:
    days = Counter(case.opened_on for case in cases)
    return [
        (part.words, part.words, sum(count for day, count in days.items() if part.first <= day <= part.last))
        for part in parts
    ]


def _situations(cases: Iterable[CountedCase], book: RuleBook) -> list[tuple[str, str, int]]:
    found = Counter(case.situation_id for case in cases)
    rows = [
        (row.id, f"{row.id} {row.plain}", found.pop(row.id, 0)) for row in book.situations if row.category == "report"
    ]
    other = sum(found.values())
    return [*rows, ("", "其他或没有分到情形", other)] if other else rows


def _changes(case: CountedCase) -> Iterable[CountedMove]:
    """The moves that led somewhere else."""
    before = ""
    for move in case.moves:
        if move.to_state != before:
            yield move
        before = move.to_state


def _days(cases: Iterable[CountedCase], span: Span) -> float | None:
    lasted = [
        (day_of(move.at) - case.opened_on).days
        for case in cases
        for move in _changes(case)
        if move.to_state == "closed" and span.first <= day_of(move.at) <= span.last
    ]
    return float(median(lasted)) if len(lasted) >= LEAST else None


def _clocks(cases: Iterable[CountedCase], span: Span, book: RuleBook, now: datetime) -> tuple[ClockFigures, ...]:
    found: dict[str, tuple[Period, Counter[str]]] = {}
    for case in cases:
        for deadline in _deadlines(case, book, now):
            if span.first <= deadline.due.day <= span.last:
                found.setdefault(deadline.period.id, (deadline.period, Counter()))[1][deadline.state] += 1
    return tuple(
        ClockFigures(period, groups([(state, words, counts[state]) for state, words in _CLOCK]))
        for _, (period, counts) in sorted(found.items())
    )


def _deadlines(case: CountedCase, book: RuleBook, now: datetime) -> tuple[Deadline, ...]:
    if not case.moves:
        return ()
    made = tuple(Made(move.move, move.to_state, move.at) for move in case.moves)
    standing = Standing(case.form, case.state, case.anonymous, case.opened_on, made)
    about = CaseAbout(case.region or None, case.situation_id or None, case.anonymous)
    return case_deadlines(ticks(book, standing), about, book, now)
