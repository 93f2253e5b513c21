"""Whatever staff and reporters do, in any order: no case leaves its tables, nobody sees a case they keep out of, and
of an anonymous case no time finer than a day is kept.
"""

import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from casework.errors import CaseUnknown, Denied, TriageError
from casework.services.ports import CaseQuery
from casework.services.staff import Staff
from casework.store import open_store
from tests.casework.builders import rulebook
from tests.fakes import FixedClock, QuickHasher
from tests.store.desk import EVERYBODY, Office
from tests.store.test_case_store import finer_than_a_day, times_in

MOVES = [move.id for move in rulebook().case_moves]
FORMS = [form.id for form in rulebook().forms]
WHO = st.sampled_from(EVERYBODY)
TEXT = st.sampled_from(["补充一点情况", "请打13800138000", "我叫甲某某，今天去的", "理由写在这里"])


class AnyOffice(RuleBasedStateMachine):
    """One office on SQLite; `kept_out` is what should hold of recusals, told apart from how the store keeps them."""

    numbers: Bundle[str] = Bundle("numbers")

    @initialize()
    def begin(self) -> None:
        self.directory = tempfile.TemporaryDirectory()
        self.url = f"sqlite:///{Path(self.directory.name) / 'triage.db'}"
        self.clock = FixedClock()
        keys = Path(self.directory.name) / "keys"
        self.office = Office(open_store(self.url, keys, clock=self.clock, hasher=QuickHasher()), self.clock)
        self.kept_out: dict[tuple[str, str], bool] = {}
        self.anonymous: set[str] = set()
        self.tokens: dict[str, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.store.close()
            self.directory.cleanup()

    def version(self, number: str) -> int:
        with self.office.store.read() as work:
            case = work.cases.by_number(number)
        assert case is not None
        return case.version

    def attempt(self, who: Staff, number: str, use: Any, *args: Any) -> bool:
        """Does it, or not; somebody kept out must be told that there is no such case, whatever they try."""
        out = self.kept_out.get((number, who.name), False)
        try:
            use(who, number, *args)
        except CaseUnknown:
            assert out
            return False
        except TriageError:
            assert not out
            return False
        assert not out
        return True

    @rule(target=numbers, form=st.sampled_from(FORMS), anonymous=st.booleans())
    def register(self, form: str, anonymous: bool) -> str:
        number = self.office.register(form=form, anonymous=anonymous)
        if anonymous:
            self.anonymous.add(number)
        return number

    @rule(minutes=st.integers(1, 60 * 24 * 20))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes, seconds=7)

    @rule(number=numbers, who=WHO, move=st.sampled_from(MOVES), note=TEXT)
    def move(self, number: str, who: Staff, move: str, note: str) -> None:
        self.attempt(who, number, self.office.cases.move, move, note, self.version(number))

    @rule(number=numbers, who=WHO, data=st.data(), note=TEXT)
    def offered_move(self, number: str, who: Staff, data: st.DataObject, note: str) -> None:
        """So that cases get somewhere."""
        with suppress(CaseUnknown):
            offers = self.office.cases.view(who, number).offers
            if offers:
                offer = data.draw(st.sampled_from(offers))
                assert self.attempt(who, number, self.office.cases.move, offer.row.id, note, self.version(number))

    @rule(number=numbers, who=WHO, text=TEXT, action=st.sampled_from(["ask", "note", "open_reporter"]))
    def write(self, number: str, who: Staff, text: str, action: str) -> None:
        self.attempt(who, number, getattr(self.office.cases, action), text)

    @rule(number=numbers, who=WHO, value=st.sampled_from(["material", "clues", "nothing", "unsure", "lots"]))
    def settle(self, number: str, who: Staff, value: str) -> None:
        self.attempt(who, number, self.office.cases.set_fact, "evidence", value)

    @rule(number=numbers, who=WHO, to=st.none() | WHO)
    def assign(self, number: str, who: Staff, to: Staff | None) -> None:
        done = self.attempt(who, number, self.office.cases.assign, to.name if to else None, self.version(number))
        assert not (done and to is not None and self.kept_out.get((number, to.name), False))

    @rule(number=numbers, who=WHO, reason=TEXT)
    def declare(self, number: str, who: Staff, reason: str) -> None:
        if self.attempt(who, number, self.office.cases.declare_recusal, reason):
            self.kept_out[number, who.name] = True

    @rule(number=numbers, who=WHO, about=WHO, reason=TEXT)
    def ask_to_keep_out(self, number: str, who: Staff, about: Staff, reason: str) -> None:
        if self.attempt(who, number, self.office.cases.ask_recusal, about.name, reason):
            self.kept_out[number, about.name] = True

    @rule(number=numbers, who=WHO, about=WHO, decision=st.sampled_from(["approved", "declined"]))
    def decide(self, number: str, who: Staff, about: Staff, decision: str) -> None:
        if self.attempt(who, number, self.office.cases.decide_recusal, about.name, decision):
            assert who != about
            self.kept_out[number, about.name] = decision == "approved"

    @rule(number=numbers, text=TEXT, action=st.sampled_from(["add", "answer", "withdraw", "status", "close"]))
    def follow_up(self, number: str, text: str, action: str) -> None:
        service = self.office.follow_up
        if number not in self.tokens:
            code = self.office.registrations.code_to_show(number)
            if code is None:
                return
            self.tokens[number] = service.open(number, code)
        token = self.tokens[number]
        try:
            if action == "add":
                service.add(token, text)
            elif action == "answer":
                for question in service.status(token).questions:
                    service.answer(token, question.sequence, text)
            else:
                getattr(service, action)(token)
        except Denied:
            del self.tokens[number]
        except TriageError:
            pass

    @invariant()
    def every_case_stands_where_its_moves_have_led_it(self) -> None:
        if not hasattr(self, "office"):
            return
        with self.office.store.read() as work:
            for case in work.cases.page(CaseQuery(limit=200), "nobody").cases:
                state = "registered"
                for made in work.cases.moves(case.number):
                    row = rulebook().case_move(made.move)
                    assert made.role in row.roles
                    assert (made.from_state, made.to_state) == (state, row.to_state)
                    assert state in row.from_states
                    assert case.form in row.forms
                    state = made.to_state
                assert case.state == state

    @invariant()
    def nobody_sees_what_they_keep_out_of(self) -> None:
        if not hasattr(self, "office"):
            return
        for who in EVERYBODY:
            out = {number for (number, name), holds in self.kept_out.items() if name == who.name and holds}
            seen = {case.number for case in self.office.cases.page(who, CaseQuery(limit=200)).cases}
            named = {case.number for case in self.office.cases.page(who, CaseQuery(text="平安医院", limit=200)).cases}
            clocks = {case.number for case, _ in self.office.cases.calendar(who.name)}
            assert out.isdisjoint(seen | named | clocks)

    @invariant()
    def an_anonymous_case_knows_days_only(self) -> None:
        for number in getattr(self, "anonymous", ()):
            with self.office.store.read() as work:
                cases = work.cases
                records = [[cases.by_number(number)], cases.moves(number), cases.entries(number), cases.facts(number)]
                records.append(cases.recusals(number))
            moments: list[datetime] = [moment for record in records for moment in times_in(list(record))]
            assert {(at.hour, at.minute, at.second, at.microsecond) for at in moments} == {(0, 0, 0, 0)}
            assert finer_than_a_day(self.url, number) == []


TestAnyOffice = AnyOffice.TestCase
TestAnyOffice.settings = settings(
    max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
