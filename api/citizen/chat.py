"""The chat protocol (contract C): sessions, messages, events, the document, the state."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Form, Header, Query, Request, Response
from sse_starlette import EventSourceResponse

from api.citizen.event_stream import ping, readiness_data, stream
from api.citizen.shapes import ChatMessages, CitizenMessage, MessageAccepted, OpenSession, SessionOpened, TypingSign
from api.citizen.word_files import WORD, word_answer
from api.deps import LimitsDep, MessageRate, MetricsDep, ServicesDep, SessionRate, Token, TypingRate
from api.health import State
from api.incoming import storable
from api.open.answers import errors

router = APIRouter(prefix="/chat", tags=["群众对话"])


@router.post(
    "/sessions", status_code=201, summary="开始一次对话", response_model=SessionOpened, responses=errors(400, 422, 429)
)
async def open_session(
    services: ServicesDep, metrics: MetricsDep, rate: SessionRate, session: OpenSession | None = None
) -> Any:
    """返回这次对话的令牌；问候语已在事件里。"""
    rate.take("everybody")
    opened = await asyncio.to_thread(services.conversations.open, session.region if session else None)
    metrics.sessions.inc()
    return {"token": opened.token, "events": 0}


@router.post(
    "/messages",
    status_code=202,
    summary="发一条消息",
    response_model=MessageAccepted,
    responses={
        200: {"model": MessageAccepted, "description": "之前已经收到过，没有重复处理"},
        **errors(400, 401, 413, 422, 429, 503),
    },
)
async def post_message(
    message: CitizenMessage,
    token: Token,
    response: Response,
    services: ServicesDep,
    metrics: MetricsDep,
    rate: MessageRate,
) -> Any:
    """收下消息，回答随后以事件送达。同一 client_id 再发，返回 200，不重复处理。"""
    rate.take(token)
    payload = storable(message.payload) if message.payload else None
    posted = await services.conversations.post(token, str(message.client_id), message.text, payload)
    metrics.messages.labels(str(posted.duplicate).lower()).inc()
    if posted.duplicate:
        response.status_code = 200
    return {"client_id": posted.client_id, "event_id": posted.event_id, "duplicate": posted.duplicate}


@router.get(
    "/events",
    summary="接收消息",
    response_model=ChatMessages,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "事件流；wait=0 时是 JSON"},
        **errors(401, 422),
    },
)
async def events(
    request: Request,
    token: Token,
    services: ServicesDep,
    limits: LimitsDep,
    metrics: MetricsDep,
    last_event_id: Annotated[str | None, Header()] = None,
    wait: Annotated[str, Query(description="0：只取一次，返回 JSON")] = "",
) -> Any:
    """先补发 Last-Event-ID 之后的所有消息，再保持连接。事件 message、typing、thread、status。"""
    after = _number(last_event_id)
    kept = await asyncio.to_thread(services.conversations.events, token, after)
    if wait == "0":
        standing = await services.conversations.with_whom(token)
        return {"events": [event.data for event in kept], "thread": standing.data}
    closing: asyncio.Event = request.app.state.closing
    return EventSourceResponse(
        stream(services, limits, metrics, closing, token, after),
        ping=limits.ping_seconds,
        ping_message_factory=ping,
        sep="\n",
        send_timeout=limits.send_seconds,
        shutdown_grace_period=limits.closing_seconds,
    )


@router.post("/typing", status_code=204, summary="正在输入", responses=errors(401, 422, 429))
async def typing(sign: TypingSign, token: Token, services: ServicesDep, rate: TypingRate) -> None:
    """告诉工作人员群众正在写；不保存，几秒后自己消失。"""
    rate.take(token)
    await services.conversations.typing(token, sign.on)


@router.post(
    "/document",
    summary="下载登记的表",
    response_class=Response,
    responses={200: {"content": {WORD: {}}, "description": "Word 文件"}, **errors(401, 404, 422, 429)},
)
async def document(
    services: ServicesDep,
    rate: MessageRate,
    token: Annotated[str, Form(max_length=200)],
    number: Annotated[str, Form(max_length=40, description="登记编号")],
) -> Response:
    """本次对话里登记的表：举报登记表、复议申请书、复查申请书、信息公开申请表、意见建议登记表。"""
    rate.take(token)
    file = await asyncio.to_thread(services.documents.document, token, number)
    return word_answer(file)


@router.get("/state", summary="助手是否就绪", response_model=State)
async def state(services: ServicesDep) -> Any:
    """不需要令牌。"""
    return readiness_data(services.readiness)


def _number(last_event_id: str | None) -> int:
    """The number after which to replay; whatever is no number replays all, and the page leaves out what it has."""
    text = (last_event_id or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
