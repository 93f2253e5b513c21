"""Why a dialogue may have gone wrong: the reasons, weightiest first, and how several are kept in one number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

Reason = Literal[
    "corrected", "sent_away", "disagreed", "asked_again", "handed_over", "low_confidence", "drifted"
]  # fmt: skip
REASONS: tuple[Reason, ...] = get_args(Reason)


def mask_of(reasons: Iterable[Reason]) -> int:
    """One bit for each reason; the order of REASONS is stored and never changes."""
    return sum(1 << REASONS.index(reason) for reason in set(reasons))


def reasons_of(mask: int) -> tuple[Reason, ...]:
    """The reasons a number stands for, the weightiest first."""
    return tuple(reason for bit, reason in enumerate(REASONS) if mask & (1 << bit))
