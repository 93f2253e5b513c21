"""The form in the panel of a live conversation: filled in beside the talk, sent to the citizen, handed in for them."""

import asyncio
from collections.abc import Awaitable, Callable

from nicegui import ui

from api.desk.pages.panel_form import FormSheet
from api.desk.pieces import box, button
from api.desk.seat import Page
from casework.services.panel_view import FormShown
from casework.services.talk_form import Handed, TalkPanel
from casework.services.telephone_view import Refused

Changed = Callable[[], Awaitable[None]]
_STANDING = {
    "open": "填好后发给群众核对，群众同意了才能登记。",
    "sent": "已发给群众核对。群众回复同意后勾上，就可以登记。",
    "changed": "发给群众以后又有改动，要再发一次。",
}


class TalkForm:
    """What stands around the form. `changed` is called after something was written."""

    def __init__(self, page: Page, conversation_id: str, changed: Changed) -> None:
        self._page = page
        self._id = conversation_id
        self._changed = changed
        self._service = page.services.talk_form
        self._view = TalkPanel(None)
        self._order = asyncio.Lock()
        """A field that was just left is written before the button that was clicked is obeyed."""
        self.sheet: FormSheet | None = None

    @property
    def slip(self) -> str:
        """Names this filling: what was typed belongs to one form of one conversation, with a name or without."""
        form = self._view.panel.form if self._view.panel else None
        return f"{self._id}:{self._view.filed}:{form.named if form else None}"

    @property
    def wanted(self) -> bool:
        """Whether the viewer may fill in a form here."""
        return self._view.mine

    # ------------------------------------------------------------------ parts

    def head(self) -> None:
        """Above the form: which one, and whether a name is given."""
        with box("div", "tf-head"):
            self._which = ui.select({}, on_change=lambda event: self._choose(event.value)).props(
                'outlined dense options-dense aria-label="选表"'
            )
            with box("div", "tf-named", role="group", aria_label="实名还是匿名") as self._named:
                self._yes = button("实名", self._does(lambda: self._identify(named=True)), "quiet")
                self._no = button("匿名", self._does(lambda: self._identify(named=False)), "quiet")

    def foot(self) -> None:
        """Under the form: send it, have it confirmed, hand it in."""
        with box("div", "tf-foot") as self._foot:
            self._told = ui.label("").classes("tf-told").props('role="status" aria-live="polite"')
            self._fault = ui.label("").classes("tf-fault").props('role="alert"')
            self._agreed = ui.checkbox("群众已回复同意", on_change=self._light).props("dense")
            with box("div", "tf-acts"):
                self._send = button("发给群众核对", self._does(self._read_back))
                self._file = button("代群众登记", self._does(self._register), "first")

    def show(self, view: TalkPanel) -> None:
        """How things stand now."""
        if view.read_back != "sent" or view.filed != self._view.filed:
            self._agreed.value = False
        self._view = view
        form = view.panel.form if view.panel else None
        offered = view.panel.forms if view.panel else ()
        names = {one.id: ("✓ " if one.filed else "") + one.title.removeprefix("医疗保障局") for one in offered}
        chosen = form.id if form else None
        if (self._which.options, self._which.value) != (names, chosen):
            self._which.set_options(names, value=chosen)
        self._which.props["label"] = "" if form else "选一张表，替群众登记"
        self._identity(form)
        self._foot.set_visibility(form is not None)
        missing = form.missing if form else ()
        self._told.text = f"还缺：{'、'.join(missing)}" if missing else _STANDING[view.read_back]
        self._light()

    # ------------------------------------------------------------------ what is done

    async def field(self, name: str, value: str) -> None:
        """A field was written."""
        async with self._order:
            await self._page.call(self._service.edit, self._id, name, value)
        self._fault.text = ""
        await self._changed()

    def _does(self, act: Changed) -> Changed:
        async def carried_out() -> None:
            async with self._order:
                self._fault.text = ""
                await act()
            await self._changed()

        return self._page.does(carried_out)

    async def _choose(self, form_id: str | None) -> None:
        shown = self._view.panel.form.id if self._view.panel and self._view.panel.form else None
        if form_id is not None and form_id != shown:
            await self._does(lambda: self._page.call(self._service.choose, self._id, form_id))()

    async def _identify(self, *, named: bool) -> None:
        await self._page.call(self._service.identify, self._id, named=named)

    async def _read_back(self) -> None:
        refused = await self._page.call(self._service.read_back, self._id)
        if refused is not None:
            self._refused(refused)

    async def _register(self) -> None:
        filed, confirmed = self._view.filed, bool(self._agreed.value)
        made = await self._page.call(self._service.register, self._id, filed, confirmed=confirmed)
        if isinstance(made, Handed):
            words = f"已登记过：{made.number}" if made.again else f"已登记：{made.number}，编号和查询码已发给群众"
            ui.notify(words, type="positive", position="bottom")
        else:
            self._refused(made)

    # ------------------------------------------------------------------ inside

    def _refused(self, refused: Refused) -> None:
        assert self.sheet is not None
        self.sheet.faults({name: words for name, words in refused.faults.items() if name})
        self._fault.text = refused.faults.get("", "") or f"有 {len(refused.faults)} 项要改，已标在表上。"

    def _identity(self, form: FormShown | None) -> None:
        self._named.set_visibility(form is not None and form.identity != "required")
        for made, named in ((self._yes, True), (self._no, False)):
            made.props["aria-pressed"] = "true" if form and form.named is named else "false"

    def _light(self) -> None:
        """The last button only once the citizen has what it hands in, and has agreed."""
        sent = self._view.read_back == "sent"
        self._agreed.set_enabled(sent)
        ready = sent and bool(self._agreed.value)
        self._file.props(remove="disabled") if ready else self._file.props(add="disabled")
