"""Shadow scores in SQL: ids and categories, no text."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from casework.services.ports.models import ShadowDifference
from casework.store.context import Context, insert_into
from casework.store.tables import ShadowScoreRow


class SqlShadow:
    """The shadow scores of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._session = context.session

    def add(
        self, candidate: str, conversation_id: str, event_id: int, at: datetime, serving: str, reading: str
    ) -> None:
        """One message read by both; a second time it does nothing."""
        values = {
            "candidate": candidate,
            "conversation_id": conversation_id,
            "event_id": event_id,
            "at": at,
            "serving": serving,
            "reading": reading,
            "same": serving == reading,
        }
        self._session.execute(insert_into(self._session, ShadowScoreRow).values(values).on_conflict_do_nothing())

    def erase(self, conversation_id: str) -> None:
        """Forgets the scores of a conversation."""
        self._session.execute(delete(ShadowScoreRow).where(ShadowScoreRow.conversation_id == conversation_id))

    def counts(self, candidate: str) -> tuple[int, int]:
        """How many were scored, how many alike."""
        chosen = select(ShadowScoreRow.same, func.count()).where(ShadowScoreRow.candidate == candidate)
        found = {bool(same): count for same, count in self._session.execute(chosen.group_by(ShadowScoreRow.same))}
        return sum(found.values()), found.get(True, 0)

    def differences(self, candidate: str, limit: int = 50) -> Sequence[ShadowDifference]:
        """The newest that were read otherwise; their `text` is empty here."""
        rows = self._session.scalars(
            select(ShadowScoreRow)
            .where(ShadowScoreRow.candidate == candidate, ShadowScoreRow.same.is_(False))
            .order_by(ShadowScoreRow.at.desc())
            .limit(limit)
        )
        return [
            ShadowDifference(row.conversation_id, row.event_id, row.at, "", row.serving, row.reading) for row in rows
        ]
