"""Checks of region codes that come from outside, and the place a text is about."""

from __future__ import annotations

import logging
from collections.abc import Callable

from casework.errors import DivisionsFault, UnknownRegion
from casework.jurisdiction import region_named_in
from casework.services.divisions import DivisionService
from knowledge import RuleBook

PlaceNamed = Callable[[str, RuleBook], str | None]
"""The region code of the place with rules of its own that a text names, if it names exactly one."""

_log = logging.getLogger(__name__)


def check_region(region: str | None) -> str | None:
    """A six-digit administrative division code, or None. Raises UnknownRegion."""
    if region is None:
        return None
    if len(region) == 6 and region.isascii() and region.isdigit() and "11" <= region[:2] <= "82":
        return region
    raise UnknownRegion("a region is a code of six digits")


def place_finder(divisions: DivisionService) -> PlaceNamed:
    """Knows a covered place also by any city or county in it (通榆县 is in 吉林), not only by its own names."""

    def named_in(text: str, book: RuleBook) -> str | None:
        try:
            hits = divisions.find(text, trusted=tuple(name for place in book.places for name in place.names))
        except DivisionsFault:
            _log.error("no list of divisions")
            return region_named_in(text, book)
        return region_named_in(text, book, [hit.certain.code for hit in hits if hit.certain is not None])

    return named_in
