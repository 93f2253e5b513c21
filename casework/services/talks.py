"""What the pages of live conversations show beside the threads themselves: last words, and the figures of the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from statistics import median
from typing import Literal
from zoneinfo import ZoneInfo

from casework.errors import Denied
from casework.services.ports import Payload, Store, Thread, ThreadStep, UnitOfWork
from casework.services.staff import Staff

WORDS_MAX = 120
"""Characters of the last words of a conversation; a row of a list shows no more."""
_LOOKED_AT = 8
"""Events at the end of a conversation in which last words are looked for."""
_A_WORD_OR_TWO = 10
"""Characters."""
_HANDLERS = frozenset({"agent", "senior_agent", "admin"})
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_REPLIES_OF = 200
"""Of how many of the latest stretches the first words are looked up: each costs opening a conversation."""


@dataclass(frozen=True, slots=True)
class LastWords:
    """What was said last, by the citizen where they said anything; where that is but a word or two (“找人工”), the
    longest of what they said shortly before. Masked.
    """

    who: Literal["citizen", "bot", "agent", "system"]
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which `by` had a conversation; `step` is the id of the step it began with."""

    conversation_id: str
    by: str
    begun: datetime
    step: int
    ended: datetime | None = None
    closed: bool = False

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it runs, and where only the day is kept."""
        if self.ended is None or not (_timed(self.begun) and _timed(self.ended)):
            return None
        return (self.ended - self.begun).total_seconds()


@dataclass(frozen=True, slots=True)
class Work:
    """How much was done, and the medians of what it took in seconds; None where nothing was measured.

    `waiting`: from being called to being taken; `handling`: from being taken to being closed or passed on;
    `first_reply`: from being taken to the first words.
    """

    taken: int
    closed: int
    waiting: float | None
    handling: float | None
    first_reply: float | None


@dataclass(frozen=True, slots=True)
class TalkFigures:
    """One person's work beside the team's: sums and medians over everybody together, never one beside another.

    `own` is None for who only looks after the team.
    """

    own: Work | None
    team: Work
    people: int


class TalkService:
    """Reads what the lists and the figures need. Only those who hold conversations may ask."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def last_words(self, viewer: Staff, threads: Sequence[Thread]) -> Mapping[str, LastWords]:
        """By conversation, none that the viewer keeps out of. Raises Denied."""
        _handler(viewer)
        found = {}
        with self._store.read() as work:
            out = work.cases.kept_from(viewer.name)
            for thread in threads:
                if thread.conversation_id in out:
                    continue
                kept = work.conversations.events_after(
                    thread.conversation_id, max(0, thread.last_event - _LOOKED_AT), _LOOKED_AT
                )
                said = [event.payload for event in kept if event.kind == "message"]
                if said:
                    found[thread.conversation_id] = _telling(said)
        return found

    def figures(self, viewer: Staff, since: datetime) -> TalkFigures:
        """The work since a moment. Raises Denied."""
        _handler(viewer)
        with self._store.read() as work:
            steps = work.threads.steps_since(since)
            stretches = stretches_of(steps)
            replies = {one: _first_reply(work, one) for one in stretches[-_REPLIES_OF:]}
        own = None
        if viewer.role != "admin":
            mine = [one for one in stretches if one.by == viewer.name]
            own = _work(mine, [one for one in steps if one.by == viewer.name], replies)
        return TalkFigures(own, _work(stretches, steps, replies), len({one.by for one in stretches}))


def stretches_of(steps: Sequence[ThreadStep]) -> list[Stretch]:
    """The times in which somebody had a conversation, in the order of their beginning; open ones have no end.

    A step without a time of day is of an anonymous reporter: such a stretch has no length.
    """
    stretches: list[Stretch] = []
    running: dict[str, Stretch] = {}
    for step in steps:
        before = running.pop(step.conversation_id, None)
        if before is not None:
            over = replace(before, ended=step.at, closed=step.kind == "closed")
            stretches[stretches.index(before)] = over
        holder = step.by if step.kind == "claimed" else step.reason if step.kind == "handed" else ""
        if holder:
            begun = Stretch(step.conversation_id, holder, step.at, step.id)
            running[step.conversation_id] = begun
            stretches.append(begun)
    return stretches


def _telling(said: Sequence[Payload]) -> LastWords:
    of_citizen = [one for one in said if one["from"] == "citizen"]
    last = (of_citizen or said)[-1]
    if of_citizen and len(str(last["text"])) < _A_WORD_OR_TWO:
        last = max(of_citizen, key=lambda one: len(str(one["text"])))
    words = " ".join(str(last["text"]).split())
    return LastWords(last["from"], words[:WORDS_MAX])  # type: ignore[arg-type]


def _work(stretches: Sequence[Stretch], steps: Sequence[ThreadStep], replies: Mapping[Stretch, float | None]) -> Work:
    waited = [float(one.waited) for one in steps if one.kind == "claimed" and one.waited is not None]
    lengths = [length for one in stretches if (length := one.seconds) is not None]
    first = [took for one in stretches if (took := replies.get(one)) is not None]
    return Work(
        taken=len(stretches),
        closed=sum(one.closed for one in stretches),
        waiting=_median(waited),
        handling=_median(lengths),
        first_reply=_median(first),
    )


def _median(numbers: Sequence[float]) -> float | None:
    return median(numbers) if numbers else None


def _first_reply(work: UnitOfWork, stretch: Stretch) -> float | None:
    if not _timed(stretch.begun):
        return None
    for event in work.conversations.events_after(stretch.conversation_id, 0):
        if event.at >= stretch.begun and event.payload.get("from") == "agent":
            in_time = stretch.ended is None or event.at <= stretch.ended
            return (event.at - stretch.begun).total_seconds() if in_time else None
    return None


def _timed(at: datetime) -> bool:
    """Whether more than the day is kept."""
    return at.astimezone(_SHANGHAI).time() != time(0)


def _handler(viewer: Staff) -> None:
    if viewer.role not in _HANDLERS:
        raise Denied("only agents have conversations")
