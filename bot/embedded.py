"""Rasa inside this process, on a thread of its own, so that the web server's event loop never waits for a
classifier.
"""

from __future__ import annotations

import asyncio
import copy
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from bot.engine import PETITION_SLOT, as_text, replies_from
from bot.quiet import hush
from casework.errors import EngineFault

T = TypeVar("T")
_WARM_UP = "住院费用报销被退回来了，想问问怎么办"


class EmbeddedEngine:
    """The default engine: one process answers everything for one office."""

    def __init__(self, model: Path, tracker_url: str, key_dir: Path) -> None:
        self._model = model
        self._tracker_url = tracker_url
        self._key_dir = key_dir
        self._agent: Any = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rasa", daemon=True)

    @property
    def model_name(self) -> str:
        return self._model.name

    async def start(self) -> None:
        self._thread.start()
        await self._on_thread(self._load())

    async def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            await asyncio.to_thread(self._thread.join, 5)
        if not self._loop.is_running():
            self._loop.close()

    async def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        return await self._on_thread(self._turn(sender, text, metadata))

    async def petition_state(self, sender: str) -> dict[str, Any] | None:
        return await self._on_thread(self._of_tracker(sender, lambda tracker: tracker.get_slot(PETITION_SLOT)))

    async def last_parse(self, sender: str) -> dict[str, Any] | None:
        return await self._on_thread(self._of_tracker(sender, _last_parse))

    async def parse(self, text: str) -> dict[str, Any]:
        return await self._on_thread(self._parse(text))

    async def _on_thread(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _load(self) -> None:
        hush()
        try:
            from rasa.core.agent import Agent

            from bot.in_process_actions import InProcessActionEndpoint, compile_action_result_check
            from bot.tracker_store import EncryptedTrackerStore

            compile_action_result_check()
            store = EncryptedTrackerStore(domain=None, url=self._tracker_url, key_dir=str(self._key_dir))
            self._agent = Agent.load(str(self._model), tracker_store=store, action_endpoint=InProcessActionEndpoint())
            await self._agent.parse_message(_WARM_UP)
        except Exception as error:  # whatever a broken archive raises, the serving process must go on and say so
            raise EngineFault(f"model {self._model.name} cannot be loaded: {type(error).__name__}: {error}") from error

    async def _turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        channel = CollectingOutputChannel()
        message = UserMessage(
            as_text(text), output_channel=channel, sender_id=sender, input_channel="triage", metadata=metadata
        )
        try:
            await self._agent.handle_message(message)
        except Exception as error:  # Rasa's own exceptions have no common base
            raise EngineFault(f"turn failed: {type(error).__name__}") from error
        return replies_from(channel.messages)

    async def _of_tracker(self, sender: str, part: Callable[[Any], Any]) -> dict[str, Any] | None:
        """A copy of a part of the tracker: the tracker itself lives on Rasa's thread."""
        try:
            tracker = await self._agent.tracker_store.retrieve(sender)
            kept = part(tracker) if tracker is not None else None
        except Exception as error:
            raise EngineFault(f"tracker cannot be read: {type(error).__name__}") from error
        return copy.deepcopy(dict(kept)) if kept else None

    async def _parse(self, text: str) -> dict[str, Any]:
        try:
            parsed: dict[str, Any] = await self._agent.parse_message(as_text(text))
        except Exception as error:
            raise EngineFault(f"parse failed: {type(error).__name__}") from error
        return parsed


def _last_parse(tracker: Any) -> dict[str, Any] | None:
    return tracker.latest_message.parse_data if tracker.latest_message else None
