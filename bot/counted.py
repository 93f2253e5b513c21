"""An engine around another, so that it ends only after the calls it is answering."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from casework.services.dialogue_port import DialogueEngine


class CountedEngine:
    """An engine that knows how many calls it is still answering."""

    def __init__(self, inside: DialogueEngine) -> None:
        self.inside = inside
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def model_name(self) -> str:
        return self.inside.model_name

    async def start(self) -> None:
        await self.inside.start()

    async def stop(self) -> None:
        """Waits for the calls that run, then lets go."""
        await self._idle.wait()
        await self.inside.stop()

    async def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        async with self._counted():
            return await self.inside.turn(sender, text, metadata)

    async def parse(self, text: str) -> dict[str, Any]:
        async with self._counted():
            return await self.inside.parse(text)

    async def petition_state(self, sender: str) -> dict[str, Any] | None:
        async with self._counted():
            return await self.inside.petition_state(sender)

    async def last_parse(self, sender: str) -> dict[str, Any] | None:
        async with self._counted():
            return await self.inside.last_parse(sender)

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        self._running += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()
