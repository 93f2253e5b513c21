"""May a candidate serve? It may not be worse beyond noise on the gold set: report recall, cost of mistakes, time.

Beyond noise: the whole paired 95 % interval of the difference lies on the wrong side. Time has an allowance besides,
because every further example makes the reading a little longer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nlu.comparison.pairs import Difference

SLOWER: Final = 0.10
"""By how much of the serving model's time a candidate may be slower."""


def verdict(gold: Mapping[str, Any], beside: Sequence[Mapping[str, Any]], latency: Difference) -> dict[str, Any]:
    """JSON of ports.models.Verdict: `gold` decides, the other sets are noted."""
    reasons = []
    recall, cost = gold["report_recall"], gold["cost"]
    if recall is None or cost is None:
        reasons.append("标准集里没有举报，无法判断会不会漏掉举报")
    else:
        if recall["high"] < 0:
            reasons.append(f"举报识别率下降，超出偶然范围：{_shares(recall)}")
        if cost["low"] > 0:
            reasons.append(f"错判代价上升，超出偶然范围：{_prices(cost)}")
    if latency.low > SLOWER * latency.serving:
        reasons.append(f"判断变慢超过 {SLOWER:.0%}：每条 {latency.serving:.1f} 毫秒 → {latency.candidate:.1f} 毫秒")
    return {"passes": not reasons, "reasons": reasons, "notes": [note for one in beside if (note := _note(one))]}


def _note(one: Mapping[str, Any]) -> str:
    if not one["count"]:
        return f"{one['title']}：没有文本"
    words = f"{one['title']}：答对 {_shares(one['accuracy'])}"
    if one["cost"]["low"] > 0:
        words += f"；错判代价上升：{_prices(one['cost'])}"
    if one["trained_on"]:
        words += f"；其中 {one['trained_on']} 条候选模型学过，不能说明它对没见过的话怎么样"
    return words


def _shares(one: Mapping[str, Any]) -> str:
    gap = f"{one['low'] * 100:+.1f} 至 {one['high'] * 100:+.1f} 个百分点"
    return f"{one['serving']:.1%} → {one['candidate']:.1%}（差的 95% 区间 {gap}）"


def _prices(one: Mapping[str, Any]) -> str:
    gap = f"{one['low']:+.3f} 至 {one['high']:+.3f}"
    return f"平均每条 {one['serving']:.3f} → {one['candidate']:.3f}（差的 95% 区间 {gap}）"
