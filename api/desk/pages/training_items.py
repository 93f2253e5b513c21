"""训练数据: what reviewers accepted and the next model learns, where it came from, what was refused or taken out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlencode

from nicegui import ui

from api.desk.dialogs import ask, close_row
from api.desk.pages.models_loop import ITEMS, Loop, head
from api.desk.pages.models_words import at, percent, reading_words
from api.desk.pieces import Tone, box, button, icon, link, nothing, panel, pill, sealed_text, text
from api.desk.seat import Page
from casework.services.ports.training import (
    CheckedItems,
    ItemPage,
    ItemQuery,
    ItemState,
    SuspectItem,
    TakenIn,
    TrainingItem,
)

PER_PAGE = 50
_GLANCE_EVERY = 3.0
STATES: Mapping[str, str] = {"kept": "在用", "copy": "重复，没收", "unusable": "不能用", "removed": "已移除"}
_TONES: Mapping[str, Tone] = {"kept": "pine", "copy": "ochre", "unusable": "ochre", "removed": "stone"}
_ORIGINS = {"review": "审核"}
_CATEGORIES = ("appeal", "report", "disclosure", "suggestion", "consult", "out_of_scope")
_EMPTY = {
    "kept": "还没有收下的训练数据。在“审核”里给读错的消息定好类别，再回到这里按“收下审核结果”。",
    "copy": "没有因为重复而没收的。",
    "unusable": "没有不能用的。",
    "removed": "没有移除过。",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items are asked for, as it stands in the address."""

    state: str = "kept"
    category: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Wanted:
        """What an address asks for; whatever it holds that makes no sense is left out."""
        number = query.get("page", "1")
        return cls(
            state=query.get("state", "kept") if query.get("state") in STATES else "kept",
            category=query.get("category", "") if query.get("category") in _CATEGORIES else "",
            q=query.get("q", "").strip()[:60],
            page=int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 100_000 else 1,
        )

    def address(self, **other: str | int) -> str:
        """The address with something changed; another filter begins at the first page."""
        changed = replace(self, **({"page": 1} | other))  # type: ignore[arg-type]
        plain = Wanted()
        named = {name: getattr(changed, name) for name in ("state", "category", "q", "page")}
        said = {name: value for name, value in named.items() if value != getattr(plain, name)}
        return f"{ITEMS}?{urlencode(said)}" if said else ITEMS

    def query(self) -> ItemQuery:
        """The same in the words of the use case."""
        state = cast(ItemState, self.state)  # `of` lets nothing else in
        return ItemQuery(state=state, category=self.category or None, search=self.q, page=self.page, size=PER_PAGE)


async def show(page: Page, query: Mapping[str, str]) -> None:
    """The page."""
    await _Items(page, Wanted.of(query)).show()


