"""The price of each kind of mistake, as a table to fill in."""

from __future__ import annotations

from nicegui.element import Element

from api.desk.dialogs import ask, close_row
from api.desk.pages.models_loop import Loop
from api.desk.pages.models_words import at
from api.desk.pieces import box, button, text
from casework.services.ports.models import CostMatrix

_CATEGORIES = ("report", "appeal", "disclosure", "suggestion", "consult", "out_of_scope")
_HOW = "行是它本来是什么，列是被当成了什么。1 是一个普通错误；数越大，这种错误越贵，检查时越要紧。可以填 0 到 100。"
_AFTER = "改了以后，原来的比较作废，要重新比较才能启用候选模型。谁改的会记入审计。"


async def edit_costs(loop: Loop) -> None:
    """Shows the matrix; an administrator can change it."""
    page = loop.page
    matrix = await page.call(loop.service.cost_matrix)
    with ask("代价表") as dialog:
        text(_HOW, tag="p")
        if matrix.changed_by is not None:
            text(f"{loop.who(matrix.changed_by)} 于 {at(matrix.changed_at)} 改过。", "soft", tag="p")
        cells = _Cells(loop, matrix)
        if not loop.may_act:
            with box("div", "dialog-foot"):
                button("关闭", dialog.close, "first")
            return
        text(_AFTER, "soft", tag="p")

        async def keep() -> None:
            await loop.act(loop.service.set_cost_matrix, "代价表已保存，请重新比较", cells.prices(), matrix.default)
            dialog.close()

        async def default() -> None:
            await loop.act(loop.service.set_cost_matrix, "已换回规则库的代价表，请重新比较", {})
            dialog.close()

        if matrix.changed_by is not None:
            button("换回规则库的代价表", page.does(default), "quiet")
        close_row(dialog, "保存", page.does(keep))


class _Cells:
    """The fields of the table. What is written into them is kept as words until it is saved."""

    def __init__(self, loop: Loop, matrix: CostMatrix) -> None:
        self._written: dict[str, str] = {}
        self._fields: list[tuple[float, Element]] = []
        names = {name: loop.page.book.category(name).name for name in _CATEGORIES}
        with box("div", "scroll ml-matrix-scroll"), box("table", "ml-matrix"):
            with box("thead"), box("tr"):
                text("本来是 ＼ 被当成", tag="th")
                for taken in _CATEGORIES:
                    text(names[taken], tag="th")
            with box("tbody"):
                for truth in _CATEGORIES:
                    with box("tr"):
                        text(names[truth], tag="th")
                        for taken in _CATEGORIES:
                            self._cell(loop, matrix, truth, taken, f"{names[truth]}当成{names[taken]}")
        dearest = max(price for price, _ in self._fields)
        for price, field in self._fields:
            if price == dearest:
                field.classes("dear")

    def _cell(self, loop: Loop, matrix: CostMatrix, truth: str, taken: str, label: str) -> None:
        if truth == taken:
            text("—", "same", tag="td")
            return
        price = matrix.of(truth, taken)
        pair = f"{truth}>{taken}"
        self._written[pair] = f"{price:g}"
        with (
            box("td"),
            box("input", type_="number", min_="0", max_="100", step="0.1", value=f"{price:g}") as field,
        ):
            field.props["aria-label"] = label
            if not loop.may_act:
                field.props["disabled"] = "true"
            field.on("input", lambda event: self._written.update({pair: str(event.args)}), js_handler=_VALUE)
        self._fields.append((price, field))

    def prices(self) -> dict[str, float]:
        """What is written, as numbers; what is none becomes one that the use case refuses."""
        return {pair: _number(words) for pair, words in self._written.items()}


_VALUE = "(event) => emit(event.target.value)"


def _number(words: str) -> float:
    try:
        return float(words)
    except ValueError:
        return float("nan")
