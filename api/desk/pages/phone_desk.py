"""One call on one screen: takes in what is typed and clicked, reads only the newest, keeps a draft at a calm pace.

The browser owns what is typed; it numbers its texts (web/phone.js). A reading for an older number than the one on the
screen is dropped, and while one is under way the next one waits for it: never more than one at a time.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nicegui import background_tasks
from nicegui.events import GenericEventArguments

from api.desk.pages.phone_calls import choose_call
from api.desk.pages.phone_receipt import show_receipt
from api.desk.pages.phone_screen import Screen
from api.desk.seat import Page
from casework.errors import NotReady
from casework.services.telephone import IDENTITY, WITH_NAME, new_slip
from casework.services.telephone_view import Call, CallReceipt, OpenCall, PhoneView, Refused
from casework.services.triage_turns import NATION, REGION

_AGAIN_AFTER = 1.0
"""Seconds until an assistant that is not ready is asked again."""
_CALM = 2.0
"""Seconds of quiet after which a draft is kept."""
_LATEST = 8.0
"""Seconds after which it is kept although its agent goes on typing."""
_PLACES = 8


class PhoneDesk:
    """The call that is on the screen."""

    def __init__(self, page: Page, calls: Sequence[OpenCall]) -> None:
        self._page = page
        self._service = page.services.telephone
        self._calls = tuple(calls)
        self._call = Call(slip=new_slip())
        self._id: str | None = None
        self._revision = 0
        self._kept = self._call
        self._changed_at = time.monotonic()
        self._said = 0
        self._wanted = self._shown = 0
        self._reading = self._filing = False
        self._saving = asyncio.Lock()
        self._view: PhoneView | None = None
        self._screen = Screen(page, self._correct, self._fact, self._field, self._heard)
        self._keeper: asyncio.Task[None] | None = None
        page.client.on_disconnect(self._gone)

    # ------------------------------------------------------------------ calls

    async def begin(self) -> None:
        """An empty screen for the next call; what was on it is kept among the calls that go on."""
        if self._id is not None or self._worth_keeping():
            await self._save()
        self._id, self._revision = None, 0
        self._call = self._kept = Call(slip=new_slip())
        self._view = None
        self._screen.load(self._call, None, await self._open_calls())
        self._screen.show(None, self._call)

    async def go_on(self, call_id: str) -> None:
        """Puts a call that was kept on the screen."""
        if self._worth_keeping() and call_id != self._id:
            await self._save()
        call, self._revision = await self._page.call(self._service.load, call_id)
        self._id = call_id
        self._call = self._kept = call if call.slip else replace(call, slip=new_slip())
        self._screen.load(self._call, call_id, await self._open_calls())
        await self._again()

    async def _open_calls(self) -> int:
        self._calls = await self._page.call(self._service.calls)
        return sum(one.call_id != self._id for one in self._calls)

    async def _end(self) -> None:
        if self._id is not None:
            await self._save()
            await self._page.call(self._service.end, self._id)
        self._id, self._kept = None, self._call
        self._call = Call(slip=new_slip())
        self._kept = self._call
        await self.begin()

    # ------------------------------------------------------------------ what is typed and clicked

    async def _heard(self, event: GenericEventArguments) -> None:
        said: dict[str, Any] = dict(event.args)
        await self._page.does(lambda: self._hear(said))()

    async def _hear(self, said: dict[str, Any]) -> None:
        match said.get("kind"):
            case "text":
                await self._text(int(said["n"]), str(said["text"]))
            case "caller":
                self._change(caller={name: str(said[name]) for name in ("name", "phone") if str(said[name]).strip()})
                await self._again()
            case "find":
                words = str(said["words"])
                self._screen.places(self._page.services.divisions.search(words, _PLACES), words)
            case "place":
                await self._fact(REGION, str(said["code"]))
            case "named":
                self._name(with_name=said["value"] == WITH_NAME)
                await self._again()
            case "form":
                self._change(form=str(said["id"]), values={}, slip=new_slip())
                await self._again()
            case "file":
                await self._file(str(said["text"]), said["edited"])
            case "new":
                await self.begin()
            case "calls":
                await choose_call(self._page, [one for one in self._calls if one.call_id != self._id], self.go_on)
            case "end":
                await self._end()
            case "theirs" if self._id is not None:
                await self.go_on(self._id)
            case "mine":
                await self._keep_mine()

    async def _correct(self, category: str, situation: str | None) -> None:
        known = replace(self._call.known, settled=situation or category)
        self._change(known=known)
        await self._again()

    async def _fact(self, fact: str, value: str) -> None:
        known = self._call.known
        if fact == IDENTITY:
            if value in (WITH_NAME, "anonymous"):
                self._name(with_name=value == WITH_NAME)
        elif fact == REGION:
            self._change(known=replace(known, region=value if value and value != "unsure" else None))
            self._screen.place_chosen(self._place_words(value) if value not in ("", "unsure", NATION) else "")
        else:
            self._change(known=replace(known, facts={**known.facts, fact: value}))
        await self._again()

    async def _field(self, field: str, value: str) -> None:
        self._change(form=self._form_shown(), values={**self._call.values, field: value})
        await self._again()

    def _form_shown(self) -> str | None:
        """The form on the screen: from the first word written into it on, no reading takes it away."""
        panel = self._view.panel if self._view else None
        return self._call.form or (panel.form.id if panel and panel.form else None)

    def _name(self, *, with_name: bool) -> None:
        self._change(named=with_name, caller=self._call.caller if with_name else {})
        self._screen.named(with_name, self._call.caller)

    def _change(self, **what: Any) -> None:
        self._call = replace(self._call, **what)
        self._changed_at = time.monotonic()
        if self._keeper is None or self._keeper.done():
            self._keeper = background_tasks.create(self._keep_calmly())

    def _place_words(self, code: str) -> str:
        found = self._page.services.divisions.gazetteer.get(code)
        return found.full_name if found else self._page.book.place_for(code).name

    # ------------------------------------------------------------------ reading

    async def _text(self, number: int, text: str) -> None:
        """A text of the browser; one that was overtaken on its way is dropped."""
        if number <= self._said:
            return
        self._said = number
        self._change(text=text)
        await self._again()

    async def _again(self) -> None:
        """Reads what is on the screen now. While a reading is under way, it is that one's turn to go on."""
        self._wanted += 1
        if self._reading:
            return
        self._reading = True
        try:
            while self._shown < self._wanted and self._screen.there:
                await self._read_once()
        finally:
            self._reading = False

    async def _read_once(self) -> None:
        number, said, call = self._wanted, self._said, self._call
        try:
            view = await self._service.read(self._page.staff, self._id, call.text, call.known, call)
        except NotReady:
            self._screen.waiting()
            await asyncio.sleep(_AGAIN_AFTER)
            return
        self._shown = number
        if call.slip != self._call.slip:
            return  # another filling is on the screen by now
        self._view = view
        self._screen.show(view, self._call, said)
        await self._look_back(view, number)

    async def _look_back(self, view: PhoneView, number: int) -> None:
        """Earlier cases come a moment later: they ask the store."""
        if view.panel is None or self._wanted > number:
            return
        panel = await self._page.watch(self._service.look_back, self._id, view.panel)
        if number == self._shown == self._wanted:
            self._screen.panel(panel)

    # ------------------------------------------------------------------ keeping

    def _worth_keeping(self) -> bool:
        call = self._call
        return call != self._kept and bool(call.text.strip() or call.values or call.caller)

    async def _keep_calmly(self) -> None:
        """Keeps the draft once its agent pauses, and now and then while they do not."""
        begun = time.monotonic()
        while (pause := min(self._changed_at + _CALM, begun + _LATEST) - time.monotonic()) > 0:  # noqa: ASYNC110 - for quiet
            await asyncio.sleep(pause)
        if self._worth_keeping():
            await self._page.does(self._save)()

    async def _gone(self) -> None:
        """The browser is gone: what was typed last is kept at once."""
        if self._worth_keeping():
            await self._page.does(self._save)()

    async def _save(self, *, force: bool = False) -> None:
        async with self._saving:
            call = self._call
            if call == self._kept and self._id is not None and not force:
                return
            saved = await self._page.watch(self._service.save, self._id, call, self._revision)
            first = self._id is None
            self._id, self._revision = saved.call_id, saved.revision
            if saved.moved:
                self._kept = call
                self._screen.moved(self._page.book.reply("phone_moved"))
                return
            self._kept = call
            self._screen.kept(saved.call_id if first else None)

    async def _keep_mine(self) -> None:
        """This window's words over those of another one."""
        if self._id is None:
            return
        _, self._revision = await self._page.call(self._service.load, self._id)
        await self._save(force=True)

    # ------------------------------------------------------------------ the case

    async def _file(self, text: str, edited: Mapping[str, Any]) -> None:
        if self._filing:
            return
        self._filing = True
        self._screen.filing(on=True)
        try:
            values = {**self._call.values, **{str(name): str(value) for name, value in edited.items()}}
            self._change(text=text, values=values, form=self._form_shown())
            if self._id is None:
                await self._save()
            assert self._id is not None, "a call that is kept has its conversation"
            await self._page.active()
            made = await self._service.file(self._page.staff, self._id, self._call, self._revision)
            if isinstance(made, Refused):
                self._screen.refused(made)
            else:
                await self._made(made)
        finally:
            self._filing = False
            self._screen.filing(on=False)

    async def _made(self, made: CallReceipt) -> None:
        self._call = self._kept = made.call
        self._revision = made.revision
        self._screen.load(self._call, self._id, await self._open_calls())
        show_receipt(self._page, made, self._end)
        await self._again()
