"""Threads and the journal in memory: what tests of the dialogue need of them. The SQL store has tests of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from casework.services.ports import Channel, HeardTurn, Role, Signal, SignalKind, Speaker, Thread, ThreadMove


@dataclass
class LiveRecords:
    """What is kept; part of the memory store's records."""

    threads: dict[str, Thread] = field(default_factory=dict)
    petitions: dict[str, dict[str, Any]] = field(default_factory=dict)
    moves: list[tuple[str, ThreadMove]] = field(default_factory=list)
    turns: list[HeardTurn] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    signed_in: dict[str, Role] = field(default_factory=dict)


class MemoryThreads:
    def __init__(self, clock: Callable[[], datetime], records: LiveRecords) -> None:
        self._clock = clock
        self._records = records

    def heard(self, conversation_id: str, event_id: int, channel: Channel = "chat") -> Thread:
        now, known = self._clock(), self._records.threads
        thread = known.get(conversation_id)
        if thread is None:
            thread = Thread(
                conversation_id, channel, "bot", None, None, False, None, None, None, None, None, None, now, now,
                event_id, 1, False,
            )  # fmt: skip
        state = "bot" if thread.state == "closed" else thread.state
        known[conversation_id] = replace(thread, state=state, last_event=event_id, last_from="citizen", last_at=now)
        return known[conversation_id]

    def spoke(self, conversation_id: str, event_id: int, by: Speaker) -> None:
        self._change(conversation_id, last_event=event_id, last_from=by)

    def by_id(self, conversation_id: str, *, lock: bool = False) -> Thread | None:
        return self._records.threads.get(conversation_id)

    def move(self, conversation_id: str, move: ThreadMove) -> Thread | None:
        thread = self.by_id(conversation_id)
        if thread is None or thread.state not in move.of or move.held_by not in ("*", thread.holder):
            return None
        kept = move.urgent is None and move.to in ("waiting", "held")
        urgent = thread.urgent if kept else bool(move.urgent)
        self._change(
            conversation_id, state=move.to, holder=move.holder, reason=move.reason, urgent=urgent,
            waiting_since=(thread.waiting_since or self._clock()) if move.to == "waiting" else None,
            version=thread.version + 1,
        )  # fmt: skip
        self._records.moves.append((conversation_id, move))
        return self.by_id(conversation_id)

    def read_as(
        self, conversation_id: str, category: str | None, situation_id: str | None, confidence: float | None
    ) -> None:
        self._change(conversation_id, category=category, situation_id=situation_id, confidence=confidence)

    def place(self, conversation_id: str, region: str | None) -> None:
        self._change(conversation_id, region=region)

    def registered(self, conversation_id: str, number: str) -> None:
        self._change(conversation_id, number=number)

    def keep_petition(self, conversation_id: str, petition: Mapping[str, Any]) -> None:
        self._records.petitions[conversation_id] = dict(petition)

    def petition_of(self, conversation_id: str) -> Mapping[str, Any] | None:
        return self._records.petitions.get(conversation_id)

    def _change(self, conversation_id: str, **values: Any) -> None:
        thread = self._records.threads.get(conversation_id)
        if thread is not None:
            self._records.threads[conversation_id] = replace(thread, **values)


class MemoryJournal:
    def __init__(self, clock: Callable[[], datetime], records: LiveRecords) -> None:
        self._clock = clock
        self._records = records

    def heard(self, turn: HeardTurn) -> None:
        self._records.turns.append(turn)

    def signal(
        self,
        conversation_id: str,
        event_id: int,
        kind: SignalKind,
        by: str = "",
        category: str | None = None,
        situation_id: str | None = None,
    ) -> None:
        self._records.signals.append(Signal(conversation_id, event_id, kind, by, category, situation_id, self._clock()))

    def last_told(self, conversation_id: str, before: int) -> HeardTurn | None:
        told = [turn for turn in self.turns_of(conversation_id) if turn.event_id < before and turn.category]
        return told[-1] if told else None

    def turns_of(self, conversation_id: str) -> Sequence[HeardTurn]:
        return [turn for turn in self._records.turns if turn.conversation_id == conversation_id]


class MemoryStaffSessions:
    def __init__(self, records: LiveRecords) -> None:
        self._records = records

    def signed_in(self, _seen_since: datetime) -> Mapping[str, Role]:
        return dict(self._records.signed_in)
