"""What it costs to register a report: python -m benchmarks.registration [--url URL] [--rounds 100]

Prints milliseconds (median and 95th percentile) of: writing the registration down and opening its case, making the
receipt code (Argon2id on top of a write), checking a code, drawing up the Word file, and appending one chat message.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from casework.documents.papers import Papers
from casework.services.registrations import RegistrationService
from casework.settings import Settings
from casework.store import open_store
from knowledge import RuleBook

GOAL_MS = 30.0
FACTS = {"reporter_mode": "real_name", "evidence": "material", "repeat": "first_time", "violation_place": "here"}
STORY = "住院七天，床位费记了十二天，护理费记了十五天，还有三项检查没有做。" * 10


def spent(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def report(what: str, times: list[float]) -> float:
    """Print one line; returns the median."""
    median = statistics.median(times)
    print(f"{what:<36}{median:8.2f} ms p50{statistics.quantiles(times, n=20)[-1]:9.2f} ms p95")
    return median


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="SQLAlchemy URL of an empty database; a temporary SQLite file by default")
    parser.add_argument("--rounds", type=int, default=100)
    given = parser.parse_args()
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    book = RuleBook.load()
    writing, coding, checking, drawing, chatting = [], [], [], [], []
    with tempfile.TemporaryDirectory() as directory:
        store = open_store(given.url or f"sqlite:///{Path(directory) / 'triage.db'}", Path(directory) / "keys")
        service = RegistrationService(store, Papers(lambda: book), Settings())

        def chat(conversation_id: str) -> None:
            with store.write() as work:
                work.conversations.append_event(conversation_id, "message", {"from": "citizen", "text": STORY})
                work.commit()

        for _ in range(given.rounds):
            with store.write() as work:
                conversation = work.conversations.create("220000")
                form = {
                    "reporter_name": work.vault.seal(conversation.id, "name", "甲某某"),
                    "reporter_phone": work.vault.seal(conversation.id, "phone", "13800000000"),
                    "respondent_org": "某某区第二医院",
                    "content": STORY,
                }
                work.commit()
            chatting.append(spent(lambda: chat(conversation.id)))  # noqa: B023
            numbers: list[str] = []

            def register() -> None:
                number = service.register(
                    conversation.id,  # noqa: B023
                    form,  # noqa: B023
                    "B1-1",
                    "benchmark",
                    False,
                    now,
                    facts=FACTS,
                )
                numbers.append(number)  # noqa: B023

            writing.append(spent(register))
            (number,) = numbers
            coding.append(spent(lambda: service.code_to_show(number)))  # noqa: B023
            code = service.code_to_show(number) or ""
            checking.append(spent(lambda: service.check_code(number, code)))  # noqa: B023
            drawing.append(spent(lambda: service.document(number, include_reporter=True)))  # noqa: B023
        store.close()
    median = report("registration written", writing)
    report("receipt code made (Argon2id)", coding)
    report("receipt code checked (Argon2id)", checking)
    report("Word file drawn up", drawing)
    report("chat message appended", chatting)
    print(f"registration written: {'within' if median <= GOAL_MS else 'ABOVE'} the goal of {GOAL_MS:.0f} ms p50")


if __name__ == "__main__":
    main()
