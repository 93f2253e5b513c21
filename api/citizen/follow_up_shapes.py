"""What the progress page sends and gets, as OpenAPI."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ReceiptShown(BaseModel):
    """Number and code of a receipt: in a body, never in an address."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"number": "JB202601010001", "code": "1234567890123456"}]}
    )

    number: str = Field(max_length=40, description="登记编号")
    code: str = Field(max_length=80, description="查询码")


class FollowUpOpened(BaseModel):
    """The key of this visit. Whoever has it can read the case: never put it in an address."""

    token: str
    idle_minutes: int = Field(description="多少分钟没有操作就结束")


class Addition(BaseModel):
    """A further fact."""

    text: str = Field(description="1 到 10000 字")


class Answer(BaseModel):
    """What somebody answers to a question of staff."""

    sequence: int = Field(description="问题的序号")
    text: str = Field(description="1 到 10000 字")


class Withdrawal(BaseModel):
    """A withdrawal, after its consequences were shown."""

    understood: Literal[True] = Field(description="已经看过撤回以后会怎样")


class HandedOver(BaseModel):
    """What was handed over is kept."""

    kept: Literal[True] = True


class ShownCitation(BaseModel):
    """The clause behind a sentence."""

    title: str
    clause: str
    quote: str


class ShownState(BaseModel):
    """Where the case stands."""

    id: str
    label: str
    plain: str
    day: str = Field(description="从哪天起，年-月-日")


class ShownStep(BaseModel):
    """One step of the line."""

    label: str
    status: Literal["done", "now", "ahead"]
    day: str = Field(description="年-月-日；还没到的为空")


class ShownLine(BaseModel):
    """A sentence with the clause it rests on, if it rests on one."""

    text: str
    citation: ShownCitation | None


class ShownEntry(BaseModel):
    """One thing that was said in the case."""

    sequence: int
    kind: str
    author: Literal["citizen", "staff", "system"]
    day: str
    text: str


class ShownWithdrawal(BaseModel):
    """What follows from withdrawing now."""

    lines: list[ShownLine]


class ShownRights(BaseModel):
    """What can be done now."""

    add: bool
    files: bool
    withdraw: bool


class CaseStatus(BaseModel):
    """Everything the progress page shows."""

    number: str
    title: str
    anonymous: bool
    state: ShownState
    steps: list[ShownStep]
    next: list[ShownLine]
    questions: list[ShownEntry]
    entries: list[ShownEntry]
    withdrawal: ShownWithdrawal | None
    can: ShownRights
