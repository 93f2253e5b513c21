"""对话: the queue of live conversations. What is asked for stands in the address; what changes comes by itself."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from nicegui import ui

from api.desk.pages.talk_rows import Rows, queue_rows
from api.desk.pages.talk_wire import Wire
from api.desk.pages.talk_words import VIEWS
from api.desk.pages.talks_wanted import CATEGORIES, PER_PAGE, Queue
from api.desk.pieces import ICONS, box, link, text
from api.desk.seat import Page
from api.desk.still import Still, still
from casework.errors import StaffSessionEnded
from casework.services.live import LiveChange
from casework.services.ports import ThreadPage

_SLOW = 20.0
"""Seconds after which a queue in which nothing was heard is looked at all the same."""
_CALM: Mapping[str, tuple[str, str]] = {
    "waiting": ("没有人在等", "有群众要找人工时会自己出现在这里，不用刷新。"),
    "mine": ("您手上没有对话", "按 a 接入等得最久的一个。"),
    "watch": ("智能助手现在没有在答的对话", ""),
    "closed": ("没有已结束的对话", ""),
}


async def show(page: Page, query: Mapping[str, str]) -> None:
    """The queue."""
    queue = _QueuePage(page, Queue.of(query))
    await queue.read()
    queue.build()


class _QueuePage:
    def __init__(self, page: Page, wanted: Queue) -> None:
        self._page = page
        self._wanted = wanted
        self._names: Mapping[str, str] = {}
        self._counts: Mapping[str, int] = {}
        self._found = ThreadPage((), 0)
        self._written = Still("")
        self._known: frozenset[str] = frozenset()
        self._read_at = 0.0

    async def read(self, *, acting: bool = True) -> None:
        """Looks the queue up and writes its rows."""
        call = self._page.call if acting else self._page.watch
        services = self._page.services
        wanted = self._wanted.query(self._page.staff.name)
        self._found = await call(services.live.page, replace(wanted, viewer=self._page.staff.name))
        self._counts = await call(services.live.counts)
        words = await call(services.talks.last_words, self._found.threads)
        if not self._names:
            self._names = await self._page.io(services.accounts.names)
        places = await asyncio.to_thread(self._place_names)
        ids = frozenset(thread.conversation_id for thread in self._found.threads)
        rows = Rows(
            view=self._wanted.view,
            book=self._page.book,
            names=self._names,
            places=places,
            words=words,
            me=self._page.staff.name,
            now=datetime.now().astimezone(),
            fresh=ids - self._known if self._known else frozenset(),
        )
        self._known = ids or self._known
        self._written = queue_rows(self._found.threads, rows) if self._found.threads else self._calm()
        self._read_at = time.monotonic()

    def build(self) -> None:
        """The page."""
        with box("div", "sheet talks"):
            self._head()
            self._filters()
            self._fault = ui.label().classes("queue-fault").props('role="alert"')
            with box("section", "panel", aria_label="对话列表"):
                hook = box("div", "queue-hook")
                with hook as self._hook:
                    self._list = ui.html(self._written, sanitize=False).classes("queue")
                    self._list.props["data-now"] = f"{time.time():.1f}"
            self._pages()
            _keys()
        self._hook.on("talkclaim", self._claim_handler(), js_handler="(event) => emit(event.detail)")
        Wire(self._page, self._hook, self._look, lambda change: change.kind in ("thread", "message"))

    # ------------------------------------------------------------------ parts

    def _head(self) -> None:
        with box("div", "sheet-head"):
            text("对话", tag="h1")
            text("", "grow")
            link("我的统计", "/desk/talks/figures", "btn quiet")
            with box("button", "btn plain switch", type_="button", data_sound="", aria_pressed="false") as sound:
                text("提示音：关")
            sound.props["title"] = "有人要找人工时响一声；记在这台电脑上"

    def _filters(self) -> None:
        with box("div", "filters"):
            with box("nav", "seg", aria_label="哪一些对话"):
                self._tabs: dict[str, Any] = {}
                for view, words in VIEWS.items():
                    with link("", self._wanted.address(view=view), "choice") as tab:
                        tab.props["aria-current"] = "true" if view == self._wanted.view else "false"
                        text(words)
                        self._tabs[view] = ui.label().classes("num tab-count")
            self._count()
            text("", "grow")
            ui.html(self._form(), sanitize=False)

    def _form(self) -> Still:
        wanted, book = self._wanted, self._page.book
        kinds = [still("option", "各类事项", value="")]
        kinds += [_option(one, book.category(one).name, wanted.category) for one in CATEGORIES]
        places = [still("option", "各地", value="")]
        known = self._places()
        if wanted.place and wanted.place not in known:
            known[wanted.place] = self._place_name(wanted.place)
        places += [_option(code, name, wanted.place) for code, name in known.items()]
        find = still(
            "span",
            still("svg", still("path", d=ICONS["search"]), classes="ico", viewBox="0 0 24 24", aria_hidden="true"),
            still(
                "input", classes="", type_="search", name="q", value=wanted.q, placeholder="登记编号或对话号",
                aria_label="查找对话", maxlength="40", autocomplete="off",
            ),
            classes="talks-find",
        )  # fmt: skip
        hidden = still("input", type_="hidden", name="view", value="" if wanted.view == "waiting" else wanted.view)
        return still(
            "form",
            hidden,
            still("select", *kinds, name="category", aria_label="事项类别"),
            still("select", *places, name="place", aria_label="地方"),
            find,
            id_="talks-filter",
            classes="row",
            role="search",
        )

    def _count(self) -> None:
        for view, number in self._tabs.items():
            number.set_text(f"{self._counts.get(view, 0):,}" if self._counts.get(view) else "")
        self._tabs["waiting"].classes(**{"add" if self._counts.get("urgent") else "remove": "calls"})

    def _pages(self) -> None:
        last = max(1, -(-self._found.total // PER_PAGE))
        if last == 1:
            return
        with box("nav", "pages", aria_label="翻页"):
            if self._wanted.page > 1:
                link("上一页", self._wanted.address(page=self._wanted.page - 1), "btn plain")
            text(f"第 {self._wanted.page} 页，共 {last} 页", "soft num")
            if self._wanted.page < last:
                link("下一页", self._wanted.address(page=self._wanted.page + 1), "btn plain")

    def _calm(self) -> Still:
        if self._wanted != Queue(view=self._wanted.view):
            return still("div", still("strong", "没有这样的对话"), still("span", "换一个条件试试。"), classes="calm")
        first, then = _CALM[self._wanted.view]
        return still("div", still("strong", first), still("span", then), classes="calm")

    def _places(self) -> dict[str, str]:
        """The places that can be filtered by: those with a list of their own."""
        return {place.region_code: place.name for place in self._page.book.places if place.covers}

    def _place_names(self) -> Mapping[str, str]:
        codes = {thread.region for thread in self._found.threads if thread.region}
        return {code: self._place_name(code) for code in codes}

    def _place_name(self, code: str) -> str:
        found = self._page.services.divisions.gazetteer.get(code)
        return found.name if found else code

    # ------------------------------------------------------------------ what happens

    async def _look(self, heard: list[LiveChange]) -> None:
        if not heard and time.monotonic() - self._read_at < _SLOW:
            counts = await self._page.watch(self._page.services.live.counts)
            if counts == self._counts:
                return
        before = self._written
        try:
            await self.read(acting=False)
        except StaffSessionEnded:
            raise
        except Exception as error:  # noqa: BLE001 - what can still be read stays; the page says that it is old
            self._fault.set_text(f"{self._page.says(error)} 下面是刚才的情况，会自动再试。")
            return
        self._fault.set_text("")
        self._count()
        if self._written != before:
            self._list.props["data-now"] = f"{time.time():.1f}"
            self._list.set_content(self._written)

    def _claim_handler(self) -> Any:
        async def claim(event: Any) -> None:
            conversation = str(event.args)

            async def carried_out() -> None:
                try:
                    await self._page.call(self._page.services.live.claim, conversation)
                finally:
                    await self._look([LiveChange("thread", conversation, None, "")])
                self._page.client.open(f"/talks/{conversation}")

            await self._page.does(carried_out)()

        return claim


def _option(value: str, words: str, chosen: str) -> Still:
    return still("option", words, value=value, **({"selected": ""} if value == chosen else {}))


def _keys() -> None:
    with box("p", "queue-foot"):
        for key, words in (("j k", "上下看"), ("Enter", "打开"), ("a", "接入排在最前的"), ("/", "查找案件")):
            with box("span"):
                text(key, tag="kbd")
                text(words)
