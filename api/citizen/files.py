"""Files handed in, piece by piece: for a conversation (/chat/files) and for a registration (/follow-up/files).

A piece is the plain body of a PATCH, read into memory and sealed from there. It is no multipart form: those are spooled
to the disk in clear as soon as they are large.
"""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from api.citizen.file_shapes import AnnouncedFile, FileBegun, FileKept, FileList, described
from api.deps import FileRate, LimitsDep, ServicesDep, Token
from api.errors import ServiceError, error_answer, error_parts
from api.open.answers import errors
from api.ports import Services
from casework.errors import WrongOffset
from casework.services.evidence import EvidenceService, Holder

CHAT, FOLLOW_UP = "/api/v1/chat/files", "/api/v1/follow-up/files"
_PIECE = "application/offset+octet-stream"
_OFFSET, _LENGTH = "Upload-Offset", "Upload-Length"

Whose = Callable[[EvidenceService, str], Holder]


def _router(prefix: str, tag: str, whose: Whose) -> APIRouter:
    router = APIRouter(prefix=prefix, tags=[tag])

    @router.post(
        "",
        status_code=201,
        summary="开始上传一个文件",
        response_model=FileBegun,
        responses=errors(401, 404, 422, 429, 503),
    )
    async def begin(
        file: AnnouncedFile, token: Token, response: Response, services: ServicesDep, limits: LimitsDep, rate: FileRate
    ) -> Any:
        """先报文件名和大小，再分段上传。同一 client_id 再发，返回 200 和已经收到的长度。"""
        rate.take(token)

        def work() -> tuple[Any, bool]:
            holder = whose(services.evidence, token)
            return services.evidence.begin(holder, file.name, file.size, str(file.client_id), file.number)

        found, again = await asyncio.to_thread(work)
        if again:
            response.status_code = 200
        return {"id": found.id, "offset": found.received, "chunk_bytes": limits.file_chunk_bytes}

    @router.head("/{file_id}", summary="已经收到多少", responses=errors(401, 404, 422, 429))
    async def offset(file_id: UUID, token: Token, services: ServicesDep, rate: FileRate) -> Response:
        """断线以后先问这里，再从断开的地方接着传。"""
        rate.take(token)
        found = await asyncio.to_thread(lambda: services.evidence.find(whose(services.evidence, token), str(file_id)))
        length = found.received if found.state == "kept" else found.size
        return Response(headers={_OFFSET: str(found.received), _LENGTH: str(length)})

    @router.patch(
        "/{file_id}",
        summary="传一段",
        response_model=FileKept,
        responses={204: {"description": "收到了，还有后面的"}, **errors(401, 404, 409, 413, 422, 429, 503)},
        openapi_extra={"requestBody": {"content": {_PIECE: {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def append(
        file_id: UUID,
        request: Request,
        token: Token,
        services: ServicesDep,
        rate: FileRate,
        upload_offset: Annotated[int, Header(ge=0)],
    ) -> Response:
        """一段要么整段收下，要么不收。最后一段到了，按内容检查：能收就留下，不能收就删掉并说明原因。"""
        rate.take(token)
        if request.headers.get("content-type", "").partition(";")[0].strip() != _PIECE:
            raise ServiceError("bad_piece", 422)
        try:
            data = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it; nothing was taken

        def work() -> Any:
            holder = whose(services.evidence, token)
            found = services.evidence.append(holder, str(file_id), upload_offset, data)
            return found, services.evidence.shown(found)

        try:
            async with request.app.state.file_turns:
                found, shown = await asyncio.to_thread(work)
        except WrongOffset as error:
            return _wrong_offset(error, services)
        if found.state == "kept":
            return JSONResponse(described(shown), headers={_OFFSET: str(found.received)})
        return Response(status_code=204, headers={_OFFSET: str(found.received)})

    @router.get("", summary="交了哪些文件", response_model=FileList, responses=errors(401, 429))
    async def listed(token: Token, services: ServicesDep, rate: FileRate) -> Any:
        """文件清单，还有能交多少、多大。"""
        rate.take(token)
        evidence = services.evidence
        files = await asyncio.to_thread(lambda: evidence.files(whose(evidence, token)))
        limits, hint = evidence.limits()
        return {
            "files": [described(one) for one in files],
            "limits": {
                "files_max": limits.files,
                "total_bytes": limits.total_bytes,
                "kinds": [{"kind": kind, "bytes": size} for kind, size in limits.by_kind()],
                "accept": limits.accept,
            },
            "hint": hint,
        }

    @router.delete("/{file_id}", status_code=204, summary="不交这个文件了", responses=errors(401, 403, 404, 422, 429))
    async def remove(file_id: UUID, token: Token, services: ServicesDep, rate: FileRate) -> None:
        """登记以前可以删；随登记交上去的不能再删。"""
        rate.take(token)
        await asyncio.to_thread(lambda: services.evidence.remove(whose(services.evidence, token), str(file_id)))

    return router


def _wrong_offset(error: WrongOffset, services: Services) -> Response:
    code, status, message = error_parts(error, services)
    answer = error_answer(code, status, message)
    answer.headers[_OFFSET] = str(error.offset)
    return answer


chat_files = _router(CHAT, "群众对话", lambda evidence, token: evidence.of_chat(token))
follow_up_files = _router(FOLLOW_UP, "办理进度", lambda evidence, token: evidence.of_follow_up(token))
