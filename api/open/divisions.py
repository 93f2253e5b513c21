"""GET /api/v1/divisions: provinces, cities and counties with their codes, one level at a time or by what was typed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.deps import ServicesDep
from api.open.answers import errors
from casework.divisions import Division, Level

router = APIRouter(prefix="/api/v1", tags=["地区"])
_A_DAY = "public, max-age=86400"


class DivisionAnswer(BaseModel):
    """One administrative division."""

    code: str = Field(description="六位行政区划代码")
    name: str
    level: Level = Field(description="province 省级、city 地级、county 县级")
    full_name: str = Field(description="从省级写起的全名")
    path: list[str] = Field(description="从省级到它自己的名称")
    has_more: bool = Field(description="下面还有没有可选的一级")


class DivisionsAnswer(BaseModel):
    """What was found, and a sentence to show when it is nothing, or not clear."""

    divisions: list[DivisionAnswer]
    message: str | None = Field(description="没有找到，或者同名的不止一个时，给用户看的话")


@router.get(
    "/divisions",
    summary="行政区划",
    response_model=DivisionsAnswer,
    responses=errors(422),
)
def divisions(
    services: ServicesDep,
    response: Response,
    parent: Annotated[str | None, Query(description="上一级的代码；不写就是省级", pattern="^[0-9]{6}$")] = None,
    q: Annotated[str | None, Query(description="按名称查，可以连写：长春市朝阳区", max_length=50)] = None,
) -> Any:
    """按上级代码逐级列出，或按名称查找（写了 q 就不看 parent）。名称和代码来自 jionlp 附带的区划表。"""
    response.headers["Cache-Control"] = _A_DAY
    known = services.divisions
    if q is None or not q.strip():
        return {"divisions": [_answer(one, services) for one in known.children(parent)], "message": None}
    found = known.search(q)
    same = [one for one in found if q.strip() in (one.name, one.short)]
    message = None
    if not found:
        message = services.rulebook.reply("divisions_none")
    elif len(same) > 1:
        message = services.rulebook.reply("divisions_several", name=q.strip(), count=len(same))
    return {"divisions": [_answer(one, services) for one in found], "message": message}


def _answer(division: Division, services: ServicesDep) -> dict[str, Any]:
    return {
        "code": division.code,
        "name": division.name,
        "level": division.level,
        "full_name": division.full_name,
        "path": list(division.path),
        "has_more": bool(services.divisions.children(division.code)),
    }
