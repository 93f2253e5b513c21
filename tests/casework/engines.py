"""Dialogue engines that answer what a test tells them, and remember what they were told."""

from __future__ import annotations

import asyncio
from typing import Any

from casework.errors import EngineFault


class ScriptedEngine:
    """Answers from `script` (text → messages), anything else by repeating it; keeps all it saw in `heard`."""

    def __init__(self, script: dict[str, list[dict[str, Any]]] | None = None) -> None:
        self.script = script or {}
        self.heard: list[tuple[str, str, dict[str, Any]]] = []
        self.gate: asyncio.Event | None = None
        self.fault: Exception | None = None
        self.silent = False
        self.states: dict[str, dict[str, Any]] = {}
        self.parses: dict[str, dict[str, Any]] = {}
        self.busy = 0
        self.most_at_once = 0

    @property
    def model_name(self) -> str:
        return "scripted"

    @property
    def texts(self) -> list[str]:
        return [text for _, text, _ in self.heard]

    async def start(self) -> None:
        """Nothing to load."""

    async def stop(self) -> None:
        """Nothing to let go."""

    async def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        self.heard.append((sender, text, metadata))
        self.busy += 1
        self.most_at_once = max(self.most_at_once, self.busy)
        try:
            if self.gate is not None:
                await self.gate.wait()
            await asyncio.sleep(0)
            if self.fault is not None:
                raise self.fault
        finally:
            self.busy -= 1
        return [] if self.silent else self.script.get(text, [reply(f"听到：{text}")])

    async def parse(self, text: str) -> dict[str, Any]:
        if text not in self.parses:
            raise EngineFault("not asked for here")
        return self.parses[text]

    async def petition_state(self, sender: str) -> dict[str, Any] | None:
        return self.states.get(sender)

    async def last_parse(self, sender: str) -> dict[str, Any] | None:
        said = [text for one, text, _ in self.heard if one == sender]
        return self.parses.get(said[-1]) if said else None


def reply(text: str, card: dict[str, Any] | None = None) -> dict[str, Any]:
    """One message of an engine."""
    return {"text": text, "buttons": [], "custom": card or {}}


def asking(kind: str | None) -> list[dict[str, Any]]:
    """The form's question for a field whose answer is sealed as `kind`."""
    return [reply("请问？", {"kind": "form", "step": 1, "total": 9, "field": "f", "label": "l", "seal": kind})]


class FakeRegistrations:
    """Receipt codes by number; None once they were shown."""

    def __init__(self, codes: dict[str, str] | None = None) -> None:
        self.codes = codes or {}

    def code_to_show(self, number: str) -> str | None:
        return self.codes.get(number)
