"""The tables. Columns of bytes are sealed (casework.sealing.envelope); what stands in clear is needed to find rows."""

from casework.store.tables.audit import AuditHeadRow, AuditRow, KeyCheckRow
from casework.store.tables.base import Table
from casework.store.tables.cases import CaseRow, EntryRow, FactRow, MoveRow, RecusalRow, RespondentKeyRow
from casework.store.tables.conversations import ConversationRow, EventRow, SealedValueRow, StateRow
from casework.store.tables.evidence import EvidenceFileRow
from casework.store.tables.journal import HeardTurnRow, SignalRow
from casework.store.tables.live import NoteRow, ThreadPetitionRow, ThreadRow, ThreadStepRow
from casework.store.tables.models import (
    ComparisonPictureRow,
    ComparisonRow,
    LoopSettingRow,
    ModelItemRow,
    ModelJobRow,
    ModelMoveRow,
    ModelRow,
    PromotionRow,
    ServingRow,
    ShadowScoreRow,
    TrainingItemRow,
)
from casework.store.tables.office import AuditBaseRow, OfficeSettingRow, TalkTallyRow, TimeTallyRow
from casework.store.tables.registrations import DailyNumberRow, FollowUpSessionRow, RegistrationRow, ReporterIdentityRow
from casework.store.tables.review import (
    ReviewCursorRow,
    ReviewDecisionRow,
    ReviewGroupRow,
    ReviewItemRow,
    ReviewKeyRow,
    ReviewViewRow,
)
from casework.store.tables.staff import FeedTokenRow, StaffSessionRow, UserRow
from casework.store.tables.suggestions import CannedReplyRow, SentReplyRow, SuggestionOutcomeRow

__all__ = [
    "AuditBaseRow",
    "AuditHeadRow",
    "AuditRow",
    "CannedReplyRow",
    "CaseRow",
    "ComparisonPictureRow",
    "ComparisonRow",
    "ConversationRow",
    "DailyNumberRow",
    "EntryRow",
    "EventRow",
    "EvidenceFileRow",
    "FactRow",
    "FeedTokenRow",
    "FollowUpSessionRow",
    "HeardTurnRow",
    "KeyCheckRow",
    "LoopSettingRow",
    "ModelItemRow",
    "ModelJobRow",
    "ModelMoveRow",
    "ModelRow",
    "MoveRow",
    "NoteRow",
    "OfficeSettingRow",
    "PromotionRow",
    "RecusalRow",
    "RegistrationRow",
    "ReporterIdentityRow",
    "RespondentKeyRow",
    "ReviewCursorRow",
    "ReviewDecisionRow",
    "ReviewGroupRow",
    "ReviewItemRow",
    "ReviewKeyRow",
    "ReviewViewRow",
    "SealedValueRow",
    "SentReplyRow",
    "ServingRow",
    "ShadowScoreRow",
    "SignalRow",
    "StaffSessionRow",
    "StateRow",
    "SuggestionOutcomeRow",
    "Table",
    "TalkTallyRow",
    "ThreadPetitionRow",
    "ThreadRow",
    "ThreadStepRow",
    "TimeTallyRow",
    "TrainingItemRow",
    "UserRow",
]
