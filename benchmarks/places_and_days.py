"""What places and days cost: python -m benchmarks.places_and_days [--rounds 20]

Prints milliseconds of processor time and of the clock on the wall (medians) of: reading the list of divisions (goal:
150 at most), finding the places in a long text, searching for a name, working out the clocks of a case, and writing the
calendar of 200 cases.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime

from casework.calendar_feed import CaseClocks, calendar_feed
from casework.deadlines import SHANGHAI, CaseAbout, Tick, case_deadlines
from casework.services.divisions import DivisionService
from knowledge import RuleBook

GOAL_MS = 150.0
STORY = "我在吉林省长春市看病，医院多收了三百块钱，药店又让我用医保卡买了保健品。" * 60
DECIDED = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
TICKS = [Tick(DECIDED, starts=("cq2023-time-15",)), Tick(DECIDED, starts=("cq2023-time-25",))]
ABOUT = CaseAbout("500112", "B1-1", anonymous=False)


def measure(what: str, work: Callable[[], object], rounds: int) -> float:
    """Print one line; returns the median processor time in milliseconds, which a busy machine does not change."""
    spent, waited = [], []
    for _ in range(rounds):
        began, at = time.process_time(), time.perf_counter()
        work()
        spent.append((time.process_time() - began) * 1000)
        waited.append((time.perf_counter() - at) * 1000)
    median = statistics.median(spent)
    print(f"{what:<36}{median:8.2f} ms of processor{statistics.median(waited):9.2f} ms on the wall")
    return median


def main() -> int:
    """Measure and print; 1 when the list is read too slowly."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    book, known = RuleBook.load(), DivisionService()
    print(f"{len(known.gazetteer)} divisions, {len(STORY)} characters of text")
    clocks = case_deadlines(TICKS, ABOUT, book, DECIDED)
    cases = [CaseClocks(f"JB20260302{index:04}", "500112", clocks) for index in range(200)]

    reading = measure("read the list of divisions", lambda: DivisionService().gazetteer, rounds)
    measure("find the places in the text", lambda: known.find(STORY), rounds)
    measure("search for 朝阳", lambda: known.search("朝阳"), rounds)
    measure("clocks of one case", lambda: case_deadlines(TICKS, ABOUT, book, DECIDED), rounds)
    measure("calendar of 200 cases", lambda: calendar_feed(cases, book, DECIDED), rounds)
    return int(reading > GOAL_MS)


if __name__ == "__main__":
    sys.exit(main())
