"""Which queue is asked for? What stands in the address of 对话, and the same in the words of the use case."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlencode

from api.desk.pages.talk_words import VIEWS
from casework.services.ports import ThreadQuery, ThreadView

PER_PAGE = 50
CATEGORIES = ("report", "appeal", "disclosure", "suggestion", "consult", "out_of_scope")


@dataclass(frozen=True, slots=True)
class Queue:
    """Which queue is asked for; `page` counts from 1."""

    view: str = "waiting"
    category: str = ""
    place: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Queue":
        """What an address asks for; whatever it holds that makes no sense is left out."""
        number, place = query.get("page", "1"), query.get("place", "")
        return cls(
            view=query.get("view", "") if query.get("view") in VIEWS else "waiting",
            category=query.get("category", "") if query.get("category") in CATEGORIES else "",
            place=place if place.isascii() and place.isdigit() and len(place) == 6 else "",
            q=query.get("q", "").strip()[:40],
            page=int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 100_000 else 1,
        )

    def address(self, **other: str | int) -> str:
        """The address of this queue with something changed; another filter begins at the first page."""
        changed, plain = replace(self, **({"page": 1} | other)), Queue()  # type: ignore[arg-type]
        names = ("view", "category", "place", "q", "page")
        said = {name: getattr(changed, name) for name in names if getattr(changed, name) != getattr(plain, name)}
        return f"/desk/talks?{urlencode(said)}" if said else "/desk/talks"

    def query(self, viewer: str) -> ThreadQuery:
        """The same in the words of the use case."""
        return ThreadQuery(
            view=cast(ThreadView, self.view),
            holder=viewer if self.view == "mine" else None,
            search=self.q,
            category=self.category or None,
            region=_beginning(self.place) or None,
            page=self.page - 1,
            size=PER_PAGE,
        )


def _beginning(code: str) -> str:
    """The part of a division's code that all divisions in it share."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code
