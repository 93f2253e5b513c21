"""How long does the desk's list of cases take? `python -m benchmarks.desk_list [--cases 10000] [--rounds 20]`

Prints milliseconds (median and 95th percentile) of finding a page of cases for several lists, and of the whole answer
GET /desk/ for the first of them, with 10,000 cases of all forms and states. Exit code 1 when a p95 is above the bar.
"""

import argparse
import random
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from api.desk.wanted import PER_PAGE
from benchmarks.desk_timing import hired, measured, page_measured, timed
from casework.bootstrap import Services, bootstrap, now
from casework.services.ports import Case, CaseQuery, Registration
from casework.services.staff import Staff
from casework.settings import Settings

AGENT = Staff("agent.one", "senior_agent")
NAMES = [
    f"{town}{kind}"
    for town in ["向阳", "城南", "江北", "永安", "文昌", "高新"]
    for kind in ("大药房", "医院", "门诊部", "养老院")
]
LISTS = {
    "newest": CaseQuery(),
    "page 150 of newest": CaseQuery(offset=150 * 50),
    "nearest period first": CaseQuery(order="due"),
    "reports just registered": CaseQuery(category="report", states=("registered",)),
    "mine": CaseQuery(assigned_to=AGENT.name),
    "overdue": CaseQuery(overdue_on=now().date()),
    "part of a number": CaseQuery(text="0777"),
    "name of a respondent": CaseQuery(text=NAMES[0]),
}


def fill(services: Services, count: int) -> None:
    """Writes the cases down, as registering would, in a few transactions."""
    chance, book, today = random.Random(7), services.rulebook, now()
    for begin in range(0, count, 1000):
        with services.store.write() as work:
            for each in range(begin, min(count, begin + 1000)):
                form = chance.choice(book.forms)
                state = chance.choice([row.id for row in book.case_states if form.id in row.forms])
                day = today - timedelta(hours=each)
                number = f"{form.number_prefix}{day:%Y%m%d}{each:05d}"
                work.registrations.add(
                    Registration(number, f"c{each}", None, "r", False, day.date(), {"content": "…"}, form.id, "500100"),
                    None,
                    {"content": str(each)},
                )
                owner = chance.choice((None, None, AGENT.name))
                case = Case(number, form.id, form.category, "500100", None, False, state, day, owner, day.date())
                work.cases.add(case, [chance.choice(NAMES)])
                work.cases.set_due(
                    number, chance.choice((None, (today + timedelta(days=chance.randint(-9, 20))).date()))
                )
            work.commit()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        services = bootstrap(Settings(data_dir=Path(directory)))
        token = hired(services, AGENT)
        fill(services, given.cases)
        good = []
        for what, query in LISTS.items():
            times = [timed(lambda query=query: services.cases.page(AGENT, query)) for _ in range(given.rounds)]  # type: ignore[misc]
            good.append(measured(what, times))
        good.append(page_measured(services, token, given.rounds, "/desk/", "row-link", PER_PAGE))
        services.store.close()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
