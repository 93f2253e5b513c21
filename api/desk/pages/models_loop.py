"""The model loop as one page of the desk uses it: who sits there, what they may do, and the way to do it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from nicegui import ui

from api.desk.pages.models_words import at
from api.desk.pieces import Tone, box, icon, link, pill, text
from api.desk.seat import Page
from api.desk.still import Still, still
from casework.services.models import ModelService
from casework.services.ports.models import ModelCard
from casework.services.staff import Staff

MODELS, ITEMS = "/desk/admin/models", "/desk/admin/training"
_TABS = ((MODELS, "模型"), (ITEMS, "训练数据"))


class Loop:
    """What every part of these pages is built with. `changed` is called after each act that was carried out."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.service: ModelService = page.services.models
        self.changed: Callable[[], object] = lambda: None
        self.names: dict[str, str] = {}

    @property
    def may_act(self) -> bool:
        """Whether buttons are shown at all; what may be done the use cases decide again."""
        return self.page.staff.role == "admin"

    def who(self, name: str | None) -> str:
        """What somebody is called."""
        return "系统" if name in (None, "", "system") else self.names.get(name or "", name or "")

    async def load_names(self) -> None:
        """Reads what people are called."""
        self.names = await self.page.io(self.page.services.accounts.names)

    async def act(self, use_case: Callable[..., Any], done: str, *given: Any, **named: Any) -> Any:
        """Does something and says that it is done. Raises what the use case raises."""
        if inspect.iscoroutinefunction(use_case):
            result = await use_case(await self.page.call(_myself), *given, **named)
        else:
            result = await self.page.call(use_case, *given, **named)
        if done:
            ui.notify(done, type="positive", position="bottom", timeout=5000)
        outcome = self.changed()
        if inspect.isawaitable(outcome):
            await outcome
        return result


def head(loop: Loop, here: str) -> None:
    """The upper end of both pages: which of the two, and that an auditor only looks."""
    text("模型", tag="h1")
    with box("nav", "seg", aria_label="模型和训练数据"):
        for address, words in _TABS:
            link(words, address, "choice").props["aria-current"] = "true" if address == here else "false"
    text("", "grow")
    if not loop.may_act:
        pill("只能查看：审计员不能训练、启用或回退", "stone")


def model_name(card: ModelCard) -> Still:
    """A model's name in a table: the day it was made, and its mark."""
    return still(
        "span", still("b", f"{at(card.trained_at)}", classes="num"), still("span", card.name, classes="ml-mark"),
        classes="ml-name",
    )  # fmt: skip


@contextmanager
def notice(tone: Tone, sign: str, title: str) -> Iterator[None]:
    """A notice over the whole width; what stands in it is built inside."""
    with box("section", f"ml-notice {tone}", role="status", aria_label=title):
        icon(sign)
        with box("div", "ml-notice-body"):
            text(title, "ml-notice-title", tag="h2")
            yield


def _myself(viewer: Staff) -> Staff:
    return viewer
