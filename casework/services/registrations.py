"""A finished form becomes a registration: numbered, its reporter apart, with a receipt code and a Word file."""

import threading
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol
from zoneinfo import ZoneInfo

from casework.errors import Denied, TooManyTries, UnknownRow, WrongReceipt
from casework.sealing.secret_words import Argon2Hasher, new_receipt_code
from casework.services.ports import (
    CITIZEN,
    Case,
    FormPapers,
    Opener,
    Registration,
    ReporterIdentity,
    SecretHasher,
    Store,
    UnitOfWork,
)
from casework.services.vault import fill, open_all, tokens_in

FILER_PREFIXES, RESPONDENT_PREFIX = ("reporter_", "applicant_"), "respondent_"
"""How the form table names the fields about who files, and about the one it is about."""
RESPONDENT_NAMES = ("respondent_name", "respondent_org")
CATEGORIES = {"JB": "report", "SQ": "appeal", "XX": "disclosure", "JY": "suggestion"}
"""What a registration number begins with, and the category it stands for."""
FIRST_STATE = "registered"
OPENING_ROLES = frozenset({"reporter", "agent", "senior_agent", "admin"})
"""Who may open a reporter's data, given a reason. Reviewers and auditors work without it."""
OWN_COPY = Opener("citizen", "reporter", "举报人取回自己的登记表")
_REASON_MIN = 2
_SHANGHAI = ZoneInfo("Asia/Shanghai")


class CodeLimits(Protocol):
    """The settings this service reads."""

    @property
    def code_tries(self) -> int:
        """Wrong receipt codes until a registration is locked."""
        ...

    @property
    def code_lock_minutes(self) -> int:
        """How long it stays locked."""
        ...

    @property
    def code_shown_minutes(self) -> int:
        """How long a receipt code can be shown again after its first showing."""
        ...


@dataclass(frozen=True, slots=True)
class _Shown:
    code: str
    until: datetime


