"""Cases, in SQL: where they stand, the way there, and what may be searched for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, or_, select
from sqlalchemy.orm import aliased

from casework.errors import CaseChanged, UnknownRow
from casework.respondent import name_forms
from casework.services.ports import Actor, Case, CaseQuery, FoundCases, MoveMade
from casework.store.case_file import CaseFile
from casework.store.tables import CaseRow, EntryRow, MoveRow, RecusalRow, RespondentKeyRow

_NUMBER, _NOTE, _ACTOR = 20, 4000, 64
_PAGE_MAX = 200
_ORDERS = {
    "newest": (CaseRow.opened_on.desc(), CaseRow.number.desc()),
    "oldest": (CaseRow.opened_on, CaseRow.number),
    "due": (CaseRow.due_on.is_(None), CaseRow.due_on, CaseRow.number),
}
_LATER = aliased(EntryRow)
_LAST_WORD = exists().where(
    EntryRow.number == CaseRow.number,
    EntryRow.author == "citizen",
    ~exists().where(_LATER.number == EntryRow.number, _LATER.sequence > EntryRow.sequence),
)


class SqlCases(CaseFile):
    """The cases of one unit of work."""

    def add(self, case: Case, respondents: Sequence[str]) -> None:
        """A new case; its times are cut down to the day when nobody may know who filed it."""
        self._session.add(
            CaseRow(
                number=case.number,
                form=case.form,
                category=case.category,
                region=case.region,
                situation_id=case.situation_id,
                anonymous=case.anonymous,
                state=case.state,
                state_since=_time(case.state_since, anonymous=case.anonymous),
                assigned_to=case.assigned_to,
                opened_on=case.opened_on,
                due_on=case.due_on,
                version=case.version,
            )
        )
        self._session.flush()
        keys = sorted({key for name in respondents for key in self._keys(name)})
        if keys:
            self._session.execute(insert(RespondentKeyRow), [{"key": key, "number": case.number} for key in keys])

    def by_number(self, number: str, *, lock: bool = False) -> Case | None:
        """The case of a number."""
        row = self._row(number, lock=lock)
        return None if row is None else _case(row)

    def page(self, query: CaseQuery, viewer: str) -> FoundCases:
        """Cases that fit, one page of them; everything is decided in the database, by its indexes."""
        wanted = [*self._wanted(query), ~_recused(viewer)]
        total = self._session.scalar(select(func.count()).select_from(CaseRow).where(*wanted)) or 0
        rows = select(CaseRow).where(*wanted).order_by(*_ORDERS[query.order])
        page = rows.offset(max(query.offset, 0)).limit(min(max(query.limit, 1), _PAGE_MAX))
        cases = tuple(_case(row) for row in self._session.scalars(page))
        return FoundCases(cases, total, self._waiting([case.number for case in cases]))

    def _waiting(self, numbers: list[str]) -> frozenset[str]:
        """Those of these cases in which the citizen had the last word."""
        said = select(EntryRow.number, EntryRow.author).where(EntryRow.number.in_(numbers))
        last = dict(self._session.execute(said.order_by(EntryRow.number, EntryRow.sequence)).tuples().all())
        return frozenset(number for number, author in last.items() if author == "citizen")

    def move(self, number: str, version: int, made: tuple[str, str], actor: Actor, note: str) -> Case:
        """Carries out a move and writes it down."""
        row = self._fresh(number, version)
        move, to_state = made
        now = _time(self._context.now(), anonymous=row.anonymous)
        sequence = self._last(MoveRow, number) + 1
        self._session.add(
            MoveRow(
                number=number,
                sequence=sequence,
                move=move,
                from_state=row.state,
                to_state=to_state,
                actor=actor.name[:_ACTOR],
                role=actor.role,
                at=now,
                note=self._seal(MoveRow, number, sequence, note[:_NOTE]),
            )
        )
        row.state, row.state_since = to_state, now
        row.version += 1
        self._session.flush()
        return _case(row)

    def moves(self, number: str) -> Sequence[MoveMade]:
        """The moves of a case, oldest first."""
        rows = self._session.scalars(select(MoveRow).where(MoveRow.number == number).order_by(MoveRow.sequence))
        return [
            MoveMade(
                row.number,
                row.sequence,
                row.move,
                row.from_state,
                row.to_state,
                row.actor,
                row.role,
                row.at,
                self._open(MoveRow, number, row.sequence, row.note),
            )
            for row in rows
        ]

    def assign(self, number: str, version: int, user: str | None) -> Case:
        """Gives the case to somebody, or to nobody."""
        row = self._fresh(number, version)
        row.assigned_to = user
        row.version += 1
        self._session.flush()
        return _case(row)

    def set_due(self, number: str, day: date | None) -> None:
        """Notes on which day the next clock runs out."""
        row = self._row(number, lock=True)
        if row is not None:
            row.due_on = day
            self._session.flush()

    def same_respondent(self, number: str) -> Sequence[str]:
        """Numbers of other cases against somebody of the same name, newest first."""
        keys = select(RespondentKeyRow.key).where(RespondentKeyRow.number == number)
        others = select(RespondentKeyRow.number).where(RespondentKeyRow.key.in_(keys))
        found = select(CaseRow.number).where(CaseRow.number.in_(others), CaseRow.number != number)
        return list(self._session.scalars(found.order_by(CaseRow.opened_on.desc(), CaseRow.number.desc()).limit(50)))

    def _wanted(self, query: CaseQuery) -> list[ColumnElement[bool]]:
        wanted: list[ColumnElement[bool]] = []
        if query.states:
            wanted.append(CaseRow.state.in_(query.states))
        if query.forms:
            wanted.append(CaseRow.form.in_(query.forms))
        if query.category is not None:
            wanted.append(CaseRow.category == query.category)
        if query.assigned_to is not None:
            wanted.append(CaseRow.assigned_to == query.assigned_to)
        if query.overdue_on is not None:
            wanted.append(CaseRow.due_on < query.overdue_on)
        if query.waiting:
            wanted.append(_LAST_WORD)
        if text := query.text.strip():
            wanted.append(self._named(text))
        return wanted

    def _named(self, text: str) -> ColumnElement[bool]:
        """The number holds the text, or a respondent bears it as a name."""
        keys: Select[tuple[str]] = select(RespondentKeyRow.number).where(RespondentKeyRow.key.in_(self._keys(text)))
        by_name = CaseRow.number.in_(keys)
        number = text.upper()
        if len(number) > _NUMBER or not (number.isascii() and number.isalnum()):
            return by_name
        return or_(CaseRow.number.contains(number, autoescape=True), by_name)

    def _keys(self, name: str) -> tuple[str, ...]:
        table = RespondentKeyRow.__tablename__
        return tuple(self._context.identity.fingerprint(form, f"{table}:key") for form in name_forms(name))

    def _fresh(self, number: str, version: int) -> CaseRow:
        row = self._row(number, lock=True)
        if row is None:
            raise UnknownRow(f"no case {number!r}")
        if row.version != version:
            raise CaseChanged(f"case {number} has version {row.version}, not {version}")
        return row


def _recused(viewer: str) -> ColumnElement[bool]:
    holds = or_(RecusalRow.decision.is_(None), RecusalRow.decision != "declined")
    return exists().where(and_(RecusalRow.number == CaseRow.number, RecusalRow.user_name == viewer, holds))


def _time(at: datetime, *, anonymous: bool) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0) if anonymous else at


def _case(row: CaseRow) -> Case:
    case = Case(
        row.number,
        row.form,
        row.category,
        row.region,
        row.situation_id,
        row.anonymous,
        row.state,
        row.state_since,
        row.assigned_to,
        row.opened_on,
    )
    return replace(case, version=row.version, due_on=row.due_on)
