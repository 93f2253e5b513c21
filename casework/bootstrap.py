"""The one place where use cases, store, rule book and dialogue engine are wired together."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from casework.documents.papers import Papers
from casework.jurisdiction import Office
from casework.review.novelty import Profile
from casework.sealing.files import SealedFiles
from casework.services.accounts import AccountService
from casework.services.audit_desk import AuditDesk
from casework.services.calendar import CalendarService
from casework.services.canned import CannedService
from casework.services.cases import CaseService
from casework.services.conversation import ConversationService
from casework.services.dialogue_port import DialogueEngine
from casework.services.divisions import DivisionService
from casework.services.documents import DocumentService
from casework.services.evidence import EvidenceService
from casework.services.evidence_desk import EvidenceDesk
from casework.services.follow_up import FollowUpService
from casework.services.health import HealthService
from casework.services.live import LiveService
from casework.services.live_calling import Calling
from casework.services.live_hub import LiveHub
from casework.services.live_journal import TurnJournal
from casework.services.live_watch import LiveWatch
from casework.services.models import ModelService
from casework.services.models_work import ModelWork
from casework.services.office import OfficeService
from casework.services.open_question import open_question
from casework.services.panel import PanelService
from casework.services.ports import Store
from casework.services.ports.models_rows import JobQueue
from casework.services.regions import place_finder
from casework.services.registration_turns import RegistrationTurns
from casework.services.registrations import RegistrationService
from casework.services.reply_memory import ReplyMemory
from casework.services.review import ReviewService
from casework.services.smalltalk import Smalltalk
from casework.services.staff import StaffService
from casework.services.statistics import StatisticsService
from casework.services.suggestions import SuggestionService
from casework.services.talk_form import TalkFormService
from casework.services.talks import TalkService
from casework.services.telephone import TelephoneService
from casework.services.training_data import TrainingDataService
from casework.services.triage_service import TriageService
from casework.services.triage_turns import TriageTurns
from casework.settings import Settings
from casework.store.opening import open_store
from knowledge import RuleBook

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(slots=True)
class Readiness:
    """How far the assistant is; the starter writes it, the page reads it."""

    ready: bool = False
    message: str = ""
    progress: float | None = None


@dataclass(slots=True)
class EngineSlot:
    """Holds the engine that answers, None until one is ready. Swapping it is one assignment."""

    engine: DialogueEngine | None = None

    def get(self) -> DialogueEngine | None:
        """The engine that answers now."""
        return self.engine


@dataclass(frozen=True, slots=True)
class Services:
    """Every use case of one process, wired."""

    settings: Settings
    store: Store
    rules: RuleBook
    triage: TriageService
    conversations: ConversationService
    live: LiveService
    live_watch: LiveWatch
    talks: TalkService
    documents: DocumentService
    registrations: RegistrationService
    triage_turns: TriageTurns
    registration_turns: RegistrationTurns
    smalltalk: Smalltalk
    divisions: DivisionService
    cases: CaseService
    calendar: CalendarService
    follow_up: FollowUpService
    staff: StaffService
    accounts: AccountService
    evidence: EvidenceService
    evidence_desk: EvidenceDesk
    statistics: StatisticsService
    office: OfficeService
    audit_desk: AuditDesk
    health: HealthService
    panel: PanelService
    telephone: TelephoneService
    talk_form: TalkFormService
    review: ReviewService
    models: ModelService
    model_work: ModelWork
    training_data: TrainingDataService
    worker: JobQueue
    suggestions: SuggestionService
    canned: CannedService
    engine_slot: EngineSlot
    readiness: Readiness = field(default_factory=Readiness)

    @property
    def rulebook(self) -> RuleBook:
        """The rules in force today."""
        return _in_force(self.rules, now().date())


def now() -> datetime:
    """The time in Asia/Shanghai, where every period of the rules is counted."""
    return datetime.now(SHANGHAI)


@lru_cache(maxsize=4)
def _in_force(rules: RuleBook, day: date) -> RuleBook:
    return rules.as_of(day)


def bootstrap(settings: Settings, rules: RuleBook | None = None) -> Services:
    """Open the store, load the rules and wire everything. Raises StoreFault, KeyFault, knowledge.TableError."""
    from api.jobs.wiring import model_loop  # training and its process belong to the service, hence not above

    rules = rules or RuleBook.load()
    store = open_store(settings.store_url, settings.keys_dir)

    def book() -> RuleBook:
        return _in_force(rules, now().date())

    slot = EngineSlot()
    files = SealedFiles(settings.uploads_dir)
    registrations = RegistrationService(store, Papers(book), settings)
    divisions = DivisionService()
    place_named = place_finder(divisions)
    triage_turns = TriageTurns(book, place_named)
    registration_turns = RegistrationTurns(book, store, registrations, now, place_named)
    hub = LiveHub()
    calling = Calling(store, book, now, hub)
    smalltalk = Smalltalk(book, calling)
    journal = TurnJournal(store, slot.get, book, now, hub, calling)
    conversations = ConversationService(store, slot.get, book, smalltalk, registrations, calling, journal, hub)
    several = not settings.store_url.startswith("sqlite")
    office = Office(settings.office, settings.office_level) if settings.office else None
    staff, cases = StaffService(store, now), CaseService(store, book, now, divisions, office)
    live = LiveService(store, book, hub, open_question(triage_turns, registration_turns), conversations.observe)
    canned = CannedService(store, book, now, divisions)
    memory = ReplyMemory(store, book, divisions)
    suggestions = SuggestionService(store, book, memory, canned, live.open, place_named)
    panel = PanelService(store, book, now)
    telephone = TelephoneService(
        store, slot.get, book, now, panel, live, registration_turns, registrations, place_named, suggestions
    )
    live.subscribe(suggestions.on_change)
    loop = model_loop(settings, store, book, now, ReviewService(store, book))
    evidence = EvidenceService(store, files, book, now)
    office_service = OfficeService(store, book, now, evidence)
    office_service.on_erase(loop.training_data.erase, memory.forget)
    return Services(
        settings=settings,
        store=store,
        rules=rules,
        triage=TriageService(slot.get, book, place_named),
        conversations=conversations,
        live=live,
        talks=TalkService(store),
        live_watch=LiveWatch(store, book, now, hub, calling, conversations.run_in, several=several),
        documents=DocumentService(store, registrations, book),
        registrations=registrations,
        triage_turns=triage_turns,
        registration_turns=registration_turns,
        smalltalk=smalltalk,
        divisions=divisions,
        cases=cases,
        calendar=CalendarService(staff, cases, book, now, settings.office),
        follow_up=FollowUpService(store, registrations, book, now),
        staff=staff,
        accounts=AccountService(store),
        evidence=evidence,
        evidence_desk=EvidenceDesk(store, files, book),
        statistics=StatisticsService(store, book, now, divisions),
        office=office_service,
        audit_desk=AuditDesk(store, now),
        health=HealthService(store, settings, book, slot.get, now),
        panel=panel,
        telephone=telephone,
        talk_form=TalkFormService(store, book, now, panel, registration_turns, hub),
        suggestions=suggestions,
        canned=canned,
        review=ReviewService(store, book, novelty_of),
        models=loop.models,
        model_work=loop.work,
        training_data=loop.training_data,
        worker=loop.worker,
        engine_slot=slot,
    )


@lru_cache(maxsize=1)
def _training_profile() -> Profile:
    from nlu.training_data import load_examples

    return Profile(example.text for example in load_examples())


def novelty_of(text: str) -> float | None:
    """How far a masked text is from all training data of the project; read at the first question, half a second."""
    return _training_profile().novelty(text)


_lock = threading.Lock()
_services: Services | None = None


def install(wired: Services | None) -> None:
    """Make `wired` the use cases of this process (None: forget them)."""
    global _services
    _services = wired


def services() -> Services:
    """The use cases of this process; an action server of its own wires itself at the first call."""
    global _services
    with _lock:
        if _services is None:
            _services = bootstrap(Settings())
        return _services
