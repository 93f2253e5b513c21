"""The sign that somebody waits, on whatever page its reader is: a number in the rail and in the title, a sentence for
screen readers, a tone for who wants one. It takes nobody's focus.
"""

from collections.abc import Mapping

from nicegui import ui
from nicegui.element import Element

from api.desk.pages.talk_wire import Wire
from api.desk.pieces import box
from api.desk.seat import Page
from casework.services.live import LiveChange

_LOOK_EVERY = 10.0
"""Seconds; only for what this process does not hear of."""


class Bell:
    """One for each open tab. `item`: the entry of the rail that leads to the queue."""

    def __init__(self, page: Page, item: Element) -> None:
        self._page = page
        self._counts: Mapping[str, int] = {}
        self._arrived = 0
        with item:
            self._number = ui.label().classes("count")
        with box("div", "off-screen", role="status", aria_live="polite", id_="desk-bell") as self._sign:
            self._words = ui.label()
        self._sign.props["data-waiting"] = self._sign.props["data-arrived"] = "0"
        Wire(page, self._sign, self._look, lambda change: change.kind == "thread", _LOOK_EVERY)

    async def begin(self) -> None:
        """Shows how things stand when the page opens; that is no news."""
        self._show(await self._page.watch(self._page.services.live.counts), news=False)

    async def _look(self, _: list[LiveChange]) -> None:
        self._show(await self._page.watch(self._page.services.live.counts), news=True)

    def _show(self, counts: Mapping[str, int], *, news: bool) -> None:
        before, self._counts = self._counts, counts
        waiting, urgent = counts.get("waiting", 0), counts.get("urgent", 0)
        if news and counts.get("alarmed", 0) > before.get("alarmed", 0):
            self._alarm()
        if before and (before.get("waiting", 0), before.get("urgent", 0)) == (waiting, urgent):
            return
        self._number.set_text(str(waiting) if waiting else "")
        self._sign.props["data-waiting"] = str(waiting)
        more = waiting > before.get("waiting", 0) or urgent > before.get("urgent", 0)
        if news and more:
            self._ring()
            pressing = f"，其中 {urgent} 个紧急" if urgent else ""
            self._words.set_text(f"有新的对话等人工，现在 {waiting} 个在等{pressing}")
        elif not waiting:
            self._words.set_text("")

    def _alarm(self) -> None:
        """Somebody this reader talks with is in danger: seen and heard on whatever page they are."""
        self._ring()
        words = "您接待的群众话里有危险信号，请马上看。"
        ui.notify(words, type="negative", position="top", timeout=15_000, close_button="知道了", classes="alarm-note")

    def _ring(self) -> None:
        self._arrived += 1
        self._sign.props["data-arrived"] = str(self._arrived)
