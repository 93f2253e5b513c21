"""Which list of cases is asked for? What stands in an address, and the same in the words of the use case."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast
from urllib.parse import urlencode

from casework.services.ports import CaseQuery

PER_PAGE = 50
SCOPES = {"all": "全部", "mine": "我承办的", "overdue": "已逾期"}
ORDERS = {"newest": "新登记的在前", "oldest": "早登记的在前", "due": "期限近的在前"}
CATEGORIES = ("report", "appeal", "disclosure", "suggestion")
_Order = Literal["newest", "oldest", "due"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list is asked for."""

    q: str = ""
    scope: str = "all"
    category: str = ""
    state: str = ""
    order: str = "newest"
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        """What an address asks for; whatever it holds that makes no sense is left out."""
        number = query.get("page", "1")
        return cls(
            q=query.get("q", "").strip()[:60],
            scope=query.get("scope", "all") if query.get("scope") in SCOPES else "all",
            category=query.get("category", "") if query.get("category") in CATEGORIES else "",
            state=query.get("state", "")[:32],
            order=query.get("order", "newest") if query.get("order") in ORDERS else "newest",
            page=int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 100_000 else 1,
        )

    def address(self, **other: str | int) -> str:
        """The address of this list with something changed; another filter begins at the first page."""
        changed = replace(self, **({"page": 1} | other))  # type: ignore[arg-type]
        plain = Wanted()
        named = {name: getattr(changed, name) for name in ("q", "scope", "category", "state", "order", "page")}
        said = {name: value for name, value in named.items() if value != getattr(plain, name)}
        return f"/desk/?{urlencode(said)}" if said else "/desk/"

    def query(self, viewer: str, day: date) -> CaseQuery:
        """The same in the words of the use case."""
        return CaseQuery(
            text=self.q,
            states=(self.state,) if self.state else (),
            category=self.category or None,
            assigned_to=viewer if self.scope == "mine" else None,
            overdue_on=day if self.scope == "overdue" else None,
            order=cast(_Order, self.order),
            offset=(self.page - 1) * PER_PAGE,
            limit=PER_PAGE,
        )
