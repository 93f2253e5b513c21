"""Chat turns while a training runs, against chat turns otherwise: the 95th percentile may be twice as long at most.

`python benchmarks/training_beside_turns.py [--data DIR] [--turns N]`. Needs a trained model (TRIAGE_TEST_DATA_DIR
by default); it is copied, never changed. The training is a real one in its worker, and is cancelled when enough turns
were measured. Turns come one after the other with a short pause, over whole conversations, in this process; the pauses
are the same in both halves. Exit code 1 when the bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from casework.bootstrap import Services

_BAR = 2.0
_PAUSE = 0.1
_HEAVY = "训练分类器"
"""The step that takes nearly all the time and both cores; what is measured begins with it."""
_PROJECT = Path(__file__).parents[1]
_TURNS = (
    "我爸住院的费用报销被退回来了，窗口说材料不全",
    "有决定书",
    "我想举报县里那家康复医院，天天拉老人去假住院",
    "医院名字叫平安康复医院，去年十月开始的",
    "异地就医备案怎么办，要带什么",
    "谢谢",
)


def main() -> int:
    """Measures both halves in a data directory of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("TRIAGE_TEST_DATA_DIR"))
    parser.add_argument("--turns", type=int, default=150)
    options = parser.parse_args()
    if options.data is None or not (Path(options.data) / "models" / "current.json").exists():
        sys.exit("no trained model: give --data or TRIAGE_TEST_DATA_DIR")
    place = Path(tempfile.mkdtemp(prefix="beside-turns-"))
    try:
        for name in ("models", "language"):
            shutil.copytree(Path(options.data) / name, place / name)
        os.environ |= {"TRIAGE_DATA_DIR": str(place), "RASA_TELEMETRY_ENABLED": "false"}
        return asyncio.run(_measure(options.turns))
    finally:
        shutil.rmtree(place, ignore_errors=True)


async def _measure(turns: int) -> int:
    from casework.services.staff import Staff

    admin = Staff("anna", "admin")
    async with _services() as services:
        await _talk(services, 12)
        otherwise = await _talk(services, turns)
        job = services.models.start_training(admin, "benchmark")
        try:
            while (found := services.model_work.job(job)) is None or found.step != _HEAVY:
                if found is not None and not found.runs:
                    sys.exit(f"training {found.state}: {found.error}")
                await asyncio.sleep(0.5)
            during = await _talk(services, turns)
            end = services.model_work.job(job)
            whole = end is not None and end.runs
            step = end.step if end is not None else ""
            services.models.cancel(admin)
        finally:
            services.worker.stop()
    ratio = _p95(during) / _p95(otherwise)
    figures = {
        "turns": turns,
        "p95_ms_otherwise": round(_p95(otherwise), 1),
        "p95_ms_while_training": round(_p95(during), 1),
        "median_ms": [round(sorted(half)[len(half) // 2], 1) for half in (otherwise, during)],
        "ratio": round(ratio, 2),
        "bar": _BAR,
        "trained_all_the_time": whole,
        "last_step": step,
        "load": os.getloadavg()[0],
    }
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    return 0 if ratio <= _BAR else 1


@asynccontextmanager
async def _services() -> AsyncIterator[Services]:
    """The use cases with the directory's model, whatever data it was trained from."""
    from api.preparation.job import engine_maker
    from api.preparation.shelf import Shelf
    from bot.quiet import hush
    from casework.bootstrap import bootstrap, install
    from casework.settings import Settings

    hush()
    services = bootstrap(Settings())
    install(services)
    shelf = Shelf(services.settings.models_dir)
    entry = shelf.entry()
    assert entry is not None, "main() looked for it"
    engine = engine_maker(services.settings)(shelf.directory / entry["file"])
    await engine.start()
    services.engine_slot.engine = engine
    try:
        yield services
    finally:
        await engine.stop()
        services.store.close()


async def _talk(services: Services, turns: int) -> list[float]:
    """Milliseconds of each turn, over conversations of six turns."""
    took: list[float] = []
    sender = ""
    for number, text in zip(range(turns), cycle(_TURNS), strict=False):
        if number % len(_TURNS) == 0:
            sender = str(uuid4())
        begin = time.perf_counter()
        await services.conversations.rest_turn(sender, text, {"region": "220000"})
        took.append((time.perf_counter() - begin) * 1000)
        await asyncio.sleep(_PAUSE)
    return took


def _p95(took: list[float]) -> float:
    return sorted(took)[int(0.95 * (len(took) - 1))]


if __name__ == "__main__":
    sys.path.insert(0, str(_PROJECT))
    sys.exit(main())
