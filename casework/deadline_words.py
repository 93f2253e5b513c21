"""A running clock in words for the person it is owed to."""

from __future__ import annotations

from casework.deadlines import Deadline
from casework.said_day import written
from knowledge import RuleBook


def last_day_told(deadline: Deadline, book: RuleBook) -> str:
    """The last day of a clock, whether it has passed, and whether it is an estimate."""
    row = "clock_over" if deadline.state == "overdue" else "clock_last_day"
    estimated = book.reply("clock_estimated") if deadline.due.estimated else ""
    return book.reply(row, day=written(deadline.due.day)) + estimated
