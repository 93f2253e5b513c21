"""Every way in which work on a petition can fail, as one tree.

TriageError
├── BadInput                 what was sent cannot be worked on (HTTP 4xx)
│   ├── EmptyMessage         nothing but white space or control characters
│   ├── MessageTooLong       more characters than one message may have
│   ├── UnknownRegion        a region code that is no administrative division code
│   ├── UnknownRow           a rule-table row that does not exist
│   ├── WeakPassword         a new password of staff that is too easy
│   ├── BadUserName          no name for an account
│   ├── BadSetting           no such setting, or not with this value
│   ├── BackupRefused        a backup that cannot be written, or put back here
│   ├── UserNameTaken        an account has this name already
│   ├── UnknownUser          no account has this name
│   ├── CaseUnknown          no such case, or none for who asks
│   ├── ReasonMissing        this needs a reason in words
│   ├── NothingToAnswer      the question is answered already, or was never asked
│   ├── ThreadGone           no such conversation, or none for who asks
│   ├── CandidateUnknown     no such model
│   ├── BadCost              no price for a mistake
│   ├── ItemUnknown          no such training item
│   ├── ReviewItemGone       the item to review is gone: its conversation was erased
│   ├── CannedUnknown        no such canned reply, or none of this person's
│   ├── CannedUnknownVariable a canned reply names a variable that does not exist
│   ├── CannedUnfilled       a canned reply needs something this conversation does not have
│   ├── FileRefused          a file that cannot be taken as evidence
│   ├── FileUnknown          no such file here, or it is gone
│   └── FeedUnknown          no calendar feed has this address, or it was revoked
├── CaseChanged              the case is no longer as it was seen (HTTP 409)
├── WrongOffset              a piece of a file does not begin where the last one ended (HTTP 409)
├── MoveDenied               the state table does not allow this move now (HTTP 409)
├── AlreadyHeld              a colleague has this conversation (HTTP 409)
├── NotHolder                who acts does not have this conversation (HTTP 409)
├── JobRuns                  a job of this kind is not over (HTTP 409)
├── CandidateBroken          a model's file cannot be used (HTTP 409)
├── CandidateInUse           a model that is needed is not deleted (HTTP 409)
├── NotCompared              no comparison with what serves now (HTTP 409)
├── GateRefused              the candidate is worse beyond noise (HTTP 409)
├── ServingChanged           somebody else changed what serves (HTTP 409)
├── NoRollback               nothing served before (HTTP 409)
├── PromotionOver            an override was decided already (HTTP 409)
├── ReviewItemChanged        somebody has decided on the item to review meanwhile (HTTP 409)
├── CaseOver                 nothing can be added to this case any more (HTTP 409)
├── Denied                   who asks may not have it
│   ├── SessionUnknown       no such conversation, or its token has ended
│   ├── WrongLogin           name, password or one-time code of staff do not fit
│   ├── WrongTotp            the one-time code is wrong or was used before
│   ├── StaffSessionEnded    whoever was signed in is so no more
│   ├── SamePerson           a second administrator has to be another person
│   ├── FileFixed            a file that belongs to a registration is not taken back
│   ├── FollowUpEnded        number and code have to be shown again
│   ├── WrongReceipt         registration number and receipt code do not belong together
│   └── TooManyTries         the receipt code was tried too often
├── Busy                     right request, wrong moment
│   ├── NotReady             the assistant is still being prepared
│   ├── TooManyRequests      one conversation sends faster than a person types
│   ├── TurnPending          an earlier message of this conversation is still being answered
│   └── StorageFull          there is no room for files at the moment
└── Fault                    ours, not the citizen's
    ├── EngineFault          the dialogue engine gave no usable answer
    ├── QueueFault           the process that works cannot be started
    ├── DivisionsFault       the list of administrative divisions cannot be read
    └── StoreFault           the database refused or cannot be read

Expected outcomes (a report refused by art. 13, an unclear text) are values, not errors. `code` is unique and stable,
`status` the HTTP
status, `reply_id` the row of the replies table that a citizen reads; `str(error)` is for developers, in English,
without petition text.
"""

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


