"""Figures, in SQL: the database adds up, so that a hundred thousand conversations are a few hundred rows here."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from casework.services.ports.office import Bucket
from casework.statistics.counts import CountedCase, CountedMove, TalkCount, TimeCount
from casework.statistics.times import BOUNDS
from casework.store.column_types import SHANGHAI
from casework.store.context import Context, insert_into
from casework.store.tables import (
    CaseRow,
    ConversationRow,
    HeardTurnRow,
    MoveRow,
    RegistrationRow,
    SignalRow,
    TalkTallyRow,
    ThreadRow,
    ThreadStepRow,
    TimeTallyRow,
)

COUNTS = (
    "conversations", "turns", "answered", "served", "asked", "questions", "called", "corrected", "disagreed",
    "registered",
)  # fmt: skip
_BY = ("region", "channel", "category", "situation_id")
_LONGEST_CLOCK = timedelta(days=120)
"""How long before a period a clock of the office may have started that runs out in it."""
_HELD, _LET_GO = ("claimed", "handed"), ("closed", "given_back", "returned", "handed")


class SqlFigures:
    """The figures of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._session = context.session
        self._postgresql = context.session.get_bind().dialect.name == "postgresql"

    def talks(self, first: date, last: date, region: str, bucket: Bucket) -> Sequence[TalkCount]:
        """Conversations begun in the period, those erased since included."""
        live = self._talks(_between(ThreadRow.opened_at, first, last), bucket)
        tally = TalkTallyRow
        erased = select(
            self._part(tally.day, bucket, stored=True).label("bucket"),
            *(getattr(tally, name).label(name) for name in (*_BY, *COUNTS)),
        ).where(tally.day >= first, tally.day <= last)
        both = union_all(live, erased).subquery()
        summed = (
            select(both.c.bucket, *(both.c[name] for name in _BY), *(func.sum(both.c[name]) for name in COUNTS))
            .where(both.c.region.startswith(region, autoescape=True))
            .group_by(both.c.bucket, *(both.c[name] for name in _BY))
        )
        rows = self._session.execute(summed).all()
        return [TalkCount(date.fromisoformat(str(row[0])), *row[1:5], *(int(one) for one in row[5:])) for row in rows]

    def times(self, first: date, last: date, region: str) -> Sequence[TimeCount]:
        """How long waits and handlings took."""
        within = and_(_between(ThreadRow.opened_at, first, last), ThreadRow.region.startswith(region, autoescape=True))
        live = self._times(within if region else _between(ThreadRow.opened_at, first, last)).subquery()
        tally = TimeTallyRow
        erased = select(tally.kind, tally.bin, tally.count).where(
            tally.day >= first, tally.day <= last, tally.region.startswith(region, autoescape=True)
        )
        both = union_all(select(live.c.kind, live.c.bin, live.c.count), erased).subquery()
        summed = select(both.c.kind, both.c.bin, func.sum(both.c.count)).group_by(both.c.kind, both.c.bin)
        return [TimeCount(kind, int(index), int(count)) for kind, index, count in self._session.execute(summed)]

    def cases(self, first: date, last: date, region: str, forms: Sequence[str] = ()) -> Sequence[CountedCase]:
        """Cases of the period, and those whose clocks may have run out in it, with their moves."""
        wanted = [CaseRow.opened_on <= last]
        its_moves = select(MoveRow.move).where(
            MoveRow.number == CaseRow.number, *_range(MoveRow.at, first - _LONGEST_CLOCK, last)
        )
        moved = its_moves.correlate(CaseRow).exists()
        wanted.append(or_(CaseRow.opened_on >= first, CaseRow.due_on <= last, moved))
        if region:
            wanted.append(CaseRow.region.startswith(region, autoescape=True))
        if forms:
            wanted.append(CaseRow.form.in_(forms))
        moves: dict[str, list[CountedMove]] = {}
        of_those = select(MoveRow.number, MoveRow.move, MoveRow.to_state, MoveRow.at).join(
            CaseRow, CaseRow.number == MoveRow.number
        )
        ordered = of_those.where(*wanted).order_by(MoveRow.number, MoveRow.sequence)
        for number, move, to_state, at in self._session.execute(ordered):
            moves.setdefault(number, []).append(CountedMove(move, to_state, at))
        rows = self._session.execute(
            select(
                CaseRow.number, CaseRow.form, CaseRow.category, func.coalesce(CaseRow.region, ""),
                func.coalesce(CaseRow.situation_id, ""), CaseRow.anonymous, CaseRow.state, CaseRow.opened_on,
                _channel(),
            )
            .join(RegistrationRow, RegistrationRow.number == CaseRow.number)
            .outerjoin(ConversationRow, ConversationRow.id == RegistrationRow.conversation_id)
            .outerjoin(ThreadRow, ThreadRow.conversation_id == RegistrationRow.conversation_id)
            .where(*wanted)
        )  # fmt: skip
        return [CountedCase(*row._tuple(), moves=tuple(moves.get(row[0], ()))) for row in rows]

    def regions(self) -> Sequence[str]:
        """Every division code that something was counted for."""
        columns = (ThreadRow.region, CaseRow.region, TalkTallyRow.region)
        found: set[str] = set()
        for column in columns:
            found.update(code for code in self._session.scalars(select(column).distinct()) if code)
        return sorted(found)

    def keep_counts(self, conversation_id: str) -> None:
        """Adds a conversation's counts to those of the erased, before it is erased itself."""
        this = ThreadRow.conversation_id == conversation_id
        for row in self._session.execute(self._talks(this, "day")).all():
            values = dict(zip(("day", *_BY, *COUNTS), (date.fromisoformat(str(row[0])), *row[1:]), strict=True))
            self._add(TalkTallyRow, ("day", *_BY), COUNTS, values)
        by_day = self._times(this).subquery()
        opened = self._session.execute(
            select(self._part(ThreadRow.opened_at, "day"), func.coalesce(ThreadRow.region, "")).where(this)
        ).first()
        for kind, index, count in self._session.execute(select(by_day.c.kind, by_day.c.bin, by_day.c.count)).all():
            assert opened is not None, "a step has its thread"
            day = date.fromisoformat(str(opened[0]))
            values = {"day": day, "region": opened[1], "kind": kind, "bin": index, "count": count}
            self._add(TimeTallyRow, ("day", "region", "kind", "bin"), ("count",), values)

    def _add(self, table: type[Any], key: tuple[str, ...], counts: tuple[str, ...], values: dict[str, Any]) -> None:
        insert = insert_into(self._session, table).values(values)
        added = {name: getattr(table, name) + insert.excluded[name] for name in counts}
        self._session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=added))

    def _talks(self, within: ColumnElement[bool], bucket: Bucket) -> Select[Any]:
        """Conversations by everything they are counted by."""
        one = self._each(within, bucket)
        answered, called = one.c.answers > 0, one.c.called
        sums = {
            "conversations": func.count(),
            "turns": func.sum(one.c.turns),
            "answered": func.sum(_one_if(answered)),
            "served": func.sum(_one_if(and_(answered, ~called, one.c.channel != "phone"))),
            "asked": func.sum(_one_if(one.c.questions > 0)),
            "questions": func.sum(one.c.questions),
            "called": func.sum(_one_if(called)),
            "corrected": func.sum(_one_if(one.c.corrected)),
            "disagreed": func.sum(_one_if(one.c.disagreed)),
            "registered": func.sum(_one_if(one.c.registered)),
        }
        by = (one.c.bucket, *(one.c[name] for name in _BY))
        return select(*by, *(sums[name].label(name) for name in COUNTS)).group_by(*by)

    def _each(self, within: ColumnElement[bool], bucket: Bucket) -> CTE:
        """One row a conversation."""
        thread, turn = ThreadRow, HeardTurnRow
        turns: Subquery = (
            select(
                turn.conversation_id,
                func.count().label("turns"),
                func.sum(_one_if(turn.action.in_(("answer", "form")))).label("answers"),
                func.sum(_one_if(turn.action == "ask")).label("questions"),
            )
            .where(turn.conversation_id.in_(select(thread.conversation_id).where(within)))
            .group_by(turn.conversation_id)
            .subquery()
        )
        return (
            select(
                self._part(thread.opened_at, bucket).label("bucket"),
                func.coalesce(thread.region, "").label("region"),
                _channel().label("channel"),
                func.coalesce(thread.category, "").label("category"),
                func.coalesce(thread.situation_id, "").label("situation_id"),
                func.coalesce(turns.c.turns, 0).label("turns"),
                func.coalesce(turns.c.answers, 0).label("answers"),
                func.coalesce(turns.c.questions, 0).label("questions"),
                _step(("called", "claimed", "handed")).label("called"),
                _signal("corrected").label("corrected"),
                _signal("disagreed").label("disagreed"),
                thread.number.is_not(None).label("registered"),
            )
            .join(ConversationRow, ConversationRow.id == thread.conversation_id)
            .outerjoin(turns, turns.c.conversation_id == thread.conversation_id)
            .where(within)
            .cte()
        )

    def _times(self, within: ColumnElement[bool]) -> Select[Any]:
        """Bins of waits and handlings; an anonymous reporter's steps have days only, so theirs is no time."""
        step = ThreadStepRow
        joined = ThreadRow.conversation_id == step.conversation_id
        waits = select(literal("wait").label("kind"), _bin(step.waited).label("bin")).join(ThreadRow, joined)
        taken = step.__table__.alias()
        begun = (
            select(func.max(taken.c.at))
            .where(taken.c.conversation_id == step.conversation_id, taken.c.id < step.id, taken.c.kind.in_(_HELD))
            .correlate(step)
            .scalar_subquery()
        )
        lasted = self._seconds(step.at) - self._seconds(begun)
        handlings = select(literal("handling").label("kind"), _bin(lasted).label("bin")).join(ThreadRow, joined)
        known = and_(within, ThreadRow.anonymous.is_(False))
        both = union_all(
            waits.where(within, step.waited.is_not(None)),
            handlings.where(known, step.kind.in_(_LET_GO), begun.is_not(None)),
        ).subquery()
        return select(both.c.kind, both.c.bin, func.count().label("count")).group_by(both.c.kind, both.c.bin)

    def _part(self, moment: Any, bucket: Bucket, *, stored: bool = False) -> ColumnElement[Any]:
        """The day in Shanghai, or the first of its month, as a date that both databases write alike."""
        if self._postgresql:
            local = moment if stored else func.timezone("Asia/Shanghai", moment)
            return func.to_char(func.date_trunc("month", local) if bucket == "month" else local, "YYYY-MM-DD")
        steps = () if stored else ("+8 hours",)
        return func.date(moment, *steps, *(("start of month",) if bucket == "month" else ()))

    def _seconds(self, moment: Any) -> ColumnElement[int]:
        found = func.extract("epoch", moment) if self._postgresql else func.strftime("%s", moment)
        return cast(found, Integer)


