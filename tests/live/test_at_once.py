"""Everybody at once in one conversation, on both databases: nothing lost, nothing said twice, nobody stuck."""

from __future__ import annotations

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from casework.errors import AlreadyHeld, NotHolder, TurnPending
from casework.services.staff import Staff
from casework.store.unit import SqlStore
from tests.fakes import FixedClock
from tests.live.stage import LI, WANG, LiveStage

STORY = "医院给我多记了三天床位费，我想举报"


async def test_two_claims_at_once_have_one_winner_who_is_named_to_the_other(both_stage: LiveStage) -> None:
    for _ in range(5):
        _, one = await both_stage.waiting(STORY)

        def claim(who: Staff, one: str = one) -> str:
            try:
                return str(both_stage.live.claim(who, one).holder)
            except AlreadyHeld as error:
                return error.holder

        with ThreadPoolExecutor(2) as pool:
            results = set(pool.map(claim, (WANG, LI)))

        winner = both_stage.thread(one).holder
        assert results == {winner, f"{winner}的姓名"}


async def test_the_same_sent_from_two_windows_is_said_once(both_stage: LiveStage) -> None:
    token, one = await both_stage.held()

    posted = await asyncio.gather(*(both_stage.live.say(WANG, one, "m-1", "您好") for _ in range(4)))

    assert sorted(one.duplicate for one in posted) == [False, True, True, True]
    assert [who for who, _ in both_stage.shown(token)].count("agent") == 1


async def test_a_busy_conversation_loses_nothing_and_says_nothing_twice(both_stage: LiveStage) -> None:
    token, one = await both_stage.waiting(STORY)
    said: list[str] = []

    async def citizen() -> None:
        for number in range(12):
            try:
                await both_stage.talk.post(token, f"own-{number}", f"第{number}句")
            except TurnPending:
                continue
            said.append(f"第{number}句")
            await asyncio.sleep(0.01)

    async def agent(who: Staff, other: Staff) -> None:
        chance = random.Random(who.name)
        for number in range(10):
            try:
                await asyncio.to_thread(both_stage.live.take_over, who, one)
                text = f"{who.name} {number}"
                await both_stage.live.say(who, one, f"m-{number}-{who.name}", text)
                said.append(text)
                step = chance.choice(("hand", "back", "note", "stay"))
                if step == "hand":
                    await asyncio.to_thread(both_stage.live.hand_to, who, one, other.name, "请接着谈")
                elif step == "back":
                    await asyncio.to_thread(both_stage.live.give_back, who, one)
                elif step == "note":
                    await asyncio.to_thread(both_stage.live.note, who, one, "记一笔")
            except (AlreadyHeld, NotHolder):
                await asyncio.sleep(0.01)

    await asyncio.wait_for(asyncio.gather(citizen(), agent(WANG, LI), agent(LI, WANG)), 60)
    await both_stage.talk.settle()

    events = both_stage.talk.events(token, 0)
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    heard = [event.data["text"] for event in events if event.data["from"] in ("citizen", "agent")][2:]
    assert sorted(heard) == sorted(said)
    with both_stage.store.read() as work:
        check = work.audit.verify()
        thread = work.threads.by_id(one)
    assert check.broken_at is None
    assert thread is not None
    assert thread.last_event == len(events)
    assert (thread.holder is None) == (thread.state != "held")


async def test_what_is_said_in_one_process_reaches_the_page_open_in_another(
    both_stage: LiveStage, sql_store: SqlStore, clock: FixedClock
) -> None:
    token, one = await both_stage.held()
    other = LiveStage(sql_store, clock)
    last = len(both_stage.talk.events(token, 0))
    both_stage.watch.poll()
    waiting = asyncio.create_task(both_stage.talk.wait_for_events(token, last, timeout=10))
    await asyncio.sleep(0.1)

    await other.live.say(WANG, one, "m-1", "您好")
    await asyncio.to_thread(both_stage.watch.poll)

    (message,) = [event for event in await waiting if event.kind == "message"]
    assert message.data["text"] == "您好"


async def test_the_watch_goes_on_after_a_round_that_failed(
    both_stage: LiveStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.services.live_watch._POLL_SECONDS", 0.01)
    monkeypatch.setattr("casework.services.live_watch._SWEEP_SECONDS", 0.01)
    rounds: list[int] = []

    def fail() -> None:
        rounds.append(1)
        raise RuntimeError("the database is away")

    both_stage.watch.sweep = fail  # type: ignore[method-assign]
    running = asyncio.create_task(both_stage.watch.run())
    await asyncio.sleep(0.3)
    running.cancel()

    assert len(rounds) > 1
