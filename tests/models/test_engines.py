"""Two engines side by side: no turn is lost when another model takes over, and the one before is still there."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from api.preparation.engines import Engines
from casework.bootstrap import EngineSlot
from casework.errors import EngineFault


class FakeEngine:
    """Answers with its name after a moment."""

    def __init__(self, name: str, log: list[str], broken: bool = False, seconds: float = 0.01) -> None:
        self._name, self._log, self._broken, self._seconds = name, log, broken, seconds
        self.stopped = False

    @property
    def model_name(self) -> str:
        return self._name

    async def start(self) -> None:
        await asyncio.sleep(0.02)
        if self._broken:
            raise EngineFault("broken")
        self._log.append(f"start {self._name}")

    async def stop(self) -> None:
        self.stopped = True
        self._log.append(f"stop {self._name}")

    async def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        await asyncio.sleep(self._seconds)
        if self.stopped:
            raise EngineFault("stopped")
        return [{"text": self._name, "buttons": [], "custom": {}}]

    async def parse(self, text: str) -> dict[str, Any]:
        return {"text": text}

    async def petition_state(self, sender: str) -> dict[str, Any] | None:
        return None

    async def last_parse(self, sender: str) -> dict[str, Any] | None:
        return None


def room(
    log: list[str], kept: float | None = None, broken: str = "", seconds: float = 0.01
) -> tuple[Engines, EngineSlot]:
    slot = EngineSlot()

    def create(path: Path | None) -> FakeEngine:
        assert path is not None
        return FakeEngine(path.name, log, path.name == broken, seconds)

    engines = Engines(slot, create, Path("/models"), kept)
    engines.begin("a", FakeEngine("a", log, seconds=seconds))
    return engines, slot


async def swap(engines: Engines, name: str) -> None:
    await engines.prepare(name, name)
    await engines.take(name)


async def test_no_turn_fails_while_models_are_swapped() -> None:
    engines, slot = room([], kept=0.05)
    answers: list[str] = []
    stop = asyncio.Event()

    async def talk(number: int) -> None:
        while not stop.is_set():
            engine = slot.engine
            assert engine is not None, "the slot is never empty"
            answers.extend(say["text"] for say in await engine.turn(f"s{number}", "x", {}))

    talking = [asyncio.ensure_future(talk(number)) for number in range(5)]
    for name in ("b", "c", "a2", "b2"):
        await swap(engines, name)
        await asyncio.sleep(0.1)
    stop.set()
    await asyncio.gather(*talking)
    await engines.close()

    assert set(answers) == {"a", "b", "c", "a2", "b2"}


async def test_an_engine_ends_after_the_turns_it_is_answering() -> None:
    log: list[str] = []
    engines, slot = room(log, kept=0.01, seconds=0.3)
    assert slot.engine is not None
    turn = asyncio.ensure_future(slot.engine.turn("s", "x", {}))
    await asyncio.sleep(0)

    await swap(engines, "b")
    await asyncio.sleep(0.1)
    assert "stop a" not in log

    assert (await turn)[0]["text"] == "a"
    await asyncio.sleep(0.05)
    assert "stop a" in log
    await engines.close()


async def test_the_engine_before_answers_again_without_being_loaded() -> None:
    log: list[str] = []
    engines, slot = room(log)
    await swap(engines, "b")
    await swap(engines, "a")

    assert log == ["start b"]
    assert slot.engine is not None
    assert slot.engine.model_name == "a"
    assert engines.answers == "a"
    await engines.close()


async def test_no_more_than_two_engines_are_kept() -> None:
    log: list[str] = []
    engines, _ = room(log)
    for name in ("b", "c", "d"):
        await swap(engines, name)
    await asyncio.sleep(0.05)

    assert [line for line in log if line.startswith("stop")] == ["stop a", "stop b"]
    await engines.close()


async def test_a_model_that_cannot_be_loaded_changes_nothing() -> None:
    log: list[str] = []
    engines, slot = room(log, broken="b")
    before = slot.engine

    with pytest.raises(EngineFault):
        await engines.prepare("b", "b")

    assert slot.engine is before
    assert log == ["stop b"]
    await engines.close()


async def test_what_was_prepared_and_is_not_wanted_ends() -> None:
    log: list[str] = []
    engines, _ = room(log)
    await engines.prepare("b", "b")

    engines.drop("b")
    engines.drop("a")  # it answers: it stays
    await asyncio.sleep(0.01)

    assert log == ["start b", "stop b"]
    await engines.close()
