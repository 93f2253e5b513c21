"""Review items, in SQL: what comes in, what is listed, and the groups of alike ones."""

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import ColumnElement, and_, func, insert, select, update

from casework.services.ports.review import (
    WAITING,
    FoundItems,
    NewReviewItem,
    ReviewItem,
    ReviewQuery,
    ReviewState,
)
from casework.store.context import Context, insert_into
from casework.store.keeping_out import kept_from
from casework.store.review_decisions import ReviewDecisions
from casework.store.review_rows import item_of, waits_for
from casework.store.tables import ReviewCursorRow, ReviewGroupRow, ReviewItemRow, ReviewKeyRow, ReviewViewRow

_PAGE_MAX = 200
_VIEW_NAME, _VIEW_QUERY = 40, 400
_AT_ONCE = 400


class SqlReview(ReviewDecisions):
    """The review items of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    # ------------------------------------------------------------------ coming in

    def cursor(self, *, lock: bool = False) -> tuple[int, int]:
        """How far the journal has been read."""
        row = self._locked() if lock else self._session.get(ReviewCursorRow, 1)
        return (row.turn, row.signal) if row is not None else (0, 0)

    def move_cursor(self, turn: int, signal: int) -> None:
        """Notes how far the journal has been read."""
        row = self._locked()
        row.turn, row.signal = turn, signal
        self._session.flush()

    def known(self, conversation_ids: Sequence[str]) -> Mapping[tuple[str, int], ReviewItem]:
        """The items of these conversations."""
        found: dict[tuple[str, int], ReviewItem] = {}
        for start in range(0, len(conversation_ids), _AT_ONCE):
            part = conversation_ids[start : start + _AT_ONCE]
            rows = self._session.scalars(select(ReviewItemRow).where(ReviewItemRow.conversation_id.in_(part)))
            found |= {(row.conversation_id, row.event_id): item_of(row) for row in rows}
        return found

    def groups_under(self, keys: Sequence[str]) -> Sequence[tuple[int, tuple[int, ...]]]:
        """Groups under one of these keys, with their founder's sketch."""
        found = select(ReviewKeyRow.group_id).where(ReviewKeyRow.key.in_(self._fingerprints(keys)))
        rows = self._session.scalars(select(ReviewGroupRow).where(ReviewGroupRow.id.in_(found)))
        return [(row.id, _sketch(self._context.content.open_json(row.sketch, _place()))) for row in rows]

    def found_group(self, keys: Sequence[str], sketch: Sequence[int]) -> int:
        """A new group."""
        row = ReviewGroupRow(size=0, sketch=self._context.content.seal_json(list(sketch), _place()))
        self._session.add(row)
        self._session.flush()
        prints = sorted(set(self._fingerprints(keys)))
        self._session.execute(insert(ReviewKeyRow), [{"key": one, "group_id": row.id} for one in prints])
        return row.id

    def add(self, item: NewReviewItem, group: int) -> ReviewItem:
        """A new open item; its group grows by one."""
        row = ReviewItemRow(
            conversation_id=item.conversation_id, event_id=item.event_id, day=item.day, region=item.region,
            category=item.category, intent=item.intent, confidence=item.confidence, novelty=item.novelty,
            reasons=item.reasons, hint=item.hint, base=item.base, worth=item.base, group_id=group,
            state="open", version=1,
        )  # fmt: skip
        self._session.add(row)
        self._session.execute(
            update(ReviewGroupRow).where(ReviewGroupRow.id == group).values(size=ReviewGroupRow.size + 1)
        )
        self._session.flush()
        return item_of(row)

    def set_reasons(self, item_id: int, reasons: int, hint: str | None, base: float) -> None:
        """More has happened to an item; no change of its version: what is decided about it stays the same."""
        values = {"reasons": reasons, "hint": hint, "base": base}
        self._session.execute(update(ReviewItemRow).where(ReviewItemRow.id == item_id).values(values))

    def reweigh(self, group: int, power: float) -> None:
        """Sets the worth of a group's items."""
        row = self._session.get(ReviewGroupRow, group, populate_existing=True)
        factor = max(1, row.size if row is not None else 1) ** power
        of_group = update(ReviewItemRow).where(ReviewItemRow.group_id == group)
        self._session.execute(of_group.values(worth=ReviewItemRow.base * factor))

    # ------------------------------------------------------------------ lists

    def page(self, query: ReviewQuery) -> FoundItems:
        """Items that fit, one page of them; a line for each group where they are grouped."""
        wanted = [*_wanted(query), *self._not_kept_from(query.viewer)]
        limit, offset = min(max(query.limit, 1), _PAGE_MAX), max(query.offset, 0)
        if not query.grouped:
            total = self._session.scalar(select(func.count()).select_from(ReviewItemRow).where(*wanted)) or 0
            order = (ReviewItemRow.worth.desc(), ReviewItemRow.id)
            rows = self._session.scalars(
                select(ReviewItemRow).where(*wanted).order_by(*order).offset(offset).limit(limit)
            )
            items = tuple(item_of(row, 1, row.id) for row in rows)
            return FoundItems(items, total, total)
        lines = (
            select(ReviewItemRow.group_id, func.count().label("alike"), func.max(ReviewItemRow.worth).label("worth"))
            .where(*wanted)
            .group_by(ReviewItemRow.group_id)
            .subquery()
        )
        both = self._session.execute(select(func.count(), func.sum(lines.c.alike)).select_from(lines)).one()
        ranked = select(lines.c.group_id, lines.c.alike).order_by(lines.c.worth.desc(), lines.c.group_id)
        found = self._session.execute(ranked.offset(offset).limit(limit)).tuples().all()
        items = tuple(self._lead(group, wanted, alone=len(wanted) == 1 and alike == 1) for group, alike in found)
        return FoundItems(items, int(both[0]), int(both[1] or 0))

    def _lead(self, group: int, wanted: Sequence[ColumnElement[bool]], *, alone: bool) -> ReviewItem:
        """The one of a group that stands for it; beside it are those in the same state with the same opinions."""
        of_group = and_(ReviewItemRow.group_id == group, *wanted)
        best = select(ReviewItemRow).where(of_group).order_by(ReviewItemRow.worth.desc(), ReviewItemRow.id).limit(1)
        row = self._session.scalars(best).one()
        return item_of(row) if alone else self._with_alike(row)

    def item(self, item_id: int, *, lock: bool = False) -> ReviewItem | None:
        """One item, with how many are alike."""
        if lock:
            self._locked()
        row = self._session.get(ReviewItemRow, item_id, populate_existing=True)
        return None if row is None else self._with_alike(row)

    def alike(self, group: int, state: ReviewState, limit: int) -> Sequence[ReviewItem]:
        """Items of a group in a state."""
        of_group = (ReviewItemRow.group_id == group, ReviewItemRow.state == state)
        rows = select(ReviewItemRow).where(*of_group).order_by(ReviewItemRow.worth.desc(), ReviewItemRow.id)
        return [item_of(row) for row in self._session.scalars(rows.limit(limit))]

    def counts(self, viewer: str) -> Mapping[ReviewState, int]:
        """Items by state."""
        seen = self._not_kept_from(viewer)
        rows = select(ReviewItemRow.state, func.count()).where(*seen).group_by(ReviewItemRow.state)
        counted = cast(dict[ReviewState, int], dict(self._session.execute(rows).tuples().all()))
        for state in WAITING:
            if counted.get(state):
                few = select(func.count()).select_from(ReviewItemRow)
                counted[state] = (
                    self._session.scalar(few.where(ReviewItemRow.state == state, waits_for(viewer), *seen)) or 0
                )
        return counted

    def regions(self) -> Sequence[str]:
        """The regions items come from."""
        # Hops from one region to the next in the index: DISTINCT would read all of it.
        found: list[str] = []
        last = ""
        while True:
            after = select(func.min(ReviewItemRow.region)).where(ReviewItemRow.region > last)
            region = self._session.scalar(after)
            if region is None:
                return found
            found.append(region)
            last = region

    # ------------------------------------------------------------------ saved lists

    def views(self, user: str) -> Sequence[tuple[str, str]]:
        """Somebody's saved lists, by name."""
        rows = self._session.scalars(
            select(ReviewViewRow).where(ReviewViewRow.user_name == user).order_by(ReviewViewRow.name)
        )
        return [(row.name, row.query) for row in rows]

    def save_view(self, user: str, name: str, query: str) -> None:
        """Keeps a list."""
        values = {"user_name": user, "name": name[:_VIEW_NAME], "query": query[:_VIEW_QUERY]}
        kept = insert_into(self._session, ReviewViewRow).values(values)
        self._session.execute(
            kept.on_conflict_do_update(index_elements=["user_name", "name"], set_={"query": values["query"]})
        )

    def remove_view(self, user: str, name: str) -> None:
        """Forgets a list."""
        row = self._session.get(ReviewViewRow, (user, name))
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def _not_kept_from(self, viewer: str) -> list[ColumnElement[bool]]:
        """Looked up first: hardly anybody keeps out of anything, and then the lists need no condition."""
        ids = list(self._session.scalars(kept_from(viewer))) if viewer else []
        return [ReviewItemRow.conversation_id.not_in(ids)] if ids else []

    def _fingerprints(self, keys: Sequence[str]) -> list[str]:
        return [self._context.content.fingerprint(key, f"{ReviewKeyRow.__tablename__}:key") for key in keys]


def _wanted(query: ReviewQuery) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [ReviewItemRow.state == query.state]
    if query.reason:
        wanted.append(ReviewItemRow.reasons.op("&")(query.reason) != 0)
    if query.category:
        wanted.append(ReviewItemRow.category == query.category)
    if query.intent:
        wanted.append(ReviewItemRow.intent == query.intent)
    if query.place:
        within = query.place
        while len(within) > 2 and within.endswith("00"):
            within = within[:-2]
        wanted.append(ReviewItemRow.region.startswith(within, autoescape=True))
    if query.since is not None:
        wanted.append(ReviewItemRow.day >= query.since)
    if query.group is not None:
        wanted.append(ReviewItemRow.group_id == query.group)
    if query.not_by:
        wanted.append(waits_for(query.not_by))
    return wanted


def _sketch(numbers: object) -> tuple[int, ...]:
    assert isinstance(numbers, list), "found_group seals lists only"
    return tuple(int(number) for number in numbers)


def _place() -> str:
    # a group has no id before it is written, and a sketch moved to another group would only join what is unlike
    return f"{ReviewGroupRow.__tablename__}:sketch"
