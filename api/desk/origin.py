"""Does a request come from a page of this service? Asked of everything that changes something or opens a socket."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

REFERRER = {"Referrer-Policy": "same-origin"}
"""What pages with forms must answer with: under `no-referrer` a browser sends its own form as from nowhere."""


def same_origin(connection: HTTPConnection) -> bool:
    """Whether the browser says so: by Sec-Fetch-Site, which no page can forge, or an older one by Origin."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = connection.headers.get("origin") or connection.headers.get("referer") or ""
    return urlsplit(origin).netloc == connection.headers.get("host")
