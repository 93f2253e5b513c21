"""The pieces all pages of the desk are made of. What they are given is text, never markup."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from nicegui import html, ui
from nicegui.element import Element

from casework.services.ports import SEALED_TOKEN

Tone = Literal["pine", "indigo", "ochre", "cinnabar", "stone"]

_TOKEN = re.compile(f"({SEALED_TOKEN})")
ICONS = {
    "cases": "M4 6h16M4 12h16M4 18h10",
    "phone": "M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a2 2 0 0 1-2 2A16 16 0 0 1 4.5 6a2 2 0 0 1 2-2z",
    "talk": "M4 5h16v11H10l-5 4v-4H4zM8 9.5h8M8 12.5h5",
    "rules": "M12 6.5C10 5 7 4.5 4 4.5V18c3 0 6 .500 8 2 2-1.5 5-2 8-2V4.5c-3 0-6 .500-8 2zM12 6.5V20",
    "calendar": "M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM4 10h16M8 3v4M16 3v4",
    "people": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20q0-6 6-6t6 6M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5q3 1 3 5.5",
    "me": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.700-4 3.6-6 7.5-6s6.8 2 7.5 6",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5",
    "chart": "M4 20h16M7 16v-5M12 16V6M17 16v-8",
    "audit": "M6 3h9l4 4v14H6zM9 12l2 2 4-4M9 18h6",
    "gear": "M4 7h9M17 7h3M4 12h3M11 12h9M4 17h11M19 17h1M15 5v4M9 10v4M17 15v4",
    "moon": "M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z",
    "leave": "M14 4h5a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-5M10 8l-4 4 4 4M6 12h9",
    "file": "M7 3h7l4 4v14H7zM14 3v4h4",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "back": "M14 6l-6 6 6 6",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "cross": "M6 6l12 12M18 6L6 18",
    "model": "M4.5 11a7.5 7.5 0 0 1 13.5-3.5L20 10M20 5v5h-5M19.5 13A7.5 7.5 0 0 1 6 16.5L4 14M4 19v-5h5",
    "review": "M4 5h16M4 11h8M4 17h6M14 16.5l2.5 2.5L21 13.5",
    "unknown": "M9.2 9a2.8 2.8 0 1 1 4.3 2.4c-1 .700-1.5 1.2-1.5 2.4M12 17.5v.200",
}


def icon(name: str, label: str = "") -> Element:
    """A line drawing in the colour of its words; `label` is what a screen reader says, without one it says nothing."""
    drawing = Element("svg").classes("ico").props('viewBox="0 0 24 24" focusable="false"')
    drawing.props["aria-hidden" if not label else "role"] = "true" if not label else "img"
    if label:
        drawing.props["aria-label"] = label
    with drawing:
        Element("path").props["d"] = ICONS[name]
    return drawing


def text(words: str, classes: str = "", tag: str = "span") -> Element:
    """Words in an element of their own."""
    element: Element = getattr(html, tag)(words)
    return element.classes(classes) if classes else element


def sealed_text(words: str) -> None:
    """Words in which sealed tokens (〔电话1〕) stand out as what they are: something behind a lock."""
    for part in _TOKEN.split(words):
        if _TOKEN.fullmatch(part):
            with box("span", "sealed", title="已加密，查看登记人需要权限和理由"):
                icon("lock")
                text(part.strip("〔〕"))
        elif part:
            text(part)


def pill(words: str, tone: Tone = "stone", classes: str = "") -> Element:
    """A short word in a coloured ground; the word says all, the colour only helps the eye."""
    return text(words, f"pill {tone} {classes}")


@contextmanager
def box(tag: str = "div", classes: str = "", **props: str) -> Iterator[Element]:
    """An element with others inside; props by name, an underscore standing for the dash of `aria_label`."""
    element = Element(tag)
    if classes:
        element.classes(classes)
    for name, value in props.items():
        element.props[name.rstrip("_").replace("_", "-")] = value
    with element:
        yield element


@contextmanager
def panel(title: str, note: str = "", classes: str = "") -> Iterator[Element]:
    """A part of a page with its heading."""
    with box("section", f"panel {classes}", aria_label=title) as element:
        with box("header", "panel-head"):
            text(title, tag="h2")
            if note:
                text(note, "panel-note")
        yield element


def nothing(words: str) -> Element:
    """What stands where there is nothing to show."""
    return text(words, "nothing", tag="p")


def button(
    words: str, on_click: Callable[..., Any], kind: Literal["first", "plain", "quiet", "danger"] = "plain"
) -> Element:
    """A button of this desk: plain HTML, so that it is as small as the words need."""
    element: Element = html.button(words).classes(f"btn {kind}").props('type="button"')
    return element.on("click", on_click)


def link(words: str, href: str, classes: str = "") -> Element:
    """A link inside the desk."""
    element: Element = html.a(words)
    element.props["href"] = href
    return element.classes(classes) if classes else element


def pairs(rows: Iterable[tuple[str, str]], classes: str = "") -> None:
    """Names and values under each other."""
    with box("dl", f"pairs {classes}"):
        for name, value in rows:
            text(name, tag="dt")
            text(value, tag="dd")


def field(label: str, **props: Any) -> ui.input:
    """A line to fill in."""
    return ui.input(label).props("outlined dense").classes("field")


def area(label: str, value: str = "") -> ui.textarea:
    """Several lines to fill in."""
    return ui.textarea(label, value=value).props("outlined dense autogrow").classes("field")
