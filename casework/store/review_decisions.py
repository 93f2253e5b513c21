"""What was decided about review items, in SQL: carrying out, taking back, and what holds in the end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.orm import aliased

from casework.services.ports.review import AcceptedRow, Decision, ReviewItem, Undone
from casework.store.context import Context, insert_into
from casework.store.review_rows import item_of, together
from casework.store.tables import ReviewCursorRow, ReviewDecisionRow, ReviewItemRow

_AT_ONCE = 400
_CLEARED: dict[str, dict[str, str | None]] = {
    "label": {"first": None, "first_by": None, "settled": None},
    "second": {"second": None, "second_by": None, "settled": None},
    "settle": {"settled": None},
    "skip": {},
    "lawyer": {},
}
"""What an item has no more once a decision of this kind is taken back."""


class ReviewDecisions:
    """Decisions of one unit of work."""

    _context: Context

    def decide(self, lead: ReviewItem, newest: int | None, decision: Decision, actor: str) -> int:
        """Carries a decision out; all items of it share one action."""
        self._locked()
        ids = self._together(lead, newest)
        values: dict[str, str | None] = {"state": decision.to_state}
        if decision.kind == "label":
            values |= {"first": decision.intent, "first_by": actor}
        elif decision.kind == "second":
            values |= {"second": decision.intent, "second_by": actor}
        if decision.to_state == "accepted":
            values["settled"] = decision.intent
        action, at = str(uuid4()), self._context.now()
        made = {
            "action": action, "actor": actor, "kind": decision.kind, "intent": decision.intent, "at": at,
            "from_state": lead.state, "to_state": decision.to_state,
        }  # fmt: skip
        # the one that was looked at comes first: undoing leads back to it
        ordered = [lead.id, *(one for one in ids if one != lead.id)]
        self._context.session.execute(insert(ReviewDecisionRow), [made | {"item_id": one} for one in ordered])
        self._change(ids, values)
        return len(ids)

    def reopen(self, lead: ReviewItem) -> int:
        """Lets an accepted item and those alike be decided anew; what was decided stays written down as taken back."""
        self._locked()
        ids = self._together(lead, lead.newest)
        for part in _parts(ids):
            of_part = (ReviewDecisionRow.item_id.in_(part), ReviewDecisionRow.undone_at.is_(None))
            self._context.session.execute(
                update(ReviewDecisionRow).where(*of_part).values(undone_at=self._context.now())
            )
        empty = dict.fromkeys(("first", "first_by", "second", "second_by", "settled"))
        self._change(ids, {"state": "open"} | empty)
        return len(ids)

    def undo(self, actor: str) -> Undone | None:
        """Takes back somebody's last decision, item by item; where another has decided since, that stays."""
        self._locked()
        session = self._context.session
        mine = (
            ReviewDecisionRow.actor == actor,
            ReviewDecisionRow.undone_at.is_(None),
            ReviewDecisionRow.fixed.is_(False),
        )
        last = session.scalar(select(ReviewDecisionRow).where(*mine).order_by(ReviewDecisionRow.id.desc()).limit(1))
        if last is None:
            return None
        later = aliased(ReviewDecisionRow)
        overtaken = exists().where(
            later.item_id == ReviewDecisionRow.item_id, later.id > ReviewDecisionRow.id, later.undone_at.is_(None)
        )
        of_action = (ReviewDecisionRow.action == last.action, ReviewDecisionRow.undone_at.is_(None))
        rows = session.execute(
            select(ReviewDecisionRow.id, ReviewDecisionRow.item_id, overtaken).where(*of_action)
            .order_by(ReviewDecisionRow.id)
        ).tuples().all()  # fmt: skip
        free = [item for _, item, taken in rows if not taken]
        for part in _parts([decision for decision, _, taken in rows if not taken]):
            self._mark(part, {"undone_at": self._context.now()})
        # marked, or it would stand before everything that can still be taken back
        for part in _parts([decision for decision, _, taken in rows if taken]):
            self._mark(part, {"fixed": True})
        self._change(free, {"state": last.from_state, **_CLEARED[last.kind]})
        kept = len(rows) - len(free)
        return Undone(last.kind, tuple(free), kept, rows[0][1])  # type: ignore[arg-type]

    def opinions(self, limit: int = 5000) -> Sequence[tuple[int, str, str]]:
        """Group and both opinions, one for each wording."""
        # its column in the index of the list says at once where there is no second opinion
        both = ReviewItemRow.second_by.is_not(None)
        rows = (
            select(ReviewItemRow.group_id, func.min(ReviewItemRow.first), func.min(ReviewItemRow.second))
            .where(both, ReviewItemRow.state.in_(("disputed", "accepted")))
            .group_by(ReviewItemRow.group_id)
            .order_by(ReviewItemRow.group_id.desc())
            .limit(limit)
        )
        return [(group, str(first), str(second)) for group, first, second in self._context.session.execute(rows)]

    def accepted_after(self, label_id: int, limit: int = 500) -> Sequence[AcceptedRow]:
        """Labels that hold, oldest first."""
        rows = (
            select(ReviewDecisionRow, ReviewItemRow.conversation_id, ReviewItemRow.event_id)
            .join(ReviewItemRow, ReviewItemRow.id == ReviewDecisionRow.item_id)
            .where(
                ReviewDecisionRow.to_state == "accepted",
                ReviewDecisionRow.id > label_id,
                ReviewDecisionRow.undone_at.is_(None),
            )
            .order_by(ReviewDecisionRow.id)
            .limit(limit)
        )
        return [
            AcceptedRow(row.id, row.item_id, conversation, event, str(row.intent), row.actor, row.at)
            for row, conversation, event in self._context.session.execute(rows).tuples()
        ]

    def withdrawn_since(self, at: datetime) -> Sequence[int]:
        """Ids of labels that held once and were taken back since."""
        rows = select(ReviewDecisionRow.id).where(
            ReviewDecisionRow.to_state == "accepted", ReviewDecisionRow.undone_at >= at
        )
        return list(self._context.session.scalars(rows.order_by(ReviewDecisionRow.id)))

    def _together(self, lead: ReviewItem, newest: int | None) -> list[int]:
        if newest is None:
            return [lead.id]
        rows = select(ReviewItemRow.id).where(together(lead), ReviewItemRow.id <= max(newest, lead.id))
        return list(self._context.session.scalars(rows.order_by(ReviewItemRow.id)))

    def _with_alike(self, row: ReviewItemRow) -> ReviewItem:
        counted = select(func.count(), func.max(ReviewItemRow.id)).where(together(row))
        alike, newest = self._context.session.execute(counted).tuples().one()
        return item_of(row, int(alike), int(newest or row.id))

    def _mark(self, decisions: Sequence[int], values: dict[str, Any]) -> None:
        marked = update(ReviewDecisionRow).where(ReviewDecisionRow.id.in_(decisions))
        self._context.session.execute(marked.values(values))

    def _change(self, ids: Sequence[int], values: dict[str, str | None]) -> None:
        for part in _parts(ids):
            changed = update(ReviewItemRow).where(ReviewItemRow.id.in_(part))
            self._context.session.execute(changed.values(version=ReviewItemRow.version + 1, **values))

    def _locked(self) -> ReviewCursorRow:
        """The one row that every writer of the review holds, so that ids of decisions are visible in their order."""
        session = self._context.session
        session.execute(insert_into(session, ReviewCursorRow).values(id=1, turn=0, signal=0).on_conflict_do_nothing())
        return session.get_one(ReviewCursorRow, 1, with_for_update=True, populate_existing=True)


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]
