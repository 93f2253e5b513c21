"""Files on their way to a browser: what a page has been allowed to open is fetched once, by the same session, at once.

A page lives on a socket, which is no way for a video; so it leaves the opened file here and sends the browser
to fetch it.
"""

import secrets
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

from fastapi.responses import Response, StreamingResponse

from casework.errors import FileUnknown
from casework.sealing.secret_words import token_hash

_SECONDS = 60.0
_WAITING_MOST = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """A file ready to be sent. Its pieces are opened one at a time, while it is sent."""

    name: str
    media_type: str
    pieces: Iterator[bytes] = field(repr=False)


class Downloads:
    """What waits to be fetched, for a minute at most."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[str, float, Opened]] = {}

    def leave(self, session: str, opened: Opened) -> str:
        """Keeps a file for the browser with this session; returns what it is fetched by."""
        now = time.monotonic()
        fresh = {name: one for name, one in self._waiting.items() if one[1] > now}
        self._waiting = dict(list(fresh.items())[-_WAITING_MOST:])
        ticket = secrets.token_urlsafe(24)
        self._waiting[ticket] = (token_hash(session), now + _SECONDS, opened)
        return ticket

    def fetch(self, session: str, ticket: str) -> Opened:
        """The file, once. Raises FileUnknown for another browser, a second time, or too late."""
        owner, until, opened = self._waiting.get(ticket, ("", 0.0, None))
        if opened is None or until <= time.monotonic() or not secrets.compare_digest(owner, token_hash(session)):
            raise FileUnknown("nothing waits under this ticket")
        del self._waiting[ticket]
        return opened


def attachment(opened: Opened) -> Response:
    """The answer that a browser saves and never shows."""
    name = urllib.parse.quote(opened.name)
    headers = {
        "Content-Disposition": f"attachment; filename=\"file\"; filename*=UTF-8''{name}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return StreamingResponse(opened.pieces, media_type=opened.media_type, headers=headers)
