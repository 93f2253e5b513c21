"""What the use cases need from the outside: records, and the protocols a store must keep. One module per store.

Work is done inside one unit of work, which is one transaction:

    with store.write() as work:
        event = work.conversations.append_event(conversation.id, "message", payload, client_id)
        work.commit()          # without it everything is undone

`store.read()` gives the same for reading only (it never waits for a writer). All calls are synchronous and short (a few
milliseconds); units of work are not shared between threads, the store is. Times are aware and in Asia/Shanghai. Errors
are those of `casework.errors`.
"""

from casework.services.ports.audit import AuditCheck, AuditEntry, AuditTrail, Opener
from casework.services.ports.cases import (
    CITIZEN,
    SYSTEM,
    Actor,
    Case,
    CaseFact,
    CaseQuery,
    CaseStore,
    Entry,
    EntryAuthor,
    EntryKind,
    FoundCases,
    MoveMade,
    Recusal,
    RecusalDecision,
)
from casework.services.ports.conversations import Conversation, ConversationStore, Event, Flag, Payload
from casework.services.ports.evidence import EvidenceFile, EvidenceState, EvidenceStore, KeptEvidence
from casework.services.ports.follow_up import FollowUpSessions
from casework.services.ports.journal import HeardTurn, JournalStore, Signal, SignalKind, TurnAction
from casework.services.ports.live import (
    Channel,
    NoteRow,
    Speaker,
    StepKind,
    Thread,
    ThreadMove,
    ThreadPage,
    ThreadQuery,
    ThreadState,
    ThreadStep,
    ThreadStore,
    ThreadView,
    WaitReason,
)
from casework.services.ports.outside import FormPapers, SecretHasher
from casework.services.ports.registrations import CodeTry, Registration, RegistrationStore, ReporterIdentity
from casework.services.ports.staff import FeedTokens, StaffSession, StaffSessions
from casework.services.ports.users import ROLES, Role, Totp, User, UserStore
from casework.services.ports.vault import SEALED_LABELS, SEALED_TOKEN, SealedKind, Vault
from casework.services.ports.work import Store, UnitOfWork

__all__ = [
    "CITIZEN",
    "ROLES",
    "SEALED_LABELS",
    "SEALED_TOKEN",
    "SYSTEM",
    "Actor",
    "AuditCheck",
    "AuditEntry",
    "AuditTrail",
    "Case",
    "CaseFact",
    "CaseQuery",
    "CaseStore",
    "Channel",
    "CodeTry",
    "Conversation",
    "ConversationStore",
    "Entry",
    "EntryAuthor",
    "EntryKind",
    "Event",
    "EvidenceFile",
    "EvidenceState",
    "EvidenceStore",
    "FeedTokens",
    "Flag",
    "FollowUpSessions",
    "FormPapers",
    "FoundCases",
    "HeardTurn",
    "JournalStore",
    "KeptEvidence",
    "MoveMade",
    "NoteRow",
    "Opener",
    "Payload",
    "Recusal",
    "RecusalDecision",
    "Registration",
    "RegistrationStore",
    "ReporterIdentity",
    "Role",
    "SealedKind",
    "SecretHasher",
    "Signal",
    "SignalKind",
    "Speaker",
    "StaffSession",
    "StaffSessions",
    "StepKind",
    "Store",
    "Thread",
    "ThreadMove",
    "ThreadPage",
    "ThreadQuery",
    "ThreadState",
    "ThreadStep",
    "ThreadStore",
    "ThreadView",
    "Totp",
    "TurnAction",
    "UnitOfWork",
    "User",
    "UserStore",
    "Vault",
    "WaitReason",
]
