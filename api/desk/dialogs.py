"""Questions that lie over a page: a heading, what is asked, and a row of two buttons."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from nicegui import ui

from api.desk.pieces import box, button, text


@contextmanager
def ask(title: str) -> Iterator[ui.dialog]:
    """An open dialog; Escape closes it, and it is gone for good when it closes.

    It hangs on the page as a whole: the part it was called from may be built anew while it is open.
    """
    with ui.context.client.content:
        dialog = ui.dialog()
    dialog.props["aria-label"] = title
    with dialog, ui.card().classes("dialog no-shadow"):
        text(title, tag="h2")
        yield dialog
    dialog.on("hide", dialog.delete)
    dialog.open()


def close_row(dialog: ui.dialog, words: str, does: Callable[[], Awaitable[None]], *, danger: bool = False) -> None:
    """The foot of a dialog: go back, or do it."""
    with box("div", "dialog-foot"):
        button("取消", dialog.close)
        button(words, does, "danger" if danger else "first")


def tell_secret(title: str, explanation: str, secret: str) -> None:
    """Shows something that is never shown again."""
    with ask(title) as dialog:
        text(explanation, tag="p")
        text(secret, "law num secret", tag="p")
        with box("div", "dialog-foot"):
            button("复制", lambda: ui.clipboard.write(secret))
            button("记下了", dialog.close, "first")
