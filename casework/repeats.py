"""Whether a report says again what an earlier one said (art. 13(1) and (2)). Reads the tables refusals and replies.

The grounds speak of the same reporter. Between two conversations nobody but staff can tell that, so there it is a hint;
within one conversation it is known.
"""

from __future__ import annotations

from casework.likeness import Likeness
from knowledge import RuleBook

FACT = "repeat"
_IN_HAND = frozenset({"accepted", "opened", "not_opened"})
_DONE = frozenset({"closed", "archived"})


def repeat_of(alike: Likeness, state: str) -> str | None:
    """The value of the fact `repeat`, given that both came from the same person; None where it is no repeat.

    `state`: where the earlier case stands. One not accepted yet is neither pending nor closed as the rules mean it.
    """
    if not alike.alike or state not in _IN_HAND | _DONE:
        return None
    if alike.new_facts:
        return "new_facts"
    return "closed_nothing_new" if state in _DONE else "pending_nothing_new"


def repeat_hint(alike: Likeness, state: str, region: str | None, book: RuleBook) -> str:
    """For staff: which ground it would be if the same person reported both; empty where it would be none, or where the
    rules do not bind.
    """
    value = repeat_of(alike, state)
    for ground in book.refusals:
        if value in ground.when.get(FACT, ()) and book.place_of(ground) == book.place_for(region).region_code:
            return book.reply("likeness_maybe_repeat", clause=ground.clause, plain=ground.plain)
    return ""
