"""GET /api/v1/rules: rows by any word; GET /api/v1/rules/{id}: the row behind a citation."""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.deps import ServicesDep
from api.open.answers import FoundRules, RuleAnswer, errors
from api.ports import Rules
from api.sentences import own_convention
from knowledge import RuleBook
from knowledge.errors import NotCitable
from knowledge.rows import Citation
from knowledge.search import NATIONAL, QUERY_MAX, Hit, cited, search

router = APIRouter(prefix="/api/v1", tags=["规则"])
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@router.get(
    "/rules",
    summary="在规则库里查找",
    response_model=FoundRules,
    responses=errors(422),
)
def rules(
    services: ServicesDep,
    q: Annotated[
        str, Query(description="要找的词，空格隔开几个词；也可以写“第12条”或者规则编号", max_length=QUERY_MAX)
    ] = "",
    source: Annotated[str | None, Query(description="只看这个来源，用来源编号，例如 cq2023", max_length=40)] = None,
    place: Annotated[
        str | None, Query(description="只看这个地方自己的规则，六位代码；000000 是各地通用的", pattern="^[0-9]{6}$")
    ] = None,
    limit: Annotated[int, Query(description="最多几条", ge=1, le=50)] = 20,
) -> Any:
    """按原样写到的在前，其次是每个词都写到的；名称和关键词比原文靠前。只查今天有效的规则，来源里有缺陷的会注明。"""
    book = services.rulebook.as_of(datetime.now(_SHANGHAI).date())
    assert isinstance(book, RuleBook)
    found = search(book, q, source, place, limit=limit)
    message = None
    if not found.hits:
        message = book.reply("rules_none")
    elif not found.whole:
        message = book.reply("rules_alike")
    return {
        "rules": [_hit(book, hit) for hit in found.hits],
        "total": found.total,
        "whole": found.whole,
        "message": message,
        "rulebook": book.version,
    }


def _hit(book: RuleBook, hit: Hit) -> dict[str, Any]:
    row, passage = hit.row, hit.passage
    source = book.source(row.source)
    return {
        "id": row.id,
        "kind": passage.kind,
        "name": passage.title,
        "title": own_convention() if source.kind == "house" else source.title,
        "clause": row.clause,
        "source": source.id,
        "place": None if hit.place == NATIONAL else hit.place,
        "effective_from": row.effective_from.isoformat(),
        "effective_to": row.effective_to.isoformat() if row.effective_to else None,
        "parts": [
            {"heading": part.heading, "text": part.text, "verbatim": part.verbatim, "fault": part.fault or None}
            for part in hit.parts
        ],
        "sound": passage.sound,
        "faults": list(passage.faults),
        "words": list(hit.words),
        "citation": cited(book, hit),
    }


@router.get(
    "/rules/{row_id}",
    summary="规则库的一行",
    response_model=RuleAnswer,
    responses=errors(404, 422),
)
async def rule(row_id: str, services: ServicesDep) -> Any:
    """引用的来源、条款和原文。只查今天有效的规则。"""
    return rule_answer(services.rulebook.as_of(datetime.now(_SHANGHAI).date()), row_id)


def rule_answer(rules: Rules, row_id: str) -> dict[str, Any]:
    """The row with its citation, as JSON holds it; our own conventions are named so. Raises knowledge.UnknownRow."""
    row = rules.row(row_id)
    try:
        citation = rules.citation(row_id)
    except NotCitable:
        citation = Citation(row=row.id, source=row.source, title=own_convention(), clause=row.clause, quote="")
    return {
        "id": row.id,
        "title": citation.title,
        "clause": citation.clause,
        "quote": citation.quote,
        "source": citation.source,
        "effective_from": row.effective_from.isoformat(),
        "effective_to": row.effective_to.isoformat() if row.effective_to else None,
        "rulebook": rules.version,
        "row": plain(row),
    }


def plain(value: Any) -> Any:
    """Rows, and what is inside them, as JSON holds it; who checked a row is no business of other programs."""
    if dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value))
        return {name: plain(getattr(value, name)) for name in names if name != "checked_by"}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
