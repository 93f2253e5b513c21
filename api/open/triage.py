"""POST /api/v1/triage and /api/v1/triage/batch."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import ValidationError, WithJsonSchema

from api.deps import LimitsDep, MetricsDep, ServicesDep
from api.errors import ServiceError, describe_fields, error_parts
from api.metrics import Metrics
from api.open.answers import ErrorAnswer, TriageAnswer, TriageRequest, errors
from api.ports import Services
from api.sentences import error_sentence
from casework.errors import NotReady, TriageError
from knowledge.errors import KnowledgeError

router = APIRouter(prefix="/api/v1", tags=["分类"])

_item_schema = TriageRequest.model_json_schema()
Item = Annotated[Any, WithJsonSchema(_item_schema)]


@router.post(
    "/triage",
    summary="一条诉求的分类和法定途径",
    response_model=TriageAnswer,
    responses=errors(400, 413, 422, 500, 503),
)
async def triage(request: TriageRequest, services: ServicesDep, metrics: MetricsDep) -> Any:
    """判断诉求属于哪一类、走什么法定途径、由谁办理、依据是什么。这是指引，不是受理决定。"""
    return await _triage(request, services, metrics)


@router.post(
    "/triage/batch",
    summary="多条诉求的分类",
    response_model=list[TriageAnswer | ErrorAnswer],
    responses=errors(400, 413, 422, 500, 503),
)
async def triage_batch(
    items: Annotated[list[Item], Body(description="最多 100 条，每条同 /api/v1/triage")],
    services: ServicesDep,
    limits: LimitsDep,
    metrics: MetricsDep,
) -> Any:
    """按同样的顺序逐条返回；个别条目有误时，该条的位置是 error，其余照常。"""
    if not items:
        raise ServiceError("batch_empty", 422)
    if len(items) > limits.batch_items:
        raise ServiceError("batch_too_large", 413, limit=limits.batch_items)
    return [await _batch_item(item, services, metrics) for item in items]


async def _batch_item(item: Any, services: Services, metrics: Metrics) -> dict[str, Any]:
    # let chats and health checks be answered between two texts
    await asyncio.sleep(0)
    try:
        return await _triage(TriageRequest.model_validate(item), services, metrics)
    except ValidationError as error:
        message = error_sentence("invalid_request", details=describe_fields(error.errors()))
        return {"error": {"code": "invalid_request", "message": message}}
    except NotReady:
        raise
    except (TriageError, KnowledgeError) as error:
        code, _status, message = error_parts(error, services)
        return {"error": {"code": code, "message": message}}


async def _triage(request: TriageRequest, services: Services, metrics: Metrics) -> dict[str, Any]:
    answer = await services.triage.triage(request.text, request.region)
    metrics.triaged.labels(answer["action"]).inc()
    return answer
