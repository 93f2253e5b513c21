"""What the person who filed a form does with number and receipt code: see how it stands, add, answer, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from casework.case_life import Standing, Step, basis, binds, informing, moves_allowed, steps
from casework.deadline_words import last_day_told
from casework.errors import CaseOver, FollowUpEnded, MoveDenied, NothingToAnswer
from casework.intake import clean
from casework.redaction import find_sensitive, replace_sensitive
from casework.services.case_judging import REPORT
from casework.services.case_view import deadlines_of, standing_of, unanswered
from casework.services.cases import refresh_due
from casework.services.ports import (
    CITIZEN,
    Actor,
    Case,
    Entry,
    EntryKind,
    Opener,
    Store,
    UnitOfWork,
)
from casework.services.registrations import RegistrationService
from knowledge import CaseMove, Citation, RuleBook

IDLE_MINUTES = 30
"""How long a follow-up lasts without being used."""


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A sentence for the person who filed the form, and what it rests on (None: on no rule of this place)."""

    text: str
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class FollowUpStatus:
    """How a case stands, for the person who filed it. Days only: no time of day is shown to anybody.

    `entries`: what was said between them and the office, oldest first; `questions`: those still without an answer.
    `withdrawal`: what withdrawing means now; empty when it cannot be done (any more).
    """

    number: str
    title: str
    anonymous: bool
    state: str
    label: str
    plain: str
    since: date
    steps: tuple[Step, ...]
    next: tuple[ToldLine, ...]
    questions: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    withdrawal: tuple[ToldLine, ...]
    can_add: bool


