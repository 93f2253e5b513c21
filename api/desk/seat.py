"""One open page of the desk: who sits before it, and the way from its buttons to the use cases."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

from nicegui import Client, ui

from api.desk.downloads import Downloads, Opened
from api.errors import error_parts, log_unexpected
from api.ports import Services
from casework.errors import StaffSessionEnded, TriageError
from casework.services.ports import Case
from casework.services.staff import Seat, Staff
from knowledge import RuleBook

P = ParamSpec("P")
T = TypeVar("T")
SIGN_IN = "/sign-in"


class Page:
    """What every part of a page is built with. Each call asks anew whether its user may still sit here."""

    def __init__(self, services: Services, downloads: Downloads, client: Client, token: str, seat: Seat) -> None:
        self.services = services
        self._downloads = downloads
        self.client = client
        self.token = token
        self.seat = seat
        self.built = asyncio.Event()

    @property
    def book(self) -> RuleBook:
        """The rules in force today."""
        book = self.services.rulebook
        assert isinstance(book, RuleBook)
        return book

    def situation_words(self, case: Case) -> str:
        """What a case is about, in a few words."""
        if case.situation_id is None:
            return self.book.form(case.form).title
        return self.book.situation(case.situation_id).plain

    @property
    def staff(self) -> Staff:
        """Who sits here."""
        return self.seat.staff

    async def call(self, use_case: Callable[Concatenate[Staff, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Carries out `use_case` as the person who sits here. Raises what it raises, and StaffSessionEnded."""
        return await self.io(lambda: use_case(self._sit(), *args, **kwargs))

    async def watch(self, use_case: Callable[Concatenate[Staff, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for what a page does by itself: it puts off no end by idleness."""
        return await self.io(lambda: use_case(self._glance(), *args, **kwargs))

    async def own(self, use_case: Callable[Concatenate[str, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for use cases that take the session's token."""
        return await self.io(lambda: use_case(self.token, *args, **kwargs))

    async def io(self, work: Callable[[], T]) -> T:
        """Runs `work` in a thread: the loop of all pages never waits for the store."""
        return await asyncio.to_thread(work)

    async def active(self) -> None:
        """Its user is there: the end by idleness is put off."""
        await self.io(self._sit)

    async def look(self) -> Seat:
        """Who sits here now, without counting as activity. Raises StaffSessionEnded."""
        self.seat = await self.io(lambda: self.services.staff.seat(self.token))
        return self.seat

    def leave(self) -> None:
        """Goes to the sign-in page; nothing of this one stays on the screen."""
        self.client.open(SIGN_IN)

    def hand_over(self, opened: Opened) -> None:
        """Lets the browser fetch a file that was just opened."""
        self.client.open(f"/files/{self._downloads.leave(self.token, opened)}")

    def says(self, error: Exception) -> str:
        """The sentence for an error; what nobody expected is logged."""
        if not isinstance(error, TriageError):
            log_unexpected(error, route="/desk")
        return error_parts(error, self.services)[2]

    def does(self, handler: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        """The handler of a button: errors become a sentence at the foot of the page, a session's end the sign-in."""

        async def carried_out() -> None:
            try:
                await handler()
            except StaffSessionEnded:
                self.leave()
            except Exception as error:  # noqa: BLE001 - the person at the desk gets a sentence, whatever it was
                with self.client:
                    ui.notify(self.says(error), type="negative", position="bottom", timeout=8000)

        return carried_out

    def _glance(self) -> Staff:
        self.seat = self.services.staff.seat(self.token)
        return self.seat.staff

    def _sit(self) -> Staff:
        self.seat = self.services.staff.seat(self.token, acting=True)
        return self.seat.staff