class _Items:
    def __init__(self, page: Page, wanted: Wanted) -> None:
        self._page = page
        self._loop = Loop(page)
        self._loop.changed = self._again
        self._service = page.services.training_data
        self._wanted = wanted
        self._found: ItemPage
        self._checked: CheckedItems

    async def show(self) -> None:
        self._found = await self._page.call(self._service.items, self._wanted.query())
        self._checked = await self._page.call(self._service.checked)
        await self._loop.load_names()
        with box("div", "sheet ml"):
            with box("div", "sheet-head"):
                head(self._loop, ITEMS)
                if self._loop.may_act:
                    button("收下审核结果", self._page.does(self._take_in), "first")
            text(
                "审核里定好的消息，去掉个人信息、查过重复以后收在这里，下一次训练就会学到。群众要求删除对话时，"
                "这里的内容也一起删除，学过它的模型会标出来。",
                "ml-note",
                tag="p",
            )  # fmt: skip
            self._filters()
            self._list()
            self._doubts()
        if self._checked.running:
            self._wait()

    def _filters(self) -> None:
        wanted, book = self._wanted, self._page.book
        with box("div", "filters ml-filters"):
            with box("nav", "seg", aria_label="状态"):
                for state, words in STATES.items():
                    _choice(words, wanted.address(state=state), wanted.state == state)
            with box("nav", "seg", aria_label="类别"):
                _choice("各类", wanted.address(category=""), not wanted.category)
                for category in _CATEGORIES:
                    chosen = wanted.category == category
                    _choice(book.category(category).name, wanted.address(category=category), chosen)
        with box("form", "find ml-find", role="search", id_="training-find-form"):
            icon("search")
            with box(
                "input", type_="search", name="q", placeholder="内容里的词", maxlength="60", value=wanted.q
            ) as find:
                find.props["aria-label"] = "查找训练数据"
                find.props["autocomplete"] = "off"
            for name, value in (("state", wanted.state), ("category", wanted.category)):
                with box("input", type_="hidden", name=name, value=value):
                    pass

    async def _again(self) -> None:
        self._found = await self._page.call(self._service.items, self._wanted.query())
        self._checked = await self._page.call(self._service.checked)
        self._list.refresh()
        self._doubts.refresh()

    @ui.refreshable_method
    def _list(self) -> None:
        found, wanted = self._found, self._wanted
        with panel("训练数据", f"{found.total:,} 条", "ml-list"):
            if not found.items:
                nothing(
                    _EMPTY[wanted.state] if wanted == Wanted(state=wanted.state) else "没有这样的内容，换个条件试试。"
                )
                return
            with box("div", "scroll"), box("table", "table ml-table ml-items"):
                with box("thead"), box("tr"):
                    for words, classes in (("内容", ""), ("定为", ""), ("来自", "wide"), ("状态", ""), ("", "")):
                        text(words, classes, tag="th")
                with box("tbody"):
                    for item in found.items:
                        self._row(item)
        last = -(-found.total // PER_PAGE)
        if last > 1:
            with box("nav", "pages", aria_label="翻页"):
                if wanted.page > 1:
                    link("上一页", wanted.address(page=wanted.page - 1), "btn plain")
                text(f"第 {wanted.page} 页，共 {last} 页", "soft num")
                if wanted.page < last:
                    link("下一页", wanted.address(page=wanted.page + 1), "btn plain")

    def _row(self, item: TrainingItem) -> None:
        with box("tr", data_row="", tabindex="0"):
            with box("td", "ml-text"):
                if item.text:
                    sealed_text(item.text)
                else:
                    text("内容已经删除", "soft")
            with box("td", "ml-wrap"):
                self._label(item.intent)
            with box("td", "wide"):
                text(f"{_ORIGINS.get(item.origin, item.origin)}　{self._loop.who(item.by)}")
                text(f"{at(item.labelled_at)} 定，{at(item.added_at)} 收", "soft small num")
            with box("td"):
                pill(STATES[item.state], _TONES[item.state])
                if item.copy_of:
                    text(f"和 {item.copy_of} 重复", "soft small")
            with box("td"), box("div", "row-end"):
                if self._loop.may_act and item.state == "kept":
                    button("移除", self._page.does(lambda: self._remove(item)), "quiet")

    def _label(self, intent: str) -> None:
        category, closer = reading_words(self._page.book, intent)
        text(category)
        if closer:
            text(closer, "soft small")

    @ui.refreshable_method
    def _doubts(self) -> None:
        with panel("可疑的标签", "和项目数据里相近的话说法不一的", "ml-list"):
            if self._checked.running:
                with box("div", "panel-body ml-bar", role="status"):
                    text("", "ml-spin")
                    text("正在对照项目数据检查每一条，大约两分钟。可以离开这一页，结果留在这里。")
                return
            if self._checked.checked is None:
                with box("div", "panel-body ml-bar"):
                    text("训练前可以查一遍：哪些标签看起来定错了。只是提示，由您决定。", "ml-note")
                    button("检查标签", self._page.does(self._look), "plain")
                return
            with box("div", "panel-body ml-bar"):
                text(
                    f"最近一次检查了 {self._checked.checked:,} 条；以后收下的还没有查。重启服务以后要重新查。",
                    "ml-note",
                )
                button("再检查一次", self._page.does(self._look), "plain")
            if not self._checked.suspects:
                nothing("没有发现可疑的标签。")
                return
            with box("div", "scroll"), box("table", "table ml-table ml-items"):
                with box("thead"), box("tr"):
                    for words in ("内容", "定为", "更像", "把握", ""):
                        text(words, tag="th")
                with box("tbody"):
                    for one in self._checked.suspects:
                        self._suspect(one)

    def _suspect(self, one: SuspectItem) -> None:
        with box("tr", data_row="", tabindex="0"):
            with box("td", "ml-text"):
                sealed_text(one.item.text)
            with box("td", "ml-wrap"):
                self._label(one.item.intent)
            with box("td", "ml-wrap"):
                self._label(one.likely)
            text(percent(one.confidence, 0), "num", tag="td")
            with box("td"), box("div", "row-end"):
                if self._loop.may_act:
                    button("移除", self._page.does(lambda: self._remove(one.item)), "quiet")

    async def _look(self) -> None:
        self._checked = replace(self._checked, running=True)
        self._doubts.refresh()
        await asyncio.sleep(0)  # what was just written is sent before the long work begins
        try:
            await self._page.call(self._service.suspects)
        finally:
            self._checked = await self._page.watch(self._service.checked)
            self._doubts.refresh()

    def _wait(self) -> None:
        """Looks until the search that somebody else began, or oneself before leaving the page, is over."""

        async def glance() -> None:
            self._checked = await self._page.watch(self._service.checked)
            if not self._checked.running:
                timer.cancel()
                self._doubts.refresh()

        timer = ui.timer(_GLANCE_EVERY, self._page.does(glance), immediate=False)

    async def _take_in(self) -> None:
        taken: TakenIn = await self._loop.act(self._service.take_in, "")
        ui.notify(taken_words(taken), type="positive", position="bottom", timeout=8000)

    async def _remove(self, item: TrainingItem) -> None:
        with ask("移除这条训练数据") as dialog:
            text(item.text, "law", tag="p")
            text("内容马上销毁，下一次训练不再用它。已经训练好的模型不变。移除记入审计。", tag="p")
            reason = ui.input("为什么移除").props("outlined dense autofocus").classes("field")

            async def drop() -> None:
                await self._loop.act(self._service.remove, "已移除", item.id, str(reason.value or ""))
                dialog.close()

            close_row(dialog, "移除", self._page.does(drop), danger=True)


def taken_words(taken: TakenIn) -> str:
    """What taking in did, in one sentence."""
    parts = [f"收下 {taken.kept} 条"] if taken.kept else []
    parts += [f"{taken.copies} 条和已有的重复，没有收"] if taken.copies else []
    parts += [f"{taken.unusable} 条不能用"] if taken.unusable else []
    parts += [f"{taken.replaced} 条按新的标签换掉"] if taken.replaced else []
    return "，".join(parts) + "。" if parts else "没有新的审核结果。"


def _choice(words: str, href: str, chosen: bool) -> None:
    link(words, href, "choice").props["aria-current"] = "true" if chosen else "false"