class Denied(TriageError):
    """Who asks may not have what was asked for."""

    code = "denied"
    status = 403
    reply_id = "error_denied"


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


class Busy(TriageError):
    """The request is right, the moment is not: try again."""

    code = "busy"
    status = 503
    reply_id = "error_busy"


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


class Fault(TriageError):
    """Something on our side failed."""

    code = "fault"
    reply_id = "error_internal"


class EngineFault(Fault):
    """The dialogue engine gave no usable answer."""

    code = "engine_fault"


class DivisionsFault(Fault):
    """The list of administrative divisions is missing or cannot be read."""

    code = "divisions_fault"


class StoreFault(Fault):
    """The database refused, or what it holds cannot be read with the present key."""

    code = "store_fault"


class WeakPassword(BadInput):
    """The new password is too short, too like the name, or the old one."""

    code = "weak_password"
    reply_id = "error_weak_password"


class BadUserName(BadInput):
    """This cannot be the name of an account."""

    code = "bad_user_name"
    reply_id = "error_bad_user_name"


class BadSetting(BadInput):
    """There is no such setting, or it cannot have this value."""

    code = "bad_setting"
    reply_id = "error_bad_setting"


class BackupRefused(BadInput):
    """A backup cannot be written, or not be put back here. `why`: a word for the command line; `what`: about what."""

    code = "backup_refused"
    reply_id = "error_backup_refused"

    def __init__(self, why: str, what: str) -> None:
        super().__init__(f"{why}: {what}")
        self.why, self.what = why, what


class UserNameTaken(BadInput):
    """An account has this name already."""

    code = "user_name_taken"
    reply_id = "error_user_name_taken"


class UnknownUser(BadInput):
    """No account has this name."""

    code = "unknown_user"
    status = 404
    reply_id = "error_unknown_user"


class WrongLogin(Denied):
    """Name, password and one-time code do not fit together; which of them, nobody is told."""

    code = "wrong_login"
    status = 401
    reply_id = "error_wrong_login"


class WrongTotp(Denied):
    """The one-time code is wrong, or was used before."""

    code = "wrong_totp"
    reply_id = "error_wrong_totp"


class StaffSessionEnded(Denied):
    """Nobody is signed in with this token, or not any more."""

    code = "staff_session_ended"
    status = 401
    reply_id = "error_staff_session_ended"


class CannedUnknown(BadInput):
    """No canned reply has this id, or it is somebody else's."""

    code = "canned_unknown"
    status = 404
    reply_id = "error_canned_unknown"


class CannedUnknownVariable(BadInput):
    """A canned reply names variables in braces that do not exist."""

    code = "canned_unknown_variable"
    reply_id = "error_canned_unknown_variable"

    def __init__(self, names: str, known: str) -> None:
        super().__init__("a canned reply names unknown variables")
        self.slots = {"names": names, "known": known}


class CannedUnfilled(BadInput):
    """A canned reply has variables for which this conversation has no value: nothing is sent with a gap."""

    code = "canned_unfilled"
    reply_id = "error_canned_unfilled"

    def __init__(self, names: str) -> None:
        super().__init__("a canned reply cannot be filled")
        self.slots = {"names": names}


class FileRefused(BadInput):
    """A file cannot be taken as evidence; `reason` is the reply row that says why, and the code of the answer."""

    code = "file_refused"
    reply_id = "error_file_refused"

    def __init__(self, why: str, reason: str | None = None, **slots: object) -> None:
        super().__init__(why)
        self.slots = slots
        if reason is not None:
            self.code = self.reply_id = reason


class FileUnknown(BadInput):
    """There is no such file here; it was refused, taken back or swept away."""

    code = "file_unknown"
    status = 404
    reply_id = "error_file_unknown"


