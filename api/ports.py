"""What the service needs from the use cases. `casework.bootstrap` builds these; tests use small fakes.

All of them raise `casework.errors` only; `api.errors` turns those into answers.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Literal, Protocol

from casework.services.accounts import AccountService
from casework.services.audit_desk import AuditDesk
from casework.services.calendar import CalendarService
from casework.services.canned import CannedService
from casework.services.cases import CaseService
from casework.services.divisions import DivisionService
from casework.services.evidence import EvidenceService
from casework.services.evidence_desk import EvidenceDesk
from casework.services.follow_up import FollowUpService
from casework.services.health import HealthService
from casework.services.live import LiveService
from casework.services.models import ModelService
from casework.services.office import OfficeService
from casework.services.panel import PanelService
from casework.services.registrations import RegistrationService
from casework.services.review import ReviewService
from casework.services.staff import StaffService
from casework.services.statistics import StatisticsService
from casework.services.suggestions import SuggestionService
from casework.services.talk_form import TalkFormService
from casework.services.talks import TalkService
from casework.services.telephone import TelephoneService
from casework.services.training_data import TrainingDataService
from knowledge.rows import Citation, Row


class Readiness(Protocol):
    """Whether a turn can be answered yet; `progress` is 0 to 1, None when unknown."""

    @property
    def ready(self) -> bool: ...
    @property
    def message(self) -> str: ...
    @property
    def progress(self) -> float | None: ...


class TriageService(Protocol):
    """Answers one text without a conversation."""

    async def triage(self, text: str, region: str | None) -> dict[str, Any]:
        """The answer of DESIGN.md section 6. Raises NotReady, EmptyMessage, UnknownRegion."""
        ...


class OpenedConversation(Protocol):
    """A conversation just begun; the token is shown to its citizen and kept nowhere in clear."""

    @property
    def token(self) -> str: ...


class Posted(Protocol):
    """What became of a citizen's message."""

    @property
    def client_id(self) -> str: ...
    @property
    def event_id(self) -> int: ...
    @property
    def duplicate(self) -> bool: ...


class ChatEvent(Protocol):
    """One thing to show. `message` events are kept, with consecutive ids from 1; `typing` events have no id.

    `data` is what contract C gives the browser: for `message` all its fields, for `typing` {"on": bool, "from": "bot" |
    "agent"}, for `thread` {"with": "bot" | "calling" | "person"}.
    """

    @property
    def kind(self) -> Literal["message", "typing", "thread"]: ...
    @property
    def id(self) -> int | None: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


class ConversationService(Protocol):
    """The conversations of citizens."""

    def open(self, region: str | None) -> OpenedConversation:
        """Begins a conversation; its greeting is already among its events. Raises UnknownRegion."""
        ...

    async def post(self, token: str, client_id: str, text: str, payload: str | None) -> Posted:
        """Keeps the citizen's message and queues the turn; the same client id does nothing twice.

        Raises SessionUnknown, EmptyMessage, MessageTooLong, TurnPending.
        """
        ...

    def events(self, token: str, after: int) -> Sequence[ChatEvent]:
        """Everything kept with an id greater than `after`. Raises SessionUnknown."""
        ...

    async def wait_for_events(self, token: str, after: int, timeout: float) -> Sequence[ChatEvent]:  # noqa: ASYNC109
        """The same, waiting up to `timeout` seconds for the first; typing events come in between."""
        ...

    async def with_whom(self, token: str) -> ChatEvent:
        """Who the citizen talks with now: a `thread` event. Raises SessionUnknown."""
        ...

    async def attending(self, token: str) -> AbstractContextManager[None]:
        """Counts the citizen's page as open for as long as the block runs. Raises SessionUnknown."""
        ...

    async def typing(self, token: str, on: bool) -> None:
        """The citizen writes, or has stopped. Raises SessionUnknown."""
        ...

    async def rest_turn(self, sender: str, message: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        """One turn of Rasa's REST channel: the list of replies. Raises NotReady, EmptyMessage."""
        ...


class WordFile(Protocol):
    """A finished document."""

    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def content(self) -> bytes: ...


class DocumentService(Protocol):
    """Finished documents of registrations."""

    def document(self, token: str, number: str) -> WordFile:
        """The paper of a form registered in this conversation. Raises SessionUnknown, UnknownRow."""
        ...

    def followed(self, token: str) -> WordFile:
        """The paper of the registration whose number and code were shown. Raises FollowUpEnded."""
        ...


class Rules(Protocol):
    """The part of the rule book that is shown to other programs."""

    @property
    def version(self) -> str: ...
    def as_of(self, day: date) -> "Rules": ...
    def row(self, row_id: str) -> Row: ...
    def citation(self, row_id: str) -> Citation: ...
    def reply(self, reply_id: str, **slots: object) -> str: ...


class Services(Protocol):
    """Everything the service calls."""

    @property
    def triage(self) -> TriageService: ...
    @property
    def conversations(self) -> ConversationService: ...
    @property
    def live(self) -> LiveService: ...
    @property
    def talks(self) -> TalkService: ...
    @property
    def documents(self) -> DocumentService: ...
    @property
    def readiness(self) -> Readiness: ...
    @property
    def rulebook(self) -> Rules: ...
    @property
    def divisions(self) -> DivisionService: ...
    @property
    def evidence(self) -> EvidenceService: ...
    @property
    def evidence_desk(self) -> EvidenceDesk: ...
    @property
    def cases(self) -> CaseService: ...
    @property
    def calendar(self) -> CalendarService: ...
    @property
    def follow_up(self) -> FollowUpService: ...
    @property
    def staff(self) -> StaffService: ...
    @property
    def accounts(self) -> AccountService: ...
    @property
    def panel(self) -> PanelService: ...
    @property
    def telephone(self) -> TelephoneService: ...
    @property
    def talk_form(self) -> TalkFormService: ...
    @property
    def registrations(self) -> RegistrationService: ...
    @property
    def statistics(self) -> StatisticsService: ...
    @property
    def office(self) -> OfficeService: ...
    @property
    def audit_desk(self) -> AuditDesk: ...
    @property
    def health(self) -> HealthService: ...
    @property
    def suggestions(self) -> SuggestionService: ...
    @property
    def canned(self) -> CannedService: ...
    @property
    def review(self) -> ReviewService: ...
    @property
    def models(self) -> ModelService: ...
    @property
    def training_data(self) -> TrainingDataService: ...
