"""A Rasa server elsewhere (`rasa run` with our config, domain and actions), over its own HTTP interface."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from bot.engine import PETITION_SLOT, as_text, replies_from
from casework.errors import EngineFault


class RemoteEngine:
    """For offices that run Rasa workers of their own behind one address."""

    def __init__(self, url: str, *, timeout: float = 30.0, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = url.rstrip("/")
        self._client = httpx.AsyncClient(base_url=self._url, timeout=timeout, transport=transport)

    @property
    def model_name(self) -> str:
        return self._url

    async def start(self) -> None:
        await self._call("GET", "/status")

    async def stop(self) -> None:
        await self._client.aclose()

    async def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        body = {"sender": sender, "message": as_text(text), "metadata": metadata}
        messages: list[dict[str, Any]] = await self._call("POST", "/webhooks/rest/webhook", body)
        return replies_from(messages)

    async def parse(self, text: str) -> dict[str, Any]:
        parsed: dict[str, Any] = await self._call("POST", "/model/parse", {"text": as_text(text)})
        return parsed

    async def petition_state(self, sender: str) -> dict[str, Any] | None:
        tracker = await self._tracker(sender)
        return (tracker.get("slots") or {}).get(PETITION_SLOT) or None

    async def last_parse(self, sender: str) -> dict[str, Any] | None:
        tracker = await self._tracker(sender)
        return tracker.get("latest_message") or None

    async def _tracker(self, sender: str) -> dict[str, Any]:
        path = f"/conversations/{quote(sender, safe='')}/tracker?include_events=NONE"
        tracker: dict[str, Any] = await self._call("GET", path)
        return tracker

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            response = await self._client.request(method, path, json=body)
            response.raise_for_status()
            return response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise EngineFault(f"remote engine {self._url}{path}: {type(error).__name__}") from error
