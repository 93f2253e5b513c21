"""How the pages of the model loop say figures, times and steps."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from api.desk.still import Still, still
from casework.services.ports.models import Interval, ModelView, Verdict
from knowledge import RuleBook, UnknownRow

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_MINUS = "−"
_DASH = "–"
CHECK_DRAWING = "M5 12.5l4.5 4.5L19 7.5"
CROSS_DRAWING = "M6 6l12 12M18 6L6 18"


def grounds(view: ModelView, verdict: Verdict | None) -> tuple[str, ...]:
    """Why a candidate is refused: what the comparison found, and erased data it has learnt."""
    tainted = (f"它学过 {view.tainted} 条后来删除的内容，请用现有数据重新训练",) if view.tainted else ()
    return (*(verdict.reasons if verdict else ()), *tainted)


def percent(share: float | None, places: int = 1) -> str:
    """A share of one as a percentage."""
    return _DASH if share is None or share != share else f"{share * 100:.{places}f}%"


def points(difference: float | None) -> str:
    """A difference of two shares, in percentage points."""
    return _DASH if difference is None or difference != difference else f"{signed(difference * 100, 1)} 个百分点"


def amount(number: float | None, times: float = 1.0) -> str:
    """A price, multiplied by how many texts it is told for."""
    return _DASH if number is None or number != number else f"{number * times:.1f}"


def signed(number: float, places: int) -> str:
    """A number that always carries its sign, with a real minus; nothing is said to have changed that rounds to zero."""
    rounded = f"{abs(number):.{places}f}"
    if not float(rounded):
        return rounded
    return ("+" if number > 0 else _MINUS) + rounded


def at(moment: datetime | None) -> str:
    """A moment in Asia/Shanghai."""
    return _DASH if moment is None else f"{moment.astimezone(_SHANGHAI):%Y-%m-%d %H:%M}"


def time_left(seconds: float | None) -> str:
    """How long something will still take, roughly."""
    if seconds is None:
        return "正在估计剩余时间"
    if seconds >= 90:
        return f"还要约 {round(seconds / 60)} 分钟"
    return f"还要约 {max(10, round(seconds / 10) * 10)} 秒"


def drawing(path: str) -> Still:
    """A line drawing inside a piece of still HTML."""
    return still("svg", still("path", d=path), viewBox="0 0 24 24", aria_hidden="true")


def reading_words(book: RuleBook, reading: str) -> tuple[str, str]:
    """What an answer (situation, topic, category or `nobody`) is called: its category, and more closely."""
    if reading in ("", "nobody"):
        return "转人工", ""
    category, _, inner = reading.partition(" ")
    try:
        return book.category(category).name, _closer(book, inner)
    except UnknownRow:
        pass
    try:
        situation = book.situation(reading)
        return book.category(situation.category).name, f"{reading} {situation.plain}"
    except UnknownRow:
        pass
    try:
        topic = book.topic(reading)
        return book.category(topic.kind).name, topic.name
    except UnknownRow:
        return reading, ""


def _closer(book: RuleBook, inner: str) -> str:
    return reading_words(book, inner)[1] if inner else ""


Judgement = Literal["better", "worse", "same"]
_JUDGEMENTS: dict[str | None, tuple[str, str]] = {
    "better": ("变好了", "ml-better"),
    "worse": ("变差了", "ml-worse"),
    "same": ("看不出差别", "ml-same"),
    None: ("", ""),
}


def judge_interval(interval: Interval, *, higher: bool) -> Judgement:
    """Whether a difference is more than the luck of which texts were measured; `higher`: the higher, the better."""
    if interval.low > 0:
        return "better" if higher else "worse"
    if interval.high < 0:
        return "worse" if higher else "better"
    return "same"


def judgement_words(judged: str | None) -> tuple[str, str]:
    """The word for it, and the class of its colour."""
    return _JUDGEMENTS[judged]
