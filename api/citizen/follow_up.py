"""Following up a registration: number and code in, then status, additions, answers and withdrawal under a token."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response

from api.citizen.follow_up_shapes import (
    Addition,
    Answer,
    CaseStatus,
    FollowUpOpened,
    HandedOver,
    ReceiptShown,
    Withdrawal,
)
from api.citizen.word_files import WORD, word_answer
from api.deps import MessageRate, ServicesDep, SessionRate, Token
from api.open.answers import errors
from casework.services.follow_up import IDLE_MINUTES, FollowUpStatus, ToldLine
from casework.services.ports import Entry

router = APIRouter(prefix="/api/v1/follow-up", tags=["办理进度"])


@router.post(
    "/sessions",
    status_code=201,
    summary="凭登记编号和查询码开始查询",
    response_model=FollowUpOpened,
    responses=errors(400, 403, 422, 429),
)
async def open_session(shown: ReceiptShown, services: ServicesDep, rate: SessionRate) -> Any:
    """编号和查询码只放在请求内容里，不放进网址。每个编号每天可试的次数有限。"""
    rate.take("follow-up")
    token = await asyncio.to_thread(services.follow_up.open, shown.number, shown.code)
    return {"token": token, "idle_minutes": IDLE_MINUTES}


@router.delete("/sessions", status_code=204, summary="退出查询", response_class=Response, responses=errors(401))
async def close_session(token: Token, services: ServicesDep) -> None:
    """令牌从此无效；已经失效的也不算错。"""
    await asyncio.to_thread(services.follow_up.close, token)


@router.get("/status", summary="办理进度", response_model=CaseStatus, responses=errors(401, 429))
async def status(token: Token, services: ServicesDep, rate: MessageRate) -> Any:
    """现在到了哪一步、接下来怎样（带条款）、等您回答的问题、往来记录。只有日期，没有时刻。"""
    rate.take(token)
    return status_answer(await asyncio.to_thread(services.follow_up.status, token))


@router.post(
    "/additions",
    status_code=201,
    summary="补充情况",
    response_model=HandedOver,
    responses=errors(400, 401, 409, 413, 422, 429),
)
async def add(addition: Addition, token: Token, services: ServicesDep, rate: MessageRate) -> Any:
    """里面的身份证号、电话等单独加密保存。同样的话接连交两次，只收一次。"""
    rate.take(token)
    await asyncio.to_thread(services.follow_up.add, token, addition.text)
    return {"kept": True}


@router.post(
    "/answers",
    status_code=201,
    summary="回答工作人员的问题",
    response_model=HandedOver,
    responses=errors(400, 401, 413, 422, 429),
)
async def answer(answered: Answer, token: Token, services: ServicesDep, rate: MessageRate) -> Any:
    """每个问题回答一次；还要补充的，用补充情况。"""
    rate.take(token)
    await asyncio.to_thread(services.follow_up.answer, token, answered.sequence, answered.text)
    return {"kept": True}


@router.post(
    "/withdrawal", status_code=201, summary="撤回", response_model=CaseStatus, responses=errors(400, 401, 409, 422, 429)
)
async def withdraw(_withdrawal: Withdrawal, token: Token, services: ServicesDep, rate: MessageRate) -> Any:
    """撤回以后会怎样，先在办理进度的 withdrawal 里说明。"""
    rate.take(token)
    return status_answer(await asyncio.to_thread(services.follow_up.withdraw, token))


@router.post(
    "/document",
    summary="下载登记的表",
    response_class=Response,
    responses={200: {"content": {WORD: {}}, "description": "Word 文件"}, **errors(401, 422, 429)},
)
async def document(services: ServicesDep, rate: MessageRate, token: Annotated[str, Form(max_length=200)]) -> Response:
    """登记时填的表或者申请书，可以打印、签名。令牌放在表单里，浏览器才能直接保存文件。"""
    rate.take(token)
    file = await asyncio.to_thread(services.documents.followed, token)
    return word_answer(file)


def status_answer(status: FollowUpStatus) -> dict[str, Any]:
    """A case as the progress page gets it. Of every moment only the day."""
    return {
        "number": status.number,
        "title": status.title,
        "anonymous": status.anonymous,
        "state": {
            "id": status.state,
            "label": status.label,
            "plain": status.plain,
            "day": status.since.isoformat(),
        },
        "steps": [
            {"label": step.label, "status": step.status, "day": step.day.isoformat() if step.day else ""}
            for step in status.steps
        ],
        "next": _lines(status.next),
        "questions": _entries(status.questions),
        "entries": _entries(status.entries),
        "withdrawal": {"lines": _lines(status.withdrawal)} if status.withdrawal else None,
        "can": {"add": status.can_add, "files": status.can_add, "withdraw": bool(status.withdrawal)},
    }


def _lines(lines: Sequence[ToldLine]) -> list[dict[str, Any]]:
    return [{"text": line.text, "citation": _citation(line)} for line in lines]


def _citation(line: ToldLine) -> dict[str, str] | None:
    cited = line.citation
    return {"title": cited.title, "clause": cited.clause, "quote": cited.quote} if cited else None


def _entries(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [
        {
            "sequence": entry.sequence,
            "kind": entry.kind,
            "author": entry.author,
            "day": entry.at.date().isoformat(),
            "text": entry.text,
        }
        for entry in entries
    ]
