"""Builds the application behind the gate. The only way to NiceGUI: whoever imports this module pays for loading it."""

import logging

from fastapi import FastAPI
from fastapi.responses import Response
from nicegui import app as library
from nicegui import ui

from api.desk.doors import WEB
from api.desk.downloads import Downloads
from api.desk.shell import broken, register_pages
from api.errors import log_unexpected
from api.ports import Services

_PATIENCE = 30.0
"""Seconds that a page may be without its line before the server forgets what stood on it."""


def build(services: Services, downloads: Downloads) -> FastAPI:
    """The desk over `services`. NiceGUI is one per process, so this is called once."""
    desk = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    # Its log would quote what stood in a message; ours has type and place.
    logging.getLogger("nicegui").disabled = True
    library.on_exception(log_unexpected)
    library.on_page_exception(broken)
    # before our pages, which answer for every address: a page there would be built for whoever asks
    library.add_api_route("/_nicegui/{_:path}", _no_such_file, include_in_schema=False)
    register_pages(services, downloads)
    ui.run_with(
        desk,
        title="医保信访工作台",
        favicon=(WEB / "icon.svg").read_text(encoding="utf-8"),
        dark=None,
        language="zh-CN",
        tailwind=False,
        binding_refresh_interval=None,
        reconnect_timeout=_PATIENCE,
        gzip_middleware_factory=None,
        show_welcome_message=False,
    )
    return desk


async def _no_such_file() -> Response:
    return Response(status_code=404)
