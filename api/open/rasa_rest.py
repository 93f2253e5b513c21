"""Rasa's REST channel: POST /webhooks/rest/webhook, so that any client written for Rasa works here.

As in stock Rasa: `sender` may be missing (a random one is made up), `metadata` is any JSON object, `stream=true` sends
one JSON line per reply. Unlike it, bad input gets a documented 4xx instead of a 500, a failed turn an error instead of
an empty list, and a message is never a command (`/report{"a": 1}` is text).
"""

import json
import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from api.deps import LimitsDep, ServicesDep
from api.errors import ServiceError
from api.incoming import storable
from api.open.answers import errors

router = APIRouter(prefix="/webhooks/rest", tags=["Rasa REST 通道"])


class RestMessage(BaseModel):
    """What a Rasa client sends. Fields Rasa does not know are ignored, as Rasa does."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"sender": "kiosk-3", "message": "异地住院怎么备案", "metadata": {"region": "500000"}}]
        }
    )

    sender: str | int | None = Field(default=None, description="对话的编号；同一编号接着上次说")
    message: str = Field(description="群众说的话，1 到 10000 字")
    metadata: dict[str, Any] | None = Field(default=None, description="附加信息；region 是六位行政区划代码")
    input_channel: str | None = Field(default=None, description="通道名，只作记录")


class RestButton(BaseModel):
    """A quick reply: send `payload` back as the next message."""

    model_config = ConfigDict(extra="allow")

    title: str
    payload: str


class RestReply(BaseModel):
    """One reply; only the fields it has are sent."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "recipient_id": "kiosk-3",
                    "text": "您要反映的是哪一种情况？",
                    "buttons": [{"title": "不清楚", "payload": "unsure"}],
                }
            ]
        },
    )

    recipient_id: str
    text: str | None = None
    buttons: list[RestButton] | None = None
    custom: dict[str, Any] | None = None


@router.get("/", summary="通道是否可用")
async def channel_health() -> dict[str, str]:
    """与 Rasa 一致。"""
    return {"status": "ok"}


@router.post(
    "/webhook",
    summary="一轮对话",
    response_model=list[RestReply],
    response_model_exclude_none=True,
    responses=errors(400, 413, 422, 500, 503),
)
async def webhook(
    message: Annotated[RestMessage, Body()],
    services: ServicesDep,
    limits: LimitsDep,
    stream: Annotated[str, Query(description="true：每条回复一行 JSON")] = "false",
) -> Any:
    """与 Rasa 的 REST 通道一致：一条消息进，一组回复出。"""
    sender = storable(str(message.sender)) if message.sender is not None else uuid.uuid4().hex
    if not sender.strip() or len(sender) > limits.sender_characters:
        raise ServiceError("bad_sender", 422, limit=limits.sender_characters)
    metadata = dict(message.metadata or {})
    if message.input_channel:
        metadata.setdefault("input_channel", message.input_channel)
    replies = await services.conversations.rest_turn(sender, message.message, metadata)
    if stream.lower() != "true":
        return replies

    async def lines() -> AsyncIterator[str]:
        for reply in replies:
            yield json.dumps(reply, ensure_ascii=False) + "\n"

    return StreamingResponse(lines(), media_type="text/event-stream")
