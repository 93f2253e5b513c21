"""The tables. Columns of bytes are sealed (casework.sealing.envelope); what stands in clear is needed to find rows."""

from casework.store.tables.audit import AuditHeadRow, AuditRow, KeyCheckRow
from casework.store.tables.base import Table
from casework.store.tables.cases import CaseRow, EntryRow, FactRow, MoveRow, RecusalRow, RespondentKeyRow
from casework.store.tables.conversations import ConversationRow, EventRow, SealedValueRow, StateRow
from casework.store.tables.evidence import EvidenceFileRow
from casework.store.tables.registrations import DailyNumberRow, FollowUpSessionRow, RegistrationRow, ReporterIdentityRow
from casework.store.tables.staff import FeedTokenRow, StaffSessionRow, UserRow

__all__ = [
    "AuditHeadRow",
    "AuditRow",
    "CaseRow",
    "ConversationRow",
    "DailyNumberRow",
    "EntryRow",
    "EventRow",
    "EvidenceFileRow",
    "FactRow",
    "FeedTokenRow",
    "FollowUpSessionRow",
    "KeyCheckRow",
    "MoveRow",
    "RecusalRow",
    "RegistrationRow",
    "ReporterIdentityRow",
    "RespondentKeyRow",
    "SealedValueRow",
    "StaffSessionRow",
    "StateRow",
    "Table",
    "UserRow",
]