class WrongOffset(TriageError):
    """A piece of a file does not begin where the last one ended; `offset` is where that is."""

    code = "wrong_offset"
    status = 409
    reply_id = "error_wrong_offset"

    def __init__(self, why: str, offset: int = 0) -> None:
        super().__init__(why)
        self.offset = offset


class FileFixed(Denied):
    """A file that belongs to a registration cannot be taken back."""

    code = "file_fixed"
    reply_id = "error_file_fixed"


class StorageFull(Busy):
    """There is no room for files at the moment."""

    code = "storage_full"
    reply_id = "error_storage_full"


class ThreadGone(BadInput):
    """There is no such conversation, it was erased, or who asks keeps out of it."""

    code = "thread_gone"
    status = 404
    reply_id = "error_thread_gone"


class AlreadyHeld(TriageError):
    """A colleague has this conversation; `holder` is their name as people read it."""

    code = "already_held"
    status = 409
    reply_id = "error_already_held"

    def __init__(self, holder: str) -> None:
        super().__init__("held by somebody else")
        self.holder = holder
        self.slots = {"holder": holder}


class NotHolder(TriageError):
    """Only who has a conversation may do this."""

    code = "not_holder"
    status = 409
    reply_id = "error_not_holder"

class JobRuns(TriageError):
    """A job of this kind is not over yet."""

    code = "job_runs"
    status = 409
    reply_id = "error_job_runs"


class CandidateUnknown(BadInput):
    """There is no such model, or it was discarded."""

    code = "candidate_unknown"
    status = 404
    reply_id = "error_candidate_unknown"


class CandidateBroken(TriageError):
    """The archive is not the one that was trained, cannot be read, or does not fit this version of the program."""

    code = "candidate_broken"
    status = 409
    reply_id = "error_candidate_broken"


class CandidateInUse(TriageError):
    """The model serves, or is the one a rollback goes to."""

    code = "candidate_in_use"
    status = 409
    reply_id = "error_candidate_in_use"


class NotCompared(TriageError):
    """No comparison with what serves now, under the present prices, says whether the candidate is worse."""

    code = "not_compared"
    status = 409
    reply_id = "error_not_compared"


class GateRefused(TriageError):
    """The candidate is worse beyond noise; `reasons` say where, in Chinese."""

    code = "gate_refused"
    status = 409
    reply_id = "error_gate_refused"

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(f"{len(reasons)} grounds against it")
        self.reasons = reasons
        self.slots = {"reasons": "；".join(reasons)}


class ServingChanged(TriageError):
    """Somebody else changed what serves in the meantime."""

    code = "serving_changed"
    status = 409
    reply_id = "error_serving_changed"


class NoRollback(TriageError):
    """No model served before this one, or its file is gone."""

    code = "no_rollback"
    status = 409
    reply_id = "error_no_rollback"


class SamePerson(Denied):
    """A second administrator has to be another person."""

    code = "same_person"
    reply_id = "error_same_person"


class PromotionOver(TriageError):
    """The override was decided already, or what serves has changed since it was asked for."""

    code = "promotion_over"
    status = 409
    reply_id = "error_promotion_over"


class BadCost(BadInput):
    """A price of a mistake is no number from 0 to 100, or names no category."""

    code = "bad_cost"
    reply_id = "error_bad_cost"


class ItemUnknown(BadInput):
    """There is no such training item, or it was erased meanwhile."""

    code = "item_unknown"
    status = 404
    reply_id = "error_item_unknown"


class QueueFault(Fault):
    """The process that works cannot be started or reached."""

    code = "queue_fault"
    reply_id = "error_queue_fault"


class ReviewItemGone(BadInput):
    """The item to review is gone: its conversation was erased."""

    code = "review_item_gone"
    status = 404
    reply_id = "error_review_item_gone"


class ReviewItemChanged(TriageError):
    """Somebody has decided on the item since it was looked at."""

    code = "review_item_changed"
    status = 409
    reply_id = "error_review_item_changed"
