"""What is recorded of a request: a random id, its route, its status, its time. No address, no query, no body, no token.

Also the last line of defence: an exception no one handled ends here as a plain 500 and a log line without its message,
so that the server below never prints a stack trace that quotes a citizen.
"""

import re
import time
import uuid

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import error_answer, log_unexpected
from api.log import service_log
from api.metrics import Metrics
from api.sentences import error_sentence

_log = service_log(__name__)
_ID = re.compile(rb"[A-Za-z0-9_-]{8,64}")
_QUIET = ("/healthz", "/readyz", "/metrics", "/chat/state", "/chat/typing", "/static")


class RequestRecord:
    """Outermost middleware: gives the request its id, counts it, logs one line."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry point."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        begun = time.perf_counter()
        status = 0

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request=request_id):
            try:
                await self._app(scope, receive, with_id)
            except Exception as error:  # noqa: BLE001 - nothing behind this but the server, which would print a stack trace
                log_unexpected(error, route=_route(scope))
                if status == 0:
                    answer = error_answer("internal_error", 500, error_sentence("internal_error"))
                    await answer(scope, receive, with_id)
            finally:
                self._record(scope, status, time.perf_counter() - begun)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in ("GET", "POST", "HEAD") else "other"
        route = _route(scope)
        self._metrics.requests.labels(method, route, status).inc()
        self._metrics.seconds.labels(method, route).observe(seconds)
        if not route.startswith(_QUIET):
            _log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))


def _request_id(scope: Scope) -> str:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode() if _ID.fullmatch(given) else uuid.uuid4().hex


def _route(scope: Scope) -> str:
    """The route's pattern, never the path as sent: a path can hold anything, and every new one would be a new label."""
    if scope["path"].startswith("/static/"):
        return "/static"
    pattern = getattr(scope.get("route"), "path", None)
    return pattern if isinstance(pattern, str) else "unmatched"
