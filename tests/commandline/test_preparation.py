"""From start to ready: which model is used, what the page is told, and what happens when something is broken."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from api.preparation.job import Preparation
from api.preparation.progress import Progress
from api.preparation.sources import Sources
from api.preparation.training import Workshop
from casework.errors import EngineFault
from casework.settings import Settings
from tests.api.fakes import FakeReadiness

Project = Callable[..., Sources]


@dataclass
class FakeEngine:
    model: Path | None
    broken: bool = False
    started: bool = False
    stopped: bool = False

    @property
    def model_name(self) -> str:
        return self.model.name if self.model else "remote"

    async def start(self) -> None:
        if self.broken:
            raise EngineFault("cannot be loaded")
        self.started = True

    async def stop(self) -> None:
        self.stopped = True

    async def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        return []

    async def parse(self, text: str) -> dict[str, Any]:
        return {}


@dataclass
class FakeSlot:
    engine: Any = None


@dataclass
class Bench:
    """A preparation over fakes, and everything it told."""

    preparation: Preparation
    readiness: FakeReadiness
    slot: FakeSlot
    engines: list[FakeEngine]
    told: list[tuple[str, Progress | None]] = field(default_factory=list)

    async def until(self, condition: Callable[[], bool]) -> None:
        for _ in range(500):
            if condition():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"never came true; last told: {self.told[-1:]}")


MakeBench = Callable[..., Bench]


@pytest.fixture
def bench(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> MakeBench:
    def make(sources: Sources, broken: int = 0, rasa_url: str | None = None) -> Bench:
        readiness, slot, engines = FakeReadiness(ready=False), FakeSlot(), list[FakeEngine]()

        def create(model: Path | None) -> FakeEngine:
            engines.append(FakeEngine(model, broken=len(engines) < broken))
            return engines[-1]

        monkeypatch.setattr("api.preparation.job.workshop_of", lambda settings: workshop)
        told: list[tuple[str, Progress | None]] = []
        preparation = Preparation(
            Settings(data_dir=workshop.data_dir, rasa_url=rasa_url),
            "rules-1",
            readiness,
            slot,
            create,
            sources,
            lambda message, progress: told.append((message, progress)),
        )
        return Bench(preparation, readiness, slot, engines, told)

    return make


async def test_without_a_model_it_trains_tells_how_far_it_is_and_becomes_ready(
    project: Project, bench: MakeBench
) -> None:
    made = bench(project())
    task = asyncio.ensure_future(made.preparation.run())

    await made.until(lambda: made.readiness.ready)
    ready_engine = made.slot.engine
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert ready_engine.started
    assert any(progress is not None for _, progress in made.told)
    assert any("大约还要" in message for message, _ in made.told)
    assert ready_engine.stopped
    assert made.slot.engine is None
    assert not made.readiness.ready


async def test_the_second_start_trains_nothing(project: Project, bench: MakeBench) -> None:
    sources = project()
    first = bench(sources)
    task = asyncio.ensure_future(first.preparation.run())
    await first.until(lambda: first.readiness.ready)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    second = bench(sources)
    task = asyncio.ensure_future(second.preparation.run())
    await second.until(lambda: second.readiness.ready)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert second.engines[0].model == first.engines[0].model
    assert all(progress is None for _, progress in second.told)


async def test_a_model_that_cannot_be_loaded_is_trained_anew(project: Project, bench: MakeBench) -> None:
    sources = project()
    first = bench(sources)
    task = asyncio.ensure_future(first.preparation.run())
    await first.until(lambda: first.readiness.ready)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    second = bench(sources, broken=1)
    task = asyncio.ensure_future(second.preparation.run())
    await second.until(lambda: second.readiness.ready)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert [engine.started for engine in second.engines] == [False, True]
    assert second.engines[0].stopped


@pytest.mark.parametrize(("how", "broken", "words"), [("fails", 0, "no data"), ("well", 9, "不能载入")])
async def test_when_there_is_no_assistant_the_page_says_so_and_the_operator_learns_why(
    project: Project, bench: MakeBench, how: str, broken: int, words: str
) -> None:
    made = bench(project(how), broken=broken)

    await asyncio.wait_for(made.preparation.run(), 20)

    assert words in (made.preparation.failure or "")
    assert not made.readiness.ready
    assert "暂时不能工作" in made.readiness.message


async def test_a_rasa_server_elsewhere_needs_no_model(project: Project, bench: MakeBench) -> None:
    made = bench(project("fails"), rasa_url="http://127.0.0.1:5005")
    task = asyncio.ensure_future(made.preparation.run())

    await made.until(lambda: made.readiness.ready)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert made.engines[0].model is None
