"""The shape of a triage answer, field by field, with an example: DESIGN.md section 6 as OpenAPI."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

CategoryId = Literal["appeal", "report", "disclosure", "suggestion", "consult", "out_of_scope"]

_EXAMPLE: dict[str, Any] = {
    "matters": [
        {
            "category": "appeal",
            "situation_id": "A2-7",
            "confidence": 0.83,
            "alternatives": [{"category": "appeal", "situation_id": "A2-8", "confidence": 0.09}],
            "span": [0, 24],
            "channel": [{"step": 1, "text": "向作出决定的医保部门的上一级或本级政府申请行政复议"}],
            "basis": [{"title": "中华人民共和国行政复议法", "clause": "第二十条", "source": "law-xzfy-2023"}],
            "handler": {"name": "医疗保障待遇支付", "office": "待遇保障处", "phones": [], "address": "", "limits": []},
            "needs": [
                {
                    "fact": "decision_kind",
                    "question": "医保部门给过您书面决定吗？",
                    "options": [
                        {"value": "refused_acceptance", "label": "给了《不予受理决定》", "meaning": "书面说不受理"}
                    ],
                }
            ],
        }
    ],
    "action": "ask",
    "rulebook": "3f1c2a9b7e604d58",
    "model": "petition-5e0f21c9",
}


class TriageRequest(BaseModel):
    """One text to triage."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "我妈住院的钱医保一直不给报，问了好几次都说不行。", "region": "220000"}]
        },
    )

    text: str = Field(description="群众的原话，1 到 10000 字")
    region: str | None = Field(
        default=None,
        description="六位行政区划代码；有本地清单的地方是 22xxxx、50xxxx、320813、411681，其他地方只给全国部分",
    )


class Alternative(BaseModel):
    """Another reading of the same matter."""

    category: CategoryId
    situation_id: str | None = Field(description="诉求情形编号；咨询和非医保事项为空")
    confidence: float = Field(ge=0, le=1)


class ChannelStep(BaseModel):
    """One step of the lawful channel."""

    model_config = ConfigDict(extra="allow")

    step: int = Field(description="顺序，从 1 起")
    text: str


class Basis(BaseModel):
    """What a statement about the law rests on."""

    model_config = ConfigDict(extra="allow")

    title: str
    clause: str
    source: str = Field(description="依据文件的编号")


class Need(BaseModel):
    """A fact that must be known before the channel is."""

    model_config = ConfigDict(extra="allow")

    fact: str
    question: str
    options: list[dict[str, Any]] = Field(description="每项有 value、label、meaning")


class Matter(BaseModel):
    """One issue inside the text."""

    model_config = ConfigDict(extra="allow")

    category: CategoryId
    situation_id: str | None = Field(description="诉求情形编号，A1-1 到 D-2；咨询和非医保事项为空")
    confidence: float = Field(ge=0, le=1)
    alternatives: list[Alternative]
    span: tuple[int, int] = Field(description="这一事项在原文里的起止位置，按字符数，不含终点")
    channel: list[ChannelStep] = Field(
        description="法定途径，按顺序；还缺关键事实时列出每种情况的途径，branch 是情况，needs 是要问的问题"
    )
    basis: list[Basis]
    handler: dict[str, Any] | None = Field(description="当地办理机构；当地清单没有时为空")
    needs: list[Need]


class TriageAnswer(BaseModel):
    """What the text is about and which lawful channel it belongs to. Guidance, not acceptance."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [_EXAMPLE]})

    matters: list[Matter] = Field(description="第一项是主要事项")
    action: Literal["answer", "ask", "hand_over"] = Field(description="直接回答、先追问、转人工")
    rulebook: str = Field(description="规则库版本")
    model: str = Field(description="模型版本")


class ErrorBody(BaseModel):
    """Code for programs, sentence for people."""

    code: str = Field(examples=["empty_message"])
    message: str = Field(examples=["没有看到内容，请写下您要反映的事情。"])


class ErrorAnswer(BaseModel):
    """What every failing request gets."""

    error: ErrorBody


class RuleAnswer(BaseModel):
    """One row of the rule tables."""

    id: str
    title: str = Field(description="来源文件全称")
    clause: str = Field(description="条款")
    quote: str = Field(description="原文")
    source: str
    effective_from: str
    effective_to: str | None
    rulebook: str = Field(description="规则库版本")
    row: dict[str, Any] = Field(description="这一行的全部内容")


class RulePart(BaseModel):
    """One text of a row."""

    heading: str
    text: str
    verbatim: bool = Field(description="是不是来源文件的原文")
    fault: str | None = Field(description="这段原文有记录的缺陷时，说明是什么缺陷；不能当作原文引用")


class FoundRule(BaseModel):
    """One row that was found."""

    id: str
    kind: str = Field(description="哪一类规则，例如“期限”")
    name: str = Field(description="这一行的名称或者通俗说法")
    title: str = Field(description="来源文件全称；不是法律依据的约定会写明")
    clause: str = Field(description="条款")
    source: str
    place: str | None = Field(description="哪个地方自己的规则；各地通用的为空")
    effective_from: str
    effective_to: str | None
    parts: list[RulePart] = Field(description="原文，以及另外写到这些词的文字")
    sound: bool = Field(description="来源文件的这一项没有记录的缺陷")
    faults: list[str] = Field(description="来源文件这一项有哪些缺陷")
    words: list[str] = Field(description="可以在文字里标出的词")
    citation: str = Field(description="带出处的引文，可以直接粘贴")


class FoundRules(BaseModel):
    """The rows for a question."""

    rules: list[FoundRule]
    total: int = Field(description="一共有多少条")
    whole: bool = Field(description="每一条都写到了全部的词；否则只是相近的")
    message: str | None = Field(description="没有找到，或者只有相近的时，给用户看的话")
    rulebook: str = Field(description="规则库版本")


ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorAnswer, "description": "不是有效的 JSON"},
    401: {"model": ErrorAnswer, "description": "没有这个会话，或已结束"},
    403: {"model": ErrorAnswer, "description": "不允许"},
    404: {"model": ErrorAnswer, "description": "没有找到"},
    409: {"model": ErrorAnswer, "description": "现在不能这样做，或者接不上"},
    413: {"model": ErrorAnswer, "description": "内容太长"},
    422: {"model": ErrorAnswer, "description": "内容不符合要求"},
    429: {"model": ErrorAnswer, "description": "太快，见 Retry-After"},
    500: {"model": ErrorAnswer, "description": "系统故障"},
    503: {"model": ErrorAnswer, "description": "还在准备，见 Retry-After"},
}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documented error answers of a route."""
    return {status: ERRORS[status] for status in statuses}
