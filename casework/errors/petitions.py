"""What can go wrong around messages, rows of the rule book, cases and following up."""

from casework.errors.base import BadInput, Busy, Denied, Fault, TriageError


class EmptyMessage(BadInput):
    """The message holds nothing but white space or control characters."""

    code = "empty_message"
    reply_id = "error_empty_message"


class MessageTooLong(BadInput):
    """The message has more characters than one message may have."""

    code = "message_too_long"
    status = 413
    reply_id = "error_message_too_long"


class UnknownRegion(BadInput):
    """The region is not a six-digit administrative division code."""

    code = "unknown_region"
    reply_id = "error_unknown_region"


class FeedUnknown(BadInput):
    """No calendar feed has this address, or it was revoked."""

    code = "feed_unknown"
    status = 404
    reply_id = "error_feed_unknown"


class UnknownRow(BadInput):
    """No rule-table row has this id."""

    code = "unknown_row"
    status = 404
    reply_id = "error_unknown_row"


class CaseUnknown(BadInput):
    """There is no such case, or who asks keeps out of it: nobody can tell the one from the other."""

    code = "case_unknown"
    status = 404
    reply_id = "error_case_unknown"


class ReasonMissing(BadInput):
    """This may only be done with a reason in words."""

    code = "reason_missing"
    reply_id = "error_reason_missing"


class NothingToAnswer(BadInput):
    """The question has its answer already, or was never asked."""

    code = "nothing_to_answer"
    reply_id = "error_nothing_to_answer"


class CaseOver(TriageError):
    """The case is withdrawn or closed: nothing can be added to it."""

    code = "case_over"
    status = 409
    reply_id = "error_case_over"


class CaseChanged(TriageError):
    """Somebody else has changed the case since it was looked at."""

    code = "case_changed"
    status = 409
    reply_id = "error_case_changed"


class MoveDenied(TriageError):
    """The state table allows this move not now, or not to this role."""

    code = "move_denied"
    status = 409
    reply_id = "error_move_denied"


class SessionUnknown(Denied):
    """No conversation has this token, or it has ended."""

    code = "session_unknown"
    status = 401
    reply_id = "error_session_unknown"


class FollowUpEnded(Denied):
    """Nobody has shown number and code with this token, or not for a while."""

    code = "follow_up_ended"
    status = 401
    reply_id = "error_follow_up_ended"


class WrongReceipt(Denied):
    """The registration number and the receipt code do not belong together."""

    code = "wrong_receipt"
    reply_id = "error_wrong_receipt"


class TooManyTries(Denied):
    """The receipt code of a registration was tried too often."""

    code = "too_many_tries"
    status = 429
    reply_id = "error_too_many_tries"


class NotReady(Busy):
    """The model is not loaded yet."""

    code = "not_ready"
    reply_id = "error_not_ready"


class TooManyRequests(Busy):
    """One conversation sends faster than a person types."""

    code = "too_many_requests"
    status = 429
    reply_id = "error_too_many_requests"


class TurnPending(Busy):
    """Too many earlier messages of this conversation still wait for their answer."""

    code = "turn_pending"
    status = 429
    reply_id = "error_turn_pending"


class EngineFault(Fault):
    """The dialogue engine gave no usable answer."""

    code = "engine_fault"


class DivisionsFault(Fault):
    """The list of administrative divisions is missing or cannot be read."""

    code = "divisions_fault"


class StoreFault(Fault):
    """The database refused, or what it holds cannot be read with the present key."""

    code = "store_fault"
