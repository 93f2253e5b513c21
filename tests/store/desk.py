"""An office with its staff and cases, on a real store: what the tests of the desk's use cases begin with."""

from dataclasses import dataclass, field
from datetime import datetime

from casework.services.cases import CaseService
from casework.services.divisions import DivisionService
from casework.services.follow_up import FollowUpService
from casework.services.ports import Store
from casework.services.registrations import RegistrationService
from casework.services.staff import Staff
from knowledge import RuleBook
from tests.casework.builders import CHONGQING, rulebook
from tests.fakes import FixedClock, QuickHasher

WANG = Staff("wang", "agent")
LI, SUN = Staff("li", "senior_agent"), Staff("sun", "senior_agent")
CHEN = Staff("chen", "reviewer")
ZHAO = Staff("zhao", "admin")
AUDITOR = Staff("qian", "auditor")
EVERYBODY = (WANG, LI, SUN, CHEN, ZHAO, AUDITOR)
DIVISIONS = DivisionService()
REPORT = {"respondent_org": "某某区平安医院", "content": "2025年3月5日住院，多记了三天床位费，一共300元。"}


class NoPapers:
    """Draws up nothing."""

    def render(self, *_: object, **__: object) -> bytes:
        return b""


@dataclass
class Limits:
    code_tries: int = 5
    code_lock_minutes: int = 15
    code_shown_minutes: int = 30


@dataclass
class Office:
    """The use cases of one office, wired as the bootstrap does it."""

    store: Store
    clock: FixedClock
    book: RuleBook = field(default_factory=rulebook)

    def __post_init__(self) -> None:
        self.registrations = RegistrationService(
            self.store, NoPapers(), Limits(), hasher=QuickHasher(), clock=self.clock  # type: ignore[arg-type]
        )  # fmt: skip
        self.cases = CaseService(self.store, lambda: self.book, self.clock, DIVISIONS)
        self.follow_up = FollowUpService(self.store, self.registrations, lambda: self.book, self.clock)
        with self.store.write() as work:
            for who in EVERYBODY:
                work.users.add(who.name, "", who.role)
            work.commit()

    def register(
        self, *, anonymous: bool = False, form: str = "report_registration", region: str = CHONGQING, **values: str
    ) -> str:
        """A form handed in by somebody in a conversation of their own; personal values are sealed first."""
        row = self.book.form(form)
        with self.store.write() as work:
            conversation = work.conversations.create(region)
            filled = {} if form != "report_registration" else dict(REPORT)
            if not anonymous:
                name = "reporter_name" if form == "report_registration" else "applicant_name"
                filled[name] = work.vault.seal(conversation.id, "name", "甲某某")
            work.commit()
        return self.registrations.register(
            conversation.id, filled | values, "B1-1" if form == "report_registration" else None, "v1", anonymous,
            self.clock(), form=row.id, prefix=row.number_prefix,
        )  # fmt: skip

    def move(self, number: str, *moves: str, who: Staff = LI, note: str = "写明的理由") -> None:
        """Makes these moves one after another."""
        for move in moves:
            with self.store.read() as work:
                case = work.cases.by_number(number)
            assert case is not None
            self.cases.move(who, number, move, note, case.version)

    def token(self, number: str) -> str:
        """A follow-up of who filed the form."""
        code = self.registrations.code_to_show(number)
        assert code is not None
        return self.follow_up.open(number, code)

    def audit(self, number: str) -> list[tuple[str, str]]:
        """Who did what to a case, as the audit trail has it."""
        with self.store.read() as work:
            return [(line.actor, line.action) for line in work.audit.entries() if line.subject == number]

    def now(self) -> datetime:
        """The clock's time."""
        return self.clock()
