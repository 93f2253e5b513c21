"""What is a label worth? Cost of the mistake x how likely it is one x how many are alike. Reads the table policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from casework.review.reasons import Reason
from knowledge import Policy


def doubt(confidence: float, reasons: Iterable[Reason], policy: Policy) -> float:
    """How likely the reading is wrong, 0 to 1: what the model itself leaves open, or what people have shown since."""
    shown = (policy.review[f"doubt_{reason}"] for reason in reasons)
    return max(1.0 - min(1.0, max(0.0, confidence)), *shown, 0.0)


def cost_of_mistake(read: str, likely: Mapping[str, float], policy: Policy) -> float:
    """What it costs, on average, that `read` was taken if it was wrong.

    `likely`: probabilities of the categories. A wrong situation within the right category costs `same_category`.
    """
    within = policy.review["same_category"]
    others = {truth: share for truth, share in likely.items() if truth != read and share > 0}
    total = sum(others.values())
    if not total:
        return within
    default = policy.costs.get("default", 1.0)
    apart = sum(share * policy.costs.get(f"{truth}>{read}", default) for truth, share in others.items()) / total
    inside = max(0.0, likely.get(read, 0.0))
    # who is right about the category may still be wrong about the situation
    return (total * apart + inside * within) / (total + inside)


def label_worth(cost: float, doubt: float, alike: int, policy: Policy) -> float:
    """The worth of one decision that serves `alike` dialogues.

    `alike_power` 1 is the plain product; below 1 the hundredth of the same wording adds less than the second.
    """
    return cost * doubt * float(max(1, alike) ** policy.review["alike_power"])
