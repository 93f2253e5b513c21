"""The suggested replies of one conversation: shown, made anew when the citizen has spoken, followed up when used."""

from typing import Any

from nicegui import ui

from api.desk.pages.talk_offers import offers
from api.desk.seat import Page
from casework.errors import StaffSessionEnded
from casework.services.staff import Staff
from casework.services.suggestions import Suggestions
from casework.suggesting import Suggestion

_NOTHING = Suggestions(0, ())


class Suggested:
    """At most three replies above the composer."""

    def __init__(self, page: Page, conversation_id: str) -> None:
        self._page = page
        self._id = conversation_id
        self._service = page.services.suggestions
        self._now = _NOTHING
        self._made: dict[tuple[int, str], Suggestion] = {}
        self._box = ui.html("", sanitize=False).classes("offers-box")

    async def look(self, *, wanted: bool) -> None:
        """Makes them anew; none where nothing may be said. What cannot be made now is simply not there."""
        before = self._now
        self._now = await self._make() if wanted else _NOTHING
        if self._now != before:
            self._made |= {(self._now.for_event, one.id): one for one in self._now.items}
            self._box.set_content(offers(self._now.items, self._now.for_event))

    async def _make(self) -> Suggestions:
        try:
            return await self._page.watch(self._service.for_talk, self._id)
        except StaffSessionEnded:
            raise
        except Exception as error:  # noqa: BLE001 - a conversation goes on without suggestions; what it was is logged
            self._page.says(error)
            return _NOTHING

    async def follow_up(self, viewer: Staff, words: str, used: dict[str, Any] | None, heard: int) -> None:
        """Writes down what became of them once `words` were sent. `heard`: the citizen's newest message by then.

        One that was used is accepted or edited, or stale where the citizen had spoken since it was made; where words of
        one's own were sent, those on the page are rejected.
        """
        chosen = self._made.get((int(used["event"]), str(used["id"]))) if used else None
        if chosen is not None and used is not None:
            event = int(used["event"])
            await self._record(viewer, event, chosen, "stale" if event < heard else "accepted", words)
        elif used is None:
            for one in self._now.items:
                await self._record(viewer, self._now.for_event, one, "rejected", words)

    async def _record(self, viewer: Staff, event: int, one: Suggestion, outcome: Any, words: str) -> None:
        try:
            await self._page.io(lambda: self._service.record(viewer, self._id, event, one, outcome, words))
        except Exception as error:  # noqa: BLE001 - the words are sent already; what it was is logged
            self._page.says(error)
