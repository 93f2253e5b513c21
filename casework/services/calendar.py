"""The calendar a calendar program reads from its secret address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from casework.calendar_feed import CaseClocks, calendar_feed
from casework.errors import FeedUnknown
from casework.services.cases import CaseService
from casework.services.staff import StaffService
from knowledge import RuleBook


class CalendarService:
    """Calendars of deadlines, one per person who made an address for it."""

    def __init__(
        self,
        staff: StaffService,
        cases: CaseService,
        book: Callable[[], RuleBook],
        clock: Callable[[], datetime],
        office: str | None = None,
    ) -> None:
        self._staff, self._cases, self._book, self._clock, self._office = staff, cases, book, clock, office

    def feed(self, secret: str) -> bytes:
        """The calendar of whoever made this address, without cases they keep out of. Raises FeedUnknown."""
        owner = self._staff.feed_owner(secret)
        if owner is None:
            raise FeedUnknown("no feed has this address")
        clocks = [CaseClocks(case.number, case.region, found) for case, found in self._cases.calendar(owner.name)]
        return calendar_feed(clocks, self._book(), self._clock(), self._office)
