"""Which headers does every answer carry so that a browser keeps the page, its frame and its data safe?"""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
)
_PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


class SecurityHeaders:
    """Adds the headers a route has not set itself.

    `frame_ancestors` lists the sites that may show the chat in a frame (`/?embed=1` and the download of its
    form only); ("*",) is any site, () none.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: Sequence[str]) -> None:
        self._app = app
        self._embedded = _POLICY.format(ancestors=" ".join(("'self'", *frame_ancestors)))
        self._alone = _POLICY.format(ancestors="'self'")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI entry point."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        # the form's answer lands in a frame of the page, so it may stand wherever the page may
        embedded = path == "/chat/document" or (path == "/" and b"embed=1" in scope["query_string"].split(b"&"))
        for_other_sites = path == "/embed.js"
        shared = path.startswith("/static/") or path in ("/", "/progress", "/embed.js")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", self._embedded if embedded else self._alone)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
                headers.setdefault("Permissions-Policy", _PERMISSIONS)
                headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if for_other_sites else "same-origin")
                if not embedded:
                    headers.setdefault("X-Frame-Options", "SAMEORIGIN")
                headers.setdefault("Cache-Control", "no-cache" if shared else "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)
