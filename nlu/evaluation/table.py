"""The report as people read it in a terminal."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nlu.evaluation.bootstrap import Figure
from nlu.evaluation.report import Report
from nlu.evaluation.targets import Target, targets
from nlu.labels import CATEGORIES

NAMES: Final[Mapping[str, str]] = {
    "appeal": "申诉求决",
    "report": "检举控告",
    "disclosure": "信息公开",
    "suggestion": "建议",
    "consult": "咨询",
    "out_of_scope": "非医保",
    "nobody": "转人工",
}
_MOST_PAIRS: Final = 15


def render(report: Report, baseline: Report | None = None) -> str:
    """All tables, one under the other; the baseline's figures in a column of their own."""
    parts = ["\n".join(_columns(_figures(report, baseline)))]
    if report.confusion is not None:
        parts.append("各类（对严标签）\n" + "\n".join(_columns(_scores(report))))
        parts.append("混淆矩阵（行：标签；列：判断）\n" + "\n".join(_columns(_confusion(report))))
        parts.append("判错的（标签>判断）：" + (_pairs(report.pairs) or "无"))
    if report.situation_pairs:
        parts.append("情形读错的（标签>读出）：" + _pairs(report.situation_pairs))
    return "\n\n".join(parts) + "\n"


def _figures(report: Report, baseline: Report | None) -> Iterator[list[str]]:
    head = ["指标", "数值", "95% 区间", "条数", "要求", "目标", ""]
    yield head + (["基线"] if baseline else [])
    for target in targets().values():
        figure = report.figures.get(target.id)
        if figure is None:
            continue
        row = [target.name, _number(figure.value, target), _interval(figure, target), str(figure.count)]
        row += [_number(target.bar, target), _number(target.aim, target), target.verdict(figure.value)]
        if baseline:
            other = baseline.figures.get(target.id)
            row.append(_number(other.value if other else None, target))
        yield row


def _number(value: float | None, target: Target) -> str:
    if value is None or math.isnan(value):
        return "—"
    return f"{value:.3f}" if target.share else f"{value:.1f}"


def _interval(figure: Figure, target: Target) -> str:
    if math.isnan(figure.low) or figure.low == figure.high == figure.value:
        return ""
    return f"{_number(figure.low, target)}–{_number(figure.high, target)}"


def _scores(report: Report) -> Iterator[list[str]]:
    yield ["", "查准", "查全", "F1", "查全（宽）", "条数"]
    for name, score in report.scores.items():
        numbers = (score.precision, score.recall, score.f1, score.lenient_recall)
        yield [NAMES[name], *(f"{number:.3f}" for number in numbers), str(score.count)]


def _confusion(report: Report) -> Iterator[list[str]]:
    assert report.confusion is not None
    columns = (*CATEGORIES, "nobody")
    yield ["", *(NAMES[name] for name in columns)]
    for name, row in zip(CATEGORIES, report.confusion, strict=True):
        yield [NAMES[name], *(str(count) if count else "·" for count in row)]


def _pairs(pairs: Mapping[str, int]) -> str:
    shown = [f"{_pair(pair)} {count}" for pair, count in list(pairs.items())[:_MOST_PAIRS]]
    return "，".join(shown) + ("……" if len(pairs) > _MOST_PAIRS else "")


def _pair(pair: str) -> str:
    return ">".join(NAMES.get(name, name) for name in pair.split(">"))


def _columns(rows: Iterator[list[str]]) -> Sequence[str]:
    table = list(rows)
    widths = [max(_width(row[column]) for row in table) for column in range(len(table[0]))]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
