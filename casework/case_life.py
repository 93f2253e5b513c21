"""What may happen to a case next, and how to say where it stands. Reads the tables case_states and case_moves.

Pure: the store keeps the moves that were made; from them and the tables follow the moves that are open to a role, the
clocks, the line of steps and the drafts of notices.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from casework.deadlines import Tick
from casework.errors import MoveDenied
from knowledge import CaseMove, CaseState, Citation, NotCitable, Row, RuleBook

StepStatus = Literal["done", "now", "ahead"]


@dataclass(frozen=True, slots=True)
class Made:
    """A move that was made: its id, where it led, and when."""

    move: str
    to_state: str
    at: date | datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """All of a case that its further life depends on. `moves`: those made so far, oldest first."""

    form: str
    state: str
    anonymous: bool
    opened_on: date
    moves: tuple[Made, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the line that shows how far a case is; `day` is None as long as it lies ahead."""

    state: str
    label: str
    status: StepStatus
    day: date | None


def first_state(book: RuleBook, form: str) -> CaseState:
    """Where a case of this form begins."""
    return next(state for state in book.case_states if state.first and form in state.forms)


def moves_allowed(book: RuleBook, standing: Standing, role: str) -> tuple[CaseMove, ...]:
    """The moves this role can make now, in the order of the table."""
    return tuple(move for move in book.case_moves if role in move.roles and _fits(book, standing, move))


def move_allowed(book: RuleBook, standing: Standing, move_id: str, role: str) -> CaseMove:
    """The move, if this role can make it now. Raises MoveDenied."""
    found = next((move for move in moves_allowed(book, standing, role) if move.id == move_id), None)
    if found is None:
        raise MoveDenied(f"{role} may not make move {move_id!r} of {standing.form} in state {standing.state}")
    return found


def _fits(book: RuleBook, standing: Standing, move: CaseMove) -> bool:
    if standing.form not in move.forms or standing.state not in move.from_states:
        return False
    if move.named_only and standing.anonymous:
        return False
    # Where a case stays where it is, there must be something to do: a clock to start or stop, a withdrawal to note.
    if not move.stays:
        return True
    ticking = running(book, standing)
    idle_start = bool(move.starts) and not ticking.issuperset(move.starts)
    return idle_start or bool(ticking.intersection(move.stops)) or (move.ends_informing and informing(book, standing))


def running(book: RuleBook, standing: Standing) -> frozenset[str]:
    """Periods whose clock was started and not stopped, whether or not it binds in the case's place."""
    ticking: set[str] = set()
    for tick in ticks(book, standing):
        ticking = (ticking - set(tick.stops)) | set(tick.starts)
    return frozenset(ticking)


def informing(book: RuleBook, standing: Standing) -> bool:
    """Whether who filed the form is still to be told the result; not after they have withdrawn."""
    return not any(_row(book, made).ends_informing for made in standing.moves)


def ticks(book: RuleBook, standing: Standing) -> tuple[Tick, ...]:
    """What the moves made did to the clocks."""
    rows = ((_row(book, made), made.at) for made in standing.moves)
    return tuple(Tick(at, row.starts, row.stops) for row, at in rows)


def _row(book: RuleBook, made: Made) -> CaseMove:
    return book.case_move(made.move)


def steps(book: RuleBook, standing: Standing) -> tuple[Step, ...]:
    """The way so far, where the case stands, and the usual way ahead."""
    start = first_state(book, standing.form)
    way: list[tuple[str, date]] = [(start.id, standing.opened_on)]
    for made in standing.moves:
        if made.to_state != way[-1][0]:
            way.append((made.to_state, _day(made.at)))
    passed = [Step(state, book.case_state(state).name, "done", day) for state, day in way[:-1]]
    here, since = way[-1]
    now = Step(here, book.case_state(here).name, "now", since)
    return (*passed, now, *(Step(state.id, state.name, "ahead", None) for state in _ahead(book, standing.form, here)))


def _ahead(book: RuleBook, form: str, here: str) -> list[CaseState]:
    """The usual states still to come that can really be reached, each from the one before."""
    found: list[CaseState] = []
    place = here
    for state in _after(book, form, here):
        if state.usual and _leads(book, form, place, state.id):
            found.append(state)
            place = state.id
    return found


def _after(book: RuleBook, form: str, here: str) -> list[CaseState]:
    mine = [state for state in book.case_states if form in state.forms]
    return mine[[state.id for state in mine].index(here) + 1 :]


def _leads(book: RuleBook, form: str, came: str, to: str) -> bool:
    return any(form in move.forms and came in move.from_states and move.to_state == to for move in book.case_moves)


def _day(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at


def binds(book: RuleBook, row: Row, region: str | None) -> bool:
    """Whether a row is law in this place: rules of one place are only an example elsewhere."""
    place = book.place_of(row)
    return place is None or place == book.place_for(region).region_code


def basis(book: RuleBook, row: Row, region: str | None) -> Citation | None:
    """The citation of a row, None where it rests on our own convention or on the rules of another place."""
    if not binds(book, row, region):
        return None
    try:
        return book.citation(row.id)
    except NotCitable:
        return None


def draft(book: RuleBook, move: CaseMove, number: str, reason: str, region: str | None) -> str:
    """The notice of a move as a draft that staff may edit; empty where none is due."""
    if move.notice is None:
        return ""
    slots = {"number": number, "reason": reason.strip()}
    wanted = next(row for row in book.replies if row.id == move.notice).slots
    text = book.reply(move.notice, **{name: slots[name] for name in wanted})
    cited = basis(book, move, region)
    return text if cited is None else text + book.reply("notice_basis", title=cited.title, clause=cited.clause)
