"""Is the service alive, can it answer a turn, and what has it counted?"""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field

from api.deps import MetricsDep, ServicesDep

router = APIRouter(tags=["运行状况"])


class Alive(BaseModel):
    """The process answers."""

    status: str = Field(default="ok", examples=["ok"])


class State(BaseModel):
    """How far the assistant is."""

    ready: bool = Field(description="能否回答", examples=[True])
    message: str = Field(description="给群众看的一句话", examples=["助手已经就绪。"])
    progress: float | None = Field(description="准备进度，0 到 1；未知为空", examples=[None])


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", summary="进程是否存活")
async def alive() -> Alive:
    """进程在运行就返回 200。"""
    return Alive()


@router.head("/readyz", include_in_schema=False)
@router.get(
    "/readyz", summary="能否回答", response_model=State, responses={503: {"model": State, "description": "还在准备"}}
)
async def ready(services: ServicesDep, metrics: MetricsDep) -> Any:
    """能回答一轮对话时返回 200，之前返回 503。"""
    readiness = services.readiness
    metrics.ready.set(1 if readiness.ready else 0)
    state = State(ready=readiness.ready, message=readiness.message, progress=readiness.progress)
    if readiness.ready:
        return state
    return JSONResponse(state.model_dump(), 503, {"Retry-After": "5"})


@router.get("/metrics", summary="Prometheus 指标", response_class=Response)
async def metrics(services: ServicesDep, metrics: MetricsDep) -> Response:
    """请求数、耗时、会话数等，不含任何诉求内容。"""
    metrics.ready.set(1 if services.readiness.ready else 0)
    return Response(metrics.render(), media_type=CONTENT_TYPE_LATEST)
