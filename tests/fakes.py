"""Hand-written stand-ins for the ports, kept equal to the real store by the contract tests in tests/store."""

import copy
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Literal, Self
from uuid import uuid4
from zoneinfo import ZoneInfo

from casework.errors import SessionUnknown
from casework.services.ports import (
    SEALED_LABELS,
    SEALED_TOKEN,
    AuditCheck,
    AuditEntry,
    Case,
    CodeTry,
    Conversation,
    Event,
    EvidenceFile,
    Flag,
    Opener,
    Payload,
    Registration,
    ReporterIdentity,
    SealedKind,
)
from tests.evidence.memory import MemoryEvidence
from tests.live.memory import LiveRecords, MemoryJournal, MemoryStaffSessions, MemoryThreads

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, 0, 5, 250_000, tzinfo=SHANGHAI)


class FixedClock:
    """Stands still until told to move."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


class QuickHasher:
    """Argon2's interface without its cost; records what it was asked."""

    def __init__(self) -> None:
        self.compared: list[str | None] = []

    def hash(self, secret: str) -> str:
        return "quick$" + hashlib.sha256(secret.encode()).hexdigest()

    def verify(self, stored: str | None, secret: str) -> bool:
        self.compared.append(stored)
        return stored is not None and secrets.compare_digest(stored, self.hash(secret))


@dataclass
class _Records:
    conversations: dict[str, Conversation] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)
    states: dict[tuple[str, str], Flag] = field(default_factory=dict)
    sealed: dict[tuple[str, str], tuple[SealedKind, str | None]] = field(default_factory=dict)
    numbers: dict[date, int] = field(default_factory=dict)
    registrations: dict[str, Registration] = field(default_factory=dict)
    senders: dict[str, str] = field(default_factory=dict)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, tuple[str | None, int, datetime | None]] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    case_facts: dict[str, dict[str, str]] = field(default_factory=dict)
    reporters: dict[str, ReporterIdentity] = field(default_factory=dict)
    users: dict[str, tuple[str, bool]] = field(default_factory=dict)
    files: dict[str, EvidenceFile] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    live: LiveRecords = field(default_factory=LiveRecords)


class MemoryStore:
    """A store in memory: one unit of work at a time, undone unless committed."""

    def __init__(self, clock: Callable[[], datetime] | None = None, hasher: QuickHasher | None = None) -> None:
        self.clock = clock or FixedClock()
        self.hasher = hasher or QuickHasher()
        self.records = _Records()

    def write(self) -> "MemoryUnitOfWork":
        return MemoryUnitOfWork(self)

    def read(self) -> "MemoryUnitOfWork":
        return MemoryUnitOfWork(self)

    def close(self) -> None:
        """Nothing to give back."""


