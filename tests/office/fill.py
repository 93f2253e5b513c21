"""An invented office at work: conversations, reports and their moves, in any number, straight into the database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import insert

from casework.store.column_types import SHANGHAI
from casework.store.tables import (
    CaseRow,
    ConversationRow,
    HeardTurnRow,
    MoveRow,
    RegistrationRow,
    SignalRow,
    ThreadRow,
    ThreadStepRow,
)
from casework.store.unit import SqlStore

PLACES = ("500103", "500105", "500106", "500107", "500108", "500112", "500113", "500152", "500235")
_SITUATIONS = (
    *(("consult", "", 30), ("report", "B1-1", 14), ("report", "B1-2", 4), ("report", "B2-1", 3), ("report", "B2-2", 1)),
    *(("appeal", f"A2-{number}", 9 if number in (5, 7, 10) else 2) for number in range(1, 13)),
    *(("disclosure", "C1-1", 3), ("suggestion", "D-1", 4), ("out_of_scope", "", 6), ("", "", 5)),
)
_MOVES = (
    ("report_pre_check", "pre_checked", 2), ("report_accept", "accepted", 6), ("report_open", "opened", 10),
    ("report_tell_opened", "opened", 5), ("report_close", "closed", 40), ("report_archive", "archived", 6),
)  # fmt: skip
_BATCH = 2000


def fill(store: SqlStore, first: datetime, days: int, conversations: int, seed: int = 20) -> None:
    """Conversations spread over days, every eighth of those about reports registered as a case."""
    made = _conversations(random.Random(seed), first, days, conversations)
    batch: dict[type[Any], list[dict[str, Any]]] = {}
    for number, rows in enumerate(made, 1):
        for table, row in rows:
            batch.setdefault(table, []).append(row)
        if number % _BATCH == 0:
            _write(store, batch)
            batch = {}
    _write(store, batch)


def _write(store: SqlStore, batch: dict[type[Any], list[dict[str, Any]]]) -> None:
    order = (
        ConversationRow, ThreadRow, HeardTurnRow, SignalRow, ThreadStepRow, RegistrationRow, CaseRow, MoveRow,
    )  # fmt: skip
    with store.write() as work:
        session = work.figures._session
        for table in order:
            if batch.get(table):
                session.execute(insert(table), batch[table])
        work.commit()


def _conversations(
    dice: random.Random, first: datetime, days: int, count: int
) -> Iterator[list[tuple[type[Any], dict[str, Any]]]]:
    for index in range(count):
        day = first + timedelta(days=min(days - 1, int(dice.triangular(0, days, days * 0.7))))
        at = datetime.combine(day.date(), time(9), SHANGHAI) + timedelta(seconds=dice.randrange(9 * 3600))
        yield _conversation(dice, index, at)


def _conversation(dice: random.Random, index: int, at: datetime) -> list[tuple[type[Any], dict[str, Any]]]:
    who = f"{index:08x}-0000-4000-8000-{dice.getrandbits(48):012x}"
    category, situation, _ = dice.choices(_SITUATIONS, [weight for _, _, weight in _SITUATIONS])[0]
    channel = dice.choices(("chat", "phone", "rest"), (70, 24, 6))[0]
    region = dice.choices((*PLACES, None), (30, 22, 18, 12, 9, 6, 4, 1, 1, 5))[0]
    called = channel == "phone" or dice.random() < 0.22
    anonymous = category == "report" and dice.random() < 0.15
    number = f"JB{at:%Y%m%d}{index:06d}" if category == "report" and dice.random() < 0.6 else None
    rows: list[tuple[type[Any], dict[str, Any]]] = [
        (
            ConversationRow,
            {
                "id": who, "token_hash": who, "sender": who if channel == "rest" else None, "region": region,
                "created_at": at, "anonymous": anonymous, "last_event": 4,
            },
        ),
        (
            ThreadRow,
            {
                "conversation_id": who, "channel": "phone" if channel == "phone" else "chat", "state": "closed",
                "holder": None, "reason": None, "urgent": False, "waiting_since": None, "away_since": None,
                "category": category or None, "situation_id": situation or None, "confidence": 0.8, "region": region,
                "number": number, "opened_at": at, "last_at": at + timedelta(minutes=9), "last_event": 4,
                "last_from": "bot", "outcome": None, "anonymous": anonymous, "version": 1,
            },
        ),
    ]  # fmt: skip
    for event in range(dice.randrange(1, 4)):
        action = "ask" if event == 0 and dice.random() < 0.3 else "answer"
        rows.append((HeardTurnRow, _turn(who, event, at, category, situation, action)))
    if dice.random() < 0.04:
        rows.append((SignalRow, _signal(who, "corrected", at)))
    if called:
        waited = int(dice.lognormvariate(4.4, 1))
        taken = at + timedelta(seconds=60 + waited)
        rows.append((ThreadStepRow, _step(who, "called", at, None)))
        rows.append((ThreadStepRow, _step(who, "claimed", taken, waited)))
        ended = taken + timedelta(seconds=int(dice.lognormvariate(5.7, 0.7)))
        rows.append((ThreadStepRow, _step(who, "closed", ended, None)))
    return rows if number is None else rows + _case(dice, number, who, at, region, situation, anonymous)


def _turn(who: str, event: int, at: datetime, category: str, situation: str, action: str) -> dict[str, Any]:
    return {
        "conversation_id": who, "event_id": event, "at": at, "category": category or None,
        "situation_id": situation or None, "topic": None, "confidence": 0.8, "action": action, "novelty": None,
        "model": "m", "rulebook": "r", "parse": b"x" * 1500,
    }  # fmt: skip


def _signal(who: str, kind: str, at: datetime) -> dict[str, Any]:
    return {
        "conversation_id": who, "event_id": 1, "kind": kind, "by": "wang", "category": None, "situation_id": None,
        "at": at,
    }  # fmt: skip


def _step(who: str, kind: str, at: datetime, waited: int | None) -> dict[str, Any]:
    return {"conversation_id": who, "kind": kind, "by": "wang", "at": at, "reason": "", "waited": waited}


def _case(
    dice: random.Random, number: str, who: str, at: datetime, region: str | None, situation: str, anonymous: bool
) -> list[tuple[type[Any], dict[str, Any]]]:
    moves, state, then = [], "registered", at
    for sequence, (move, to_state, days) in enumerate(_MOVES[: dice.randrange(len(_MOVES) + 1)], 1):
        if anonymous and move == "report_tell_opened":
            continue
        if move == "report_accept" and dice.random() < 0.2:
            move, to_state = "report_refuse", "not_accepted"
        then += timedelta(days=dice.randrange(days + 4))
        moves.append({
            "number": number, "sequence": sequence, "move": move, "from_state": state, "to_state": to_state,
            "actor": "wang", "role": "senior_agent", "at": then, "note": b"",
        })  # fmt: skip
        state = to_state
        if to_state == "not_accepted":
            break
    registration = {
        "number": number, "conversation_id": who, "form_fingerprint": number, "form": "report_registration",
        "region": region, "situation_id": situation, "rulebook_version": "r", "anonymous": anonymous,
        "registered_on": at.date(), "content": b"", "code_hash": None, "tries": 0, "locked_until": None,
    }  # fmt: skip
    case = {
        "number": number, "form": "report_registration", "category": "report", "region": region,
        "situation_id": situation, "anonymous": anonymous, "state": state, "state_since": then, "assigned_to": None,
        "opened_on": at.date(), "due_on": None, "version": 1,
    }  # fmt: skip
    return [(RegistrationRow, registration), (CaseRow, case), *((MoveRow, move) for move in moves)]
