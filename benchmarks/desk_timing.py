"""What the benchmarks of desk pages share: somebody signed in, a call timed, the whole answer of a page timed."""

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence

import httpx

from api.app import create_app
from casework.bootstrap import Services
from casework.services.staff import Staff

BAR_MS = 300.0
_PASSWORD = "a password of a benchmark"


def hired(services: Services, who: Staff) -> str:
    """An account for `who`, and the token of a session of theirs."""
    with services.store.write() as work:
        once = work.users.add(who.name, "", who.role)
        work.users.change_password(who.name, once or "", _PASSWORD)
        work.commit()
    return services.staff.sign_in(who.name, _PASSWORD)


def measured(what: str, times: Sequence[float]) -> bool:
    """Prints one line; whether its 95th percentile is under the bar."""
    last = statistics.quantiles(times, n=20)[-1]
    print(f"{what:<28}{statistics.median(times):8.1f} ms p50{last:9.1f} ms p95")
    return last <= BAR_MS


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def page_measured(services: Services, token: str, rounds: int, path: str, holds: str, least: int = 1) -> bool:
    """Prints how long GET `path` takes, and its processor time, which is what it costs however busy the machine is.

    The answer must hold the words `holds` at least `least` times. The first one, which loads NiceGUI, is not counted.
    """
    times, processor = asyncio.run(_whole_page(services, token, rounds, path, holds, least))
    good = measured(f"GET {path}", times)
    print(f"{'of it processor time':<28}{processor:8.1f} ms")
    return good


async def _whole_page(
    services: Services, token: str, rounds: int, path: str, holds: str, least: int
) -> tuple[list[float], float]:
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
                assert answer.text.count(holds) >= least, "the answer carries the list"
            processor = (time.process_time() - begun) * 1000 / rounds
    return times, processor
