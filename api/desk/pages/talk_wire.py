"""What happens in live conversations, brought to an open page: gathered, in the page's own loop, never as activity."""

import asyncio
from collections.abc import Awaitable, Callable

from nicegui import background_tasks, ui
from nicegui.element import Element

from api.desk.seat import Page
from casework.errors import StaffSessionEnded
from casework.services.live import LiveChange

LOOK_EVERY = 4.0
"""Seconds. What is written past the hub of this process is seen at the next look; everything else, at once."""

Look = Callable[[list[LiveChange]], Awaitable[None]]


class Wire:
    """Calls `look` with what has changed, one call at a time, and with nothing every `every` seconds.

    It ends with the element it hangs on. A page that cannot look now is asked again at the next change.
    """

    def __init__(
        self,
        page: Page,
        hook: Element,
        look: Look,
        concerns: Callable[[LiveChange], bool],
        every: float = LOOK_EVERY,
    ) -> None:
        self._page = page
        self._hook = hook
        self._look = look
        self._concerns = concerns
        self._loop = asyncio.get_running_loop()
        self._heard: list[LiveChange] = []
        self._looking = False
        self._stop = page.services.live.subscribe(self._from_any_thread)
        page.client.on_delete(self._stop)
        with hook:
            ui.timer(every, self._go, immediate=False)

    def _from_any_thread(self, change: LiveChange) -> None:
        if self._concerns(change):
            self._loop.call_soon_threadsafe(self._take, change)

    def _take(self, change: LiveChange) -> None:
        if self._hook.is_deleted:
            self._stop()
            return
        self._heard.append(change)
        if not self._looking:
            background_tasks.create(self._go(), name="talk wire")

    async def _go(self) -> None:
        if self._looking or self._hook.is_deleted:
            return
        self._looking = True
        try:
            again = True
            while again and not self._hook.is_deleted:
                heard, self._heard = self._heard, []
                with self._hook:
                    await self._look(heard)
                again = bool(self._heard)
        except StaffSessionEnded:
            self._page.leave()
        except Exception as error:  # noqa: BLE001 - a look that failed is tried again; what it was goes to the log
            self._page.says(error)
        finally:
            self._looking = False
