"""One transaction, and where it comes from."""

from types import TracebackType
from typing import Protocol, Self

from casework.services.ports.audit import AuditTrail
from casework.services.ports.cases import CaseStore
from casework.services.ports.conversations import ConversationStore
from casework.services.ports.evidence import EvidenceStore
from casework.services.ports.follow_up import FollowUpSessions
from casework.services.ports.journal import JournalStore
from casework.services.ports.live import ThreadStore
from casework.services.ports.models_rows import JobRows, ModelRows, ShadowRows
from casework.services.ports.office import FigureStore, OfficeStore
from casework.services.ports.registrations import RegistrationStore
from casework.services.ports.review import ReviewStore
from casework.services.ports.staff import FeedTokens, StaffSessions
from casework.services.ports.suggestions import SuggestionStore
from casework.services.ports.training import TrainingRows
from casework.services.ports.users import UserStore
from casework.services.ports.vault import Vault


class UnitOfWork(Protocol):
    """One transaction and the stores that take part in it. Leaving it without `commit` undoes it."""

    @property
    def conversations(self) -> ConversationStore:
        """Conversations and their events."""
        ...

    @property
    def vault(self) -> Vault:
        """Sealed values."""
        ...

    @property
    def registrations(self) -> RegistrationStore:
        """Registered forms."""
        ...

    @property
    def cases(self) -> CaseStore:
        """What staff work on."""
        ...

    @property
    def evidence(self) -> EvidenceStore:
        """Files handed in."""
        ...

    @property
    def follow_up(self) -> FollowUpSessions:
        """Reporters who have shown number and code."""
        ...

    @property
    def users(self) -> UserStore:
        """People who work here."""
        ...

    @property
    def staff_sessions(self) -> StaffSessions:
        """Browsers in which users are signed in."""
        ...

    @property
    def feeds(self) -> FeedTokens:
        """Secret addresses of users' calendars."""
        ...

    @property
    def threads(self) -> ThreadStore:
        """Who has a conversation."""
        ...

    @property
    def journal(self) -> JournalStore:
        """What was read in each message."""
        ...

    @property
    def review(self) -> ReviewStore:
        """Messages that may have been misread."""
        ...

    @property
    def suggestions(self) -> SuggestionStore:
        """Suggested and canned replies."""
        ...

    @property
    def audit(self) -> AuditTrail:
        """The audit trail."""
        ...

    @property
    def figures(self) -> FigureStore:
        """What is counted."""
        ...

    @property
    def office(self) -> OfficeStore:
        """Settings, sessions of staff, erasure."""
        ...

    @property
    def models(self) -> ModelRows:
        """Models, comparisons and what serves."""
        ...

    @property
    def jobs(self) -> JobRows:
        """Trainings and comparisons."""
        ...

    @property
    def shadow(self) -> ShadowRows:
        """How a candidate reads live messages."""
        ...

    @property
    def training(self) -> TrainingRows:
        """Training items."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def commit(self) -> None:
        """Makes everything done so far lasting."""
        ...


class Store(Protocol):
    """Where units of work come from; safe to share between threads."""

    def write(self) -> UnitOfWork:
        """A unit of work that may write."""
        ...

    def read(self) -> UnitOfWork:
        """A unit of work that only reads."""
        ...

    def forget_log(self) -> None:
        """Leaves nothing of what was erased in the log of the database; later where somebody is reading just now."""
        ...

    def close(self) -> None:
        """Gives back all connections."""
        ...
