"""What staff do with cases. Who keeps out of a case (art. 18) finds it nowhere; every step leaves an audit line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from casework.case_life import draft, informing, move_allowed
from casework.deadlines import Deadline, next_due
from casework.errors import CaseChanged, CaseUnknown, Denied, ReasonMissing, UnknownRow
from casework.jurisdiction import Office
from casework.services.accounts import OFFICERS
from casework.services.case_judging import DivisionFinder
from casework.services.case_view import CaseView, Viewer, deadlines_of, standing_of, view_of
from casework.services.ports import (
    Actor,
    Case,
    CaseQuery,
    FoundCases,
    Opener,
    Recusal,
    RecusalDecision,
    ReporterIdentity,
    Store,
    UnitOfWork,
)
from casework.services.registrations import OPENING_ROLES
from casework.services.staff import Staff
from casework.services.vault import open_all
from knowledge import CaseMove, RuleBook

RIGHTS = {
    "ask": frozenset({"agent", "senior_agent", "admin"}),
    "note": frozenset({"agent", "senior_agent", "reviewer", "admin"}),
    "settle": frozenset({"agent", "senior_agent", "admin"}),
    "take": OFFICERS,
    "assign": frozenset({"senior_agent", "admin"}),
    "open_reporter": OPENING_ROLES,
    "decide_recusal": frozenset({"reviewer", "admin"}),
}
"""What a role may do to a case beside its moves. Whoever works here may look, and declare their own recusal."""
_REASON_MIN = 2
_TEXT_MAX = 4000
_SWEEP = 200


class CaseService:
    """Cases for the desk. Safe to share between threads.

    Every method raises CaseUnknown for a case that is not there or that the viewer keeps out of, and Denied for what
    the viewer's role may not do.
    """

    def __init__(
        self,
        store: Store,
        book: Callable[[], RuleBook],
        clock: Callable[[], datetime],
        divisions: DivisionFinder,
        office: Office | None = None,
    ) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._divisions = divisions
        self._office = office

    def page(self, viewer: Staff, query: CaseQuery) -> FoundCases:
        """The cases that fit, without those the viewer keeps out of."""
        with self._store.read() as work:
            return work.cases.page(query, viewer.name)

    def view(self, viewer: Staff, number: str) -> CaseView:
        """Everything there is to see of a case; that it was looked at is audited."""
        with self._open(viewer, number, "open_case") as (work, case):
            work.commit()
        can = frozenset(name for name, roles in RIGHTS.items() if viewer.role in roles)
        who = Viewer(viewer.name, viewer.role, self._clock(), can, self._divisions, self._office)
        # Putting it together takes longer than a writer may keep others waiting.
        with self._store.read() as work:
            seen, registration = work.cases.by_number(case.number), work.registrations.by_number(case.number)
            assert seen is not None, "cases are never removed"
            assert registration is not None, "a case has its registration: a foreign key says so"
            return view_of(work, seen, registration, self._book(), who)

    def copied(self, viewer: Staff, number: str) -> None:
        """Writes down that the viewer takes a copy of the form with them, which the caller then gives out."""
        with self._open(viewer, number, "form_copied") as (work, _):
            work.commit()

    def calendar(self, user: str) -> tuple[tuple[Case, tuple[Deadline, ...]], ...]:
        """The cases assigned to somebody that have a running clock, with all clocks; for their calendar."""
        book, now = self._book(), self._clock()
        query = CaseQuery(assigned_to=user, order="due", limit=_SWEEP)
        with self._store.read() as work:
            found = [case for case in work.cases.page(query, user).cases if case.due_on is not None]
            return tuple(
                (case, deadlines_of(case, standing_of(case, work.cases.moves(case.number)), book, now))
                for case in found
            )

    def move(self, viewer: Staff, number: str, move: str, note: str, version: int, notice: str | None = None) -> Case:
        """Moves a case. `note`: the reason; `notice`: what the person who filed it is told (None: the draft).

        Raises MoveDenied when the table does not allow it now, ReasonMissing, CaseChanged when `version` is not the
        present one.
        """
        book = self._book()
        with self._open(viewer, number, "case_move", move) as (work, case):
            if case.version != version:  # said before the table says that the move is not there: it tells more
                raise CaseChanged(f"case {case.number} has version {case.version}, not {version}")
            standing = standing_of(case, work.cases.moves(case.number))
            row = move_allowed(book, standing, move, viewer.role)
            if row.reason is not None:
                _given(note)
            told = informing(book, standing)
            case = work.cases.move(
                case.number, version, (row.id, row.to_state), Actor(viewer.name, viewer.role), note[:_TEXT_MAX]
            )
            # Withdrawing ends only the telling of the result (art. 23), not of whether a case was opened (art. 15).
            if told or row.named_only:
                self._tell(work, viewer, case, row, note, notice)
            case = refresh_due(work, case, book, self._clock())
            work.commit()
        return case

    def ask(self, viewer: Staff, number: str, text: str) -> None:
        """Asks the person who filed the case something; they see it on the follow-up page."""
        with self._open(viewer, number, "case_question", right="ask") as (work, case):
            if self._book().case_state(case.state).ends:
                raise Denied("the case is archived")
            work.cases.add_entry(case.number, "question", "staff", viewer.name, _given(text), for_citizen=True)
            work.commit()

    def note(self, viewer: Staff, number: str, text: str) -> None:
        """Writes something down that only staff see."""
        with self._open(viewer, number, "case_note", right="note") as (work, case):
            work.cases.add_entry(case.number, "note", "staff", viewer.name, _given(text), for_citizen=False)
            work.commit()

    def set_fact(self, viewer: Staff, number: str, fact: str, value: str) -> None:
        """Settles a fact of the table facts. Raises UnknownRow for a fact or value it does not have."""
        with self._open(viewer, number, "case_fact", f"{fact}={value}", right="settle") as (work, case):
            row = next((one for one in self._book().facts if one.id == fact), None)
            if row is None or value not in {option.value for option in (*row.options, row.unsure)}:
                raise UnknownRow(f"no fact {fact!r} with value {value!r}")
            work.cases.set_facts(case.number, {fact: value}, viewer.name)
            work.commit()

    def assign(self, viewer: Staff, number: str, user: str | None, version: int) -> Case:
        """Gives the case to somebody, or to nobody. An agent may only take an unassigned case, or give back their own.

        Raises CaseChanged, UnknownRow for nobody's name or that of who works on no cases, Denied for somebody who keeps
        out of the case.
        """
        with self._open(viewer, number, "case_assign", user or "") as (work, case):
            own = {user, case.assigned_to} <= {viewer.name, None}
            if viewer.role not in RIGHTS["take" if own else "assign"]:
                raise Denied(f"{viewer.role} may not assign cases")
            if user is not None:
                somebody = work.users.by_name(user)
                if somebody is None or somebody.disabled or somebody.role not in OFFICERS:
                    raise UnknownRow(f"no user {user!r}")
                if work.cases.is_recused(case.number, user):
                    raise Denied("who keeps out of a case cannot be given it")
            case = work.cases.assign(case.number, version, user)
            work.commit()
        return case

    def declare_recusal(self, viewer: Staff, number: str, reason: str) -> None:
        """The viewer keeps out of the case from now on."""
        self._recuse(viewer, number, viewer.name, reason, "recusal_declared")

    def ask_recusal(self, viewer: Staff, number: str, user: str, reason: str) -> None:
        """Somebody else is to keep out, as the reporter or a colleague asks; they do so until it is decided."""
        self._recuse(viewer, number, user, reason, "recusal_asked", right=None if user == viewer.name else "note")

    def decide_recusal(self, viewer: Staff, number: str, user: str, decision: RecusalDecision) -> Recusal:
        """Approves a recusal, or declines it: then the case is there for that person again.

        Nobody decides on themselves. Raises UnknownRow when no decision is open.
        """
        with self._open(viewer, number, f"recusal_{decision}", user, right="decide_recusal") as (work, case):
            decided = work.cases.decide_recusal(case.number, user, decision, viewer.name)
            work.commit()
        return decided

    def open_reporter(self, viewer: Staff, number: str, reason: str) -> ReporterIdentity | None:
        """Who filed it, and what the tokens in its texts stand for; None when nobody knows. Audited with the reason."""
        with self._open(viewer, number, "", right="open_reporter") as (work, case):
            opener = Opener(viewer.name, viewer.role, _given(reason))
            registration = work.registrations.by_number(case.number)
            assert registration is not None, "a case has its registration: a foreign key says so"
            identity = work.registrations.open_reporter(case.number, opener)
            texts = [entry.text for entry in work.cases.entries(case.number)]
            later = open_all(work, registration.conversation_id, texts)
            if identity is None and later:
                work.audit.write(opener, "open_reporter_identity", case.number)
            work.commit()
        if identity is None:
            return ReporterIdentity({}, later) if later else None
        return ReporterIdentity(identity.fields, {**later, **identity.tokens})

    def _tell(self, work: UnitOfWork, viewer: Staff, case: Case, row: CaseMove, note: str, notice: str | None) -> None:
        text = draft(self._book(), row, case.number, note, case.region) if notice is None else notice.strip()
        if row.notice is not None and text:
            work.cases.add_entry(case.number, "notice", "staff", viewer.name, text[:_TEXT_MAX], for_citizen=True)

    def _recuse(
        self, viewer: Staff, number: str, user: str, reason: str, action: str, right: str | None = None
    ) -> None:
        with self._open(viewer, number, action, user, right) as (work, case):
            if work.users.by_name(user) is None:
                raise UnknownRow(f"no user {user!r}")
            work.cases.recuse(case.number, user, _given(reason), viewer.name)
            if case.assigned_to == user:
                work.cases.assign(case.number, case.version, None)
            work.commit()

    @contextmanager
    def _open(
        self, viewer: Staff, number: str, action: str, about: str = "", right: str | None = None
    ) -> Iterator[tuple[UnitOfWork, Case]]:
        """A unit of work on a case the viewer may see, with its audit line; the body commits."""
        with self._store.write() as work:
            case = work.cases.by_number(number, lock=True)
            if case is None or work.cases.is_recused(number, viewer.name):
                raise CaseUnknown(f"no case {number!r} for {viewer.name}")
            if right is not None and viewer.role not in RIGHTS[right]:
                raise Denied(f"{viewer.role} may not {right}")
            if action:
                work.audit.write(Opener(viewer.name, viewer.role, about), action, case.number)
            yield work, case


def refresh_due(work: UnitOfWork, case: Case, book: RuleBook, now: datetime) -> Case:
    """Notes when the next clock of the case runs out, so that the list can be sorted by it; the case with that day."""
    standing = standing_of(case, work.cases.moves(case.number))
    day = next_due(deadlines_of(case, standing, book, now))
    work.cases.set_due(case.number, day)
    return replace(case, due_on=day)


def _given(text: str) -> str:
    """The text, which must say something. Raises ReasonMissing."""
    given = text.strip()[:_TEXT_MAX]
    if len(given) < _REASON_MIN:
        raise ReasonMissing("a reason or text is missing")
    return given
