"""Which cookies does the desk set? One for the session, and one that ties a form to the browser it was shown in."""

import secrets

from starlette.requests import HTTPConnection
from starlette.responses import Response

SESSION = "desk_session"
_FORM = "desk_form"
_ALL_OF_IT = "/desk"


def session_of(connection: HTTPConnection) -> str:
    """The session token a browser brought, empty without one."""
    return connection.cookies.get(SESSION, "")


def give_session(answer: Response, connection: HTTPConnection, token: str) -> None:
    """Sets the session cookie: not readable by scripts, not sent from other sites, gone with the browser."""
    _set(answer, connection, SESSION, token)


def take_session(answer: Response) -> None:
    """Removes the session cookie."""
    answer.delete_cookie(SESSION, path=_ALL_OF_IT)


def form_key(connection: HTTPConnection) -> str:
    """What the forms of this browser must carry; new when it has none yet."""
    return connection.cookies.get(_FORM) or secrets.token_urlsafe(32)


def give_form_key(answer: Response, connection: HTTPConnection, key: str) -> None:
    """Sets the cookie that a form's hidden field is compared with."""
    _set(answer, connection, _FORM, key)


def form_is_ours(connection: HTTPConnection, sent: str) -> bool:
    """Whether the hidden field is the one this browser was given."""
    known = connection.cookies.get(_FORM, "")
    return bool(known) and secrets.compare_digest(known.encode(), sent.encode())


def _set(answer: Response, connection: HTTPConnection, name: str, value: str) -> None:
    secure = connection.url.scheme == "https" or connection.headers.get("x-forwarded-proto") == "https"
    answer.set_cookie(name, value, path=_ALL_OF_IT, httponly=True, samesite="strict", secure=secure)
