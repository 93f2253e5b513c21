"""Which branches of a situation's channel apply, given the facts that are known. Reads the tables channels and
facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge import Channel, Fact, RuleBook

UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """The situation that is finally meant, the branches left open, and the facts that would close them.

    One branch: the channel is known. Several: each must be shown under its own label, or `missing` asked for.
    """

    situation: str
    branches: tuple[Channel, ...]
    missing: tuple[Fact, ...]


def choose_channel(book: RuleBook, situation_id: str, facts: Mapping[str, str]) -> ChannelChoice:
    """Select the branches whose `when` does not contradict `facts`.

    A fact answered with “不清楚” counts as unknown. Where an answer leads to another situation (no decision yet:
    inaction, A2-1),
    that situation's channel is chosen.
    """
    known = {name: value for name, value in facts.items() if value != UNSURE}
    for fact in book.deciding_facts(situation_id):
        option = next((one for one in fact.options if one.value == known.get(fact.id)), None)
        if option is not None and option.leads_to is not None and option.leads_to != situation_id:
            return choose_channel(book, option.leads_to, facts)
    branches = tuple(
        channel
        for channel in book.channels_for(situation_id)
        if all(known.get(name, value) == value for name, value in channel.when.items())
    )
    missing = tuple(
        fact
        for fact in book.deciding_facts(situation_id)
        if fact.id not in known and any(fact.id in channel.when for channel in branches)
    )
    return ChannelChoice(situation_id, branches, missing if len(branches) > 1 else ())


def same_channel(book: RuleBook, first: str, second: str) -> bool:
    """True when two situations lead along the same branches, so that telling them apart changes nothing for the
    citizen.
    """
    return {row.id for row in book.channels_for(first)} == {row.id for row in book.channels_for(second)}
