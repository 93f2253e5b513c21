"""Parts of a page that stay as they are while they are shown, written as one piece of HTML.

An element of NiceGUI costs a third of a millisecond; a table of fifty cases would be seven hundred of them. Whatever is
not `Still` is escaped, so words can never become markup.
"""

import html

from nicegui import ui
from nicegui.element import Element


class Still(str):
    """HTML that was put together here."""

    __slots__ = ()


def still(tag: str, *inside: str, classes: str = "", **props: str) -> Still:
    """One element; props by name, an underscore standing for the dash of `aria_label`."""
    named = {"class": classes} if classes else {}
    named |= {name.rstrip("_").replace("_", "-"): value for name, value in props.items()}
    written = "".join(f' {name}="{html.escape(value)}"' for name, value in named.items())
    return Still(f"<{tag}{written}>{''.join(_safe(part) for part in inside)}</{tag}>")


def show(what: Still, classes: str = "") -> Element:
    """Puts it on the page."""
    return ui.html(what, sanitize=False).classes(classes)


def _safe(part: str) -> str:
    return part if isinstance(part, Still) else html.escape(part)
