"""The figures of a comparison: both models side by side, the difference and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping

from api.desk.pages.models_words import amount, judge_interval, judgement_words, percent, signed
from api.desk.still import Still, still
from api.desk.still import show as put
from casework.services.ports.models import CategoryPair, Comparison, Interval, SetComparison
from knowledge import RuleBook

_HUNDRED = 100
_FELT = 0.1
_MOVED = 1.0
"""Points of F1 from which a difference is coloured: less may be one text."""


def one_set(found: Comparison, name: str) -> SetComparison | None:
    """The set that is asked for, else the first that holds texts."""
    filled = [one for one in found.sets if one.count]
    return next((one for one in filled if one.name == name), filled[0] if filled else None)


def figures(found: Comparison, shown: SetComparison) -> None:
    """All that is measured on one set, and the time a reading takes."""
    rows = [
        _share("答对的比例", "类别判断和人工标注一致", shown.accuracy),
        _share("情形也对的比例", "连同具体情形一起判断对", shown.situation_accuracy),
        _share("举报没有漏掉", "真是举报的，判成了举报", shown.report_recall),
        _cost(shown.cost),
        _plain("把握准不准", "说的把握和实际对的比例平均差多少，越低越好", shown.serving_ece, shown.candidate_ece),
        _latency(found.latency),
    ]
    heads = (("", ""), ("现在的模型", "ml-right"), ("候选模型", "ml-right"), ("差（95% 区间）", "ml-right"), ("", ""))
    head = still("thead", still("tr", *(still("th", words, classes=classes) for words, classes in heads)))
    kept = [row for row in rows if row is not None]
    put(still("table", head, still("tbody", *kept), classes="table ml-table ml-figures"), "scroll")


def dearest_words(book: RuleBook, costs: Mapping[str, float]) -> str:
    """Which mistake costs most, as the matrix of a comparison has it."""
    priced = {pair: price for pair, price in costs.items() if ">" in pair}
    if not priced:
        return "错误的代价按代价表算。"
    pair = max(priced, key=lambda name: priced[name])
    truth, taken = (book.category(one).name for one in pair.split(">"))
    return f"错误的代价按代价表算：一个普通错误算 1，最贵的是把{truth}当成{taken}，算 {priced[pair]:g}。"


def by_category(book: RuleBook, shown: SetComparison) -> None:
    """F1 of every category, as two bars and as figures."""
    heads = (
        ("类别", ""), ("条数", "ml-right"), ("F1", ""), ("差", "ml-right"),
        ("找全：现在", "ml-right wide"), ("找全：候选", "ml-right wide"),
    )  # fmt: skip
    head = still("thead", still("tr", *(still("th", words, classes=classes) for words, classes in heads)))
    rows = [_category(book, pair) for pair in shown.categories]
    put(still("table", head, still("tbody", *rows), classes="table ml-table"), "scroll")


def _category(book: RuleBook, pair: CategoryPair) -> Still:
    name = book.category(pair.category).name
    if not pair.count:
        none = still("td", "这些消息里没有", classes="soft")
        return still("tr", still("td", name), still("td", "0", classes="num ml-right"), none, *[still("td", "")] * 3)
    difference = (pair.candidate_f1 - pair.serving_f1) * _HUNDRED
    tone = "ml-same" if abs(difference) < _MOVED else "ml-better" if difference > 0 else "ml-worse"
    return still(
        "tr",
        still("td", name),
        still("td", f"{pair.count:,}", classes="num ml-right"),
        still("td", _rods(pair.serving_f1, pair.candidate_f1)),
        still("td", signed(difference, 1), classes=f"num ml-right {tone}"),
        still("td", percent(pair.serving_recall), classes="num ml-right wide"),
        still("td", percent(pair.candidate_recall), classes="num ml-right wide"),
    )


def _rods(serving: float, candidate: float) -> Still:
    parts = []
    for words, share, classes in (("现在", serving, "ml-rod"), ("候选", candidate, "ml-rod new")):
        rod = still("span", still("i", style=f"width:{share * _HUNDRED:.1f}%"), classes=classes)
        parts += [still("span", words), rod, still("span", f"{share * _HUNDRED:.1f}", classes="num")]
    return still("div", *parts, classes="ml-pair")


def _share(name: str, meaning: str, interval: Interval | None) -> Still | None:
    if interval is None:
        return None
    given = percent(interval.serving), percent(interval.candidate)
    return _row(
        name, meaning, given, _difference(interval, _HUNDRED, "个百分点"), judge_interval(interval, higher=True)
    )


def _cost(interval: Interval | None) -> Still | None:
    if interval is None:
        return None
    given = amount(interval.serving, _HUNDRED), amount(interval.candidate, _HUNDRED)
    difference = _difference(interval, _HUNDRED, "")
    return _row("错误的代价", "每 100 条，越低越好", given, difference, judge_interval(interval, higher=False))


def _latency(interval: Interval) -> Still:
    given = f"{interval.serving:.1f} 毫秒", f"{interval.candidate:.1f} 毫秒"
    # a tenth more or less nobody notices, however sure it is
    felt = abs(interval.difference) > _FELT * interval.serving
    judged = judge_interval(interval, higher=False) if felt else "same"
    return _row("读一条用时", "处理器时间", given, _difference(interval, 1, "毫秒"), judged)


def _plain(name: str, meaning: str, serving: float | None, candidate: float | None) -> Still | None:
    if serving is None or candidate is None:
        return None
    difference = f"{signed((candidate - serving) * _HUNDRED, 1)} 个百分点"
    return _row(name, meaning, (percent(serving), percent(candidate)), difference, None)


def _difference(interval: Interval, times: float, unit: str) -> str:
    whole = signed(interval.difference * times, 1)
    low, high = signed(interval.low * times, 1), signed(interval.high * times, 1)
    return f"{whole} {unit}（{low} 至 {high}）" if unit else f"{whole}（{low} 至 {high}）"


def _row(name: str, meaning: str, given: tuple[str, str], difference: str, judged: str | None) -> Still:
    words, tone = judgement_words(judged)
    return still(
        "tr",
        still("td", name, still("span", meaning, classes="soft small")),
        still("td", given[0], classes="num ml-right"),
        still("td", given[1], classes="num ml-right"),
        still("td", difference, classes="num ml-right"),
        still("td", words, classes=tone),
    )
