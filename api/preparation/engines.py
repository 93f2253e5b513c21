"""The engines of one serving process: the one that answers, and the one before, so that a rollback is an assignment.

A new one is loaded and warmed beside the old; no turn ever finds the slot empty. A second engine takes some 130 MB.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from api.log import service_log
from bot.counted import CountedEngine
from casework.services.dialogue_port import DialogueEngine

_log = service_log(__name__)
CreateEngine = Callable[[Path | None], DialogueEngine]


class Slot(Protocol):
    """Where the engine that answers stands."""

    engine: DialogueEngine | None


class Engines:
    """Implements ports.models.EngineRoom. To be used from the loop that serves."""

    def __init__(self, slot: Slot, create: CreateEngine, directory: Path, kept_seconds: float | None = None) -> None:
        self._slot, self._create, self._directory, self._kept_seconds = slot, create, directory, kept_seconds
        self._loaded: dict[str, CountedEngine] = {}
        self._lock = asyncio.Lock()
        self._ending: set[asyncio.Task[None]] = set()
        self._turn = 0
        self.answers: str | None = None
        """Name of the model that answers."""

    def begin(self, name: str, engine: DialogueEngine) -> None:
        """The first engine of this process, loaded elsewhere, answers."""
        counted = CountedEngine(engine)
        self._loaded[name] = counted
        self.answers, self._slot.engine = name, counted

    async def prepare(self, name: str, file: str) -> None:
        """Loads and warms a model beside the one that answers. Raises EngineFault, nothing of it left running."""
        async with self._lock:
            if name in self._loaded:
                return
            engine = CountedEngine(self._create(self._directory / Path(file).name))
            try:
                await engine.start()
            except BaseException:
                await engine.stop()
                raise
            self._loaded[name] = engine

    async def take(self, name: str) -> None:
        """What was prepared answers from now on; the one before is kept for a while, others end."""
        if name == self.answers:
            return
        before, self.answers = self.answers, name
        self._slot.engine = self._loaded[name]
        self._turn += 1
        _log.info("model swapped", model=name, before=before)
        for other in set(self._loaded) - {name, before}:
            self._end(other)
        if before is not None and self._kept_seconds is not None:
            self._later(self._end_after(before, self._turn, self._kept_seconds))

    def drop(self, name: str) -> None:
        """Lets go of what was prepared and is not wanted."""
        if name in self._loaded and name != self.answers:
            self._end(name)

    async def close(self) -> None:
        """Ends every engine."""
        for task in list(self._ending):
            task.cancel()
        self.answers, self._slot.engine = None, None
        engines = list(self._loaded.values())
        self._loaded.clear()
        for engine in engines:
            await engine.inside.stop()

    async def _end_after(self, name: str, turn: int, seconds: float) -> None:
        await asyncio.sleep(seconds)
        if turn == self._turn and name != self.answers:
            self._end(name)

    def _end(self, name: str) -> None:
        engine = self._loaded.pop(name, None)
        if engine is not None:
            self._later(engine.stop())

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
