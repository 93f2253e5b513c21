"""The screen of a call: who calls, the story with what to ask, the form, and the panel of what the rules say."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal

from nicegui import ui
from nicegui.events import GenericEventArguments

from api.desk.pages.matter_panel import MatterPanel, OnCorrect, OnFact
from api.desk.pages.panel_form import DETAIL, FormSheet, OnField
from api.desk.pages.panel_words import clause, joined
from api.desk.pieces import box, text
from api.desk.seat import Page
from api.desk.still import Still, still
from casework.divisions import Division
from casework.services.panel_view import Danger, FormOffer, FormShown, PanelView
from casework.services.telephone_view import Call, PhoneView, Refused
from casework.suggesting import Suggestion

OnHeard = Callable[[GenericEventArguments], Awaitable[None]]
_PARTS = ("matters", "periods", "channel", "acceptance", "office", "earlier", "documents")
_KEYS = (
    ("Alt+N", "新来电"), ("Ctrl+Enter", "登记"), ("Alt+1", "叙述"), ("Alt+2", "接着问"), ("Alt+3", "表格"),
    ("Alt+4", "事项"), ("Alt+5", "地方"), ("Alt+6", "回电"), ("Alt+0", "继续上一通"),
)  # fmt: skip
_NO_FORM = "说到要办的事，这里会出现该填的表。"
_ALL_FILED = "这通说到的事都登记了。还要登记别的，从上面选一张表。"


class Screen:
    """What stands on the page. It shows; what to do is decided by `PhoneDesk`."""

    def __init__(
        self, page: Page, on_correct: OnCorrect, on_fact: OnFact, on_field: OnField, on_heard: OnHeard
    ) -> None:
        self._page = page
        limit = str(page.book.policy.message_max_chars)
        with box("div", "sheet-phone phone", data_limit=limit) as self._root:
            self._danger = (
                ui.html("", sanitize=False).classes("ph-danger-box").props('role="alert" aria-live="assertive"')
            )
            ui.html(_head(), sanitize=False)
            self._found = ui.html("", sanitize=False).classes("ph-places")
            self._moved = ui.html("", sanitize=False).classes("ph-moved-box").props('role="alert"')
            with box("div", "ph-columns"):
                with box("section", "ph-story", aria_label="来电人说的话"):
                    ui.html(_story(), sanitize=False)
                    self._cut = ui.label("").classes("ph-cut").props('role="status"')
                    with box("div", "ph-ask"):
                        self._asked = MatterPanel(page, on_correct, on_fact, parts=("questions",))
                        self._words = ui.html("", sanitize=False).classes("ph-words")
                with box("section", "ph-form", aria_label="登记表"):
                    self._offers = ui.html("", sanitize=False).classes("ph-offers")
                    with box("div", "ph-sheet"):
                        self._sheet = FormSheet(page, on_field)
                        self._no_form = ui.label(_NO_FORM).classes("ph-none")
                    ui.html(_foot(), sanitize=False)
                    self._missing = ui.label("").classes("ph-missing").props('role="status" aria-live="polite"')
                with box("aside", "ph-side", aria_label="事项和办法"):
                    self._panel = MatterPanel(page, on_correct, on_fact, parts=_PARTS)
                    self._none = text("边听边记，事项、途径、期限和经办会出现在这里。", "ph-none", tag="p")
            ui.html(_keys(), sanitize=False)
        self._root.on("phone", on_heard, js_handler=DETAIL)
        self._loads = 0

    # ------------------------------------------------------------------ what is shown of a reading

    def show(self, view: PhoneView | None, call: Call, number: int = 0) -> None:
        """Shows a reading; None: nothing was said yet."""
        panel = view.panel if view else None
        form = panel.form if panel else None
        self._root.props["data-read"] = str(number)
        self._root.props["data-caller"] = json.dumps(dict(view.caller) if view else {}, ensure_ascii=False)
        self._root.props["data-place"] = panel.place if panel and not call.known.region else ""
        self._set(self._danger, _danger(panel.danger) if panel and panel.danger else Still(""))
        self._cut.text = f"超出 {view.cut:,} 字，没有读，也不会保存。" if view and view.cut else ""
        self._asked.refresh(panel)
        self._set(self._words, self._worded(view.suggestions if view else ()))
        self._set(self._offers, _offers(panel.forms, form) if panel else Still(""))
        self._sheet.show(form, call.slip)
        self._no_form.set_visibility(form is None)
        self._no_form.text = _ALL_FILED if call.filed else _NO_FORM
        self._lack(panel, form)
        self.panel(panel)

    def panel(self, panel: PanelView | None) -> None:
        """Shows only the panel to the right."""
        self._panel.refresh(panel)
        self._none.set_visibility(panel is None)

    def load(self, call: Call, call_id: str | None, others: int) -> None:
        """Puts another call on the screen: the browser forgets what was typed before."""
        self._loads += 1
        self._moved.content = Still("")
        region = self._page.services.divisions.gazetteer.get(call.known.region) if call.known.region else None
        filed = [one.number for one in call.filed]
        self._root.props["data-load"] = json.dumps(
            {
                "at": self._loads,
                "text": call.text,
                "caller": dict(call.caller),
                "named": call.named,
                "place": region.full_name if region else "",
                "call": call_id,
                "others": others,
                "filed": filed,
            },
            ensure_ascii=False,
        )

    # ------------------------------------------------------------------ what is said besides

    def named(self, with_name: bool, caller: Mapping[str, str]) -> None:
        """Whether the caller gives their name."""
        self._root.props["data-named"] = json.dumps([with_name, dict(caller)], ensure_ascii=False)

    def places(self, found: Sequence[Division], words: str) -> None:
        """Places to choose from while one is typed."""
        rows = [
            still("button", one.full_name, type="button", classes="ph-place", data_phone="place", data_code=one.code)
            for one in found
        ]
        if words and not rows:
            rows = [still("p", "没有这个地方", classes="ph-none")]
        self._set(self._found, joined(rows))

    def place_chosen(self, words: str) -> None:
        """The place of the call, by its name."""
        self._found.content = Still("")
        self._root.props["data-chosen"] = words

    def kept(self, call_id: str | None) -> None:
        """The draft lies safe; `call_id`: it was the first time."""
        if call_id is not None:
            self._root.props["data-call"] = call_id
        self._loads += 1
        self._root.props["data-kept"] = str(self._loads)

    def waiting(self) -> None:
        """The assistant is not ready: what is typed is kept, and read as soon as it is."""
        self._missing.text = "助手还在准备，先记着，准备好了会自动读。"

    @property
    def there(self) -> bool:
        """Whether the page is still open."""
        return not self._root.is_deleted

    def moved(self, words: str) -> None:
        """The call was changed in another window."""
        buttons = [
            still("button", said, type="button", classes="btn plain", data_phone=act)
            for act, said in (("theirs", "载入那边的"), ("mine", "用这里的"))
        ]
        self._set(self._moved, still("div", still("span", words), *buttons, classes="ph-moved"))

    def filing(self, *, on: bool) -> None:
        """A case is being made."""
        self._root.props["data-filing"] = "true" if on else "false"

    def refused(self, refused: Refused) -> None:
        """What is missing or wrong, each at its field."""
        self._sheet.faults({name: words for name, words in refused.faults.items() if name})
        whole = refused.faults.get("", "")
        self._missing.classes(add="lacks")
        self._missing.text = whole or f"有 {len(refused.faults)} 项要改，已标在表上。"

    # ------------------------------------------------------------------ inside

    def _lack(self, panel: PanelView | None, form: FormShown | None) -> None:
        """What the form still needs, or how much could still be asked."""
        missing = form.missing if form else ()
        asks = len(panel.questions) if panel and form else 0
        words = f"还缺：{'、'.join(missing)}" if missing else f"还有 {asks} 个问题没问，也可以先登记" if asks else ""
        self._missing.text = words
        self._missing.classes(add="lacks" if missing else "", remove="" if missing else "lacks")

    @staticmethod
    def _set(element: ui.html, content: Still) -> None:
        if element.content != content:
            element.content = content

    def _worded(self, suggestions: Sequence[Suggestion]) -> Still:
        if not suggestions:
            return Still("")
        book = self._page.book
        rows = [
            still(
                "li",
                still("p", one.text, classes="ph-said"),
                still("p", *(clause(book, one.text, cited) for cited in one.clauses), classes="ph-said-by"),
            )
            for one in suggestions
        ]
        title = still("summary", "可以这样说", classes="ph-title")
        return still("details", title, still("ol", *rows), open="", data_keep="say")


Kind = Literal["text", "search", "tel"]


def _input(kind: Kind, name: str, label: str, hint: str) -> Still:
    written = still("input", type=kind, id=f"ph-{name}", placeholder=hint, autocomplete="off", maxlength="60")
    field = Still(written.removesuffix("</input>"))
    return still("label", still("span", label), field, classes=f"ph-in {name}")


def _head() -> Still:
    named = [
        still("button", words, type="button", data_named=value, aria_pressed="false")
        for value, words in (("real_name", "实名"), ("anonymous", "匿名"))
    ]
    return still(
        "header",
        still("h1", "来电"),
        still("span", "新的一通", classes="ph-state", role="status"),
        _input("search", "place", "哪里", "省市区县"),
        still("div", *named, classes="ph-named", role="group", aria_label="实名还是匿名"),
        _input("text", "name", "称呼", "来电人姓名"),
        _input("tel", "phone", "回电", "号码，加密保存"),
        still("span", classes="ph-grow"),
        still("button", "继续上一通", type="button", classes="btn plain ph-others", data_phone="calls"),
        still("button", "结束这通", type="button", classes="btn plain ph-end", data_phone="end"),
        still("button", "新来电", type="button", classes="btn plain ph-new", data_phone="new"),
        classes="ph-head",
    )


def _story() -> Still:
    return still(
        "div",
        still(
            "p",
            still("label", "来电人说的话", classes="ph-title", for_="ph-text"),
            still("span", "0 字", classes="ph-count num"),
            classes="ph-story-head",
        ),
        still(
            "textarea", id="ph-text", data_phone_text="", spellcheck="false", autocomplete="off",
            placeholder="边听边记，或者整段粘贴。停一下就会读。",
        ),
        classes="ph-story-box",
    )  # fmt: skip


def _foot() -> Still:
    button = still("button", "登记成案件", type="button", classes="btn first ph-file", data_phone="file")
    return still("footer", button, classes="ph-foot")


def _keys() -> Still:
    parts = [part for key, what in _KEYS for part in (still("kbd", key), still("span", what))]
    return still("p", *parts, classes="ph-keys", aria_label="快捷键")


def _danger(danger: Danger) -> Still:
    numbers = [
        still("span", still("strong", one.number, classes="num"), f" {one.name}", classes="ph-hotline", title=one.plain)
        for one in danger.hotlines
    ]
    return still(
        "div",
        still("strong", "危险的话，先说这一句：", classes="ph-danger-lead"),
        still("span", danger.words, classes="ph-danger-words"),
        still("span", *numbers, classes="ph-hotlines"),
        classes="ph-danger",
    )


def _offers(forms: Sequence[FormOffer], shown: FormShown | None) -> Still:
    led = [one for one in forms if one.offered or (shown and one.id == shown.id)]
    rest = [one for one in forms if one not in led]
    buttons = [
        still(
            "button", _short(one), type="button", data_form=one.id, title=one.title,
            aria_pressed="true" if shown and one.id == shown.id else "false",
        )
        for one in led
    ]  # fmt: skip
    options = (still("option", "其他表…", value=""), *(still("option", one.title, value=one.id) for one in rest))
    others = still("select", *options, data_forms="", aria_label="选别的表") if rest else Still("")
    return joined([*buttons, others])


def _short(one: FormOffer) -> str:
    words = one.title.removeprefix("医疗保障局")
    return f"✓ {words}" if one.filed else words
