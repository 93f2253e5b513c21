"""How soon does the screen of a call follow its agent? `python -m benchmarks.telephone [--rounds 4] [--calls 10]`

Reads calls of 50 to 1,500 characters with the model in TRIAGE_TEST_DATA_DIR (default: var), the way the telephone page
does: each reading from the end of the pause to the whole PhoneView (matters, questions, form, wording). Prints
milliseconds (median and 95th percentile) for one call at a time by length, then for `--calls` agents at once, each of
whom types on for one to three seconds between two pauses. Exit code 1 when a p95 up to 1,500 characters is above the
bar. 5,000 characters (a paste) are measured beside it, without a bar.
"""

import argparse
import asyncio
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.embedded import EmbeddedEngine
from casework.bootstrap import Services, bootstrap
from casework.services.staff import Staff
from casework.services.telephone_view import Call
from casework.settings import Settings
from casework.triage import Known

BAR_MS = 200.0
LENGTHS = (50, 150, 400, 800, 1500)
PASTE = 5000
AGENT = Staff("agent.one", "agent")
PLACE = "220000"
_SPEAKING = (1.0, 3.0)
SAID = (
    "您好，我要举报长春市朝阳区的仁和大药房，今年三月他们把不是医保的东西刷成感冒药，一共刷了四千二百元，我手里有两张收据的照片。",
    "我妈在市医院住院花了三万多，出院时报销比例少算了，医保中心10月8日给了不予报销的决定书，我们不服，想知道能不能复议。",
    "还有我们单位从去年六月起就没有给我交医保，找了人事三次都说再等等，我的卡已经停了，看病全是自己掏钱。",
    "县医院给我爸住院的时候挂床，人根本没有住在那里，费用单上却每天都有护理费和检查费，我这里有出院小结。",
    "我建议门诊慢特病的认定一年多开几次，老人跑一趟不容易，能不能让乡镇卫生院也可以收材料。",
    "异地就医备案办了，回来报销又说没有备案，前后打了四次电话，每次说的都不一样，到底该找哪个科室。",
)


def texts(chance: random.Random, length: int, count: int) -> list[str]:
    """Calls of about this length, none like the other: what was read before is remembered and would cost nothing."""
    made = []
    for each in range(count):
        parts = [f"那是{chance.randint(1, 9999)}号，{chance.choice(SAID)}" for _ in range(1 + length // 50)]
        made.append((f"第{each}通，" + "".join(parts))[:length])
    return made


async def read(services: Services, text: str, call: Call) -> float:
    """Milliseconds from the end of a pause to the PhoneView."""
    begun = time.perf_counter()
    view = await services.telephone.read(AGENT, None, text, Known({}, PLACE), call)
    took = (time.perf_counter() - begun) * 1000
    assert view.panel is not None
    return took


async def agent(services: Services, chance: random.Random, rounds: int, times: list[float]) -> None:
    """One call that grows: a few words, a pause, a reading, until 1,500 characters."""
    whole = "".join(texts(chance, max(LENGTHS), 1)) + str(chance.random())
    for length in sorted(chance.randint(50, max(LENGTHS)) for _ in range(rounds)):
        await asyncio.sleep(chance.uniform(*_SPEAKING))
        times.append(await read(services, whole[:length], Call(named=True)))


def p95(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[18]


def shown(name: str, times: Sequence[float]) -> float:
    """Prints a line; its p95."""
    print(f"{name:<34} p50 {statistics.median(times):7.1f}   p95 {p95(times):7.1f}   n {len(times)}", flush=True)
    return p95(times)


async def measure(services: Services, rounds: int, calls: int) -> bool:
    """Prints the figures; whether all are within the bar."""
    chance = random.Random(7)
    worst = 0.0
    for length in LENGTHS:
        times = [await read(services, text, Call(named=True)) for text in texts(chance, length, 3 * rounds)]
        worst = max(worst, shown(f"{length:>5} characters, one call", times))
    shown(f"{PASTE:>5} characters, a paste", [await read(services, text, Call()) for text in texts(chance, PASTE, 4)])
    times = []
    agents = [agent(services, random.Random(seed), 2 * rounds, times) for seed in range(calls)]
    await asyncio.gather(*agents)
    worst = max(worst, shown(f"50-1500 characters, {calls} calls at once", times))
    typed = Call(named=True, values={"respondent_org": "仁和大药房"})
    again = [await read(services, texts(random.Random(1), 1500, 1)[0], replace(typed)) for _ in range(3 * rounds)]
    shown("a click on the same text", again[1:])
    return worst <= BAR_MS


def model() -> Path:
    """The newest trained model."""
    trained = Path(os.environ.get("TRIAGE_TEST_DATA_DIR") or "var").absolute()
    models = sorted((trained / "models").glob("*.tar.gz"), key=lambda one: one.stat().st_mtime)
    return models[-1] if models else sys.exit(f"no model in {trained}: `triage train` makes one")


async def main(trained: Path, rounds: int, calls: int) -> bool:
    """Starts the assistant in this process, as a small office runs it."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "language").symlink_to(trained.parent.parent / "language")
        services = bootstrap(Settings(data_dir=directory))
        shutil.copytree(directory / "keys", directory / "engine-keys")
        engine = EmbeddedEngine(trained, f"sqlite:///{directory / 'tracker.db'}", directory / "engine-keys")
        await engine.start()
        services.engine_slot.engine = engine
        try:
            await read(services, SAID[0], Call())
            return await measure(services, rounds, calls)
        finally:
            await engine.stop()
            services.store.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--calls", type=int, default=10)
    asked = parser.parse_args()
    sys.exit(0 if asyncio.run(main(model(), asked.rounds, asked.calls)) else 1)