class RegistrationService:
    """Registers reports and gives out what the reporter leaves with. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        papers: FormPapers,
        limits: CodeLimits,
        *,
        hasher: SecretHasher | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(_SHANGHAI),
    ) -> None:
        self._store = store
        self._papers = papers
        self._limits = limits
        self._hasher = hasher or Argon2Hasher()
        self._clock = clock
        self._codes: dict[str, _Shown] = {}
        self._codes_lock = threading.Lock()

    def register(
        self,
        conversation_id: str,
        form_values: Mapping[str, str],
        situation_id: str | None,
        rulebook_version: str,
        anonymous: bool,
        now: datetime,
        *,
        form: str = "report_registration",
        prefix: str = "JB",
        facts: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Writes a form down, opens its case and returns their number.

        The same values in the same conversation keep their first number. `form`, `prefix`: id and number prefix of the
        form's row; `facts`: what the citizen answered about acceptance, by fact id. `form_values` by field id, personal
        data as sealed tokens. Tokens in fields about the respondent are filled in; any other token is the filer's side
        and goes, with the filer's fields, to the sealed identity. Anonymous: none of that is stored, the conversation's
        sealed values are destroyed and its times cut down to days, so such tokens stay in the text for good. Raises
        SessionUnknown, StoreFault.
        """
        values = {name: value.strip() for name, value in form_values.items() if value.strip()}
        with self._store.write() as work:
            known = work.registrations.of_form(conversation_id, values)
            if known is not None:
                return known.number
            content, reporter = _split(values, open_all(work, conversation_id, values.values()))
            if anonymous:
                reporter = None
                work.vault.forget(conversation_id)
                work.conversations.make_anonymous(conversation_id)
            day = now.astimezone(_SHANGHAI).date()
            number = work.registrations.next_number(day, prefix)
            region = work.conversations.by_id(conversation_id).region
            registration = Registration(
                number, conversation_id, situation_id, rulebook_version, anonymous, day, content, form, region
            )
            work.registrations.add(registration, reporter, values)
            work.cases.add(_case(registration, CATEGORIES[prefix], now), _respondents(content))
            work.evidence.attach(conversation_id, number)
            if facts:
                work.cases.set_facts(number, facts, CITIZEN.name)
            work.commit()
        return number

    def code_to_show(self, number: str) -> str | None:
        """The receipt code, for the page of the conversation that made the registration; None once its time is over.

        It is made when it is first shown and kept in this process only, for `code_shown_minutes`; the store has its
        hash. So it never travels through an event, and a reporter whose line broke before the receipt came still gets
        one.
        """
        with self._codes_lock:
            now = self._clock()
            self._codes = {name: shown for name, shown in self._codes.items() if shown.until > now}
            if number not in self._codes and (code := self._give_code(number)) is not None:
                until = now + timedelta(minutes=self._limits.code_shown_minutes)
                self._codes[number] = _Shown(code, until)
            shown = self._codes.get(number)
            return shown.code if shown else None

    def check_code(self, number: str, code: str) -> Registration:
        """The registration of a number for who has its code. Raises WrongReceipt, TooManyTries."""
        number = unicodedata.normalize("NFKC", number).strip().upper()
        digits = "".join(char for char in unicodedata.normalize("NFKC", code) if char.isdigit())
        limits = self._limits
        with self._store.write() as work:
            counted = work.registrations.count_try(
                number, limit=limits.code_tries, lock_minutes=limits.code_lock_minutes
            )
            work.commit()
        if counted.locked:
            raise TooManyTries(f"{number!r} is locked")
        # Outside the transaction: nobody else should wait for a slow hash.
        if not self._hasher.verify(counted.code_hash, digits):
            raise WrongReceipt("number and code do not belong together")
        with self._store.write() as work:
            work.registrations.clear_tries(number)
            registration = _found(work, number)
            work.commit()
        return registration

    def document(self, number: str, *, include_reporter: bool, opener: Opener = OWN_COPY, place: str = "") -> bytes:
        """The registered form as a .docx file; a report is for the bureau of `place` (吉林省; open when empty).

        With `include_reporter` the reporter's own data are opened, which needs a role of OPENING_ROLES and a reason,
        and is audited. Raises UnknownRow for an unknown number, Denied without role or reason.
        """
        if not include_reporter:
            with self._store.read() as work:
                return self._render(_found(work, number), None, place)
        if opener.role not in OPENING_ROLES or len(opener.reason.strip()) < _REASON_MIN:
            raise Denied(f"role {opener.role!r} may not open a reporter's data, or gave no reason")
        with self._store.write() as work:
            registration = _found(work, number)
            reporter = work.registrations.open_reporter(number, opener)
            work.commit()
        return self._render(registration, reporter, place)

    def _give_code(self, number: str) -> str | None:
        with self._store.read() as work:
            if not work.registrations.needs_code(number):
                return None
        code = new_receipt_code()
        code_hash = self._hasher.hash(code)
        with self._store.write() as work:
            given = work.registrations.set_code(number, code_hash)
            work.commit()
        return code if given else None

    def _render(self, registration: Registration, reporter: ReporterIdentity | None, place: str) -> bytes:
        fields = dict(registration.content)
        if reporter is not None:
            fields = {name: fill(value, reporter.tokens) for name, value in fields.items()} | dict(reporter.fields)
        fields |= {"number": registration.number, "registered_on": registration.registered_on.isoformat()}
        return self._papers.render(registration.form, fields | {"place": place})


def _split(values: Mapping[str, str], opened: Mapping[str, str]) -> tuple[dict[str, str], ReporterIdentity | None]:
    """Takes a form apart: what the case file shows, and who reported."""
    own = tokens_in(value for name, value in values.items() if name.startswith(FILER_PREFIXES))
    theirs = tokens_in(value for name, value in values.items() if name.startswith(RESPONDENT_PREFIX)) - own
    public = {token: value for token, value in opened.items() if token in theirs}
    content = {name: fill(value, public) for name, value in values.items() if not name.startswith(FILER_PREFIXES)}
    fields = {name: fill(value, opened) for name, value in values.items() if name.startswith(FILER_PREFIXES)}
    tokens = {token: opened[token] for token in tokens_in(content.values()) if token in opened}
    return content, ReporterIdentity(fields, tokens) if fields or tokens else None


def _case(made: Registration, category: str, now: datetime) -> Case:
    where = (made.number, made.form, category, made.region, made.situation_id, made.anonymous)
    return Case(*where, FIRST_STATE, now, None, made.registered_on)


def _respondents(content: Mapping[str, str]) -> list[str]:
    return [content[name] for name in RESPONDENT_NAMES if content.get(name)]


def _found(work: UnitOfWork, number: str) -> Registration:
    registration = work.registrations.by_number(number)
    if registration is None:
        raise UnknownRow(f"no registration {number!r}")
    return registration
