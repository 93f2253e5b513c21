"""Threads in SQL. Every change locks the conversation's row first, as adding an event does: one order of locks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, update
from sqlalchemy.sql.dml import Update

from casework.services.ports import (
    Channel,
    Speaker,
    StepKind,
    Thread,
    ThreadMove,
    ThreadPage,
    ThreadQuery,
    ThreadState,
    ThreadStep,
    WaitReason,
)
from casework.services.ports import NoteRow as Note
from casework.store.anonymous import day_only
from casework.store.column_types import Instant
from casework.store.context import Context
from casework.store.keeping_out import kept_from
from casework.store.tables import NoteRow, ThreadPetitionRow, ThreadRow, ThreadStepRow

_ID_PARTS = "0123456789abcdef-"


class SqlThreads:
    """The threads of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def heard(self, conversation_id: str, event_id: int, channel: Channel = "chat") -> Thread:
        """The citizen has written: makes the thread if there is none; a closed one is the bot's again."""
        conversation = self._context.locked_conversation(conversation_id)
        row = self._session.get(ThreadRow, conversation_id, populate_existing=True)
        if row is None:
            row = ThreadRow(
                conversation_id=conversation_id,
                channel=channel,
                state="bot",
                urgent=False,
                region=conversation.region,
                opened_at=conversation.created_at,
                last_at=self._now(anonymous=conversation.anonymous),
                last_event=event_id,
                last_from="citizen",
                anonymous=conversation.anonymous,
                version=1,
            )
            self._session.add(row)
            self._session.flush()
            return _thread(row)
        self.spoke(conversation_id, event_id, "citizen")
        again = ThreadMove("reopened", "citizen", of=("closed",), to="bot")
        return self.move(conversation_id, again) or self._known(conversation_id)

    def spoke(self, conversation_id: str, event_id: int, by: Speaker) -> None:
        """Somebody has written; nothing happens where there is no thread yet."""
        self._context.locked_conversation(conversation_id)
        self._session.execute(
            self._changing(conversation_id).values(last_event=event_id, last_from=by, last_at=self._cut(ThreadRow))
        )

    def by_id(self, conversation_id: str, *, lock: bool = False) -> Thread | None:
        """The thread of a conversation; with `lock` nobody else changes it until the unit of work ends."""
        if lock:
            self._context.locked_conversation(conversation_id)
        row = self._session.get(ThreadRow, conversation_id, populate_existing=True)
        return None if row is None else _thread(row)

    def page(self, query: ThreadQuery) -> ThreadPage:
        """Threads that fit: waiting ones urgent and longest first, all others newest first."""
        wanted = and_(*self._wanted(query))
        order: tuple[Any, ...] = (ThreadRow.last_at.desc(), ThreadRow.conversation_id)
        if query.view == "waiting":
            order = (ThreadRow.urgent.desc(), ThreadRow.waiting_since, ThreadRow.conversation_id)
        found = self._session.scalars(
            select(ThreadRow).where(wanted).order_by(*order).offset(query.page * query.size).limit(query.size)
        )
        total = self._session.scalar(select(func.count()).select_from(ThreadRow).where(wanted)) or 0
        return ThreadPage(tuple(_thread(row) for row in found), total)

    def counts(self, holder: str) -> Mapping[str, int]:
        """How many there are in each view; `urgent`: of those waiting, `alarmed`: of `mine`."""
        states = select(ThreadRow.state, func.count()).where(~_hidden_from(holder)).group_by(ThreadRow.state)
        by_state = dict(self._session.execute(states).tuples().all())
        mine = and_(ThreadRow.state == "held", ThreadRow.holder == holder)
        urgent = and_(ThreadRow.state == "waiting", ThreadRow.urgent, ~_hidden_from(holder))
        alarmed = and_(mine, ThreadRow.urgent)
        counted = [
            self._session.scalar(select(func.count()).select_from(ThreadRow).where(where)) or 0
            for where in (mine, urgent, alarmed)
        ]
        return {
            "waiting": by_state.get("waiting", 0),
            "mine": counted[0],
            "watch": by_state.get("bot", 0),
            "closed": by_state.get("closed", 0),
            "urgent": counted[1],
            "alarmed": counted[2],
        }

    def move(self, conversation_id: str, move: ThreadMove) -> Thread | None:
        """Carries a change out as one conditional UPDATE; None when its condition does not hold (any more)."""
        self._context.locked_conversation(conversation_id)
        before = self.by_id(conversation_id)
        condition: list[ColumnElement[bool]] = [ThreadRow.state.in_(move.of)]
        if move.held_by != "*":
            condition.append(ThreadRow.holder == move.held_by if move.held_by else ThreadRow.holder.is_(None))
        now = self._context.now()
        waits = move.to == "waiting"
        values: dict[str, Any] = {
            "state": move.to,
            "holder": move.holder,
            "reason": move.reason,
            "away_since": None,
            "waiting_since": func.coalesce(ThreadRow.waiting_since, literal(now, Instant())) if waits else None,
            "version": ThreadRow.version + 1,
        }
        if move.urgent is not None or move.to in ("bot", "closed"):
            values["urgent"] = bool(move.urgent)
        if move.outcome is not None or move.to != "closed":
            values["outcome"] = move.outcome
        changed = self._session.scalars(
            self._changing(conversation_id).where(*condition).values(**values).returning(ThreadRow),
            execution_options={"populate_existing": True},
        ).one_or_none()
        if changed is None or before is None:
            return None
        waited = None
        if before.state == "waiting" and not waits and before.waiting_since is not None:
            waited = max(0, int((now - before.waiting_since).total_seconds()))
        self._session.add(
            ThreadStepRow(
                conversation_id=conversation_id,
                kind=move.kind,
                by=move.by,
                at=self._now(anonymous=changed.anonymous),
                reason=move.note or move.reason or move.outcome or "",
                waited=waited,
            )
        )
        self._session.flush()
        return _thread(changed)

    def read_as(
        self, conversation_id: str, category: str | None, situation_id: str | None, confidence: float | None
    ) -> None:
        """What the petition is taken for."""
        self._change(conversation_id, category=category, situation_id=situation_id, confidence=confidence)

    def place(self, conversation_id: str, region: str | None) -> None:
        """Where the matter happened."""
        self._change(conversation_id, region=region)

    def registered(self, conversation_id: str, number: str) -> None:
        """A form was registered in this conversation."""
        self._change(conversation_id, number=number)

    def set_away(self, conversation_id: str, since: datetime | None) -> None:
        """Since when the holder is not signed in any more."""
        self._context.locked_conversation(conversation_id)
        self._session.execute(self._changing(conversation_id).values(away_since=since))

    def held(self) -> Sequence[Thread]:
        """All threads that somebody holds."""
        return [_thread(row) for row in self._session.scalars(select(ThreadRow).where(ThreadRow.state == "held"))]

    def quiet_since(self, at: datetime, limit: int = 200) -> Sequence[str]:
        """Ids of threads the bot has in which nothing was said since."""
        quiet = select(ThreadRow.conversation_id).where(ThreadRow.state == "bot", ThreadRow.last_at < at)
        return list(self._session.scalars(quiet.order_by(ThreadRow.last_at).limit(limit)))

    def marks(self, limit: int = 2000) -> Sequence[tuple[str, int, int]]:
        """Conversation, last event and version of threads that are not closed, the latest first."""
        open_ones = ThreadRow.state.in_(("bot", "waiting", "held"))
        columns = select(ThreadRow.conversation_id, ThreadRow.last_event, ThreadRow.version).where(open_ones)
        found = self._session.execute(columns.order_by(ThreadRow.last_at.desc()).limit(limit))
        return [(one, event, version) for one, event, version in found]

    def keep_petition(self, conversation_id: str, petition: Mapping[str, Any]) -> None:
        """Keeps what the conversation is about, sealed."""
        self._context.locked_conversation(conversation_id)
        sealed = self._context.content.seal_json(dict(petition), _petition_place(conversation_id))
        self._session.merge(ThreadPetitionRow(conversation_id=conversation_id, petition=sealed))
        self._session.flush()

    def petition_of(self, conversation_id: str) -> Mapping[str, Any] | None:
        """What was kept last."""
        row = self._session.get(ThreadPetitionRow, conversation_id, populate_existing=True)
        if row is None:
            return None
        return cast(dict[str, Any], self._context.content.open_json(row.petition, _petition_place(conversation_id)))

    def add_note(self, conversation_id: str, author: str, text: str) -> Note:
        """Writes a note. Raises SessionUnknown."""
        conversation = self._context.locked_conversation(conversation_id)
        key = str(uuid4())
        row = NoteRow(
            conversation_id=conversation_id,
            key=key,
            author=author,
            at=self._now(anonymous=conversation.anonymous),
            text=self._context.content.seal_json(text, _note_place(key)),
        )
        self._session.add(row)
        self._change(conversation_id)
        self._session.flush()
        return Note(row.id, conversation_id, author, row.at, text)

    def notes(self, conversation_id: str) -> Sequence[Note]:
        """The notes of a thread, oldest first."""
        rows = self._session.scalars(
            select(NoteRow).where(NoteRow.conversation_id == conversation_id).order_by(NoteRow.id)
        )
        opened = ((row, self._context.content.open_json(row.text, _note_place(row.key))) for row in rows)
        return [Note(row.id, conversation_id, row.author, row.at, str(text)) for row, text in opened]

    def steps(self, conversation_id: str) -> Sequence[ThreadStep]:
        """The life of a thread, oldest first."""
        of_thread = select(ThreadStepRow).where(ThreadStepRow.conversation_id == conversation_id)
        return [_step(row) for row in self._session.scalars(of_thread.order_by(ThreadStepRow.id))]

    def steps_since(self, at: datetime, limit: int = 10_000) -> Sequence[ThreadStep]:
        """Steps of all threads from a moment on, oldest first."""
        since = select(ThreadStepRow).where(ThreadStepRow.at >= at).order_by(ThreadStepRow.id).limit(limit)
        return [_step(row) for row in self._session.scalars(since)]

    def _wanted(self, query: ThreadQuery) -> list[ColumnElement[bool]]:
        wanted: list[ColumnElement[bool]] = [ThreadRow.state == _STATES[query.view]]
        if query.view == "mine":
            wanted.append(ThreadRow.holder == (query.holder or query.viewer))
        elif query.holder:
            wanted.append(ThreadRow.holder == query.holder)
        if query.category:
            wanted.append(ThreadRow.category == query.category)
        if query.region:
            wanted.append(ThreadRow.region.startswith(query.region, autoescape=True))
        if query.viewer:
            wanted.append(~_hidden_from(query.viewer))
        if text := query.search.strip():
            wanted.append(_named(text))
        return wanted

    def _known(self, conversation_id: str) -> Thread:
        thread = self.by_id(conversation_id)
        assert thread is not None
        return thread

    def _change(self, conversation_id: str, **values: Any) -> None:
        self._context.locked_conversation(conversation_id)
        self._session.execute(self._changing(conversation_id).values(version=ThreadRow.version + 1, **values))

    @staticmethod
    def _changing(conversation_id: str) -> Update:
        return (
            update(ThreadRow)
            .where(ThreadRow.conversation_id == conversation_id)
            .execution_options(synchronize_session=False)
        )

    def _cut(self, table: type[ThreadRow]) -> ColumnElement[datetime]:
        """The present time, or the day for an anonymous reporter's thread."""
        day, now = (literal(self._now(anonymous=anonymous), Instant()) for anonymous in (True, False))
        return case((table.anonymous, day), else_=now)

    def _now(self, *, anonymous: bool) -> datetime:
        now = self._context.now()
        return day_only(now) if anonymous else now


