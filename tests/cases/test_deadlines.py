"""Runs deadlines.yml: where each period ends that starts on a given day."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.deadlines import Due, due, longest
from knowledge import Period, RuleBook
from tests.casework.builders import rulebook

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "deadlines.yml").read_text("utf-8"))["cases"]
KEYS = {"name", "period", "start", "ends", "at", "estimated", "moved", "first_day_said", "latest", "traps"}


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return rulebook()


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_a_period_ends_on_the_day_that_was_worked_out_by_hand(book: RuleBook, case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    period = book.one(Period, case["period"])
    start: date | datetime = case["start"]

    end = due(period, start)
    latest = longest(period, start)

    assert end == Due(
        day=case["ends"],
        at=case.get("at"),
        estimated=case.get("estimated", False),
        moved=case.get("moved", False),
        first_day_said=case.get("first_day_said", True),
    )
    assert (latest.day if latest else None) == case.get("latest")


def test_every_way_of_counting_has_a_case(book: RuleBook) -> None:
    def way(row: Period) -> tuple[object, ...]:
        return (row.unit, row.moves_off_holiday, row.includes_first_day, bool(row.extensions))

    used = {case["period"] for case in CASES}
    wanted = {way(row) for row in book.periods if row.kind == "deadline"}

    assert {way(row) for row in book.periods if row.id in used} == wanted
