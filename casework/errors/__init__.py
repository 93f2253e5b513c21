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

from casework.errors.base import BadInput, Busy, Denied, Fault, TriageError
from casework.errors.evidence import FileFixed, FileRefused, FileUnknown, StorageFull, WrongOffset
from casework.errors.live import AlreadyHeld, NotHolder, ThreadGone
from casework.errors.models import (
    BadCost,
    CandidateBroken,
    CandidateInUse,
    CandidateUnknown,
    GateRefused,
    ItemUnknown,
    JobRuns,
    NoRollback,
    NotCompared,
    PromotionOver,
    QueueFault,
    ReviewItemChanged,
    ReviewItemGone,
    SamePerson,
    ServingChanged,
)
from casework.errors.petitions import (
    CaseChanged,
    CaseOver,
    CaseUnknown,
    DivisionsFault,
    EmptyMessage,
    EngineFault,
    FeedUnknown,
    FollowUpEnded,
    MessageTooLong,
    MoveDenied,
    NothingToAnswer,
    NotReady,
    ReasonMissing,
    SessionUnknown,
    StoreFault,
    TooManyRequests,
    TooManyTries,
    TurnPending,
    UnknownRegion,
    UnknownRow,
    WrongReceipt,
)
from casework.errors.staff import (
    BackupRefused,
    BadSetting,
    BadUserName,
    CannedUnfilled,
    CannedUnknown,
    CannedUnknownVariable,
    StaffSessionEnded,
    UnknownUser,
    UserNameTaken,
    WeakPassword,
    WrongLogin,
    WrongTotp,
)

__all__ = [
    "AlreadyHeld",
    "BackupRefused",
    "BadCost",
    "BadInput",
    "BadSetting",
    "BadUserName",
    "Busy",
    "CandidateBroken",
    "CandidateInUse",
    "CandidateUnknown",
    "CannedUnfilled",
    "CannedUnknown",
    "CannedUnknownVariable",
    "CaseChanged",
    "CaseOver",
    "CaseUnknown",
    "Denied",
    "DivisionsFault",
    "EmptyMessage",
    "EngineFault",
    "Fault",
    "FeedUnknown",
    "FileFixed",
    "FileRefused",
    "FileUnknown",
    "FollowUpEnded",
    "GateRefused",
    "ItemUnknown",
    "JobRuns",
    "MessageTooLong",
    "MoveDenied",
    "NoRollback",
    "NotCompared",
    "NotHolder",
    "NotReady",
    "NothingToAnswer",
    "PromotionOver",
    "QueueFault",
    "ReasonMissing",
    "ReviewItemChanged",
    "ReviewItemGone",
    "SamePerson",
    "ServingChanged",
    "SessionUnknown",
    "StaffSessionEnded",
    "StorageFull",
    "StoreFault",
    "ThreadGone",
    "TooManyRequests",
    "TooManyTries",
    "TriageError",
    "TurnPending",
    "UnknownRegion",
    "UnknownRow",
    "UnknownUser",
    "UserNameTaken",
    "WeakPassword",
    "WrongLogin",
    "WrongOffset",
    "WrongReceipt",
    "WrongTotp",
]
