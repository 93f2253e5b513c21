"""The side panel: what a petition is, what to ask, what the rules say, and what there is already; for talk and phone.

Its sections stand still between two readings: only those that changed are written anew, and what was folded stays so.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.html import Html
from nicegui.events import GenericEventArguments

from api.desk.pages.panel_form import DETAIL, FormSheet
from api.desk.pages.panel_sections import SECTIONS
from api.desk.pages.questions import open_file, paper
from api.desk.pages.talk_form import TalkForm
from api.desk.pieces import box, text
from api.desk.seat import Page
from casework.channel import UNSURE
from casework.reading import category_of
from casework.services.panel_view import PanelView

OnCorrect = Callable[[str, str | None], Awaitable[None]]
"""Category and situation (None: only the category is known)."""
OnFact = Callable[[str, str], Awaitable[None]]
"""Fact id and value; the fact is `region` when a place was chosen."""
FORM = "form"
ALL = ("matters", "questions", FORM, "channel", "periods", "acceptance", "office", "earlier", "documents")
_FOLDED = ("earlier", "documents")


@dataclass(slots=True)
class _Part:
    fold: Element
    note: ui.label
    body: Html | None = None
    shown: str = ""


class MatterPanel:
    """The panel on one page. `form`: the form of a talk, where one is to be filled in; `parts`: the sections wanted, in
    order.
    """

    def __init__(
        self,
        page: Page,
        on_correct: OnCorrect,
        on_fact: OnFact,
        form: TalkForm | None = None,
        parts: Sequence[str] = ALL,
    ) -> None:
        self._page = page
        self._on_correct, self._on_fact = on_correct, on_fact
        self._parts: dict[str, _Part] = {}
        self._form = form
        with box("div", "mp", role="region", aria_label="事项和办法") as self.element:
            for key in parts:
                if key == FORM and form is not None:
                    self._form_part(form)
                elif key in SECTIONS:
                    self._part(key)
        self.element.on("act", self._acted, js_handler=DETAIL)

    def show(self, view: PanelView | None) -> None:
        """Shows a petition; None: nothing is known yet."""
        for key, part in self._parts.items():
            self._fill(key, part, view)
        if self._form is not None and self._form.sheet is not None:
            self._form.sheet.show(view.form if view else None, self._form.slip)

    def refresh(self, view: PanelView | None) -> None:
        """The same, after something changed: what did not change stays as it is."""
        self.show(view)

    def _part(self, key: str) -> None:
        with self._fold(key, SECTIONS[key].title) as part:
            part.body = ui.html("", sanitize=False).classes("mp-body")
        part.fold.set_visibility(False)

    def _form_part(self, form: TalkForm) -> None:
        with self._fold(FORM, "表格") as part:
            form.head()
            form.sheet = FormSheet(self._page, form.field)
            form.foot()
        part.fold.set_visibility(False)

    @contextmanager
    def _fold(self, key: str, title: str) -> Iterator[_Part]:
        with box("details", f"mp-part mp-{key}", data_part=key) as fold:
            if key not in _FOLDED:
                fold.props["open"] = ""
            with box("summary", "mp-title"):
                text(title, "mp-words")
                note = ui.label("").classes("mp-note")
            part = self._parts[key] = _Part(fold, note)
            yield part

    def _fill(self, key: str, part: _Part, view: PanelView | None) -> None:
        if part.body is None:
            part.fold.set_visibility(view is not None and self._form is not None and self._form.wanted)
            return
        section = SECTIONS[key]
        body = section.build(view, self._page.book) if view else ""
        part.note.text = section.note(view) if view else ""
        if body != part.shown:
            part.shown = part.body.content = body
            part.fold.set_visibility(bool(body))

    async def _acted(self, event: GenericEventArguments) -> None:
        said = {str(name): str(value) for name, value in event.args.items()}
        await self._page.does(lambda: self._act(said))()

    async def _act(self, said: dict[str, str]) -> None:
        match said.get("act"):
            case "correct":
                await self._on_correct(said["category"], said["situation"] or None)
            case "doubt" if said["value"] != UNSURE:
                category = category_of(said["value"], self._page.book)
                situation = said["value"] if category is not None else None
                await self._on_correct(category or said["value"], situation)
            case "file":
                await open_file(self._page, said["value"])
            case "paper":
                await paper(self._page, said["value"], said["title"])
            case "fact" | "place":
                await self._on_fact(said["fact"], said["value"])
            case _:
                return
