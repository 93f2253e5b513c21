"""审核: messages that may have been misread, labelled by keyboard. What is asked for stands in the address."""

import asyncio
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from nicegui import events, ui

from api.desk.dialogs import ask, close_row
from api.desk.downloads import Opened
from api.desk.pages.review_choices import category_words, choices, intents_of, words_of
from api.desk.pages.review_lines import queue
from api.desk.pages.review_wanted import CATEGORIES, PERIODS, REASON_WORDS, TABS, ReviewWanted
from api.desk.pieces import box, button, field, link, text
from api.desk.seat import Page
from api.desk.still import Still, still
from api.desk.still import show as put
from api.desk.times import today
from casework.errors import StaffSessionEnded, TriageError
from casework.reading import category_of
from casework.services.review import Kappa, Picked, ReviewPage

_COUNT_EVERY = 15.0
_PASSING = "(event) => emit(event.detail)"
_KINDS = {"label": "标注", "second": "第二意见", "settle": "定论", "skip": "搁置", "lawyer": "转律师"}
_KEYS = (("1–6", "类别"), ("字母", "情形"), ("Enter", "确认"), ("j k", "上下"))
_SKIP, _LAWYER = ("skip", "搁置", "s"), ("lawyer", "需要律师", "w")
_ASIDE = {"open": (_SKIP, _LAWYER), "lawyer": (_SKIP,), "skipped": (_LAWYER,)}
"""What else than to judge can be done in a state: an opinion that others wait for is given, or left to others."""
_EMPTY = {
    "open": "都看完了。新的可疑对话出现时会自动列进来。",
    "second": "没有等您给第二意见的。",
    "disputed": "没有等您定的。",
    "lawyer": "没有等律师的。",
    "skipped": "没有搁置的。",
    "accepted": "还没有定下来的标注。",
}


async def show(page: Page, query: Mapping[str, str]) -> None:
    """The page."""
    await _Review(page, ReviewWanted.of(query)).show()


