"""How long does the queue of conversations take? `python -m benchmarks.queue_page [--closed 10000] [--rounds 20]`

Prints milliseconds (median and 95th percentile) of finding each view of the queue, and of the whole answer
GET /desk/talks?view=closed, with 10,000 closed conversations, 40 waiting and 12 in hand. Exit code 1 when
a p95 is above the bar.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from api.desk.pages.talks_wanted import PER_PAGE
from benchmarks.desk_timing import hired, measured, page_measured, timed
from casework.bootstrap import Services, bootstrap
from casework.services.ports import ThreadMove, ThreadQuery
from casework.services.staff import Staff
from casework.settings import Settings

AGENT = Staff("agent.one", "senior_agent")
WAITING, HELD, WATCHED = 40, 12, 60
QUEUES = {
    "waiting": ThreadQuery("waiting"),
    "mine": ThreadQuery("mine"),
    "the bot's": ThreadQuery("watch"),
    "closed": ThreadQuery("closed"),
    "page 100 of closed": ThreadQuery("closed", page=100),
    "closed, one category": ThreadQuery("closed", category="report"),
    "closed, one province": ThreadQuery("closed", region="22"),
}
_PAGE = "/desk/talks?view=closed"
"""The queue with the most rows: 50, the others have fewer."""
_WORDS = "我妈在外地住院花了三万多，回来报销，医保局书面通知我不予报销，我不服。"
_REGIONS = ("220000", "220100", "500000", "411681", "320813")


def fill(services: Services, closed: int) -> None:
    """Writes conversations down as talking would, in a few transactions."""
    chance, situations = random.Random(7), services.rulebook.situations
    states = ["closed"] * closed + ["waiting"] * WAITING + ["held"] * HELD + ["bot"] * WATCHED
    for begin in range(0, len(states), 500):
        with services.store.write() as work:
            for state in states[begin : begin + 500]:
                conversation = work.conversations.create(chance.choice(_REGIONS))
                said = {"from": "citizen", "text": _WORDS, "buttons": [], "card": None}
                event = work.conversations.append_event(conversation.id, "message", said)
                work.threads.heard(conversation.id, event.id)
                situation = chance.choice(situations)
                work.threads.read_as(conversation.id, situation.category, situation.id, chance.random())
                work.threads.place(conversation.id, conversation.region)
                if state == "waiting":
                    work.threads.move(conversation.id, ThreadMove("called", "bot", ("bot",), "waiting", reason="asked"))
                elif state == "held":
                    work.threads.move(conversation.id, ThreadMove("claimed", AGENT.name, ("bot",), "held", AGENT.name))
                elif state == "closed":
                    work.threads.move(
                        conversation.id, ThreadMove("closed", AGENT.name, ("bot",), "closed", outcome="answered")
                    )
            work.commit()


def look(services: Services, query: ThreadQuery) -> None:
    """What one view of the queue asks the use cases for."""
    found = services.live.page(AGENT, query)
    services.live.counts(AGENT)
    services.talks.last_words(AGENT, found.threads)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--closed", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        services = bootstrap(Settings(data_dir=Path(directory)))
        token = hired(services, AGENT)
        fill(services, given.closed)
        good = []
        for what, query in QUEUES.items():
            good.append(measured(what, [timed(lambda query=query: look(services, query)) for _ in range(given.rounds)]))  # type: ignore[misc]
        good.append(page_measured(services, token, given.rounds, _PAGE, "row-link", PER_PAGE))
        services.store.close()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
