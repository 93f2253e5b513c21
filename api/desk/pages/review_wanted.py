"""Which items to review are asked for? What stands in an address, and the same in the words of the use case."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import cast, get_args
from urllib.parse import parse_qsl, urlencode

from casework.review.reasons import REASONS, Reason, mask_of
from casework.services.ports.review import ReviewQuery, ReviewState
from casework.services.review_cards import ReviewCard

PER_PAGE = 20
TABS: Mapping[ReviewState, str] = {
    "open": "待标注", "second": "第二意见", "disputed": "意见不一", "lawyer": "等律师", "skipped": "搁置",
    "accepted": "已定",
}  # fmt: skip
REASON_WORDS: Mapping[Reason, str] = {
    "corrected": "接线员改过", "sent_away": "请走后又登记", "disagreed": "群众说不对", "asked_again": "问了又问",
    "handed_over": "转了人工", "low_confidence": "把握低", "drifted": "没见过的说法",
}  # fmt: skip
CATEGORIES = ("appeal", "report", "disclosure", "suggestion", "consult", "out_of_scope")
PERIODS = {"7": "近 7 天", "30": "近 30 天", "90": "近 90 天"}
ADDRESS = "/admin/review"


@dataclass(frozen=True, slots=True)
class ReviewWanted:
    """Which list is asked for. `group` "off": a line for every item."""

    tab: str = "open"
    reason: str = ""
    category: str = ""
    intent: str = ""
    place: str = ""
    period: str = ""
    group: str = "on"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "ReviewWanted":
        """What an address asks for; whatever it holds that makes no sense is left out."""
        place = query.get("place", "")
        return cls(
            tab=_one_of(query, "tab", get_args(ReviewState), "open"),
            reason=_one_of(query, "reason", REASONS),
            category=_one_of(query, "category", CATEGORIES),
            intent=query.get("intent", "")[:64],
            place=place if len(place) == 6 and place.isascii() and place.isdigit() else "",
            period=_one_of(query, "period", PERIODS),
            group=_one_of(query, "group", ("on", "off"), "on"),
        )

    @classmethod
    def saved(cls, query: str) -> "ReviewWanted":
        """What a saved list asks for."""
        return cls.of(dict(parse_qsl(query[:400])))

    @property
    def asked(self) -> str:
        """The part of an address that says what differs from the plain list."""
        plain = asdict(ReviewWanted())
        return urlencode({name: value for name, value in asdict(self).items() if value != plain[name]})

    def address(self, **other: str) -> str:
        """The address of this list with something changed."""
        asked = replace(self, **other).asked
        return f"/desk{ADDRESS}?{asked}" if asked else f"/desk{ADDRESS}"

    @property
    def state(self) -> ReviewState:
        """The state that is listed."""
        return cast(ReviewState, self.tab)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state is asked for."""
        return replace(self, tab="open", group="on") != ReviewWanted()

    def query(self, day: date) -> ReviewQuery:
        """The same in the words of the use case. Who gives a second opinion cannot ask by what was read."""
        blind = self.state == "second"
        return ReviewQuery(
            state=self.state,
            reason=mask_of((cast(Reason, self.reason),)) if self.reason and not blind else 0,
            category="" if blind else self.category,
            intent="" if blind else self.intent,
            place=self.place,
            since=day - timedelta(days=int(self.period)) if self.period else None,
            grouped=self.group == "on",
            limit=PER_PAGE,
        )

    def holds(self, card: ReviewCard) -> bool:
        """Whether an item belongs to the state that is listed."""
        return card.item.state == self.state


def _one_of(query: Mapping[str, str], name: str, known: object, otherwise: str = "") -> str:
    value = query.get(name, otherwise)
    return value if value in known else otherwise  # type: ignore[operator]
