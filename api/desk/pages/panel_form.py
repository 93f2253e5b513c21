"""A form beside a text, to be filled in: what was told stands in it, what was written by hand is never overwritten.

The browser knows what was written by hand (web/panel.js): a value sent after it was typed into is dropped there.
"""

import json
from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from api.desk.pieces import box
from api.desk.seat import Page
from api.desk.still import Still, still
from casework.services.panel_view import FieldShown, FormShown

OnField = Callable[[str, str], Awaitable[None]]
DETAIL = "(event) => emit(event.detail)"
"""What a handler of our own events is given."""
_LONG = "long_text"
_INPUT = {"phone": "tel", "email": "email"}
_TOLD = "取自叙述"


class FormSheet:
    """One form on a page. Built once; `show` is called with every new reading."""

    def __init__(self, page: Page, on_field: OnField) -> None:
        self._on_field = on_field
        with box("div", "fs") as self._root:
            self._body = ui.html("", sanitize=False)
        self._root.on("field", self._changed(page), js_handler=DETAIL)
        self._shape: tuple[object, ...] | None = None
        self._asked = 0

    @property
    def element(self) -> Element:
        """Its element on the page."""
        return self._root

    def show(self, form: FormShown | None, slip: str, labels: Mapping[str, str] | None = None) -> None:
        """Shows the form. `slip`: names this filling; with another one, nothing written by hand is kept.

        `labels`: captions in place of the form's own.
        """
        if form is None:
            self._shape = None
            self._body.content = Still("")
            self._root.props["data-slip"], self._root.props["data-values"] = "", "{}"
            return
        named = {one.id: (labels or {}).get(one.id, one.caption) for one in form.fields}
        shape = (
            slip,
            form.id,
            tuple((one.id, one.options, one.mandatory) for one in form.fields),
            tuple(named.values()),
        )
        values = {one.id: [one.value, one.told] for one in form.fields}
        if shape != self._shape:
            self._shape = shape
            self._body.content = _sheet(form, named)
        self._root.props["data-slip"] = f"{slip}:{form.id}"
        self._root.props["data-values"] = json.dumps(values, ensure_ascii=False)

    def faults(self, said: Mapping[str, str]) -> None:
        """What is wrong, field id → sentence, each at its field; the first one is gone to."""
        self._asked += 1  # the same faults said again are news all the same
        self._root.props["data-faults"] = json.dumps({**said, "": str(self._asked)}, ensure_ascii=False)

    def _changed(self, page: Page) -> Callable[[GenericEventArguments], Awaitable[None]]:
        async def changed(event: GenericEventArguments) -> None:
            name, value = str(event.args["id"]), str(event.args["value"])
            await page.does(lambda: self._on_field(name, value))()

        return changed


def _sheet(form: FormShown, named: Mapping[str, str]) -> Still:
    groups: dict[str, list[FieldShown]] = {}
    for one in form.fields:
        groups.setdefault(one.group, []).append(one)
    parts = [
        still("fieldset", still("legend", group), *(_field(one, named[one.id]) for one in fields), classes="fs-group")
        for group, fields in groups.items()
    ]
    return still("div", *parts, classes="fs-form")


def _field(one: FieldShown, caption: str) -> Still:
    name = f"fs-{one.id}"
    marks: list[Still] = [still("span", _TOLD, classes="fs-told", aria_hidden="true")]
    if one.mandatory:
        marks.insert(0, still("span", "填其一" if one.one_of else "必填", classes="fs-must"))
    if one.sealed:
        marks.insert(0, still("span", "加密", classes="fs-sealed", title="加密保存，查看要有权限和理由"))
    label = still("label", caption, *marks, classes="fs-label", **{"for_": name})
    fault = still("p", classes="fs-fault", id=f"{name}-fault", role="alert")
    return still("div", label, _control(one, name), fault, classes=f"fs-field {one.kind}", data_field_box=one.id)


def _control(one: FieldShown, name: str) -> Still:
    props = {
        "id": name,
        "data_field": one.id,
        "aria_describedby": f"{name}-fault",
        "autocomplete": "off",
        "title": one.hint,
    }
    if one.options and not one.free:
        choices = [
            still("option", "（没说）", value=""),
            *(still("option", option, value=option) for option in one.options),
        ]
        return still("select", *choices, **props)
    if one.kind == _LONG:
        return still("textarea", rows="3", **props)
    kind = _INPUT.get(one.kind, "text")
    if one.options:
        listed = still("datalist", *(still("option", value=option) for option in one.options), id=f"{name}-list")
        return Still(_void("input", type=kind, list=f"{name}-list", **props) + listed)
    return _void("input", type=kind, **props)


def _void(tag: str, **props: str) -> Still:
    """An element that has no end tag."""
    return Still(still(tag, **props).removesuffix(f"</{tag}>"))