class _Review:
    def __init__(self, page: Page, wanted: ReviewWanted) -> None:
        self._page = page
        self._wanted = wanted
        self._service = page.services.review
        self._in_turn = asyncio.Lock()

    async def show(self) -> None:
        await self._page.io(self._service.collect)
        found = await self._page.call(self._service.page, self._wanted.query(today()))
        kappa = await self._page.call(self._service.kappa)
        deciding = self._wanted.state != "accepted"
        with box("div", "sheet rv", data_review=self._wanted.state) as root:
            # before anything is waited for: a listener that comes later would draw the page anew
            root.on("reviewdo", self._do, js_handler=_PASSING)
            root.on("reviewmore", self._more, js_handler=_PASSING)
            self._head(found, kappa)
            await self._filters(found)
            with box("div", "rv-main"):
                self._queue = put(await self._listed(found), "rv-left")
                with box("aside", "rv-right" if deciding else "rv-right told", aria_label="判断"):
                    if deciding:
                        put(choices(self._page.book), "rv-choices")
                    with box("div", "rv-foot-bar"):
                        self._foot(deciding)
            with box("div", "rv-end"):
                text("", "rv-say", tag="p").props('role="status" aria-live="polite"')
                keys = (still("span", still("kbd", key), words) for key, words in (_KEYS if deciding else _KEYS[-1:]))
                put(still("p", *keys, classes="rv-keys soft small"))
            ui.timer(_COUNT_EVERY, self._recount, immediate=False)

    # ------------------------------------------------------------------ parts

    def _head(self, found: ReviewPage, kappa: Kappa) -> None:
        with box("div", "rv-head"):
            text("审核", tag="h1")
            with box("nav", "seg", aria_label="阶段"):
                for state, words in TABS.items():
                    with link("", self._wanted.address(tab=state), "choice") as choice:
                        text(words)
                        text(f"{found.counts.get(state, 0):,}", "num rv-n").props["data-count"] = state
                    choice.props["aria-current"] = "true" if state == self._wanted.state else "false"
            text("", "grow")
            text(_agreement(kappa), "soft small num rv-kappa").props["title"] = _agreement_title(kappa)
            if self._wanted.state == "accepted":
                button("导出", self._page.does(self._export))
            button("撤销 u", self._page.does(self._undo)).props('id="rv-undo"')

    async def _filters(self, found: ReviewPage) -> None:
        book, wanted = self._page.book, self._wanted
        reasons = [("", "所有原因"), *REASON_WORDS.items()]
        read = [("", "读作各类"), *((one, f"读作{book.category(one).name}") for one in CATEGORIES)]
        among = intents_of(wanted.category, book) if wanted.category else []
        if not any(intent == wanted.intent for intent, _ in among) and wanted.intent:
            among = [(wanted.intent, words_of(wanted.intent, book)), *among]
        places = [("", "各地"), *((code, self._place(code)) for code in _places(found.regions, wanted.place))]
        fields = [
            ("reason", "原因", reasons), ("category", "读作的类别", read),
            ("intent", "读作的情形", [("", "各种情形"), *among]),
            ("place", "地区", places), ("period", "时间", [("", "全部时间"), *PERIODS.items()]),
        ]  # fmt: skip
        if wanted.state == "second":  # asking by what was read would tell what was read
            fields = [one for one in fields if one[0] in ("place", "period")]
        with box("div", "rv-filters"):
            put(
                still("div", *(_select(name, label, options, getattr(wanted, name)) for name, label, options in fields))
            )
            if wanted.narrowed:
                link("清除", ReviewWanted(tab=wanted.tab, group=wanted.group).address(), "btn quiet")
            group = link(
                "合并相同", wanted.address(group="off" if wanted.group == "on" else "on"), "btn quiet rv-grouped"
            )
            group.props["aria-pressed"] = "true" if wanted.group == "on" else "false"
            text("", "grow")
            await self._views()
            if wanted != ReviewWanted():
                button("保存为视图", self._page.does(self._save), "quiet")

    @ui.refreshable_method
    async def _views(self) -> None:
        for name, query in await self._page.call(self._service.views):
            saved = ReviewWanted.saved(query)
            with box("span", "rv-view"):
                chosen = link(name, saved.address(), "choice")
                chosen.props["aria-current"] = "true" if saved == self._wanted else "false"
                drop = button("×", self._forget(name), "quiet")
                drop.props["title"], drop.props["aria-label"] = "删除这个视图", f"删除视图 {name}"

    def _foot(self, deciding: bool) -> None:
        if not deciding:
            text("这些标注已经定下来，会进入训练数据。", "soft", tag="p")
            with box("button", "btn plain", type_="button", data_do="reopen"):
                text("重新打开，再判断一次")
            return
        text("先按 1–6 选类别", "rv-means", tag="p")
        text("", "rv-beside soft small", tag="p")
        with box("label", "rv-group", hidden="") as group, box("input", type_="checkbox", checked="") as check:
            check.props["aria-label"] = "相同的一起改"
        with group:
            text("", "rv-group-words num")
            text("g", tag="kbd")
        with box("div", "rv-acts"):
            with box("button", "btn first", type_="button", data_do="label", disabled=""):
                text("确认", "rv-confirm")
                text("Enter", tag="kbd")
            for kind, words, key in _ASIDE.get(self._wanted.state, ()):
                with box("button", "btn plain", type_="button", data_do=kind):
                    text(words)
                    text(key, tag="kbd")

    async def _listed(self, found: ReviewPage, first: int | None = None) -> Still:
        cards = list(found.cards)
        if first is not None:
            card = await self._page.call(self._service.card, first)
            if card is not None and self._wanted.holds(card):
                same = {card.item.id} if self._wanted.group == "off" else {
                    one.item.id for one in cards if one.item.group == card.item.group
                }  # fmt: skip
                cards = [card, *(one for one in cards if one.item.id not in same | {card.item.id})]
        if not cards:
            words = "没有符合条件的。换个条件试试。" if self._wanted.narrowed else _EMPTY[self._wanted.state]
            return still("div", still("p", words, classes="nothing"), classes="rv-queue rv-nothing")
        return queue(cards, found.lines - len(found.cards), self._page.book, self._place)

    # ------------------------------------------------------------------ what the keyboard asks for

    async def _do(self, event: events.GenericEventArguments) -> None:
        """One decision, in the order in which they were made; what became of it is told to the row it was made on."""
        asked = _asked(event.args)
        if asked is None:
            return
        kind, picked, intent = asked
        if kind == "undo":
            await self._page.does(self._undo)()
            return
        async with self._in_turn:
            try:
                if kind == "label":
                    decided = await self._page.call(self._service.label, picked, intent)
                elif kind == "skip":
                    decided = await self._page.call(self._service.skip, picked)
                elif kind == "lawyer":
                    decided = await self._page.call(self._service.to_lawyer, picked)
                else:
                    decided = await self._page.call(self._service.reopen, picked)
            except StaffSessionEnded:
                self._page.leave()
                return
            except TriageError as error:
                await self._tell("reviewDone", {"id": picked.id, "ok": False, "words": self._page.says(error)})
                return
            except Exception as error:  # noqa: BLE001 - the row must not stay as if it were being written
                await self._tell("reviewDone", {"id": picked.id, "ok": False, "words": self._page.says(error)})
                return
            words = self._said(kind, intent, decided.count, decided.state)
            await self._tell("reviewDone", {"id": picked.id, "ok": True, "words": words})

    def _said(self, kind: str, intent: str, count: int, state: str) -> str:
        book = self._page.book
        many = f"（{count} 条）" if count > 1 else ""
        if kind != "label":
            return {"skip": "已搁置", "lawyer": "已转律师", "reopen": "已重新打开"}[kind] + many
        label = f"{category_words(category_of(intent, book), book)} · {words_of(intent, book)}"
        after = {"second": "，等第二意见", "disputed": "，与第一意见不同，等第三位定"}.get(state, "")
        return f"{label}{many}{after}"

    async def _undo(self) -> None:
        async with self._in_turn:
            undone = await self._page.call(self._service.undo)
            if undone is None:
                await self._tell("reviewSay", {"words": "没有可以撤销的了"})
                return
            kept = f"，{undone.kept} 条别人已经接着处理，没有撤" if undone.kept else ""
            await self._refresh(undone.lead if undone.items else None)
            await self._tell("reviewSay", {"words": f"撤销了{_KINDS[undone.kind]} {len(undone.items)} 条{kept}"})

    async def _more(self) -> None:
        async with self._in_turn:
            await self._page.does(self._refresh)()

    async def _refresh(self, first: int | None = None) -> None:
        found = await self._page.call(self._service.page, self._wanted.query(today()))
        self._queue.set_content(await self._listed(found, first))  # type: ignore[attr-defined]
        await self._tell("reviewFresh", {})

    async def _recount(self) -> None:
        try:
            counted = await self._page.watch(self._service.counts)
        except StaffSessionEnded:
            self._page.leave()
            return
        self._page.client.run_javascript(f"window.reviewCounts?.({json.dumps(counted)})")

    async def _tell(self, function: str, what: dict[str, Any]) -> None:
        counts = await self._page.watch(self._service.counts)
        self._page.client.run_javascript(f"window.{function}?.({json.dumps(what | {'counts': counts})})")

    # ------------------------------------------------------------------ saved lists, export

    async def _save(self) -> None:
        with ask("保存为视图") as dialog:
            text("把现在的筛选条件存起来，只有您自己看得到。", "soft", tag="p")
            name = field("名称").props("autofocus maxlength=40")

            async def save() -> None:
                await self._page.call(self._service.save_view, name.value or "", self._wanted.asked)
                dialog.close()
                self._views.refresh()

            close_row(dialog, "保存", self._page.does(save))

    def _forget(self, name: str) -> Any:
        async def forget() -> None:
            await self._page.call(self._service.remove_view, name)
            self._views.refresh()

        return self._page.does(forget)

    async def _export(self) -> None:
        content = await self._page.call(self._service.export)
        self._page.hand_over(Opened(f"labels-{today():%Y%m%d}.jsonl", "application/jsonl", iter((content,))))

    def _place(self, code: str | None) -> str:
        return _place_name(self._page.services.divisions, code) if code else "地区不明"


