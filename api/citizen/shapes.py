"""What the chat page sends and gets: contract C as OpenAPI."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class OpenSession(BaseModel):
    """Begins a conversation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"region": "220000"}]})

    region: str | None = Field(default=None, description="六位行政区划代码，不知道就为空")


class SessionOpened(BaseModel):
    """The conversation's only key. Whoever has it can read the conversation: never put it in a URL."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "k3Jq…", "events": 0}]})

    token: str
    events: int = Field(description="已经收到的最后一个事件编号，新会话为 0")


class CitizenMessage(BaseModel):
    """One message of a citizen."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"client_id": "0b6f7a52-3f0e-4c55-9d3a-1f5f0a1c2b3d", "text": "单位一直没给我交医保", "payload": None}
            ]
        }
    )

    client_id: UUID = Field(description="由页面生成；重发时不变，不会重复处理")
    text: str = Field(description="1 到 10000 字")
    payload: str | None = Field(default=None, max_length=500, description="点按钮时，按钮的 payload")


class TypingSign(BaseModel):
    """The citizen is writing, or has stopped."""

    on: bool


class MessageAccepted(BaseModel):
    """The message is kept; its answer comes as an event."""

    client_id: str
    event_id: int = Field(description="这条消息的事件编号")
    duplicate: bool = Field(description="这个 client_id 之前已经收到过")


class ChatButton(BaseModel):
    """A quick reply."""

    model_config = ConfigDict(extra="allow")

    title: str
    payload: str
    hint: str | None = None


class ChatMessage(BaseModel):
    """One message on the page. `card` says the same as `text`, structured."""

    model_config = ConfigDict(extra="allow")

    id: int
    sender: Literal["citizen", "bot", "agent", "system"] = Field(alias="from")
    text: str
    buttons: list[ChatButton]
    card: dict[str, Any] | None
    client_id: str | None
    at: str = Field(description="北京时间，ISO 8601")


class Talking(BaseModel):
    """Who the citizen talks with now."""

    model_config = ConfigDict(populate_by_name=True)

    who: Literal["bot", "calling", "person"] = Field(
        alias="with", description="bot：智能助手；calling：正在请人工；person：工作人员"
    )


class ChatMessages(BaseModel):
    """Messages after the one named in Last-Event-ID."""

    events: list[ChatMessage]
    thread: Talking
