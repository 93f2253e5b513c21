"""One figure as a chart and, beside it, as a table: what a screen reader reads and what is printed.

Charts are SVG in the colours of the desk, so they turn dark with the page.
"""

from collections.abc import Sequence
from typing import Any, Literal

from nicegui import ui

from api.desk.pieces import box, nothing, panel
from api.desk.still import Still, show, still
from casework.statistics.cells import Groups
from casework.statistics.tables import Value, every_row, largest_first

TONES = ("var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)")
_LINE = {"lineStyle": {"color": "var(--line)"}}
_QUIET = {"show": False}
_ROW, _LONGEST, _FRAME = 30, 14, 40
_MOST_BARS = 10


Kind = Literal["over_time", "short", "long"]


def chart_panel(title: str, found: Groups, heads: tuple[str, str], kind: Kind = "short", note: str = "") -> None:
    """A panel with a chart of groups: bars that stand for steps in time, else bars that lie beside their words.

    `long`: many groups, the largest first.
    """
    with panel(title, note, "st-panel"):
        if found.empty:
            nothing("这段时间没有。")
            return
        rows = largest_first(found) if kind == "long" else every_row(found)
        with box("div", "st-body"):
            bars = [(str(words), count) for words, count in rows[:-1]]
            (_standing if kind == "over_time" else _lying)(title, bars)
            show(table_of(heads, rows), "st-scroll")


def stacked_panel(title: str, names: Sequence[str], rows: Sequence[tuple[str, Sequence[int | None]]]) -> None:
    """Bars made of parts, one a row: how deadlines stand."""
    series = [
        _series(name, [values[index] or 0 for _, values in rows], TONES[index % len(TONES)]) | {"stack": "all"}
        for index, name in enumerate(names)
    ]
    options = _lying_options([words for words, _ in rows], series)
    options["grid"] |= {"top": 34}
    options["legend"] = {"top": 0, "itemWidth": 12, "itemHeight": 12, "icon": "roundRect"}
    _chart(options, _FRAME + 28 + 44 * len(rows))


def table_of(heads: Sequence[str], rows: Sequence[Sequence[Value]], *, total: bool = True) -> Still:
    """Rows of words and numbers; the last one is the total."""
    body = []
    for index, row in enumerate(rows):
        words = still("th", str(row[0]), scope="row")
        cells = (words, *(still("td", _shown(value), classes="num") for value in row[1:]))
        body.append(still("tr", *cells, classes="sum" if total and index == len(rows) - 1 else ""))
    head = still("tr", *(still("th", words, scope="col") for words in heads))
    return still("table", still("thead", head), still("tbody", *body), classes="table st-table")


def _shown(value: Value) -> str:
    return f"{value:,}" if isinstance(value, int) else value


def _standing(title: str, bars: Sequence[tuple[str, Value]]) -> None:
    options = _frame() | {
        "xAxis": {
            "type": "category", "data": [words for words, _ in bars], "axisTick": _QUIET, "axisLine": _LINE,
        },
        "yAxis": {"type": "value", "splitLine": _LINE, "minInterval": 1},
        "series": [_series(title, _numbers(bars), TONES[0]) | {"barMaxWidth": 34}],
    }  # fmt: skip
    _chart(options, 208)


def _lying(title: str, bars: Sequence[tuple[str, Value]]) -> None:
    most = bars[:_MOST_BARS]
    series = _series(title, _numbers(most), TONES[0]) | {"barMaxWidth": 16}
    _chart(_lying_options([words for words, _ in most], [series]), _FRAME + _ROW * max(3, len(most)))


def _lying_options(names: Sequence[str], series: Sequence[dict[str, Any]]) -> dict[str, Any]:
    short = [words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…" for words in names]
    return _frame() | {
        "yAxis": {"type": "category", "inverse": True, "data": short, "axisTick": _QUIET, "axisLine": _LINE},
        "xAxis": {"type": "value", "splitLine": _LINE, "minInterval": 1, "splitNumber": 4},
        "series": list(series),
    }


def _series(name: str, numbers: Sequence[int], tone: str) -> dict[str, Any]:
    return {
        "type": "bar", "name": name, "data": list(numbers), "itemStyle": {"color": tone, "borderRadius": 2},
        "emphasis": {"disabled": True}, "barMaxWidth": 22,
    }  # fmt: skip


def _numbers(bars: Sequence[tuple[str, Value]]) -> list[int]:
    """What is hidden has no bar."""
    return [value if isinstance(value, int) else 0 for _, value in bars]


def _frame() -> dict[str, Any]:
    return {
        "animation": False, "grid": {"left": 4, "right": 16, "top": 12, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "none"}},
    }  # fmt: skip


def _chart(options: dict[str, Any], height: int) -> None:
    chart = ui.echart(options, renderer="svg").classes("st-chart").style(f"height: {height}px")
    chart.props["aria-hidden"] = "true"  # the table beside it says the same
