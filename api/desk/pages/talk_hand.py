"""Beside a conversation: the others its reader has in hand, and whether somebody waits."""

from collections.abc import Mapping, Sequence

from nicegui import ui

from api.desk.pages.talk_marks import marked
from api.desk.pages.talk_words import address, subject
from api.desk.pieces import box
from api.desk.seat import Page
from api.desk.still import Still, still
from casework.services.ports import Thread, ThreadQuery
from casework.services.talks import LastWords

_SHOWN = 20


class Hand:
    """The column on the left."""

    def __init__(self, page: Page, conversation_id: str) -> None:
        self._page = page
        self._here = conversation_id
        self._written = Still("")

    async def read(self, *, acting: bool = False) -> None:
        """Looks what is in hand."""
        call = self._page.call if acting else self._page.watch
        services, me = self._page.services, self._page.staff.name
        mine = await call(services.live.page, ThreadQuery("mine", holder=me, size=_SHOWN, viewer=me))
        words = await call(services.talks.last_words, mine.threads)
        counts = await call(services.live.counts)
        self._written = self._html(mine.threads, words, counts.get("waiting", 0))

    def build(self) -> None:
        """Puts it on the page."""
        with box("aside", "hand", aria_label="手上的对话"):
            self._box = ui.html(self._written, sanitize=False)

    async def refresh(self) -> None:
        """Looks again and shows what changed."""
        before = self._written
        await self.read()
        if self._written != before:
            self._box.set_content(self._written)

    def _html(self, threads: Sequence[Thread], words: Mapping[str, LastWords], waiting: int) -> Still:
        some = f"{waiting} 人在等" if waiting else "没有人在等"
        return still(
            "div",
            still("a", some, href="/desk/talks", classes=f"btn plain hand-waiting{' some' if waiting else ''}"),
            still(
                "div",
                still("h2", "手上的对话"),
                still("span", str(len(threads)), classes="soft num"),
                classes="hand-head",
            ),
            *(self._row(thread, words.get(thread.conversation_id)) for thread in threads),
        )

    def _row(self, thread: Thread, last: LastWords | None) -> Still:
        owes = thread.last_from == "citizen"
        names = [name for name, on in (("owes", owes), ("urgent", thread.urgent)) if on]
        here = {"aria_current": "page"} if thread.conversation_id == self._here else {}
        about = subject(thread, self._page.book)
        return still(
            "a",
            still("span", about, classes="h-what"),
            still("span", marked(last.text, ()) if last else "", classes="h-words"),
            classes=" ".join(["hand-row", *names]),
            href=address(thread, self._page.staff.name),
            title=f"{about}{'，等您回复' if owes else ''}",
            **here,
        )
