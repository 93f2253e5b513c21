"""What the store counts, before anything is hidden or put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

TimeKind = Literal["wait", "handling"]


@dataclass(frozen=True, slots=True)
class TalkCount:
    """Conversations alike in everything counted here, and what happened in them. "" stands for unknown.

    `bucket`: a day, or the first of a month. `answered` without a person: by the assistant; `served`: answered, and
    nobody was called; `asked`: with at least one clarifying question, `questions`: all such questions.
    """

    bucket: date
    region: str
    channel: str
    category: str
    situation_id: str
    conversations: int
    turns: int
    answered: int
    served: int
    asked: int
    questions: int
    called: int
    corrected: int
    disagreed: int
    registered: int


@dataclass(frozen=True, slots=True)
class TimeCount:
    """How many waits (until a person took over) or handlings (until they ended it) took how long.

    `bin`: index into `times.BOUNDS`.
    """

    kind: TimeKind
    bin: int
    count: int


@dataclass(frozen=True, slots=True)
class CountedMove:
    """One move of a case, without its note."""

    move: str
    to_state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CountedCase:
    """A case with all its moves, as far as figures need it. `channel`: "" where its conversation is erased."""

    number: str
    form: str
    category: str
    region: str
    situation_id: str
    anonymous: bool
    state: str
    opened_on: date
    channel: str
    moves: tuple[CountedMove, ...]
