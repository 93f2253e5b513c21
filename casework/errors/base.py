"""The root of all faults, and their five kinds."""

from collections.abc import Mapping
from types import MappingProxyType


class TriageError(Exception):
    """Base of all errors this project raises on purpose."""

    code = "triage_error"
    status = 500
    reply_id = "error_internal"
    slots: Mapping[str, object] = MappingProxyType({})
    """What stands in the braces of that row."""


class BadInput(TriageError):
    """What was sent cannot be worked on."""

    code = "bad_input"
    status = 422
    reply_id = "error_bad_input"


class Denied(TriageError):
    """Who asks may not have what was asked for."""

    code = "denied"
    status = 403
    reply_id = "error_denied"


class Busy(TriageError):
    """The request is right, the moment is not: try again."""

    code = "busy"
    status = 503
    reply_id = "error_busy"


class Fault(TriageError):
    """Something on our side failed."""

    code = "fault"
    reply_id = "error_internal"
