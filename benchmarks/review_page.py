"""How long does the review page take? `python -m benchmarks.review_page [--items 100000] [--rounds 20]`

Fills a store of its own with that many items in groups of different sizes, each with its conversation. Prints
milliseconds (median and 95th percentile) of finding a page for several lists, of one decision, and of the whole answer
GET /desk/admin/review; and how long collecting 1,000 new turns takes. Exit code 1 when a p95 is above 300 ms.
"""

import argparse
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from benchmarks.desk_timing import hired, measured, page_measured, timed
from casework.bootstrap import Services, bootstrap, now
from casework.review.reasons import REASONS, mask_of
from casework.services.ports import HeardTurn
from casework.services.ports.review import ReviewQuery
from casework.services.review import Picked
from casework.services.staff import Staff
from casework.settings import Settings
from casework.store.context import Context
from casework.store.tables import ConversationRow, EventRow, HeardTurnRow, ReviewGroupRow, ReviewItemRow
from casework.store.unit import SqlUnitOfWork

WHO = Staff("reviewer.one", "reviewer")
STORY = "去年十月我在市里的医院住了三天，结算时多收了我的床位费，我不同意，想请医保局查一查，再给我一个说法。"
SAID = (("citizen", STORY), ("bot", "这是申诉求决。"), ("citizen", "分类不对"))
REGIONS = ("220100", "220200", "220381", "500106", "500112", "320813", "411681")
LISTS = {
    "most worth first": ReviewQuery(),
    "page 100": ReviewQuery(offset=100 * 20),
    "one reason": ReviewQuery(reason=mask_of(("disagreed",))),
    "category and place": ReviewQuery(category="report", place="220000"),
    "situation, last 30 days": ReviewQuery(intent="A2-7", since=(now() - timedelta(days=30)).date()),
    "not grouped": ReviewQuery(grouped=False),
    "labels that hold": ReviewQuery(state="accepted"),
}


