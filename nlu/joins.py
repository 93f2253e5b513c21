"""How people pass from one matter to the next, and what is weighed there. Reads lexicon/matters.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

_FILE: Final = Path(__file__).parent / "lexicon" / "matters.yml"


@dataclass(frozen=True, slots=True)
class JoinRules:
    """`joins` and `openers` find words of passage; the rest are the thresholds and weights of matters.py."""

    joins: re.Pattern[str]
    openers: re.Pattern[str]
    requests: frozenset[str]
    acts: frozenset[str]
    short_text: int
    least: Mapping[str, float]
    least_score: float
    sure_question: float
    weights: Mapping[str, float]
    shortest: int
    most_cuts: int
    mirrored: tuple[str, str]

    def kind(self, text: str, start: int) -> str:
        """What stands where a sentence begins: join, opener, semicolon (before it) or sentence."""
        if self.joins.match(text, start):
            return "join"
        if text[:start].rstrip()[-1:] == ";":
            return "semicolon"
        return "opener" if self.openers.match(text, start) else "sentence"


@lru_cache(maxsize=1)
def join_rules() -> JoinRules:
    """The table, read once; raises KeyError on a missing entry and re.error on a broken pattern."""
    with _FILE.open(encoding="utf-8") as file:
        table = yaml.safe_load(file)
    numbers = {
        name: table[name]
        for name in (
            "short_text",
            "least",
            "least_score",
            "sure_question",
            "weights",
            "shortest",
            "most_cuts",
            "mirrored",
        )
    }
    return JoinRules(
        joins=_any_of(table["joins"]),
        openers=_any_of(table["openers"]),
        requests=frozenset(table["requests"]),
        acts=frozenset(table["acts"]),
        **numbers,
    )


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
