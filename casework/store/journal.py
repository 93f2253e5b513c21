"""The journal in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, delete, select

from casework.errors import SessionUnknown
from casework.services.ports import HeardTurn, Signal, SignalKind, TurnAction
from casework.store.anonymous import day_only
from casework.store.context import Context
from casework.store.tables import ConversationRow, HeardTurnRow, SignalRow


class SqlJournal:
    """The journal of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def heard(self, turn: HeardTurn) -> None:
        """Writes a turn down; a turn of the same message is replaced."""
        of_message = (
            HeardTurnRow.conversation_id == turn.conversation_id,
            HeardTurnRow.event_id == turn.event_id,
        )
        self._session.execute(delete(HeardTurnRow).where(*of_message))
        self._session.add(
            HeardTurnRow(
                conversation_id=turn.conversation_id,
                event_id=turn.event_id,
                at=self._cut(turn.conversation_id, turn.at),
                category=turn.category,
                situation_id=turn.situation_id,
                topic=turn.topic,
                confidence=turn.confidence,
                action=turn.action,
                novelty=turn.novelty,
                model=turn.model[:200],
                rulebook=turn.rulebook,
                parse=self._context.content.seal_json(dict(turn.parse), _place(turn.conversation_id, turn.event_id)),
            )
        )
        self._session.flush()

    def signal(
        self,
        conversation_id: str,
        event_id: int,
        kind: SignalKind,
        by: str = "",
        category: str | None = None,
        situation_id: str | None = None,
    ) -> None:
        """Writes a signal down; the same kind by the same person at the same message is replaced."""
        same = (
            SignalRow.conversation_id == conversation_id,
            SignalRow.event_id == event_id,
            SignalRow.kind == kind,
            SignalRow.by == by,
        )
        self._session.execute(delete(SignalRow).where(*same))
        self._session.add(
            SignalRow(
                conversation_id=conversation_id,
                event_id=event_id,
                kind=kind,
                by=by,
                category=category,
                situation_id=situation_id,
                at=self._cut(conversation_id, self._context.now()),
            )
        )
        self._session.flush()

    def turn(self, conversation_id: str, event_id: int) -> HeardTurn | None:
        """What was read in one message."""
        one = select(HeardTurnRow).where(
            HeardTurnRow.conversation_id == conversation_id, HeardTurnRow.event_id == event_id
        )
        return next(iter(self._turns(one)), None)

    def last_told(self, conversation_id: str, before: int) -> HeardTurn | None:
        """The newest turn before a message in which a petition was told."""
        told = select(HeardTurnRow).where(
            HeardTurnRow.conversation_id == conversation_id,
            HeardTurnRow.event_id < before,
            HeardTurnRow.category.is_not(None),
        )
        return next(iter(self._turns(told.order_by(HeardTurnRow.event_id.desc()).limit(1))), None)

    def turns_of(self, conversation_id: str) -> Sequence[HeardTurn]:
        """All turns of a conversation, oldest first."""
        of_conversation = select(HeardTurnRow).where(HeardTurnRow.conversation_id == conversation_id)
        return self._turns(of_conversation.order_by(HeardTurnRow.event_id))

    def turns_since(self, at: datetime, limit: int = 500) -> Sequence[HeardTurn]:
        """Turns from a moment on, oldest first."""
        since = select(HeardTurnRow).where(HeardTurnRow.at >= at)
        return self._turns(since.order_by(HeardTurnRow.at, HeardTurnRow.id).limit(limit))

    def turns_after(self, turn_id: int, limit: int = 500) -> Sequence[HeardTurn]:
        """Turns written after that one, in the order of writing."""
        after = select(HeardTurnRow).where(HeardTurnRow.id > turn_id)
        return self._turns(after.order_by(HeardTurnRow.id).limit(limit))

    def signals_of(self, conversation_id: str) -> Sequence[Signal]:
        """All signals of a conversation, oldest first."""
        return self._signals(select(SignalRow).where(SignalRow.conversation_id == conversation_id))

    def signals_since(self, at: datetime, limit: int = 500) -> Sequence[Signal]:
        """Signals from a moment on, oldest first."""
        return self._signals(select(SignalRow).where(SignalRow.at >= at).order_by(SignalRow.at).limit(limit))

    def signals_after(self, signal_id: int, limit: int = 500) -> Sequence[Signal]:
        """Signals written after that one, in the order of writing."""
        return self._signals(select(SignalRow).where(SignalRow.id > signal_id).limit(limit))

    def _turns(self, wanted: Select[tuple[HeardTurnRow]]) -> list[HeardTurn]:
        return [self._turn(row) for row in self._session.scalars(wanted)]

    def _turn(self, row: HeardTurnRow) -> HeardTurn:
        parse: Any = self._context.content.open_json(row.parse, _place(row.conversation_id, row.event_id))
        return HeardTurn(
            conversation_id=row.conversation_id,
            event_id=row.event_id,
            at=row.at,
            category=row.category,
            situation_id=row.situation_id,
            topic=row.topic,
            confidence=row.confidence,
            action=cast(TurnAction, row.action),
            novelty=row.novelty,
            model=row.model,
            rulebook=row.rulebook,
            parse=parse,
            id=row.id,
        )

    def _signals(self, wanted: Select[tuple[SignalRow]]) -> list[Signal]:
        rows = self._session.scalars(wanted.order_by(SignalRow.id))
        return [
            Signal(
                row.conversation_id,
                row.event_id,
                cast(SignalKind, row.kind),
                row.by,
                row.category,
                row.situation_id,
                row.at,
                row.id,
            )
            for row in rows
        ]

    def _cut(self, conversation_id: str, at: datetime) -> datetime:
        """The time, or the day in the conversation of an anonymous reporter. Raises SessionUnknown."""
        conversation = self._session.get(ConversationRow, conversation_id)
        if conversation is None:
            raise SessionUnknown(f"no conversation {conversation_id!r}")
        return day_only(at) if conversation.anonymous else at


def _place(conversation_id: str, event_id: int) -> str:
    return f"{HeardTurnRow.__tablename__}:{conversation_id}:{event_id}:parse"
