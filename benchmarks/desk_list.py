"""How long does the desk's list of cases take? `python -m benchmarks.desk_list [--cases 10000] [--rounds 20]`

Prints milliseconds (median and 95th percentile) of finding a page of cases for several lists, and of the whole answer
GET /desk/ for the first of them, with 10,000 cases of all forms and states. Exit code 1 when a p95 is above the bar.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import httpx

from api.app import create_app
from api.desk.wanted import PER_PAGE
from casework.bootstrap import Services, bootstrap, now
from casework.services.ports import Case, CaseQuery, Registration
from casework.services.staff import Staff
from casework.settings import Settings

BAR_MS = 300.0
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


def measured(what: str, times: Sequence[float]) -> bool:
    """Prints one line; whether it is under the bar."""
    last = statistics.quantiles(times, n=20)[-1]
    print(f"{what:<28}{statistics.median(times):8.1f} ms p50{last:9.1f} ms p95")
    return last <= BAR_MS


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


async def whole_page(
    services: Services, token: str, rounds: int, path: str = "/desk/", rows: int = PER_PAGE
) -> tuple[list[float], float]:
    """Milliseconds of the answer with the list of `rows` in it, and of processor time for one.

    The first, which loads NiceGUI, is not counted. Processor time is what it costs however busy the machine is.
    """
    app = create_app(services)
    times: list[float] = []
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.test", trust_env=False) as client:
            cookie = {"Cookie": f"desk_session={token}"}
            await client.get(path, headers=cookie)
            begun = time.process_time()
            for _ in range(rounds):
                began = time.perf_counter()
                answer = await client.get(path, headers=cookie)
                times.append((time.perf_counter() - began) * 1000)
                assert answer.text.count("row-link") == rows, "the answer carries the list"
            processor = (time.process_time() - begun) * 1000 / rounds
    return times, processor


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        services = bootstrap(Settings(data_dir=Path(directory)))
        with services.store.write() as work:
            password = work.users.add(AGENT.name, "", "senior_agent")
            work.users.change_password(AGENT.name, password or "", "a password of a benchmark")
            work.commit()
        fill(services, given.cases)
        good = []
        for what, query in LISTS.items():
            times = [timed(lambda query=query: services.cases.page(AGENT, query)) for _ in range(given.rounds)]  # type: ignore[misc]
            good.append(measured(what, times))
        token = services.staff.sign_in(AGENT.name, "a password of a benchmark")
        times, processor = asyncio.run(whole_page(services, token, given.rounds))
        good.append(measured("GET /desk/", times))
        print(f"{'of it processor time':<28}{processor:8.1f} ms")
        services.store.close()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
