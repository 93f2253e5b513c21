"""Rows of the review as values, and the conditions its two halves share."""

from sqlalchemy import ColumnElement, and_, or_

from casework.services.ports.review import ReviewItem
from casework.store.tables import ReviewItemRow


def item_of(row: ReviewItemRow, alike: int = 1, newest: int = 0) -> ReviewItem:
    """The row as a value."""
    return ReviewItem(
        id=row.id, conversation_id=row.conversation_id, event_id=row.event_id, day=row.day, region=row.region,
        category=row.category, intent=row.intent, confidence=row.confidence, novelty=row.novelty, reasons=row.reasons,
        hint=row.hint, base=row.base, worth=row.worth, group=row.group_id,
        state=row.state,  # type: ignore[arg-type]
        version=row.version, first=row.first, first_by=row.first_by, second=row.second, second_by=row.second_by,
        settled=row.settled, alike=alike, newest=newest or row.id,
    )  # fmt: skip


def together(row: ReviewItemRow | ReviewItem) -> ColumnElement[bool]:
    """Those that one decision about `row` can serve: of its group, in its state, with the same opinions so far."""
    group = row.group_id if isinstance(row, ReviewItemRow) else row.group
    same = (
        ReviewItemRow.first.is_not_distinct_from(row.first),
        ReviewItemRow.first_by.is_not_distinct_from(row.first_by),
        ReviewItemRow.second.is_not_distinct_from(row.second),
        ReviewItemRow.second_by.is_not_distinct_from(row.second_by),
        ReviewItemRow.settled.is_not_distinct_from(row.settled),
    )
    return and_(ReviewItemRow.group_id == group, ReviewItemRow.state == row.state, *same)


def waits_for(viewer: str) -> ColumnElement[bool]:
    """Items on which this person has given no opinion yet."""
    first = or_(ReviewItemRow.first_by.is_(None), ReviewItemRow.first_by != viewer)
    second = or_(ReviewItemRow.second_by.is_(None), ReviewItemRow.second_by != viewer)
    return and_(first, second)
