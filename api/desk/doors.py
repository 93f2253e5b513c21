"""Signing in, choosing the first password, signing out: plain forms, because only an answer to a form can set a cookie.

They need nothing of NiceGUI, so they are there at once; showing one begins to load the desk behind it.
"""

import asyncio
import hashlib
import html
import secrets
from functools import cache
from pathlib import Path
from string import Template
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from api.desk import visit
from api.desk.downloads import Downloads, attachment
from api.desk.gate import PASSWORD, SIGN_IN, Gate
from api.desk.origin import REFERRER, same_origin
from api.errors import error_parts
from api.ports import Services
from api.rate_limit import RateLimit
from casework.errors import StaffSessionEnded, TooManyRequests, TriageError
from casework.services.staff import Seat

WEB = Path(__file__).parent / "web"
router = APIRouter(prefix="/desk", include_in_schema=False)
outside = APIRouter(include_in_schema=False)

_HOME = "/desk/"
_TALKS = "/desk/talks"
_AT_TALKS = frozenset({"agent", "senior_agent"})
"""Roles whose work begins at the queue of conversations."""
_SLOTS = 50_000
_STALE = "这个页面打开太久了，请再填一次。"
_WAIT = "试的次数太多了，请过一会儿再试。"
_FIELD = (
    '<label for="{name}">{label}</label>'
    '<input id="{name}" name="{name}" type="{kind}" maxlength="200" autocomplete="{fill}" {more}>'
)
_Text = Annotated[str, Form(max_length=400)]


class Doors:
    """What the forms share: how often somebody may try."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._tries = RateLimit(burst=6, per_second=1 / 20, keys=_SLOTS)
        self._everybody = RateLimit(burst=30, per_second=1, keys=1)

    def try_as(self, name: str) -> None:
        """By account: six at once, then one every twenty seconds. Raises TooManyRequests.

        Names share a fixed number of slots, so that a flood of made-up ones makes nobody's tries forgotten.
        """
        drawn = hashlib.sha256(self._salt + name.strip().lower().encode("utf-8", "surrogatepass")).digest()
        self._tries.take(str(int.from_bytes(drawn[:8]) % _SLOTS))

    def try_at_all(self) -> None:
        """The same for all together: each try takes the machine a while."""
        self._everybody.take("everybody")


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def _gate(request: Request) -> Gate:
    gate: Gate = request.app.state.desk_gate
    return gate


def _doors(request: Request) -> Doors:
    doors: Doors = request.app.state.desk_doors
    return doors


ServicesDep = Annotated[Services, Depends(_services)]
GateDep = Annotated[Gate, Depends(_gate)]
DoorsDep = Annotated[Doors, Depends(_doors)]


@router.get("", response_class=RedirectResponse)
async def without_slash() -> Response:
    """The desk's address as people type it."""
    return RedirectResponse(_HOME, 307)


@router.get("/sign-in")
async def sign_in_form(request: Request, gate: GateDep, services: ServicesDep) -> Response:
    """The form; who is signed in already goes on to the desk."""
    gate.knock()
    try:
        seat = await asyncio.to_thread(services.staff.seat, visit.session_of(request))
    except StaffSessionEnded:
        return _sign_in(request)
    return RedirectResponse(_home(seat), 303)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    services: ServicesDep,
    doors: DoorsDep,
    name: _Text = "",
    password: _Text = "",
    code: _Text = "",
    key: _Text = "",
) -> Response:
    """Opens a session, or says in one sentence that it does not."""
    if not (same_origin(request) and visit.form_is_ours(request, key)):
        return _sign_in(request, name, _STALE, 403)
    try:
        doors.try_as(name)
        doors.try_at_all()
        token = await asyncio.to_thread(services.staff.sign_in, name, password, code)
        seat = await asyncio.to_thread(services.staff.seat, token)
    except TooManyRequests as error:
        return _sign_in(request, name, _WAIT, error.status)
    except TriageError as error:
        _, status, sentence = error_parts(error, services)
        return _sign_in(request, name, sentence, status)
    answer = RedirectResponse(_home(seat), 303)
    visit.give_session(answer, request, token)
    return answer


@router.get("/password")
async def password_form(request: Request, services: ServicesDep) -> Response:
    """The form for a new password."""
    try:
        seat = await asyncio.to_thread(services.staff.seat, visit.session_of(request))
    except StaffSessionEnded:
        return RedirectResponse(SIGN_IN, 303)
    return _password(request, seat.staff.name)


