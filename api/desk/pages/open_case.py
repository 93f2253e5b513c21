"""The case a page shows: looked at anew after every change, by whoever made it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Concatenate, ParamSpec, TypeVar

from nicegui import ui

from api.desk.seat import Page
from casework.services.case_view import CaseView
from casework.services.staff import Staff

P = ParamSpec("P")
T = TypeVar("T")


class OpenCase:
    """One case on one page. `again` builds the page anew."""

    view: CaseView
    again: Callable[[], Awaitable[None]]

    def __init__(self, page: Page, number: str, names: Mapping[str, str]) -> None:
        self.page = page
        self.number = number
        self.names = names
        self.unsent = ""

    async def look(self) -> None:
        """Gets the case as it is now. Raises CaseUnknown."""
        self.view = await self.page.call(self.page.services.cases.view, self.number)

    def name(self, user: str | None) -> str:
        """What people call somebody who did something."""
        return self.names.get(user or "", user or "")

    def keep(self, words: str) -> None:
        """Remembers what somebody is writing, so that no other change of the page takes it from them."""
        self.unsent = words

    async def act(
        self, use_case: Callable[Concatenate[Staff, str, P], T], done: str, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Carries out a use case on this case, says that it is done, and shows what has become of it."""
        result = await self.page.call(use_case, self.number, *args, **kwargs)
        ui.notify(done, type="positive", position="bottom")
        await self.again()
        return result
