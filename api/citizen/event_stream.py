"""What does an open chat page receive, and in which order? Server-sent events that can be resumed after any message."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from sse_starlette import ServerSentEvent

from api.limits import Limits
from api.metrics import Metrics
from api.ports import Readiness, Services
from casework.errors import TriageError

_RETRY_MS = 3000


def ping() -> ServerSentEvent:
    """The comment line that keeps an idle connection open."""
    return ServerSentEvent(comment="ping")


def readiness_data(readiness: Readiness) -> dict[str, Any]:
    """The `status` event and GET /chat/state."""
    return {"ready": readiness.ready, "message": readiness.message, "progress": readiness.progress}


async def stream(
    services: Services, limits: Limits, metrics: Metrics, closing: asyncio.Event, token: str, after: int
) -> AsyncIterator[ServerSentEvent]:
    """All messages after number `after`, then new ones as they come, until the reader leaves or the service closes.

    Who the citizen talks with is told first, and whenever that changes. While the assistant gets ready, `status` events
    say how far it is, and one says when it is done.
    """
    shown: dict[str, Any] | None = None
    with_whom: Mapping[str, Any] | None = None
    with metrics.streams.track_inprogress(), await services.conversations.attending(token):
        yield ServerSentEvent(comment="open", retry=_RETRY_MS)
        standing = await services.conversations.with_whom(token)
        yield _event("thread", with_whom := standing.data)
        while not closing.is_set():
            status = readiness_data(services.readiness)
            if status != shown and not (shown is None and status["ready"]):
                yield _event("status", status)
            shown = status
            wait = limits.event_wait_seconds if status["ready"] else limits.event_wait_getting_ready_seconds
            for event in await _next_events(services, closing, token, after, wait):
                if event.id is not None:
                    after = max(after, event.id)
                if event.kind == "thread":
                    if event.data == with_whom:
                        continue
                    with_whom = event.data
                yield _event(event.kind, event.data, event.id)


async def _next_events(services: Services, closing: asyncio.Event, token: str, after: int, wait: float) -> list[Any]:
    """New events, or none when the wait or the service ends. A session that has ended just gets nothing more."""
    looking = asyncio.ensure_future(services.conversations.wait_for_events(token, after, wait))
    closed = asyncio.ensure_future(closing.wait())
    try:
        await asyncio.wait((looking, closed), return_when=asyncio.FIRST_COMPLETED)
        return list(await looking) if looking.done() else []
    except TriageError:
        await asyncio.wait((closed,), timeout=wait)
        return []
    finally:
        for task in (looking, closed):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, TriageError):
                await task


def _event(kind: str, data: Mapping[str, Any], event_id: int | None = None) -> ServerSentEvent:
    return ServerSentEvent(
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")),
        event=kind,
        id=None if event_id is None else str(event_id),
    )