@router.post("/password")
async def password(
    request: Request,
    services: ServicesDep,
    doors: DoorsDep,
    old: _Text = "",
    new: _Text = "",
    again: _Text = "",
    key: _Text = "",
) -> Response:
    """Replaces the password of who is signed in."""
    token = visit.session_of(request)
    try:
        seat = await asyncio.to_thread(services.staff.seat, token)
    except StaffSessionEnded:
        return RedirectResponse(SIGN_IN, 303)
    name = seat.staff.name
    if not (same_origin(request) and visit.form_is_ours(request, key)):
        return _password(request, name, _STALE, 403)
    if new != again:
        return _password(request, name, "两次输入的新密码不一样。", 422)
    try:
        doors.try_as(name)
        await asyncio.to_thread(services.staff.change_password, token, old, new)
    except TooManyRequests as error:
        return _password(request, name, _WAIT, error.status)
    except TriageError as error:
        _, status, sentence = error_parts(error, services)
        return _password(request, name, sentence, status)
    return RedirectResponse(_home(seat), 303)


@router.get("/files/{ticket}")
async def file(request: Request, ticket: str, services: ServicesDep) -> Response:
    """A file that a page of this session has just opened."""
    session = visit.session_of(request)
    await asyncio.to_thread(services.staff.seat, session)
    waiting: Downloads = request.app.state.desk_downloads
    return attachment(waiting.fetch(session, ticket))


@router.post("/sign-out")
async def sign_out(request: Request, services: ServicesDep) -> Response:
    """Ends the session here and in the store; another site ends it neither here nor there."""
    if not same_origin(request):
        return RedirectResponse(_HOME, 303)
    await asyncio.to_thread(services.staff.sign_out, visit.session_of(request))
    answer = RedirectResponse(SIGN_IN, 303)
    visit.take_session(answer)
    return answer


def _home(seat: Seat) -> str:
    """Where somebody's work begins."""
    return _TALKS if seat.staff.role in _AT_TALKS else _HOME


def _sign_in(request: Request, name: str = "", fault: str = "", status: int = 200) -> Response:
    fields = (
        _field("name", "帐号", "text", "username", f'value="{html.escape(name[:64])}" required autocapitalize="none"')
        + _field("password", "密码", "password", "current-password", "required")
        + _field("code", "动态口令（没有开启就不填）", "text", "one-time-code", 'inputmode="numeric"')
    )
    foot = "登录后半小时没有操作会自动退出。登录、查看和办理都有记录。"
    return _door(request, "登录", SIGN_IN, fields, "登录", foot, fault, status)


def _password(request: Request, name: str, fault: str = "", status: int = 200) -> Response:
    fields = (
        f'<input type="hidden" name="username" autocomplete="username" value="{html.escape(name)}">'
        + _field("old", "现在的密码", "password", "current-password", "required")
        + _field("new", "新密码", "password", "new-password", 'required minlength="12"')
        + _field("again", "再输一次新密码", "password", "new-password", 'required minlength="12"')
    )
    foot = "至少 12 个字符。几个不相干的词连起来，好记又难猜。"
    return _door(request, "设置新密码", PASSWORD, fields, "保存", foot, fault, status)


def _field(name: str, label: str, kind: str, fill: str, more: str) -> str:
    return _FIELD.format(name=name, label=label, kind=kind, fill=fill, more=more)


def _door(
    request: Request, title: str, action: str, fields: str, button: str, foot: str, fault: str, status: int
) -> Response:
    key = visit.form_key(request)
    notice = f'<p class="door-fault" role="alert">{html.escape(fault)}</p>' if fault else ""
    page = _template().substitute(
        title=title, action=action, fields=fields, button=button, foot=foot, notice=notice, key=html.escape(key)
    )
    answer = HTMLResponse(page, status, REFERRER)
    visit.give_form_key(answer, request, key)
    return answer


@cache
def _template() -> Template:
    return Template((WEB / "door.html").read_text(encoding="utf-8"))


@outside.get("/admin")
@outside.get("/admin/{path:path}")
async def admin(request: Request, path: str = "") -> Response:
    """The administrators' pages are part of the desk: one sign-in, one frame."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/desk/admin/{path}".rstrip("/") + query, 307)


def assets() -> StaticFiles:
    """Style sheets, scripts and pictures of the desk."""
    return StaticFiles(directory=WEB, html=False)
