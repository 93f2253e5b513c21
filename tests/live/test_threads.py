"""Threads and the journal in SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text

from casework.database.connecting import database_url
from casework.services.ports import HeardTurn, Store, Thread, ThreadMove, ThreadQuery
from casework.store.tables import Table
from casework.store.unit import SqlStore
from tests.fakes import NOON, FixedClock

MIDNIGHT = NOON.replace(hour=0, minute=0, second=0, microsecond=0)


def begun(store: Store, *, state: str = "bot", urgent: bool = False, region: str | None = "220000") -> str:
    """A conversation with one message, waiting if asked to."""
    with store.write() as work:
        one = work.conversations.create(region).id
        event = work.conversations.append_event(one, "message", {"from": "citizen", "text": "医院多收费"})
        work.threads.heard(one, event.id)
        if state == "waiting":
            work.threads.move(one, called(urgent=urgent))
        work.commit()
    return one


def called(*, urgent: bool = False) -> ThreadMove:
    return ThreadMove("called", "bot", ("bot", "waiting", "closed"), "waiting", reason="asked", urgent=urgent or None)


def claim(name: str) -> ThreadMove:
    return ThreadMove("claimed", name, ("waiting",), "held", name)


def moved(store: Store, one: str, move: ThreadMove) -> Thread | None:
    with store.write() as work:
        thread = work.threads.move(one, move)
        work.commit()
    return thread


def thread_of(store: Store, one: str) -> Thread:
    with store.read() as work:
        thread = work.threads.by_id(one)
    assert thread is not None
    return thread


def heard_turn(one: str, event_id: int, **given: Any) -> HeardTurn:
    plain: dict[str, Any] = {
        "conversation_id": one, "event_id": event_id, "at": NOON, "category": "report", "situation_id": "B1-1",
        "topic": None, "confidence": 0.9, "action": "answer", "novelty": None, "model": "m", "rulebook": "r",
        "parse": {"text": "医院多收费", "intent": {"name": "B1-1"}},
    }  # fmt: skip
    return HeardTurn(**plain | given)


# ---------------------------------------------------------------- threads


def test_a_thread_begins_with_the_first_message_and_is_the_bots(sql_store: SqlStore) -> None:
    thread = thread_of(sql_store, begun(sql_store))

    assert (thread.state, thread.holder, thread.channel, thread.last_event, thread.region) == (
        "bot", None, "chat", 1, "220000",
    )  # fmt: skip
    assert (thread.opened_at, thread.last_at, thread.version) == (NOON, NOON, 1)


def test_of_two_people_claiming_at_once_one_has_it(sql_store: SqlStore) -> None:
    for _ in range(8):
        one, start = begun(sql_store, state="waiting"), threading.Barrier(4)

        def take(name: str, one: str = one, start: threading.Barrier = start) -> bool:
            start.wait()
            return moved(sql_store, one, claim(name)) is not None

        with ThreadPoolExecutor(4) as pool:
            won = dict(zip("abcd", pool.map(take, "abcd"), strict=True))

        assert sum(won.values()) == 1
        assert won[str(thread_of(sql_store, one).holder)]
        with sql_store.read() as work:
            assert [step.kind for step in work.threads.steps(one)] == ["called", "claimed"]


def test_a_message_and_a_claim_at_once_lose_neither(sql_store: SqlStore) -> None:
    one, start = begun(sql_store, state="waiting"), threading.Barrier(2)

    def write() -> None:
        start.wait()
        for _ in range(10):
            with sql_store.write() as work:
                event = work.conversations.append_event(one, "message", {"from": "citizen", "text": "在吗"})
                work.threads.heard(one, event.id)
                work.commit()

    def take() -> None:
        start.wait()
        assert moved(sql_store, one, claim("wang"))

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write), pool.submit(take)]:
            done.result(30)

    thread = thread_of(sql_store, one)
    assert (thread.state, thread.holder, thread.last_event) == ("held", "wang", 11)


def test_a_move_is_made_only_from_where_it_may_be_made(sql_store: SqlStore) -> None:
    one = begun(sql_store)

    assert moved(sql_store, one, claim("wang")) is None
    assert moved(sql_store, one, called()) is not None
    assert moved(sql_store, one, claim("wang")) is not None
    give = ThreadMove("given_back", "li", ("held",), "bot", held_by="li")
    assert moved(sql_store, one, give) is None
    assert thread_of(sql_store, one).holder == "wang"


def test_how_long_somebody_waited_is_kept_and_since_when_is_not(sql_store: SqlStore, clock: FixedClock) -> None:
    one = begun(sql_store, state="waiting")
    clock.advance(seconds=75)

    taken = moved(sql_store, one, claim("wang"))

    assert taken is not None
    assert taken.waiting_since is None
    with sql_store.read() as work:
        assert [(step.kind, step.waited) for step in work.threads.steps(one)] == [("called", None), ("claimed", 75)]
        assert len(work.threads.steps_since(NOON + timedelta(seconds=1))) == 1


def test_who_is_called_twice_keeps_their_place(sql_store: SqlStore, clock: FixedClock) -> None:
    one = begun(sql_store, state="waiting")
    clock.advance(minutes=3)

    again = moved(sql_store, one, called(urgent=True))

    assert again is not None
    assert (again.waiting_since, again.urgent) == (NOON, True)


def test_a_citizen_who_writes_into_a_closed_thread_opens_it(sql_store: SqlStore) -> None:
    one = begun(sql_store, state="waiting")
    moved(sql_store, one, claim("wang"))
    shut = ThreadMove("closed", "wang", ("held",), "closed", held_by="wang", outcome="answered")
    assert moved(sql_store, one, shut) is not None
    assert thread_of(sql_store, one).outcome == "answered"

    with sql_store.write() as work:
        thread = work.threads.heard(one, 2)
        work.commit()

    assert (thread.state, thread.holder, thread.outcome) == ("bot", None, None)


def test_the_longest_waiting_come_first_and_urgent_ones_before_them(sql_store: SqlStore, clock: FixedClock) -> None:
    first = begun(sql_store, state="waiting")
    clock.advance(minutes=1)
    second = begun(sql_store, state="waiting")
    clock.advance(minutes=1)
    urgent = begun(sql_store, state="waiting", urgent=True)

    with sql_store.read() as work:
        page = work.threads.page(ThreadQuery("waiting"))
        counts = work.threads.counts("wang")

    assert [one.conversation_id for one in page.threads] == [urgent, first, second]
    assert counts == {"waiting": 3, "mine": 0, "watch": 0, "closed": 0, "urgent": 1, "alarmed": 0}


def test_lists_are_cut_into_pages_and_narrowed(sql_store: SqlStore, clock: FixedClock) -> None:
    ids = []
    for region in ("220000", "500000", "220100"):
        clock.advance(seconds=1)
        ids.append(begun(sql_store, region=region))
    with sql_store.write() as work:
        work.threads.read_as(ids[2], "report", "B1-1", 0.8)
        work.commit()

    def found(**wanted: Any) -> list[int]:
        with sql_store.read() as work:
            page = work.threads.page(ThreadQuery("watch", **wanted))
        return [ids.index(one.conversation_id) for one in page.threads]

    assert found() == [2, 1, 0]
    assert found(size=2, page=1) == [0]
    assert found(region="22") == [2, 0]
    assert found(category="report") == [2]
    assert found(search="b1-") == [2]
    assert found(search=ids[1][:8]) == [1]
    assert found(search="没有") == []
    assert found(search="%") == []


def test_a_note_is_sealed_and_comes_back(sql_store: SqlStore, url: str) -> None:
    one = begun(sql_store)
    with sql_store.write() as work:
        work.threads.add_note(one, "wang", "说话很急，先安抚")
        work.threads.keep_petition(one, {"state": {"story": "医院多收费"}})
        work.commit()

    with sql_store.read() as work:
        (note,) = work.threads.notes(one)
        assert work.threads.petition_of(one) == {"state": {"story": "医院多收费"}}
    assert (note.author, note.text, note.at) == ("wang", "说话很急，先安抚", NOON)
    engine = create_engine(database_url(url))
    with engine.connect() as connection:
        kept = [bytes(value) for (value,) in connection.execute(text("SELECT text FROM thread_notes"))]
        kept += [bytes(value) for (value,) in connection.execute(text("SELECT petition FROM thread_petitions"))]
    engine.dispose()
    assert len(kept) == 2
    assert not any("安抚".encode() in one or "多收".encode() in one for one in kept)


def test_of_an_anonymous_reporter_only_the_day_is_kept_but_while_they_wait(
    sql_store: SqlStore, clock: FixedClock
) -> None:
    one = begun(sql_store, state="waiting")
    with sql_store.write() as work:
        work.threads.add_note(one, "wang", "一")
        work.journal.heard(heard_turn(one, 1))
        work.journal.signal(one, 1, "handed_over")
        work.conversations.make_anonymous(one)
        work.threads.spoke(one, 2, "bot")
        work.threads.add_note(one, "wang", "二")
        work.commit()
    waiting = thread_of(sql_store, one)
    clock.advance(minutes=2)

    held = moved(sql_store, one, claim("wang"))

    assert (waiting.waiting_since, waiting.opened_at, waiting.last_at) == (NOON, MIDNIGHT, MIDNIGHT)
    assert waiting.anonymous
    assert held is not None
    assert held.waiting_since is None
    with sql_store.read() as work:
        times = [one.at for one in (*work.threads.notes(one), *work.threads.steps(one), *work.journal.turns_of(one))]
        times += [signal.at for signal in work.journal.signals_of(one)]
    assert len(times) == 6
    assert set(times) == {MIDNIGHT}


def test_quiet_threads_of_the_bot_are_found_and_marks_show_what_changed(sql_store: SqlStore, clock: FixedClock) -> None:
    quiet = begun(sql_store)
    clock.advance(hours=50)
    lively = begun(sql_store)

    with sql_store.read() as work:
        assert list(work.threads.quiet_since(clock() - timedelta(hours=48))) == [quiet]
        assert work.threads.marks() == [(lively, 1, 1), (quiet, 1, 1)]


# ---------------------------------------------------------------- the journal


def test_a_turn_is_written_once_per_message_and_its_words_are_sealed(sql_store: SqlStore, url: str) -> None:
    one = begun(sql_store)
    with sql_store.write() as work:
        work.journal.heard(heard_turn(one, 1, confidence=0.2))
        work.journal.heard(heard_turn(one, 1, confidence=0.9))
        work.commit()

    with sql_store.read() as work:
        (turn,) = work.journal.turns_of(one)
        assert work.journal.turn(one, 1) == turn
        assert work.journal.turns_since(NOON) == [turn]
        assert work.journal.turns_since(NOON + timedelta(seconds=1)) == []
    assert (turn.confidence, turn.parse["text"], turn.category) == (0.9, "医院多收费", "report")
    engine = create_engine(database_url(url))
    with engine.connect() as connection:
        parse = bytes(connection.execute(text("SELECT parse FROM heard_turns")).scalar_one())
    engine.dispose()
    assert "多收费".encode() not in parse


def test_signals_are_read_on_from_where_one_was_and_a_changed_one_comes_anew(sql_store: SqlStore) -> None:
    one = begun(sql_store)
    with sql_store.write() as work:
        work.journal.signal(one, 1, "corrected", "wang", "appeal", "A2-7")
        work.journal.signal(one, 1, "low_confidence")
        work.commit()
    with sql_store.read() as work:
        first = work.journal.signals_after(0)
    with sql_store.write() as work:
        work.journal.signal(one, 1, "low_confidence")
        work.journal.signal(one, 1, "corrected", "wang", "report", "B1-1")
        work.commit()

    with sql_store.read() as work:
        second = work.journal.signals_after(first[-1].id)
        kept = work.journal.signals_of(one)

    assert [signal.kind for signal in second] == ["low_confidence", "corrected"]
    assert (second[1].category, second[1].situation_id, second[1].by) == ("report", "B1-1", "wang")
    assert len(kept) == 2


def test_what_belongs_to_a_conversation_goes_with_it(sql_store: SqlStore, url: str) -> None:
    one = begun(sql_store, state="waiting")
    with sql_store.write() as work:
        work.journal.heard(heard_turn(one, 1))
        work.journal.signal(one, 1, "danger")
        work.threads.add_note(one, "wang", "一")
        work.threads.keep_petition(one, {})
        work.commit()
    engine = create_engine(database_url(url))
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.execute(text("DELETE FROM conversations"))
        left = [
            connection.execute(select(func.count()).select_from(Table.metadata.tables[table])).scalar_one()
            for table in ("threads", "thread_petitions", "thread_steps", "thread_notes", "heard_turns", "signals")
        ]
    engine.dispose()
    assert left == [0] * 6


@pytest.mark.parametrize("kind", ["unknown", ""])
def test_a_thread_of_nobody_is_none(sql_store: SqlStore, kind: str) -> None:
    with sql_store.read() as work:
        assert work.threads.by_id(kind) is None
        assert work.threads.petition_of(kind) is None