def _between(column: Any, first: date, last: date) -> ColumnElement[bool]:
    return and_(*_range(column, first, last))


def _range(column: Any, first: date, last: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    start = datetime.combine(first, time(), SHANGHAI)
    return column >= start, column < datetime.combine(last + timedelta(days=1), time(), SHANGHAI)


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _channel() -> ColumnElement[str]:
    """chat, phone, or rest: another program, which names its senders itself."""
    return case((ConversationRow.sender.is_not(None), "rest"), else_=func.coalesce(ThreadRow.channel, ""))


def _step(kinds: Sequence[str]) -> ColumnElement[bool]:
    mine = ThreadStepRow.conversation_id == ThreadRow.conversation_id
    return select(ThreadStepRow.id).where(mine, ThreadStepRow.kind.in_(kinds)).correlate(ThreadRow).exists()


def _signal(kind: str) -> ColumnElement[bool]:
    mine = SignalRow.conversation_id == ThreadRow.conversation_id
    return select(SignalRow.id).where(mine, SignalRow.kind == kind).correlate(ThreadRow).exists()


def _bin(seconds: Any) -> ColumnElement[int]:
    steps = [(seconds < bound, index) for index, bound in enumerate(BOUNDS)]
    return case(*steps, else_=len(BOUNDS))
