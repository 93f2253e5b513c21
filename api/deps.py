"""What a route may ask for, as typed FastAPI dependencies."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.limits import Limits
from api.metrics import Metrics
from api.ports import Services
from api.rate_limit import RateLimit
from casework.errors import SessionUnknown


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def _limits(request: Request) -> Limits:
    limits: Limits = request.app.state.limits
    return limits


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


def _session_rate(request: Request) -> RateLimit:
    rate: RateLimit = request.app.state.session_rate
    return rate


def _message_rate(request: Request) -> RateLimit:
    rate: RateLimit = request.app.state.message_rate
    return rate


def _typing_rate(request: Request) -> RateLimit:
    rate: RateLimit = request.app.state.typing_rate
    return rate


def _file_rate(request: Request) -> RateLimit:
    rate: RateLimit = request.app.state.file_rate
    return rate


_bearer = HTTPBearer(auto_error=False, description="会话令牌，只放在这个请求头里，不放进网址")


def bearer_token(given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    """The session token of the Authorization header. Raises SessionUnknown without one; a URL never carries it."""
    if given is None or not given.credentials.strip():
        raise SessionUnknown("no bearer token")
    return given.credentials.strip()


ServicesDep = Annotated[Services, Depends(_services)]
LimitsDep = Annotated[Limits, Depends(_limits)]
MetricsDep = Annotated[Metrics, Depends(_metrics)]
SessionRate = Annotated[RateLimit, Depends(_session_rate)]
MessageRate = Annotated[RateLimit, Depends(_message_rate)]
TypingRate = Annotated[RateLimit, Depends(_typing_rate)]
FileRate = Annotated[RateLimit, Depends(_file_rate)]
Token = Annotated[str, Depends(bearer_token)]
