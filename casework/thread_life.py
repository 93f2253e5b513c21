"""Who answers in a conversation: the bot, a person, or nobody for the moment. Decided here, carried out by services."""

from __future__ import annotations

from typing import Literal

WithWhom = Literal["bot", "calling", "person"]

BOT_SILENT_FOR = frozenset({"asked", "danger", "returned"})
"""Why a thread waits when the bot keeps silent meanwhile. For the other reasons it goes on answering until a person
takes over: nobody has asked it to be quiet, and a report that sounds afraid is taken down all the same.
"""


def with_whom(state: str, reason: str | None, *, somebody_there: bool) -> WithWhom:
    """Who the citizen talks with. Waiting means something only while somebody who could come is signed in."""
    if state == "held":
        return "person"
    if state == "waiting" and reason in BOT_SILENT_FOR and somebody_there:
        return "calling"
    return "bot"


def weightier(reason: str | None, new: str) -> bool:
    """Whether a thread that waits for one reason is to wait for the new one instead."""
    order = (None, "failed", "low_confidence", "sensitive", "returned", "asked", "danger")
    return order.index(new) > order.index(reason)
