"""What stands before the desk: nothing passes without a session, and NiceGUI loads with the first knock only.

Importing NiceGUI takes longer than opening the citizen's page may. So /desk is this small application; it loads the
real one in a thread when somebody first comes, and lets requests wait until it is there.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Callable

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.desk.downloads import Downloads
from api.desk.origin import REFERRER, same_origin
from api.desk.visit import session_of
from api.ports import Services
from casework.errors import StaffSessionEnded

SIGN_IN, PASSWORD = "/desk/sign-in", "/desk/password"
_LIBRARY = "/_nicegui/"
_SOCKET = "/_nicegui_ws/"
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""NiceGUI compiles templates in the browser ('unsafe-eval') and Quasar sets styles on elements; a script without this
answer's nonce does not run all the same, so text that became markup by mistake would stay dead."""
_FOREVER = "public, max-age=31536000, immutable"


Build = Callable[[Services, Downloads], FastAPI]


def _build(services: Services, downloads: Downloads) -> FastAPI:
    from api.desk.building import build

    return build(services, downloads)


class Gate:
    """The application mounted at /desk. `build` makes the one behind it, in a thread; `run` keeps that one alive."""

    def __init__(self, services: Services, downloads: Downloads, build: Build = _build) -> None:
        self._services = services
        self._downloads = downloads
        self._build = build
        self._knocked = asyncio.Event()
        self._opened: asyncio.Future[ASGIApp] | None = None

    def knock(self) -> None:
        """Begins to load the desk, if nobody has yet: the sign-in page does it while its reader types."""
        self._knocked.set()

    async def run(self) -> None:
        """Waits for the first knock, then runs the desk until it is cancelled."""
        await self._knocked.wait()
        opened = self._future()
        try:
            app = await asyncio.to_thread(self._build, self._services, self._downloads)
        except Exception as error:
            opened.set_exception(error)
            raise
        async with app.router.lifespan_context(app):
            opened.set_result(GZipMiddleware(_Pages(app), minimum_size=1000, compresslevel=5))
            # the end comes as a cancellation; what closes the desk is done after it, not instead of it
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry point."""
        path = _own_path(scope)
        elsewhere = None if path.startswith(_LIBRARY) else await self._sent_away(HTTPConnection(scope), path)
        if elsewhere is not None:
            await _refuse(scope, receive, send, path, elsewhere)
            return
        self.knock()
        desk = await asyncio.shield(self._future())
        await desk(scope, receive, send)

    def _future(self) -> "asyncio.Future[ASGIApp]":
        if self._opened is None:
            self._opened = asyncio.get_running_loop().create_future()
        return self._opened

    async def _sent_away(self, connection: HTTPConnection, path: str) -> str | None:
        """Where somebody has to go first; None for who may pass."""
        if path.startswith(_SOCKET) and not same_origin(connection):
            return SIGN_IN
        try:
            seat = await asyncio.to_thread(self._services.staff.seat, session_of(connection))
        except StaffSessionEnded:
            return SIGN_IN
        return PASSWORD if seat.must_change else None


async def _refuse(scope: Scope, receive: Receive, send: Send, path: str, elsewhere: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4401})
    elif path.startswith(_SOCKET):
        await PlainTextResponse("", 403)(scope, receive, send)
    else:
        await RedirectResponse(elsewhere, 303)(scope, receive, send)


class _Pages:
    """Answers by the desk: pages with a nonce on each of their scripts, the library's own files kept by the browser."""

    def __init__(self, desk: ASGIApp) -> None:
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry point."""
        if scope["type"] != "http":
            await self._desk(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        of_library = _own_path(scope).startswith(_LIBRARY)  # asked now: a route on the way changes the scope
        held: Message | None = None
        parts: list[bytes] = []

        async def finished(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
                headers["X-Frame-Options"] = "DENY"
                headers.update(REFERRER)
                if headers.get("content-type", "").startswith("text/html"):
                    held = message
                    return
                if of_library and message["status"] in (200, 304):
                    headers["Cache-Control"] = _FOREVER
            elif held is not None:
                parts.append(message.get("body", b""))
                if message.get("more_body"):
                    return
                body = b"".join(parts).replace(b"<script", f'<script nonce="{nonce}"'.encode())
                MutableHeaders(scope=held)["Content-Length"] = str(len(body))
                await send(held)
                message = {"type": "http.response.body", "body": body}
            await send(message)

        await self._desk(scope, receive, finished)


def _own_path(scope: Scope) -> str:
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))
