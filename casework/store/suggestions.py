"""What became of suggested replies, replies sent before and canned replies, in SQL."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, or_, select

from casework.services.ports.suggestions import CannedReply, SentReply, SourceRate, SuggestionRecord
from casework.store.context import Context
from casework.store.tables import CannedReplyRow, SentReplyRow, SuggestionOutcomeRow


class SqlSuggestions:
    """The suggestions of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def record(self, record: SuggestionRecord) -> None:
        """Writes an outcome down; a later one of the same suggestion after the same message replaces it."""
        self._context.locked_conversation(record.conversation_id)
        self._session.merge(
            SuggestionOutcomeRow(
                conversation_id=record.conversation_id,
                for_event=record.for_event,
                suggestion_id=record.suggestion_id,
                source=record.source,
                outcome=record.outcome,
                edit_share=record.edit_share,
                category=record.category,
                situation_id=record.situation_id,
                by=record.by,
                day=self._context.now().date(),
            )
        )
        self._session.flush()

    def rates(self, since: date) -> Sequence[SourceRate]:
        """One row per source that was decided on since that day, the oftenest first."""
        table = SuggestionOutcomeRow
        counted = self._session.execute(
            select(table.source, table.outcome, func.count(), func.sum(table.edit_share), func.count(table.edit_share))
            .where(table.day >= since)
            .group_by(table.source, table.outcome)
        )
        counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
        shares: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for source, outcome, count, total, measured in counted:
            counts[source][outcome] = count
            shares[source][0] += total or 0.0
            shares[source][1] += measured
        rates = [
            SourceRate(
                source=source,
                accepted=of.get("accepted", 0),
                edited=of.get("edited", 0),
                rejected=of.get("rejected", 0),
                stale=of.get("stale", 0),
                edit_share=shares[source][0] / shares[source][1] if shares[source][1] else None,
            )
            for source, of in counts.items()
        ]
        return sorted(rates, key=lambda rate: (-rate.shown, rate.source))

    def remember(self, reply: SentReply) -> int:
        """Keeps a sent reply and returns its id; a reply of the same event is replaced."""
        self._context.locked_conversation(reply.conversation_id)
        of_event = (
            SentReplyRow.conversation_id == reply.conversation_id,
            SentReplyRow.event_id == reply.event_id,
        )
        self._session.execute(delete(SentReplyRow).where(*of_event))
        row = SentReplyRow(
            conversation_id=reply.conversation_id,
            event_id=reply.event_id,
            category=reply.category,
            situation_id=reply.situation_id,
            rows=" ".join(reply.rows),
            by=reply.by,
            texts=self._context.content.seal_json([reply.asked, reply.text], _reply_place(reply)),
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def remembered(self, ids: Sequence[int]) -> Sequence[SentReply]:
        """The replies of these ids that are still kept."""
        return [self._reply(row) for row in self._session.scalars(select(SentReplyRow).where(SentReplyRow.id.in_(ids)))]

    def remembered_after(self, after: int, limit: int) -> Sequence[SentReply]:
        """Replies with a greater id, oldest first."""
        newer = select(SentReplyRow).where(SentReplyRow.id > after).order_by(SentReplyRow.id).limit(limit)
        return [self._reply(row) for row in self._session.scalars(newer)]

    def forget(self, conversation_id: str) -> int:
        """Forgets the replies of a conversation; how many there were."""
        gone = delete(SentReplyRow).where(SentReplyRow.conversation_id == conversation_id).returning(SentReplyRow.id)
        return len(self._session.scalars(gone).all())

    def canned(self, owner: str) -> Sequence[CannedReply]:
        """Somebody's own canned replies and the team's, own ones first, by title."""
        wanted = select(CannedReplyRow).where(or_(CannedReplyRow.owner == owner, CannedReplyRow.owner.is_(None)))
        found = [self._canned(row) for row in self._session.scalars(wanted)]
        return sorted(found, key=lambda one: (one.owner is None, one.title, one.id))

    def canned_one(self, canned_id: str) -> CannedReply | None:
        """One canned reply, whosever it is."""
        row = self._session.get(CannedReplyRow, canned_id)
        return self._canned(row) if row is not None else None

    def save_canned(self, reply: CannedReply) -> CannedReply:
        """Keeps it, under a new id where it has none."""
        canned_id = reply.id or str(uuid4())
        row = CannedReplyRow(
            id=canned_id,
            owner=reply.owner,
            category=reply.category,
            texts=self._context.content.seal_json([reply.title, reply.text], _canned_place(canned_id)),
            changed_by=reply.changed_by,
            changed_at=self._context.now(),
        )
        kept = self._session.merge(row)
        self._session.flush()
        return self._canned(kept)

    def remove_canned(self, canned_id: str) -> None:
        """Forgets it."""
        self._session.execute(delete(CannedReplyRow).where(CannedReplyRow.id == canned_id))

    def _reply(self, row: SentReplyRow) -> SentReply:
        texts: Any = self._context.content.open_json(row.texts, f"{_REPLIES}:{row.conversation_id}:{row.event_id}")
        return SentReply(
            conversation_id=row.conversation_id,
            event_id=row.event_id,
            category=row.category,
            situation_id=row.situation_id,
            rows=tuple(row.rows.split()),
            asked=texts[0],
            text=texts[1],
            by=row.by,
            id=row.id,
        )

    def _canned(self, row: CannedReplyRow) -> CannedReply:
        texts: Any = self._context.content.open_json(row.texts, _canned_place(row.id))
        return CannedReply(row.id, row.owner, texts[0], texts[1], row.category, row.changed_by, row.changed_at)


_REPLIES = SentReplyRow.__tablename__


def _reply_place(reply: SentReply) -> str:
    return f"{_REPLIES}:{reply.conversation_id}:{reply.event_id}"


def _canned_place(canned_id: str) -> str:
    return f"{CannedReplyRow.__tablename__}:{canned_id}"