class MemoryUnitOfWork:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._records = copy.deepcopy(store.records)
        self.audit = MemoryAudit(store, self._records)
        self.conversations = MemoryConversations(store, self._records)
        self.vault = MemoryVault(self._records)
        self.registrations = MemoryRegistrations(store, self._records, self.audit)
        self.cases = MemoryCases(self._records)
        self.evidence = MemoryEvidence(store.clock, self._records)
        self.users = MemoryUsers(store, self._records)
        self.threads = MemoryThreads(store.clock, self._records.live)
        self.journal = MemoryJournal(store.clock, self._records.live)
        self.staff_sessions = MemoryStaffSessions(self._records.live)

    def commit(self) -> None:
        self._store.records = copy.deepcopy(self._records)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What was not committed is dropped."""


class MemoryConversations:
    def __init__(self, store: MemoryStore, records: _Records) -> None:
        self._store = store
        self._records = records

    def create(self, region: str | None) -> Conversation:
        made = Conversation(str(uuid4()), region, self._store.clock().astimezone(SHANGHAI))
        token = secrets.token_urlsafe(32)
        self._records.conversations[made.id] = made
        self._records.tokens[token] = made.id
        self._records.events[made.id] = []
        return replace(made, token=token)

    def by_token(self, token: str) -> Conversation:
        if token not in self._records.tokens:
            raise SessionUnknown("no conversation has this token")
        return self._records.conversations[self._records.tokens[token]]

    def by_id(self, conversation_id: str) -> Conversation:
        if conversation_id not in self._records.conversations:
            raise SessionUnknown(f"no conversation {conversation_id!r}")
        return self._records.conversations[conversation_id]

    def of_sender(self, sender: str, region: str | None) -> Conversation:
        if sender not in self._records.senders:
            self._records.senders[sender] = self.create(region).id
        if region is not None:
            self.set_region(self._records.senders[sender], region)
        return self.by_id(self._records.senders[sender])

    def set_region(self, conversation_id: str, region: str | None) -> None:
        self._records.conversations[conversation_id] = replace(self.by_id(conversation_id), region=region)

    def append_event(self, conversation_id: str, kind: str, payload: Payload, client_id: str | None = None) -> Event:
        if not 0 < len(kind) <= 32 or (client_id is not None and not 0 < len(client_id) <= 64):
            raise ValueError("kind has 1 to 32 characters, client_id 1 to 64")
        conversation = self.by_id(conversation_id)
        events = self._records.events[conversation_id]
        for earlier in events:
            if client_id is not None and earlier.client_id == client_id:
                return replace(earlier, duplicate=True)
        at = self._store.clock().astimezone(SHANGHAI)
        at = _day_only(at) if conversation.anonymous else at
        event = Event(len(events) + 1, conversation_id, kind, copy.deepcopy(dict(payload)), at, client_id)
        events.append(event)
        return event

    def events_after(self, conversation_id: str, after: int = 0, limit: int = 500) -> Sequence[Event]:
        return [event for event in self._records.events.get(conversation_id, []) if event.id > after][:limit]

    def last_event_id(self, conversation_id: str) -> int:
        self.by_id(conversation_id)
        return len(self._records.events[conversation_id])

    def set_state(self, conversation_id: str, name: str, value: Flag) -> None:
        if not 0 < len(name) <= 64 or len(str(value)) > 198:
            raise ValueError("a flag's name has 1 to 64 characters, its JSON at most 200")
        self.by_id(conversation_id)
        if value is None:
            self._records.states.pop((conversation_id, name), None)
        else:
            self._records.states[conversation_id, name] = value

    def get_state(self, conversation_id: str, name: str, default: Flag = None) -> Flag:
        return self._records.states.get((conversation_id, name), default)

    def make_anonymous(self, conversation_id: str) -> None:
        known = self.by_id(conversation_id)
        day = _day_only(known.created_at)
        self._records.conversations[conversation_id] = replace(known, anonymous=True, created_at=day)
        events = self._records.events[conversation_id]
        events[:] = [replace(event, at=_day_only(event.at)) for event in events]


class MemoryVault:
    def __init__(self, records: _Records) -> None:
        self._records = records

    def seal(self, conversation_id: str, kind: SealedKind, value: str) -> str:
        if kind not in SEALED_LABELS or not value.strip():
            raise ValueError("a sealed value has a known kind and is not empty")
        if conversation_id not in self._records.conversations:
            raise SessionUnknown(f"no conversation {conversation_id!r}")
        known = {
            token: held
            for (conversation, token), (its_kind, held) in self._records.sealed.items()
            if conversation == conversation_id and its_kind == kind
        }
        for token, held in known.items():
            if held is not None and "".join(held.split()) == "".join(value.split()):
                return token
        token = f"〔{SEALED_LABELS[kind]}{len(known) + 1}〕"
        self._records.sealed[conversation_id, token] = (kind, value)
        return token

    def open(self, conversation_id: str, token: str) -> str | None:
        return self._records.sealed.get((conversation_id, token), (None, None))[1]

    def unseal_text(self, conversation_id: str, text: str) -> str:
        return re.sub(SEALED_TOKEN, lambda match: self.open(conversation_id, match.group()) or match.group(), text)

    def forget(self, conversation_id: str) -> None:
        for (conversation, token), (kind, _) in list(self._records.sealed.items()):
            if conversation == conversation_id:
                self._records.sealed[conversation, token] = (kind, None)


class MemoryRegistrations:
    def __init__(self, store: MemoryStore, records: _Records, audit: "MemoryAudit") -> None:
        self._store = store
        self._records = records
        self._audit = audit

    def next_number(self, day: date, prefix: str = "JB") -> str:
        self._records.numbers[day] = self._records.numbers.get(day, 0) + 1
        return f"{prefix}{day:%Y%m%d}{self._records.numbers[day]:04d}"

    def add(self, registration: Registration, reporter: ReporterIdentity | None, form: Mapping[str, str]) -> None:
        if registration.anonymous and reporter is not None:
            raise ValueError("an anonymous registration has no reporter to store")
        self._records.registrations[registration.number] = registration
        self._records.codes[registration.number] = (None, 0, None)
        self._records.forms[registration.number] = dict(form)
        if reporter is not None:
            self._records.reporters[registration.number] = reporter

    def by_number(self, number: str) -> Registration | None:
        return self._records.registrations.get(number)

    def of_conversation(self, conversation_id: str) -> Sequence[Registration]:
        return [one for one in self._records.registrations.values() if one.conversation_id == conversation_id]

    def of_form(self, conversation_id: str, form: Mapping[str, str]) -> Registration | None:
        same = (one for one in self.of_conversation(conversation_id) if self._records.forms[one.number] == dict(form))
        return next(same, None)

    def needs_code(self, number: str) -> bool:
        return number in self._records.codes and self._records.codes[number][0] is None

    def set_code(self, number: str, code_hash: str) -> bool:
        known, tries, until = self._records.codes.get(number, ("nobody", 0, None))
        if known is not None:
            return False
        self._records.codes[number] = (code_hash, tries, until)
        return True

    def open_reporter(self, number: str, opener: Opener) -> ReporterIdentity | None:
        if number in self._records.reporters:
            self._audit.write(opener, "open_reporter_identity", number)
        return self._records.reporters.get(number)

    def count_try(self, number: str, *, limit: int, lock_minutes: int) -> CodeTry:
        if number not in self._records.codes:
            return CodeTry(None, locked=False)
        code_hash, tries, until = self._records.codes[number]
        now = self._store.clock()
        if until is not None and until > now:
            return CodeTry(code_hash, locked=True)
        tries = 1 if until is not None else tries + 1
        until = now + timedelta(minutes=lock_minutes) if tries >= limit else None
        self._records.codes[number] = (code_hash, tries, until)
        return CodeTry(code_hash, locked=False)

    def clear_tries(self, number: str) -> None:
        if number in self._records.codes:
            self._records.codes[number] = (self._records.codes[number][0], 0, None)


class MemoryCases:
    """Only what registering needs: everything else about cases is tested on the real stores."""

    def __init__(self, records: _Records) -> None:
        self._records = records

    def add(self, case: Case, respondents: Sequence[str]) -> None:
        since = _day_only(case.state_since) if case.anonymous else case.state_since
        self._records.cases[case.number] = replace(case, state_since=since)

    def by_number(self, number: str, *, lock: bool = False) -> Case | None:
        return self._records.cases.get(number)

    def set_facts(self, number: str, facts: Mapping[str, str], actor: str) -> None:
        self._records.case_facts.setdefault(number, {}).update(facts)


class MemoryUsers:
    def __init__(self, store: MemoryStore, records: _Records) -> None:
        self._hasher = store.hasher
        self._records = records

    def create_first_administrator(self) -> str | None:
        if self._records.users:
            return None
        password = secrets.token_hex(10)
        self._records.users["admin"] = (self._hasher.hash(password), True)
        return password

    def check_password(self, name: str, password: str) -> Literal["ok", "must_change", "wrong"]:
        stored, must_change = self._records.users.get(name, (None, False))
        if not self._hasher.verify(stored, password):
            return "wrong"
        return "must_change" if must_change else "ok"

    def change_password(self, name: str, old: str, new: str) -> bool:
        if self.check_password(name, old) == "wrong":
            return False
        self._records.users[name] = (self._hasher.hash(new), False)
        return True


class MemoryAudit:
    def __init__(self, store: MemoryStore, records: _Records) -> None:
        self._store = store
        self._records = records

    def write(self, opener: Opener, action: str, subject: str) -> AuditEntry:
        lines = self._records.audit
        at = self._store.clock().astimezone(SHANGHAI)
        bare = AuditEntry(len(lines) + 1, at, opener.actor, opener.role, action, subject, opener.reason, "")
        entry = replace(bare, hash=_chained(bare, lines[-1].hash if lines else ""))
        lines.append(entry)
        return entry

    def entries(self, after: int = 0, limit: int = 500) -> Sequence[AuditEntry]:
        return [entry for entry in self._records.audit if entry.sequence > after][:limit]

    def verify(self) -> AuditCheck:
        before = ""
        for checked, entry in enumerate(self._records.audit):
            if entry.hash != _chained(replace(entry, hash=""), before):
                return AuditCheck(checked, entry.sequence, f"line {entry.sequence} was changed")
            before = entry.hash
        return AuditCheck(len(self._records.audit), None, "whole")


def _chained(entry: AuditEntry, before: str) -> str:
    return hashlib.sha256(f"{entry!r}{before}".encode()).hexdigest()


def _day_only(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
