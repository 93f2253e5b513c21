"""The application: every route, the middleware around them, and what starts and stops with it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI

from api import health
from api.citizen import chat, files, follow_up, page
from api.desk import doors
from api.desk.downloads import Downloads
from api.desk.gate import Gate
from api.errors import install_error_answers
from api.limits import Limits, load_limits
from api.metrics import Metrics
from api.middleware.body_limit import BodyLimit
from api.middleware.request_record import RequestRecord
from api.middleware.security_headers import SecurityHeaders
from api.open import divisions, rasa_rest, rules, triage
from api.ports import Services
from api.rate_limit import RateLimit
from api.staff import calendar

_TITLE = "医保信访诉求依法分类助手"
_ABOUT = (
    "把群众的话变成法定途径、登记表和回执。每一句关于法规的话都出自规则库的一行，带来源和条款。"
    '回答是指引，不是受理决定。出错时一律返回 {"error": {"code", "message"}}。'
)

_TIME_TO_FINISH = 5.0

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
Background = Callable[[], Coroutine[Any, Any, None]]


def create_app(
    services: Services,
    *,
    limits: Limits | None = None,
    frame_ancestors: Sequence[str] = ("*",),
    background: Sequence[Background] = (),
    finish: Background | None = None,
) -> FastAPI:
    """The application over `services`.

    `frame_ancestors` are the sites that may embed the chat ("*": any). Each of `background` runs from start to stop and
    is cancelled at the end, after `finish` has had a few seconds; event streams end when `app.state.closing` is set.
    """
    limits = limits or load_limits()
    downloads = Downloads()
    gate = Gate(services, downloads)
    app = FastAPI(
        title=_TITLE,
        description=_ABOUT,
        version=_version(),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # both load their scripts from elsewhere; this service works without the Internet
        redoc_url=None,
        lifespan=_lifespan([*background, gate.run], finish),
    )
    app.state.services = services
    app.state.limits = limits
    app.state.metrics = Metrics()
    app.state.message_rate = RateLimit(limits.messages_burst, limits.messages_per_second, limits.rate_keys)
    app.state.typing_rate = RateLimit(limits.typing_burst, limits.typing_per_second, limits.rate_keys)
    app.state.session_rate = RateLimit(limits.sessions_burst, limits.sessions_per_second, limits.rate_keys)
    app.state.file_rate = RateLimit(limits.file_calls_burst, limits.file_calls_per_second, limits.rate_keys)
    app.state.file_turns = asyncio.Semaphore(limits.file_turns)
    app.state.closing = asyncio.Event()
    app.state.desk_gate = gate
    app.state.desk_doors = doors.Doors()
    app.state.desk_downloads = downloads

    for router in (
        triage.router,
        rules.router,
        divisions.router,
        rasa_rest.router,
        chat.router,
        follow_up.router,
        health.router,
        page.router,
        calendar.router,
        doors.router,
        doors.outside,
    ):
        app.include_router(router)
    for router in (files.chat_files, files.follow_up_files):
        app.include_router(router)
    app.mount("/static", page.assets(), name="static")
    app.mount("/desk/static", doors.assets(), name="desk-static")
    app.mount("/desk", gate, name="desk")
    install_error_answers(app)

    # the last one added is the outermost
    app.add_middleware(BodyLimit, limit=limits.body_bytes, by_path=_body_limits(limits))
    app.add_middleware(SecurityHeaders, frame_ancestors=tuple(frame_ancestors))
    app.add_middleware(RequestRecord, metrics=app.state.metrics)
    return app


def _lifespan(background: Sequence[Background], finish: Background | None) -> Lifespan:
    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.ensure_future(job()) for job in background]
        try:
            yield
        finally:
            app.state.closing.set()
            if finish is not None:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(finish(), _TIME_TO_FINISH)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    return run


def _body_limits(limits: Limits) -> dict[str, int]:
    pieces = {f"{path}/": limits.file_chunk_bytes for path in (files.CHAT, files.FOLLOW_UP)}
    return {"/api/v1/triage/batch": limits.batch_body_bytes} | pieces


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("medical-insurance-triage")
    except PackageNotFoundError:
        return "0"
