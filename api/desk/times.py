"""How the desk says days and times: short, in Asia/Shanghai, with what matters first."""

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

_SHANGHAI = ZoneInfo("Asia/Shanghai")
SOON = 3
"""Days before its end in which a period is shown as near."""


def today() -> date:
    """The day in Asia/Shanghai."""
    return datetime.now(_SHANGHAI).date()


def when(day: date, now: date) -> str:
    """A day: without its year when that is this one."""
    if day == now:
        return "今天"
    return f"{day:%m-%d}" if day.year == now.year else f"{day:%Y-%m-%d}"


def moment(at: datetime, *, day_only: bool) -> str:
    """A moment of a case; of an anonymous reporter's only the day is kept, and so only the day is shown."""
    local = at.astimezone(_SHANGHAI)
    return f"{local:%Y-%m-%d}" if day_only else f"{local:%Y-%m-%d %H:%M}"


def left_words(due: date, now: date) -> tuple[str, Literal["cinnabar", "ochre", "plain"]]:
    """How long a period still runs, and how loud to say it."""
    days = (due - now).days
    if days < 0:
        return f"逾期 {-days} 天", "cinnabar"
    if days == 0:
        return "今天到期", "cinnabar"
    return f"还有 {days} 天", "ochre" if days <= SOON else "plain"