class FollowUpService:
    """Follow-up by number and code. Safe to share between threads.

    Every method with a token raises FollowUpEnded when it has ended. Of an anonymous reporter no audit line is written:
    it would hold the time of their visit.
    """

    def __init__(
        self,
        store: Store,
        registrations: RegistrationService,
        book: Callable[[], RuleBook],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._registrations = registrations
        self._book = book
        self._clock = clock

    def open(self, number: str, code: str) -> str:
        """A token for who has the code of a number. Raises WrongReceipt, TooManyTries."""
        registration = self._registrations.check_code(number, code)
        with self._store.write() as work:
            token = work.follow_up.open(registration.number, IDLE_MINUTES)
            work.commit()
        return token

    def close(self, token: str) -> None:
        """Ends the follow-up."""
        with self._store.write() as work:
            work.follow_up.close(token)
            work.commit()

    def status(self, token: str) -> FollowUpStatus:
        """How the case stands."""
        with self._store.write() as work:
            case = self._case(work, token)
            status = self._status(work, case)
            work.commit()
        return status

    def add(self, token: str, text: str) -> Entry:
        """Adds facts to the case; the same text twice in a row is taken once.

        Raises CaseOver, EmptyMessage, MessageTooLong.
        """
        with self._store.write() as work:
            case = self._case(work, token)
            if self._book().case_state(case.state).over:
                raise CaseOver(f"{case.number} is {case.state}")
            entry = self._write(work, case, "addition", text)
            work.commit()
        return entry

    def answer(self, token: str, sequence: int, text: str) -> Entry:
        """Answers a question of staff. Raises NothingToAnswer, EmptyMessage, MessageTooLong."""
        with self._store.write() as work:
            case = self._case(work, token)
            said = self._sealed(work, case, text)
            entries = work.cases.entries(case.number)
            before = next((one for one in entries if one.kind == "answer" and one.answers == sequence), None)
            if before is not None and before.text == said:
                return before
            if sequence not in {one.sequence for one in unanswered(entries)}:
                raise NothingToAnswer(f"{case.number} has no open question {sequence}")
            entry = work.cases.add_entry(
                case.number, "answer", "citizen", CITIZEN.name, said, for_citizen=True, answers=sequence
            )
            self._audit(work, case, "citizen_answered")
            work.commit()
        return entry

    def withdraw(self, token: str) -> FollowUpStatus:
        """Takes the form back, as far as that goes: what is opened goes on (art. 23).

        Said again over a broken line it changes nothing. Raises MoveDenied where it is too late.
        """
        book = self._book()
        with self._store.write() as work:
            case = self._case(work, token)
            standing = standing_of(case, work.cases.moves(case.number))
            if not informing(book, standing):
                return self._status(work, case)
            move = _withdrawal(book, standing)
            if move is None:
                raise MoveDenied(f"{case.number} cannot be withdrawn in state {case.state}")
            done = (move.id, move.to_state)
            case = work.cases.move(case.number, case.version, done, Actor(CITIZEN.name, CITIZEN.role), "")
            work.cases.add_entry(case.number, "withdrawal", "citizen", CITIZEN.name, move.name, for_citizen=True)
            case = refresh_due(work, case, book, self._clock())
            self._audit(work, case, "citizen_withdrew")
            status = self._status(work, case)
            work.commit()
        return status

    def _case(self, work: UnitOfWork, token: str) -> Case:
        number = work.follow_up.number_of(token, IDLE_MINUTES)
        case = work.cases.by_number(number, lock=True) if number else None
        if case is None:
            work.commit()
            raise FollowUpEnded("no follow-up has this token")
        return case

    def _write(self, work: UnitOfWork, case: Case, kind: EntryKind, text: str) -> Entry:
        said = self._sealed(work, case, text)
        entries = work.cases.entries(case.number)
        if entries and (entries[-1].kind, entries[-1].author, entries[-1].text) == (kind, "citizen", said):
            return entries[-1]
        self._audit(work, case, f"citizen_{kind}")
        return work.cases.add_entry(case.number, kind, "citizen", CITIZEN.name, said, for_citizen=True)

    def _sealed(self, work: UnitOfWork, case: Case, text: str) -> str:
        """The text with personal data behind tokens, as in the chat; an anonymous reporter's are destroyed at once."""
        said = clean(text, self._book().policy.message_max_chars)
        found = find_sensitive(said)
        if not found:
            return said
        registration = work.registrations.by_number(case.number)
        assert registration is not None, "a case has its registration: a foreign key says so"
        conversation = registration.conversation_id
        said = replace_sensitive(said, {one: work.vault.seal(conversation, one.kind, one.value) for one in found})
        if case.anonymous:
            work.vault.forget(conversation)
        return said

    def _audit(self, work: UnitOfWork, case: Case, action: str) -> None:
        if not case.anonymous:
            work.audit.write(Opener(CITIZEN.name, "reporter", ""), action, case.number)

    def _status(self, work: UnitOfWork, case: Case) -> FollowUpStatus:
        book = self._book()
        standing = standing_of(case, work.cases.moves(case.number))
        entries = [entry for entry in work.cases.entries(case.number) if entry.for_citizen]
        state = book.case_state(case.state)
        return FollowUpStatus(
            number=case.number,
            title=book.form(case.form).title,
            anonymous=case.anonymous,
            state=state.id,
            label=state.name,
            plain=state.plain,
            since=case.state_since.date(),
            steps=steps(book, standing),
            next=what_comes_next(case, standing, book, self._clock()),
            questions=unanswered(entries),
            entries=tuple(entries),
            withdrawal=_withdrawal_told(book, standing, case.region),
            can_add=not state.over,
        )


def what_comes_next(case: Case, standing: Standing, book: RuleBook, now: datetime) -> tuple[ToldLine, ...]:
    """What comes now, on the clause of the usual next move, and the clocks that run towards the citizen.

    What comes first of all is reading what was handed in: an office's own way, in no rule, so it is given no clause.
    """
    state = book.case_state(case.state)
    cited = None if state.first else _clause_ahead(book, standing, case.region)
    lines = [ToldLine(state.next, cited)] if state.next else []
    for deadline in deadlines_of(case, standing, book, now):
        if deadline.met_at is None and not deadline.period.internal:
            text = deadline.period.text + last_day_told(deadline, book)
            lines.append(ToldLine(text, basis(book, deadline.period, case.region)))
    return tuple(lines)


def _clause_ahead(book: RuleBook, standing: Standing, region: str | None) -> Citation | None:
    ahead = next((step.state for step in steps(book, standing) if step.status == "ahead"), None)
    for move in book.case_moves:
        if standing.form in move.forms and standing.state in move.from_states and move.to_state == ahead:
            return basis(book, move, region)
    return None


def _withdrawal(book: RuleBook, standing: Standing) -> CaseMove | None:
    """How this can be taken back now."""
    return next((move for move in moves_allowed(book, standing, CITIZEN.role) if move.ends_informing), None)


def _withdrawal_told(book: RuleBook, standing: Standing, region: str | None) -> tuple[ToldLine, ...]:
    move = _withdrawal(book, standing)
    if move is None:
        return ()
    cited = basis(book, move, region) if binds(book, move, region) else None
    said: tuple[str, ...]
    if standing.form != REPORT:
        said = ("withdraw_application", "withdraw_again")
    elif move.stays:
        said = ("withdraw_opened", "withdraw_no_result")
        if not binds(book, move, region):
            said = (*said, "withdraw_example")
    else:
        said = ("withdraw_not_opened", "withdraw_again")
    return tuple(ToldLine(book.reply(one), cited) for one in said)