def fill(services: Services, count: int) -> None:
    """Writes the items down in bulk; one in seven is decided, one in three is like others."""
    chance, today = random.Random(11), now()
    situations = [row.id for row in services.rulebook.situations]
    of = {row.id: row.category for row in services.rulebook.situations}
    groups = max(1, count * 2 // 3)
    with services.store.write() as work:
        session, content = _context(work).session, _context(work).content
        sketch = content.seal_json([1, 2, 3], "review_groups:sketch")
        for begin in range(0, groups, 5000):
            numbers = range(begin + 1, min(groups, begin + 5000) + 1)
            session.execute(insert(ReviewGroupRow), [{"id": one, "size": 1, "sketch": sketch} for one in numbers])
        for begin in range(0, count, 2000):
            talks, messages, turns, items = [], [], [], []
            for each in range(begin, min(count, begin + 2000)):
                conversation, intent = f"c-{each:08d}", chance.choice(situations)
                day, region = today - timedelta(minutes=each), chance.choice(REGIONS)
                talks.append({
                    "id": conversation, "token_hash": conversation, "region": region, "created_at": day,
                    "anonymous": False, "last_event": 3,
                })  # fmt: skip
                for event, (speaker, words) in enumerate(SAID, 1):
                    place = f"conversation_events:{conversation}:{event}:payload"
                    payload = {"from": speaker, "text": words, "buttons": [], "card": None}
                    messages.append({
                        "conversation_id": conversation, "id": event, "kind": "message", "client_id": None, "at": day,
                        "payload": content.seal_json(payload, place),
                    })  # fmt: skip
                turns.append(_turn(content, conversation, intent, of[intent], day))
                base = chance.random() * 4
                items.append({
                    "conversation_id": conversation, "event_id": 1, "day": day.date(), "region": region,
                    "category": of[intent], "intent": intent, "confidence": chance.random(), "novelty": None,
                    "reasons": mask_of(chance.sample(REASONS, chance.randint(1, 3))), "hint": None, "base": base,
                    "worth": base, "group_id": chance.randint(1, groups) if each % 3 else each % 40 + 1,
                    "state": "accepted" if each % 7 == 0 else "open", "version": 1,
                    "first": intent if each % 7 == 0 else None, "first_by": "somebody" if each % 7 == 0 else None,
                    "settled": intent if each % 7 == 0 else None,
                })  # fmt: skip
            for table, rows in (
                (ConversationRow, talks), (EventRow, messages), (HeardTurnRow, turns), (ReviewItemRow, items)
            ):  # fmt: skip
                session.execute(insert(table), rows)
        session.execute(text("ANALYZE"))
        # what is filled in here has been collected
        work.review.move_cursor(count, 0)
        work.commit()


def _turn(content: Any, conversation: str, intent: str, category: str, day: Any) -> dict[str, Any]:
    parse = {
        "text": STORY, "intent": {"name": intent, "confidence": 0.5}, "entities": [],
        "reading": {"matters": [{"span": [0, len(STORY)], "ranking": [{"name": intent, "confidence": 0.5}],
                                 "categories": {category: 0.5}, "evidence": [{"text": "床位费", "weight": 1.0}]}]},
    }  # fmt: skip
    return {
        "conversation_id": conversation, "event_id": 1, "at": day, "category": category, "situation_id": intent,
        "topic": None, "confidence": 0.5, "action": "answer", "novelty": 0.1, "model": "m", "rulebook": "r",
        "parse": content.seal_json(parse, f"heard_turns:{conversation}:1:parse"),
    }  # fmt: skip


def _context(work: object) -> Context:
    assert isinstance(work, SqlUnitOfWork), "this fills a store in SQL"
    return work._context


def add_turns(services: Services, count: int) -> None:
    """New turns as the journal gets them, every third with a sign that something went wrong."""
    chance = random.Random(5)
    with services.store.write() as work:
        for each in range(count):
            conversation = work.conversations.create("220100").id
            words = "".join(chance.sample(STORY, 30)) if each % 2 else STORY
            payload = {"from": "citizen", "text": words, "buttons": [], "card": None}
            event = work.conversations.append_event(conversation, "message", payload).id
            parse = {"text": words, "intent": {"name": "D-1", "confidence": 0.5}, "entities": []}
            turn = HeardTurn(
                conversation, event, now(), "suggestion", "D-1", None, 0.5, "answer", None, "m", "r", parse
            )
            work.journal.heard(turn)
            if each % 3 == 0:
                work.journal.signal(conversation, event, "disagreed")
        work.commit()


def one_decision(services: Services) -> None:
    """Labels the item on top, with all alike ones."""
    item = services.review.page(WHO, ReviewQuery(limit=1)).cards[0].item
    services.review.label(WHO, Picked(item.id, item.version, item.newest), "B1-1")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        services = bootstrap(Settings(data_dir=Path(directory)))
        token = hired(services, WHO)
        print(f"filling {given.items:,} items: {timed(lambda: fill(services, given.items)) / 1000:.0f} s")
        good = []
        for what, query in LISTS.items():
            times = [timed(lambda query=query: services.review.page(WHO, query)) for _ in range(given.rounds)]  # type: ignore[misc]
            good.append(measured(what, times))
        good.append(measured("label the best, with alike", [timed(lambda: one_decision(services)) for _ in range(10)]))
        good.append(measured("undo", [timed(lambda: services.review.undo(WHO)) for _ in range(10)]))
        services.review.collect()
        good.append(measured("collect, nothing new", [timed(services.review.collect) for _ in range(given.rounds)]))
        add_turns(services, 1000)
        began = time.perf_counter()
        new = services.review.collect()
        print(f"collect 1,000 new turns     {time.perf_counter() - began:8.2f} s, {new} new items")
        good.append(page_measured(services, token, given.rounds, "/desk/admin/review", "rv-excerpt"))
        services.store.close()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
