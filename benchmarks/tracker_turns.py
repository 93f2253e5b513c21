"""What one turn costs as a conversation grows: python -m benchmarks.tracker_turns [--model MODEL.tar.gz] [--rounds 8]

Without a model the tracker store alone (read, twelve events, save); with one, whole turns of Rasa in this process, the
store included, the same message each time. Conversations are brought to just before turns 5, 20, 60 and 100 and then
take turns, so that what else the machine does meets all alike. Prints medians in milliseconds and their ratio.
"""

import argparse
import asyncio
import logging
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered

from bot.quiet import hush
from bot.tracker_store import EncryptedTrackerStore

MARKS = (5, 20, 60, 100)
AROUND = 2
MESSAGE = "住院费用报销被退回来了，想问问怎么办"
SLOTS = 12
DOMAIN = "intents: [A2-7]\nslots:\n" + "".join(
    f"  fact_{n}: {{type: text, influence_conversation: false, mappings: [{{type: custom}}]}}\n" for n in range(SLOTS)
)


def one_turn(turn: int) -> list[Event]:
    """Twelve events of the size our own turns have."""
    ranking = [{"name": f"intent_{n}", "confidence": 1 / (n + 2)} for n in range(40)]
    parsed = {"text": MESSAGE, "intent": ranking[0], "intent_ranking": ranking, "entities": []}
    filled: list[Event] = [SlotSet(f"fact_{n}", f"值{turn}") for n in range(6)]
    return [
        UserUttered(MESSAGE, parsed["intent"], [], parsed),
        *filled,
        ActionExecuted("action_triage"),
        BotUttered("这是指引，不是受理决定。" * 10, {"custom": {"kind": "answer", "matters": ranking[:10]}}),
        ActionExecuted("action_follow_up"),
        BotUttered("还有什么要问的吗？"),
        ActionExecuted("action_listen"),
    ]


async def store_turn(store: Any, sender: str, turn: int) -> None:
    """Read the tracker, add a turn, save it: what Rasa does around its predictions."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    if not tracker.events:
        tracker.update_with_events([SessionStarted(), ActionExecuted("action_listen")], store.domain)
    tracker.update_with_events(one_turn(turn), store.domain)
    await store.save(tracker)


async def engine_turn(agent: Any, sender: str) -> None:
    """One whole turn of Rasa."""
    from rasa.core.channels.channel import UserMessage

    await agent.handle_message(UserMessage(MESSAGE, sender_id=sender, input_channel="benchmark"))


async def measure(url: str, key_dir: str, model: str | None, rounds: int) -> dict[int, float]:
    """Turn number -> milliseconds: median over rounds and the turns around it."""
    store = EncryptedTrackerStore(Domain.from_yaml(DOMAIN), url=url, key_dir=key_dir)
    agent: Any = None
    if model is not None:
        from rasa.core.agent import Agent

        from bot.in_process_actions import InProcessActionEndpoint, compile_action_result_check

        compile_action_result_check()
        agent = Agent.load(model, tracker_store=store, action_endpoint=InProcessActionEndpoint())
    reached: dict[str, int] = {}

    async def take_turn(sender: str) -> float:
        turn = reached[sender] = reached.get(sender, 0) + 1
        began = time.perf_counter()
        await (engine_turn(agent, sender) if agent else store_turn(store, sender, turn))
        return (time.perf_counter() - began) * 1000

    spent: dict[int, list[float]] = {mark: [] for mark in MARKS}
    for round_number in range(rounds):
        senders = {mark: f"round-{round_number}-to-{mark}" for mark in MARKS}
        for mark, sender in senders.items():
            while reached.get(sender, 0) < mark - AROUND - 1:
                await take_turn(sender)
        for _ in range(2 * AROUND + 1):
            for mark, sender in senders.items():
                spent[mark].append(await take_turn(sender))
    store.close()
    return {mark: statistics.median(times) for mark, times in spent.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a trained Rasa model; whole turns are measured")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--url", help="SQLAlchemy URL; a temporary SQLite file by default")
    given = parser.parse_args()
    hush()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as directory:
        os.environ["TRIAGE_DATA_DIR"] = directory  # the actions of a whole turn open a store too
        url = given.url or f"sqlite:///{Path(directory) / 'tracker.db'}"
        medians = asyncio.run(measure(url, directory, given.model, given.rounds))
    print("whole turns" if given.model else "tracker store alone", "-", url.split(":")[0])
    for mark, spent in medians.items():
        print(f"turn {mark:3d}: {spent:7.2f} ms")
    print(f"turn 100 / turn 5: {medians[100] / medians[5]:.2f} (goal: at most 1.20)")


if __name__ == "__main__":
    main()
