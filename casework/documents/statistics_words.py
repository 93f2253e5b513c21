"""What a statistics paper says in sentences: statistics.yml, filled with figures that may be shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from casework.statistics.cells import FEW, Groups
from casework.statistics.summary import Figures
from casework.statistics.suppression import LEAST

_WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("statistics.yml").read_text("utf-8"))
QUARTER_RULES = ("cq2023-time-31-quarter",)
YEAR_RULES = ("cq2023-art-30", "cq2023-time-31-year")
FEW_MEANS: str = _WORDS["few"].format(few=FEW, most=LEAST - 1, least=LEAST)
"""What the mark of a hidden count means."""
COUNTING: tuple[str, ...] = (*_WORDS["counting"], FEW_MEANS + _WORDS["merged"])
"""How a paper counts."""


def title_of(found: Figures) -> str:
    """What the paper is called."""
    return str(_WORDS["titles"][found.span.months])


def rules_of(found: Figures) -> tuple[str, ...]:
    """The rows of the rule book that ask for this paper; none for a month."""
    return {12: YEAR_RULES, 3: QUARTER_RULES}.get(found.span.months, ())


def rests_on(*, binding: bool) -> str:
    """What stands before the clauses."""
    return str(_WORDS["binding" if binding else "example"])


def received(found: Figures, before: Figures) -> str:
    """How many reports came, and how that compares."""
    reports = found.cases.reports
    named = {cell.key: cell.shown for cell in reports.named.cells}
    return _said(
        "received",
        found,
        count=reports.received.shown_total,
        named=_WORDS["named"].format(**named) if reports.received.total else "",
        compared=_compared(found, reports.received, before.cases.reports.received),
    )


def decided(found: Figures) -> str:
    """What was decided."""
    reports = found.cases.reports
    made = {cell.key: cell.shown for groups in (reports.decisions, reports.openings) for cell in groups.cells}
    return _said("decided", found, **made)


def ended(found: Figures) -> str:
    """What was brought to an end."""
    reports = found.cases.reports
    made = {cell.key: cell.shown for cell in reports.ended.cells}
    days = "" if reports.days is None else _WORDS["days"].format(days=reports.days)
    return _said("ended", found, days=days, **made)


def clocks(found: Figures) -> str:
    """Whether the time rules were kept."""
    return _said("clocks" if found.cases.clocks else "no_clocks", found)


def talks(found: Figures, before: Figures) -> str:
    """How many conversations there were, and how they went."""
    shares = (("served", found.served), ("called", found.called), ("corrected", found.corrected))
    told = (_WORDS[name].format(share=one.shown) for name, one in shares if one.percent is not None)
    compared = _compared(found, found.talks, before.talks)
    return _said("talks", found, count=found.talks.shown_total, compared=compared, shares="".join(told))


def _said(name: str, found: Figures, **slots: str) -> str:
    return str(_WORDS[name].format(this=_WORDS["this"][found.span.months], **slots))


def _compared(found: Figures, now: Groups, before: Groups) -> str:
    if not now.total or not before.total:
        return ""
    by = now.total - before.total
    name = "same" if by == 0 else "more" if by > 0 else "fewer"
    words = _WORDS["before"][found.span.months]
    return str(_WORDS[name].format(before=words, by=abs(by), share=abs(by) / before.total))
