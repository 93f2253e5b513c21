"""Suggested replies: are they right, and are they there in time?

    python -m benchmarks.suggestions --data DIR right      sixty conversations of suggestion_dialogues.yml
    python -m benchmarks.suggestions --data DIR latency    50 live conversations, 5,000 remembered replies

DIR: a data directory with a trained model (of it only the model is read; the store is a new one). `right`: the share of
conversations whose first suggestion names the situation and cites the clause that were written down beforehand.
`latency`: from the citizen's message, reading included, to the suggestions of the agent who has the conversation.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from casework.bootstrap import Services, bootstrap, install
from casework.petition import Petition, petition
from casework.services.live_hub import LiveChange
from casework.services.ports import ThreadQuery
from casework.services.ports.suggestions import SentReply
from casework.services.say import PetitionState
from casework.services.staff import Staff
from casework.services.triage_turns import settled_main
from casework.settings import Settings
from casework.suggesting import Standing, Suggestion, suggest
from casework.triage import Known
from knowledge import RuleBook

DIALOGUES = Path(__file__).with_name("suggestion_dialogues.yml")
AGENT = Staff("bench.agent", "agent")
TALKS, REPLIES = 50, 5_000
SPREAD_SECONDS, SPREAD_ROUNDS = 20, 3
BAR_RIGHT, BAR_MS = 0.90, 200.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One conversation: what was offered first, and what was wrong with it."""

    id: str
    first: Suggestion | None
    faults: tuple[str, ...]


async def engine_of(data: Path, services: Services) -> Any:
    """The trained model of a data directory, loaded."""
    from bot.engine import create_engine

    current = json.loads((data / "models" / "current.json").read_text(encoding="utf-8"))
    model = data / "models" / str(current["file"] if "file" in current else current["model"])
    settings = services.settings
    engine = create_engine(model, settings.store_url, None, settings.keys_dir)
    await engine.start()
    return engine


async def heard(engine: Any, services: Services, region: str | None, said: list[str]) -> Petition | None:
    """What the messages come to when the bot's questions are answered by what is said next."""
    book, turns, state = services.rulebook, services.triage_turns, PetitionState()
    for text in said:
        parse = await engine.parse(text)
        if state.pending is not None:
            state, settled, _ = turns.clarify(state, text, parse)
            state = turns.resume(state).state if settled is not None else state
        else:
            state = turns.hear(state, parse, region).state
    if not state.parse:
        return None
    return petition(state.parse, Known(state.facts, state.region, settled_main(state)), book, state.story)


def judged(one: dict[str, Any], first: Suggestion | None, book: RuleBook) -> Judged:
    """Holds the first suggestion against what was written down."""
    text = first.text if first is not None else ""
    cited = {clause.clause for clause in first.clauses} if first is not None else set()
    faults = [f"没有“{word}”" for word in one.get("words", ()) if word not in text]
    if "danger" in one:
        if first is None or first.source != "safety":
            faults.append("安全提示不在第一条")
        return Judged(one["id"], first, tuple(faults))
    for name, clauses in ((one["is"], one.get("clause", ())), *_also(one)):
        if book_name(name, book) not in text:
            faults.append(f"没有说到 {name}")
        faults += [f"没有引 {clause}" for clause in clauses if clause not in cited]
    return Judged(one["id"], first, tuple(faults))


def _also(one: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(one["also"]["is"], [one["also"]["clause"]])] if "also" in one else []


def book_name(name: str, book: RuleBook) -> str:
    """The words by which a situation or topic is named to the citizen."""
    if any(row.id == name for row in book.situations):
        return book.situation(name).plain
    return book.topic(name).name


async def right(services: Services, engine: Any) -> int:
    """Plays the conversations: the sixty, and the twenty-four written after the mending."""
    lists = yaml.safe_load(DIALOGUES.read_text(encoding="utf-8"))
    shares = [await _right_of(name, lists[name], services, engine) for name in ("dialogues", "second")]
    return 0 if shares[0] >= BAR_RIGHT else 1


async def _right_of(name: str, dialogues: list[dict[str, Any]], services: Services, engine: Any) -> float:
    book = services.rulebook
    results = []
    for one in dialogues:
        told = await heard(engine, services, one["region"], one["say"])
        offered = suggest(told, book, Standing(heard=one["say"][-1]))
        results.append(judged(one, offered[0] if offered else None, book))
    for result in results:
        if result.faults:
            print(f"{result.id} [{_source(result)}] {'；'.join(result.faults)}")
            print(f"     {(result.first.text if result.first else '-').splitlines()[0]}")
    good = sum(not result.faults for result in results)
    kinds = dict(Counter(_source(result) for result in results))
    share = good / len(results)
    print(f"{name}: {good} of {len(results)} right ({share:.1%}; bar {BAR_RIGHT:.0%}), first by source {kinds}")
    return share


def _source(result: Judged) -> str:
    return result.first.source if result.first else "-"