_STATES: Mapping[str, ThreadState] = {"waiting": "waiting", "mine": "held", "watch": "bot", "closed": "closed"}


def _hidden_from(viewer: str) -> ColumnElement[bool]:
    """The viewer keeps out of a case that came of the thread."""
    return ThreadRow.conversation_id.in_(kept_from(viewer))


def _named(text: str) -> ColumnElement[bool]:
    if not text.isascii():
        return ThreadRow.conversation_id.is_(None)
    by_number = ThreadRow.number.contains(text.upper(), autoescape=True)
    by_situation = ThreadRow.situation_id.startswith(text.upper(), autoescape=True)
    by_id = ThreadRow.conversation_id.startswith(text.lower(), autoescape=True)
    return or_(by_number, by_situation, by_id) if set(text.lower()) <= set(_ID_PARTS) else or_(by_number, by_situation)


def _petition_place(conversation_id: str) -> str:
    return f"{ThreadPetitionRow.__tablename__}:{conversation_id}:petition"


def _note_place(key: str) -> str:
    return f"{NoteRow.__tablename__}:{key}:text"


def _thread(row: ThreadRow) -> Thread:
    return Thread(
        conversation_id=row.conversation_id,
        channel=cast(Channel, row.channel),
        state=cast(ThreadState, row.state),
        holder=row.holder,
        reason=cast("WaitReason | None", row.reason),
        urgent=row.urgent,
        waiting_since=row.waiting_since,
        category=row.category,
        situation_id=row.situation_id,
        confidence=row.confidence,
        region=row.region,
        number=row.number,
        opened_at=row.opened_at,
        last_at=row.last_at,
        last_event=row.last_event,
        version=row.version,
        anonymous=row.anonymous,
        last_from=cast(Speaker, row.last_from),
        away_since=row.away_since,
        outcome=row.outcome,
    )


def _step(row: ThreadStepRow) -> ThreadStep:
    return ThreadStep(row.id, row.conversation_id, cast(StepKind, row.kind), row.by, row.at, row.reason, row.waited)
