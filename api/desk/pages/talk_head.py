"""Above a conversation: what it is about, who has it, whether the citizen is there, and what can be done with it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Literal

from nicegui import ui

from api.desk.dialogs import ask, close_row
from api.desk.pages.talk_words import CHANNELS, REASONS, epoch, subject, tone_of, waited
from api.desk.pieces import area, box, button, icon, link, pill, text
from api.desk.seat import Page
from casework.services.live import LiveView
from casework.services.ports import Thread

Does = Callable[[], Awaitable[None]]
OUTCOMES: Mapping[str, str] = {
    "answered": "答复清楚了",
    "registered": "已登记办理",
    "sent_on": "告知去别的部门",
    "gone": "群众离开，没有再回",
    "not_ours": "不是诉求（骚扰、误入等）",
}
May = Literal["say", "note"]
_ALARM = "群众的话里有危险信号（轻生、威胁或急病）。求助电话已自动发给群众，请先回应这件事。"


def may(thread: Thread, me: str) -> May:
    """What somebody may write in a conversation: to the citizen only while they have it."""
    return "say" if thread.state == "held" and thread.holder == me and thread.channel == "chat" else "note"


class Head:
    """Head and banner of one conversation. `changed` is called after something was done to it."""

    def __init__(self, page: Page, view: LiveView, names: Mapping[str, str], place: str, changed: Does) -> None:
        self._page = page
        self._names = names
        self._changed = changed
        self.view = view
        self.place = place

    def show(self, view: LiveView, place: str) -> None:
        """Shows how things stand now; nothing is drawn anew where nothing changed."""
        before, self.view, self.place = self._state(), view, place
        if self._state() != before:
            self.build.refresh()

    def _state(self) -> tuple[object, ...]:
        thread = self.view.thread
        return (
            thread.state, thread.holder, thread.reason, thread.urgent, thread.category, thread.situation_id,
            thread.number, thread.anonymous, thread.waiting_since, self.view.citizen_there, self.place,
        )  # fmt: skip

    @ui.refreshable_method
    def build(self) -> None:
        """Head and banner."""
        thread = self.view.thread
        with box("header", "talk-head"):
            with link("", "/desk/talks", "back") as back:
                back.props["data-back"] = ""
                back.props["title"] = "回到队列（u）"
                icon("back", "回到队列")
            with box("div", "talk-title"):
                text(subject(thread, self._page.book), tag="h1")
                self._about(thread)
            with box("div", "talk-acts"):
                self._acts(thread)
                with box("button", "btn plain side-switch", type_="button", data_side=""):
                    text("办案参考")
        self._banner(thread)

    def _about(self, thread: Thread) -> None:
        with box("div", "talk-about"):
            if thread.category is not None:
                text(self._page.book.category(thread.category).name, f"dot {tone_of(thread.category)}-dot")
            text(self.place or "地方不明")
            text(CHANNELS[thread.channel] + (" · 匿名" if thread.anonymous else ""))
            if thread.channel == "chat" and thread.state != "closed":
                there = self.view.citizen_there
                text("群众在线" if there else "群众的页面关了，回复会留着", f"there {'here' if there else ''}")
            if thread.urgent:
                pill("紧急", "cinnabar")
            if thread.number is not None:
                link(thread.number, f"/desk/cases/{thread.number}", "num")

    def _acts(self, thread: Thread) -> None:
        live = self._page.services.live
        key = thread.conversation_id
        if thread.state == "waiting":
            self._act("接入", "a", lambda: self._page.call(live.claim, key), first=True)
        elif thread.state == "bot":
            self._act("接过来", "a", lambda: self._page.call(live.take_over, key))
        elif thread.state == "held" and thread.holder == self._page.staff.name:
            self._asks("转交", "t", self._hand_to)
            if thread.channel == "chat":
                self._act("交回助手", "b", lambda: self._page.call(live.give_back, key))
            self._asks("结束", "x", self._close)
        elif thread.state == "held" and self._page.staff.role in ("senior_agent", "admin"):
            self._asks("接过来", "a", self._take_from)

    def _act(self, words: str, key: str, does: Callable[[], Awaitable[object]], *, first: bool = False) -> None:
        async def carried_out() -> None:
            try:
                await does()
            finally:
                await self._changed()

        made = button(words, self._page.does(carried_out), "first" if first else "plain")
        made.props["data-hot"], made.props["title"] = key, f"{words}（{key}）"

    def _asks(self, words: str, key: str, does: Does) -> None:
        made = button(words, self._page.does(does))
        made.props["data-hot"], made.props["title"] = key, f"{words}（{key}）"

    def _banner(self, thread: Thread) -> None:
        if thread.state == "held" and thread.urgent:
            text(_ALARM, "banner cinnabar alarm", tag="div").props["role"] = "alert"
        if thread.state == "waiting":
            with box("div", f"banner {'cinnabar' if thread.urgent else 'ochre'}", role="status"):
                why = REASONS[thread.reason] if thread.reason else "等人工"
                since = thread.waiting_since
                text(f"群众在等人工（{why}）")
                if since is not None:
                    seconds = (datetime.now(since.tzinfo) - since).total_seconds()
                    text(waited(seconds), "num").props["data-since"] = epoch(since)
        elif thread.state == "bot":
            text("智能助手在答。您可以看着，也可以接过来。", "banner stone", tag="div").props["role"] = "status"
        elif thread.state == "held" and thread.holder != self._page.staff.name:
            who = self._names.get(thread.holder or "", thread.holder or "")
            text(f"{who}在接待。您可以看，也可以记备注。", "banner indigo", tag="div").props["role"] = "status"
        elif thread.state == "closed":
            how = OUTCOMES.get(thread.outcome or "", "")
            words = f"已结束{'：' + how if how else ''}。群众再来信时由助手接着答。"
            text(words, "banner stone", tag="div").props["role"] = "status"

    # ------------------------------------------------------------------ questions

    async def _hand_to(self) -> None:
        colleagues = await self._page.io(self._page.services.accounts.officers)
        others = {name: words for name, words in colleagues.items() if name != self._page.staff.name}
        with ask("转交给谁") as dialog:
            who = ui.select(others, label="同事").props("outlined dense autofocus").classes("field")
            note = area("要交代的（只有同事看得到）")

            async def hand() -> None:
                if not who.value:
                    ui.notify("请选一位同事。", type="warning", position="bottom")
                    return
                await self._page.call(
                    self._page.services.live.hand_to, self.view.thread.conversation_id, who.value, note.value or ""
                )
                dialog.close()
                await self._changed()

            close_row(dialog, "转交", self._page.does(hand))

    async def _close(self) -> None:
        with ask("结束这个对话") as dialog:
            outcome = ui.radio(dict(OUTCOMES), value="answered").props("dense").classes("choices")
            note = area("备注（可不写，只有同事看得到）")

            async def close() -> None:
                live, key = self._page.services.live, self.view.thread.conversation_id
                if note.value and note.value.strip():
                    await self._page.call(live.note, key, note.value)
                await self._page.call(live.close, key, outcome.value)
                dialog.close()
                await self._changed()

            close_row(dialog, "结束", self._page.does(close))

    async def _take_from(self) -> None:
        who = self._names.get(self.view.thread.holder or "", "")
        with ask(f"从{who}那里接过来") as dialog:
            text("对方会看到对话已由您接待。最好先说一声。", tag="p")

            async def take() -> None:
                await self._page.call(self._page.services.live.take_over, self.view.thread.conversation_id)
                dialog.close()
                await self._changed()

            close_row(dialog, "接过来", self._page.does(take))