def _fill_memory(services: Services, count: int) -> None:
    """Replies as agents might have sent them, put together from pieces, in the situations of the list."""
    chance = random.Random(7)
    book = services.rulebook
    situations = [row for row in book.situations if row.category in ("appeal", "report")]
    openings = ("您慢慢说，我在听。", "别着急，我帮您看。", "材料我看到了。", "谢谢您告诉我们。")
    middles = (
        "请把发票和费用清单拍清楚一点发给我",
        "请把回执和短信留好",
        "麻烦再说说是哪一天的事",
        "照片一张一张发就行",
    )
    with services.store.write() as work:
        for number in range(count):
            row = chance.choice(situations)
            talk = work.conversations.create("220000")
            asked = "，".join(chance.sample(list(row.keywords), 4)) + f"，我说的第{number}件事，请帮我看一看"
            text = f"{chance.choice(openings)}{chance.choice(middles)}，我这边接着办。"
            work.suggestions.remember(SentReply(talk.id, 1, row.category, row.id, (), asked, text, AGENT.name))
        work.commit()


class Reading:
    """Waits for a conversation's message to be read: the moment at which the page of its agent asks anew."""

    def __init__(self, services: Services) -> None:
        self._loop = asyncio.get_running_loop()
        self._read: dict[str, asyncio.Event] = {}
        services.live.subscribe(self._heard)

    def expect(self, talk: str) -> asyncio.Event:
        """Set as soon as the next message of this conversation has been read."""
        self._read[talk] = asyncio.Event()
        return self._read[talk]

    def _heard(self, change: LiveChange) -> None:
        waiting = self._read.get(change.conversation_id)
        if waiting is not None and change.kind == "thread" and change.by == "bot":
            self._loop.call_soon_threadsafe(waiting.set)


async def _held_talks(services: Services) -> list[tuple[str, str]]:
    """Conversations that an agent has: id and the citizen's token."""
    with services.store.write() as work:
        work.users.add(AGENT.name, "测", AGENT.role)
        work.commit()
    talks = []
    for number in range(TALKS):
        opened = services.conversations.open("220000")
        await services.conversations.post(opened.token, f"hello-{number}", "你好")
        await services.conversations.settle()
        talks.append(opened.token)
    threads = services.live.page(AGENT, ThreadQuery(view="watch", size=TALKS)).threads
    for thread in threads:
        services.live.take_over(AGENT, thread.conversation_id)
    ids = [thread.conversation_id for thread in threads]
    with services.store.read() as work:
        of_token = {work.conversations.by_token(token).id: token for token in talks}
    return [(talk, of_token[talk]) for talk in ids]


async def latency(services: Services, engine: Any) -> int:
    """Fifty conversations that an agent has: from the citizen's message to three replies on the agent's side."""
    services.engine_slot.engine = engine
    dialogues = yaml.safe_load(DIALOGUES.read_text(encoding="utf-8"))["dialogues"]
    begun = time.perf_counter()
    _fill_memory(services, REPLIES)
    services.suggestions.warm()
    print(f"memory of {REPLIES} replies filled in {time.perf_counter() - begun:.1f} s (writing included)")
    talks, reading = await _held_talks(services), Reading(services)
    said = [one["say"][0] for one in dialogues]
    number = iter(range(10**6))

    async def once(talk: str, token: str) -> float:
        turn = next(number)
        read = reading.expect(talk)
        start = time.perf_counter()
        await services.conversations.post(token, f"m-{turn}", said[turn % len(said)])
        await asyncio.wait_for(read.wait(), 30)
        found = await asyncio.to_thread(services.suggestions.for_talk, AGENT, talk)
        assert found.items
        return (time.perf_counter() - start) * 1000

    async def lively(talk: str, token: str, delay: float) -> float:
        await asyncio.sleep(delay)
        return await once(talk, token)

    for talk, token in talks[:10]:
        await once(talk, token)
    alone = [await once(*talk) for _ in range(4) for talk in talks]
    chance = random.Random(11)
    spread = []
    for _ in range(SPREAD_ROUNDS):
        spread += await asyncio.gather(*(lively(*talk, chance.uniform(0, SPREAD_SECONDS)) for talk in talks))
    burst = await asyncio.gather(*(once(*talk) for talk in talks[:10]))
    every = f"50 conversations, a message of each in every {SPREAD_SECONDS} s"
    worst = 0.0
    for name, times in (("one by one", alone), (every, spread)):
        p95 = statistics.quantiles(times, n=20)[-1]
        worst = max(worst, p95)
        print(f"{name}: p50 {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, most {max(times):.0f} ms")
    print(f"ten in the same moment: slowest {max(burst):.0f} ms")
    print(f"bar {BAR_MS:.0f} ms p95; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0 if worst <= BAR_MS else 1


async def run(options: argparse.Namespace) -> int:
    """Wires services over a new store and measures."""
    with tempfile.TemporaryDirectory() as directory:
        services = bootstrap(Settings(data_dir=Path(directory)))
        install(services)
        engine = await engine_of(options.data, services)
        try:
            return await (right if options.what == "right" else latency)(services, engine)
        finally:
            await engine.stop()
            services.store.close()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("what", choices=["right", "latency"])
    parser.add_argument("--data", type=Path, required=True)
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
