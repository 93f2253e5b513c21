"""Is the candidate better? One sentence an administrator understands, its grounds, and how many answers change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from api.desk.pages.compare_examples import Filter, counted
from api.desk.pages.models_words import Judgement, grounds, judge_interval
from api.desk.pieces import Tone, box, icon, link, text
from casework.services.ports.models import Comparison, ModelView, Overview, SetComparison

Kind = Literal["better", "corrected", "even", "refused", "stale", "serving"]
_SIGNS: dict[Kind, tuple[Tone, str]] = {
    "better": ("pine", "check"),
    "corrected": ("pine", "check"),
    "even": ("pine", "check"),
    "refused": ("cinnabar", "cross"),
    "stale": ("ochre", "unknown"),
    "serving": ("stone", "check"),
}
_TITLES: dict[Kind, str] = {
    "better": "可以启用：新模型更好",
    "corrected": "可以启用：没有变差，更正过的消息答得更对",
    "even": "可以启用：没有变差，也看不出明显变好",
    "refused": "不能直接启用",
    "stale": "这次比较已经过时，请重新比较",
    "serving": "它正在服务",
}
_STALE = "比较以后，正在服务的模型或者代价表变了，下面的数字说的是那时的情况。"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the page says of a candidate; `reasons` are the grounds on which the gate refuses it."""

    kind: Kind
    reasons: tuple[str, ...]


def judge(found: Comparison, view: ModelView, seen: Overview) -> Judged:
    """The gate's word, made plainer. Erased data refuse a candidate too."""
    reasons = grounds(view, found.verdict)
    if seen.serving is not None and seen.serving.name == view.name:
        return Judged("serving", ())
    if found.stale:
        return Judged("stale", ())
    if reasons:
        return Judged("refused", reasons)
    if any("better" in _changes(one) for one in found.sets if not one.trained_on):
        return Judged("better", ())
    # being right on what it has learnt is no proof, but it is what the corrections were for
    return Judged("corrected" if any("better" in _changes(one) for one in found.sets) else "even", ())


def _changes(one: SetComparison) -> Sequence[Judgement]:
    measured = ((one.accuracy, True), (one.cost, False))
    return [judge_interval(interval, higher=higher) for interval, higher in measured if interval is not None]


def verdict(found: Comparison, judged: Judged, asked: Filter, acts: Callable[[], None]) -> None:
    """The verdict; `acts` puts the buttons beside it."""
    tone, sign = _SIGNS[judged.kind]
    with box("section", f"ml-verdict {tone}", aria_label="结论"):
        with box("div", "ml-verdict-head"):
            with box("span", f"ml-verdict-sign {tone}"):
                icon(sign)
            text(_TITLES[judged.kind], tag="h2")
            with box("div", "ml-verdict-acts"):
                acts()
        with box("div", "ml-verdict-why"):
            if judged.kind == "stale":
                text(_STALE, tag="p")
            with box("ul", "ml-reasons"):
                for reason in judged.reasons:
                    text(reason, "ml-worse", tag="li")
                for note in found.verdict.notes:
                    text(note, tag="li")
        _changed(found, asked)


def _changed(found: Comparison, asked: Filter) -> None:
    """How many answers change for the better and for the worse: the figure everybody understands."""
    counts = counted(found.changed)
    rows = (
        ("improved", "改对了", "ml-better"),
        ("worsened", "改错了", "ml-worse"),
        ("other", "都对或都错，只是换了说法", "ml-same"),
    )
    with box("div", "ml-changes"):
        for show, words, tone in rows:
            with link("", f"{asked.address(show=show)}#changed", "ml-change"):
                text(f"{counts[show]:,}", f"ml-change-number {tone if counts[show] else 'ml-same'}")
                text(words, "ml-change-what")
