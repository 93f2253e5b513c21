"""常用语: what one sends again and again; one's own, the team's, and a set to begin with."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from nicegui import ui

from api.desk.dialogs import ask, close_row
from api.desk.pieces import box, button, field, link, nothing, pill, text
from api.desk.seat import Page
from casework.errors import CannedUnknownVariable
from casework.services.canned import STARTER, TEXT_MAX, TITLE_MAX, VARIABLES
from casework.services.ports.suggestions import CannedReply
from knowledge import CategoryId

_TEAM = frozenset({"senior_agent", "admin"})
_FREE, _OWN, _FOR_TEAM = "", "own", "team"
_LAW = "这里说到了规定，但不是规则库里的原话。规定的话请用建议回复，别写进常用语，免得规则改了还照旧发。"
_HOW = "花括号里的词发送前会换成这次对话的内容；换不成的会告诉您，不会空着发出去。"


async def show(page: Page) -> None:
    """The page."""
    await _Canned(page).show()


class _Canned:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._service = page.services.canned
        self._open: CannedReply | None = None

    async def show(self) -> None:
        await self._page.call(self._service.list)  # who may not see them sees no part of the page either
        with box("div", "sheet canned"):
            with box("div", "sheet-head"):
                text("常用语", tag="h1")
                text("", "grow")
                link("回到对话", "/desk/talks", "btn quiet")
                new = button("新建", self._page.does(self._new), "first")
                new.props["data-canned-new"] = ""
                new.props["title"] = "新建（N）"
            with box("div", "canned-cols"):
                with box("section", "panel canned-list", aria_label="常用语列表"):
                    await self._list()
                with box("section", "panel canned-edit", aria_label="编辑"):
                    await self._editor()

    # ------------------------------------------------------------------ the list

    @ui.refreshable_method
    async def _list(self) -> None:
        replies = await self._page.call(self._service.list)
        groups = {
            "我的": [one for one in replies if one.owner is not None],
            "团队": [one for one in replies if one.owner is None and not one.id.startswith(STARTER)],
            "自带": [one for one in replies if one.id.startswith(STARTER)],
        }
        for name, members in groups.items():
            with box("div", "canned-group"):
                text(name, tag="h2")
                text(f"{len(members)}", "soft num")
            if not members:
                nothing("还没有。按 N 新建，或者打开自带的一条另存。")
            for one in members:
                self._row(one)

    def _row(self, reply: CannedReply) -> None:
        with box("button", "canned-row", type_="button", data_row="", aria_label=reply.title) as row:
            row.props["aria-current"] = "true" if self._open is not None and self._open.id == reply.id else "false"
            with box("span", "canned-name"):
                text(reply.title)
                if reply.category:
                    pill(self._page.book.category(reply.category).name, "indigo")
            text(reply.text, "canned-words")
        row.on("click", self._page.does(lambda: self._choose(reply)))

    async def _choose(self, reply: CannedReply) -> None:
        self._open = reply
        self._list.refresh()
        self._editor.refresh()
        # on a narrow screen the editor stands above the list
        self._page.client.run_javascript("document.querySelector('.canned-edit')?.scrollIntoView({block: 'nearest'})")

    async def _new(self) -> None:
        await self._choose(CannedReply("", self._page.staff.name, "", ""))

    # ------------------------------------------------------------------ one reply

    @ui.refreshable_method
    async def _editor(self) -> None:
        reply = self._open
        if reply is None:
            with box("div", "canned-none"):
                nothing("从左边选一条，或者按 N 新建。")
                text("j、k 上下走，回车打开，Ctrl+回车保存。", "soft small", tag="p")
            return
        starter = reply.id.startswith(STARTER)
        may = not starter and (reply.owner is not None or self._page.staff.role in _TEAM)
        with box("div", "canned-head"):
            text("新建" if not reply.id else reply.title, tag="h2")
            text(self._whose(reply), "panel-note")
        with box("div", "canned-form"):
            title = field("名称").props(f"maxlength={TITLE_MAX} counter")
            title.value = reply.title
            words = ui.textarea("内容", value=reply.text).props(f"outlined autogrow maxlength={TEXT_MAX} counter")
            words.classes("field canned-text")
            with box("div", "row canned-vars", role="group", aria_label="插入变量"):
                for name in VARIABLES:
                    with box("button", "choice-chip", type_="button", data_put=f"{{{name}}}") as chip:
                        text(f"{{{name}}}", "num")
                    chip.props["title"] = "插到光标处"
                text(_HOW, "soft small", tag="p")
            with box("div", "canned-two"):
                category = ui.select(self._categories(), value=reply.category or _FREE, label="自动建议给")
                category.props("outlined dense").classes("field")
                owner = ui.select(self._owners(), value=_FOR_TEAM if reply.owner is None else _OWN, label="谁能用")
                owner.props("outlined dense").classes("field")
            for one in (title, words, category, owner):
                one.set_enabled(may or starter)
            with box("div", "canned-preview", aria_live="polite") as preview:
                await self._preview(reply.text)
        words.on_value_change(self._page.does(lambda: self._shown(preview, words.value or "")))

        def written() -> CannedReply:
            return replace(
                reply,
                id="" if starter else reply.id,
                title=title.value or "",
                text=words.value or "",
                category=category.value or None,
                owner=None if owner.value == _FOR_TEAM else self._page.staff.name,
            )

        with box("div", "canned-foot"):
            if reply.id and may:
                button("删除", self._page.does(lambda: self._remove(reply)), "danger")
            text("", "grow")
            if may or starter:
                save = button(
                    "另存一条" if starter else "保存", self._page.does(lambda: self._save(written())), "first"
                )
                save.props["data-canned-save"] = ""
                save.props["title"] = "Ctrl+回车"
            else:
                text("团队的常用语由资深坐席和管理员改。", "soft small")
        if not reply.id:
            title.run_method("focus")

    async def _shown(self, preview: ui.element, words: str) -> None:
        preview.clear()
        with preview:
            await self._preview(words)

    async def _preview(self, words: str) -> None:
        text("发出去是这样", "soft small", tag="p")
        if not words.strip():
            return
        try:
            shown, free = await self._page.call(self._service.preview, words)
        except CannedUnknownVariable as error:
            text(self._page.says(error), "canned-wrong", tag="p")
            return
        text(shown, "canned-bubble", tag="p")
        if not free:
            text(_LAW, "canned-law", tag="p")

    async def _save(self, reply: CannedReply) -> None:
        self._open = await self._page.call(self._service.save, reply)
        self._list.refresh()
        self._editor.refresh()
        ui.notify("已保存", type="positive", position="bottom")

    async def _remove(self, reply: CannedReply) -> None:
        with ask("删除这条常用语") as dialog:
            text(reply.title, tag="p")

            async def remove() -> None:
                await self._page.call(self._service.remove, reply.id)
                self._open = None
                dialog.close()
                self._list.refresh()
                self._editor.refresh()

            close_row(dialog, "删除", self._page.does(remove), danger=True)

    # ------------------------------------------------------------------ words

    def _whose(self, reply: CannedReply) -> str:
        if reply.id.startswith(STARTER):
            return "系统自带，改动会另存成您的一条"
        if not reply.id:
            return ""
        return "团队的" if reply.owner is None else "我的"

    def _categories(self) -> dict[str, str]:
        named = {one: self._page.book.category(one).name for one in get_args(CategoryId)}
        return {_FREE: "不自动建议", **named}

    def _owners(self) -> dict[str, str]:
        mine = {_OWN: "只有我"}
        if self._page.staff.role in _TEAM or (self._open is not None and self._open.owner is None):
            mine[_FOR_TEAM] = "整个团队"
        return mine
