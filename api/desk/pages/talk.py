"""One live conversation: what was said, what to answer, what the rules say. It changes by itself."""

import json
import time
from collections.abc import Mapping
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from api.desk.pages.matter_panel import MatterPanel
from api.desk.pages.talk_composer import composer
from api.desk.pages.talk_form import TalkForm
from api.desk.pages.talk_hand import Hand
from api.desk.pages.talk_head import Head, may
from api.desk.pages.talk_marks import Mark, legend, marks_of
from api.desk.pages.talk_stream import Stream
from api.desk.pages.talk_suggested import Suggested
from api.desk.pages.talk_wire import Wire
from api.desk.pieces import box, link, text
from api.desk.seat import Page
from casework.errors import StaffSessionEnded
from casework.services.live import LiveChange, LiveView

_WHOLE_EVERY = 10.0
"""Seconds after which a conversation in which nothing was heard is looked at whole all the same."""


async def show(page: Page, conversation_id: str) -> None:
    """The page."""
    talk = _Talk(page, conversation_id)
    await talk.read()
    talk.build()
    await talk.begin()


class _Talk:
    def __init__(self, page: Page, conversation_id: str) -> None:
        self._page = page
        self._id = conversation_id
        self._live = page.services.live
        self._names: Mapping[str, str] = {}
        self._hand = Hand(page, conversation_id)
        self._view: LiveView
        self._noted: set[str] = set()
        self._canned: list[dict[str, str]] = []
        self._whole_at = 0.0

    async def read(self) -> None:
        """Opens the conversation."""
        self._view = await self._page.call(self._live.open, self._id)
        self._names = await self._page.io(self._page.services.accounts.names)
        await self._hand.read(acting=True)
        canned = await self._page.call(self._page.services.canned.list)
        self._canned = [{"id": one.id, "name": one.title, "text": one.text} for one in canned]

    # ------------------------------------------------------------------ parts

    def build(self) -> None:
        """The page, as far as it can be said at once."""
        thread, page = self._view.thread, self._page
        limit = str(page.book.policy.message_max_chars)
        with box("div", "sheet-talk talk", data_talk=self._id, data_user=page.staff.name, data_max=limit) as self._root:
            self._root.props["data-may"] = may(thread, page.staff.name)
            self._root.props["data-now"] = f"{time.time():.1f}"
            self._hand.build()
            with box("section", "talk-main", aria_label="对话"):
                self._head = Head(page, self._view, self._names, self._place(), self.refresh)
                with box("div"):
                    self._head.build()
                self._legend = ui.html("", sanitize=False)
                with box("div", "stream-box"):
                    self._stream = Stream(self._names, day_only=thread.anonymous)
                    with box("button", "new-words", type_="button", hidden=""):
                        text("有新消息 ↓")
                self._signs = ui.label().classes("signs").props('aria-live="polite"')
                ui.html('<div class="unsent" aria-live="polite"></div>', sanitize=False)
                self._suggested = Suggested(page, self._id)
                ui.html(composer(self._canned), sanitize=False).classes("composer-wrap")
            with box("aside", "talk-side", aria_label="办案参考"):
                with box("div", "side-tools"):
                    link("查规则", "/desk/rules", "btn plain").props["target"] = "_blank"
                self._form = TalkForm(page, self._id, self.look_back)
                self._panel = MatterPanel(page, self._correct, self._fact, self._form)
        marks = self._marks()
        self._stream.begin(self._view.messages, self._view.notes, marks)
        self._legend.set_content(legend(marks))
        self._listen()
        Wire(page, self._root, self._look, lambda change: change.conversation_id == self._id or change.kind == "thread")

    def _listen(self) -> None:
        passing = "(event) => emit(event.detail)"
        self._root.on("talksend", self._send, js_handler=passing)
        self._root.on("talktyping", self._typing, js_handler=passing)
        self._root.on("talkcanned", self._fill, js_handler=passing)

    def _place(self) -> str:
        region = self._view.thread.region
        found = self._page.services.divisions.gazetteer.get(region) if region else None
        return "".join(found.path[-2:]) if found else (region or "")

    def _marks(self) -> tuple[Mark, ...]:
        return marks_of(self._view.petition, self._page.book)

    # ------------------------------------------------------------------ what happens

    async def begin(self) -> None:
        """What takes a little longer, after the words are on the page."""
        await self._suggest()
        await self.look_back()

    async def _look(self, heard: list[LiveChange]) -> None:
        """Takes in what has changed: words first, then what follows from them."""
        kinds = {change.kind for change in heard if change.conversation_id == self._id}
        if kinds != {"typing"}:
            fresh = await self._page.watch(self._live.messages_after, self._id, self._stream.last_event)
            if self._stream.add(fresh):
                self._run("moved", self._id)
            if fresh:
                kinds.add("message")
        self._sign()
        late = time.monotonic() - self._whole_at > _WHOLE_EVERY
        if "message" in kinds:
            await self._suggest()
        if kinds & {"message", "thread", "note"} or late:
            await self._whole()
        elif any(change.kind == "thread" for change in heard):
            await self._hand.refresh()

    async def refresh(self) -> None:
        """After something was done here."""
        await self._look([LiveChange("thread", self._id)])

    async def _whole(self) -> None:
        """Looks at everything that can have changed and shows what did."""
        self._whole_at = time.monotonic()
        self._view = await self._page.watch(self._live.open, self._id)
        self._stream.add(self._view.messages)
        self._stream.add_notes(self._view.notes)
        marks = self._marks()
        self._stream.mark(marks)
        self._legend.set_content(legend(marks))
        could, can = self._root.props["data-may"], may(self._view.thread, self._page.staff.name)
        if could != can:
            self._root.props["data-may"] = can
            await self._suggest()
        self._head.show(self._view, self._place())
        await self._hand.refresh()
        await self.look_back()

    async def _suggest(self) -> None:
        await self._suggested.look(wanted=self._root.props["data-may"] == "say")

    async def look_back(self) -> None:
        """The side panel, which asks the whole store for earlier cases."""
        view = await self._page.watch(self._page.services.talk_form.show, self._id)
        self._form.show(view)
        self._panel.refresh(view.panel)

    def _sign(self) -> None:
        self._signs.set_text("群众正在输入…" if self._live.citizen_types(self._id) else "")

    # ------------------------------------------------------------------ what is done

    async def _send(self, event: GenericEventArguments) -> None:
        """Says or notes what was written. However often it comes with the same number, it is done once."""
        sent: dict[str, Any] = event.args
        client, words = str(sent["client"]), str(sent["text"])
        try:
            if sent.get("note"):
                await self._note(client, words)
            else:
                await self._say(client, words, sent.get("used"))
        except StaffSessionEnded:
            self._page.leave()
        except Exception as error:  # noqa: BLE001 - said beside the words, which stay where they are
            self._run("refused", client, self._page.says(error))
        else:
            self._run("done", client)

    async def _note(self, client: str, words: str) -> None:
        if client not in self._noted:
            self._noted.add(client)
            try:
                await self._page.call(self._live.note, self._id, words)
            except Exception:
                self._noted.discard(client)
                raise

    async def _say(self, client: str, words: str, used: dict[str, Any] | None) -> None:
        viewer = await self._page.call(lambda viewer: viewer)
        heard = self._stream.last_heard
        posted = await self._live.say(viewer, self._id, client, words)
        if not posted.duplicate:
            await self._suggested.follow_up(viewer, words, used, heard)

    async def _fill(self, event: GenericEventArguments) -> None:
        async def fill() -> None:
            canned, thread = self._page.services.canned, self._view.thread
            self._run("canned", self._id, await self._page.call(canned.filled, str(event.args), thread))

        await self._page.does(fill)()

    async def _typing(self, event: GenericEventArguments) -> None:
        await self._page.does(lambda: self._page.watch(self._live.typing, self._id, bool(event.args)))()

    async def _correct(self, category: str, situation: str | None) -> None:
        await self._page.call(self._live.correct, self._id, category, situation)
        ui.notify("已改正，下次学习会用到。", type="positive", position="bottom")
        await self.refresh()

    async def _fact(self, fact: str, value: str) -> None:
        await self._page.call(self._live.set_fact, self._id, fact, value)
        await self.refresh()

    def _run(self, name: str, *values: str) -> None:
        """Calls the page's script."""
        given = ", ".join(json.dumps(value, ensure_ascii=False) for value in values)
        self._page.client.run_javascript(f"deskTalk.{name}({given})")