@lru_cache(maxsize=4096)
def _place_name(divisions: Any, code: str) -> str:
    try:
        return str(divisions.division(code).name)
    except TriageError:
        return code


def _places(regions: tuple[str, ...], chosen: str) -> list[str]:
    """Provinces with items, each before its own cities and counties."""
    return sorted({*regions, *(f"{region[:2]}0000" for region in regions), *([chosen] if chosen else [])})


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> Still:
    made = [
        still("option", words, value=value, **({"selected": ""} if value == chosen else {})) for value, words in options
    ]
    return still("select", *made, name=name, aria_label=label, data_filter="")


def _agreement(kappa: Kappa) -> str:
    found = kappa.situations
    if not found.compared:
        return "两人一致程度 —（0 条）"
    value = "—" if found.kappa is None else f"{found.kappa:.2f}"
    return f"两人一致程度 {value}（{found.compared} 条）"


def _agreement_title(kappa: Kappa) -> str:
    by = kappa.categories
    value = "—" if by.kappa is None else f"{by.kappa:.2f}"
    return f"两位审核员各自判断同一条的一致程度（科恩 κ）。按情形看一致 {kappa.situations.observed:.0%}；只看类别 κ {value}，一致 {by.observed:.0%}"  # noqa: E501


def _asked(sent: Any) -> tuple[str, Picked, str] | None:
    """What the browser sent, if it makes sense: it is only a wish until the use case has looked at it."""
    if not isinstance(sent, dict) or sent.get("kind") not in ("label", "skip", "lawyer", "reopen", "undo"):
        return None
    numbers = [sent.get("id"), sent.get("version")]
    newest, intent = sent.get("newest"), sent.get("intent")
    if sent["kind"] == "undo":
        return "undo", Picked(0, 0), ""
    if not all(type(number) is int for number in numbers) or type(newest) not in (int, type(None)):
        return None
    return sent["kind"], Picked(numbers[0], numbers[1], newest), intent if isinstance(intent, str) else ""  # type: ignore[arg-type]
