"""Which answer does an error get? The only place that decides it: JSON {"error": {"code", "message"}}, in Chinese.

Errors of our own tree carry code, status and the row of the replies table; HTTP errors and requests of the wrong shape
have their sentences in sentences.yml. What nobody expected is logged by type and place, without its message (which may
hold petition text), and answered with a plain 500.
"""

import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.log import service_log
from api.ports import Services
from api.sentences import error_sentence, field_sentence, status_sentence, whole_body
from casework.errors import Busy, Fault, TriageError
from knowledge.errors import KnowledgeError, UnknownRow

_log = service_log(__name__)
_RETRY_AFTER_SECONDS = {HTTPStatus.TOO_MANY_REQUESTS: 2, HTTPStatus.SERVICE_UNAVAILABLE: 5}
_CODES = {400: "bad_json", 404: "not_found", 405: "method_not_allowed", 503: "service_unavailable"}
_LISTED_FIELDS = 5


class ServiceError(Exception):
    """A request the service itself refuses, before any petition work; `code` is a key of sentences.yml."""

    def __init__(self, code: str, status: int, **values: object) -> None:
        self.code = code
        self.status = status
        self.values = values
        super().__init__(code)


class BodyTooLarge(HTTPException):
    """A request body of more than `limit` bytes. FastAPI turns any error of reading but an HTTPException into a 400."""

    code = "body_too_large"

    def __init__(self, limit: int) -> None:
        size = f"{limit // 1024} KB" if limit < 1024 * 1024 else f"{limit // (1024 * 1024)} MB"
        self.sentence = error_sentence(self.code, limit=size)
        super().__init__(413, headers={"Connection": "close"})


def error_answer(code: str, status: int, message: str) -> JSONResponse:
    """The JSON every failing request gets."""
    headers = {"Cache-Control": "no-store"}
    if status in _RETRY_AFTER_SECONDS:
        headers["Retry-After"] = str(_RETRY_AFTER_SECONDS[HTTPStatus(status)])
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)


def error_parts(error: Exception, services: Services | None) -> tuple[str, int, str]:
    """Code, HTTP status and Chinese sentence of an expected error; also used for single items of a batch."""
    match error:
        case ServiceError():
            return error.code, error.status, error_sentence(error.code, **error.values)
        case TriageError():
            return error.code, error.status, _reply(error, services)
        case UnknownRow():
            return "unknown_row", 404, _reply_by_id("error_unknown_row", 404, services)
        case _:
            return "internal_error", 500, error_sentence("internal_error")


def _reply(error: TriageError, services: Services | None) -> str:
    return _reply_by_id(error.reply_id, error.status, services, error.slots)


def _reply_by_id(
    reply_id: str, status: int, services: Services | None, slots: Mapping[str, object] = MappingProxyType({})
) -> str:
    if services is None:
        return status_sentence(status)
    try:
        return services.rulebook.reply(reply_id, **slots)
    except KnowledgeError:
        return status_sentence(status)


def describe_fields(errors: Sequence[Any]) -> str:
    """Which fields of a request are wrong and how, in one Chinese clause; never repeats what was sent."""
    found = []
    for error in errors[:_LISTED_FIELDS]:
        where = ".".join(str(part) for part in error["loc"] if part not in ("body", "query", "path", "header"))
        found.append(f"{where or whole_body()}{field_sentence(error['type'])}")
    return "；".join(dict.fromkeys(found))


def log_unexpected(error: BaseException, **where: object) -> None:
    """Logs type and place of an error, never its message: that may quote what a citizen wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    _log.error("unexpected error", error=type(error).__name__, places=places, **where)


def install_error_answers(app: FastAPI) -> None:
    """Registers the answers of this module with the application."""

    def services_of(request: Request) -> Services | None:
        services: Services | None = getattr(request.app.state, "services", None)
        return services

    async def expected(request: Request, error: Exception) -> JSONResponse:
        code, status, message = error_parts(error, services_of(request))
        if isinstance(error, Fault):
            log_unexpected(error, code=code)
        elif not isinstance(error, Busy):
            _log.info("request refused", code=code)
        return error_answer(code, status, message)

    async def wrong_shape(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        problems = error.errors()
        if any(problem["type"] == "json_invalid" for problem in problems):
            return error_answer("bad_json", 400, error_sentence("bad_json"))
        message = error_sentence("invalid_request", details=describe_fields(problems))
        return error_answer("invalid_request", 422, message)

    async def http_error(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        if isinstance(error, BodyTooLarge):
            code, sentence = error.code, error.sentence
        else:
            code = _CODES.get(error.status_code, "http_error")
            sentence = error_sentence(code)
        answer = error_answer(code, error.status_code, sentence)
        answer.headers.update(error.headers or {})
        return answer

    for kind in (TriageError, KnowledgeError, ServiceError):
        app.add_exception_handler(kind, expected)
    app.add_exception_handler(RequestValidationError, wrong_shape)
    app.add_exception_handler(HTTPException, http_error)
