"""A clock that runs towards somebody, in words."""

from __future__ import annotations

from datetime import datetime

import pytest

from casework.deadline_words import last_day_told
from casework.deadlines import SHANGHAI, CaseAbout, Tick, case_deadlines
from knowledge import RuleBook
from tests.casework.builders import CHONGQING

DECIDED = Tick(datetime(2026, 3, 2, 10, tzinfo=SHANGHAI), starts=("cq2023-time-15",))
BEFORE_NEW_YEAR = Tick(datetime(2026, 12, 30, 10, tzinfo=SHANGHAI), starts=("cq2023-time-15",))


@pytest.mark.parametrize(
    ("tick", "now", "words"),
    [
        (DECIDED, datetime(2026, 3, 9, 20, tzinfo=SHANGHAI), "照这样算，最后一天是2026年3月9日。"),
        (
            DECIDED,
            datetime(2026, 3, 10, 8, tzinfo=SHANGHAI),
            "照这样算，最后一天是2026年3月9日，已经过了。可以问一问办理的医保部门。",
        ),
        (
            BEFORE_NEW_YEAR,
            datetime(2026, 12, 31, 8, tzinfo=SHANGHAI),
            "照这样算，最后一天是2027年1月7日。那一年的放假安排还没有公布，这一天是预计的。",
        ),
    ],
)
def test_the_last_day_is_told(book: RuleBook, tick: Tick, now: datetime, words: str) -> None:
    (clock,) = case_deadlines([tick], CaseAbout(CHONGQING, "B1-1", anonymous=False), book, now)

    assert last_day_told(clock, book) == words
