"""Training items in SQL, their texts sealed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, select

from casework.services.ports.training import ItemPage, ItemQuery, ItemState, NewItem, TrainingItem
from casework.store.context import Context, insert_into
from casework.store.tables import TrainingItemRow


class SqlTraining:
    """The training items of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def add(self, item: NewItem) -> TrainingItem | None:
        """Keeps an item; None when its label was taken in before."""
        values = {
            "label_id": item.label_id,
            "conversation_id": item.conversation_id,
            "text": self._context.content.seal_json(item.text, _place(item.label_id)),
            "intent": item.intent,
            "category": item.category,
            "state": item.state,
            "copy_of": item.copy_of,
            "origin": item.origin,
            "labelled_by": item.by,
            "labelled_at": item.labelled_at,
            "added_at": self._context.now(),
        }
        insert = insert_into(self._session, TrainingItemRow).values(values).on_conflict_do_nothing()
        made = self._session.execute(insert.returning(TrainingItemRow.id)).scalar()
        return None if made is None else self._item(self._session.get_one(TrainingItemRow, made))

    def by_id(self, item_id: int) -> TrainingItem | None:
        """An item."""
        row = self._session.get(TrainingItemRow, item_id)
        return None if row is None else self._item(row)

    def page(self, query: ItemQuery) -> ItemPage:
        """A page of items, the newest first. With words to search for every text is opened: they are few thousands."""
        chosen = _matching(query).order_by(TrainingItemRow.id.desc())
        first = max(0, query.page - 1) * query.size
        if query.search.strip():
            words = query.search.strip()
            found = [item for row in self._session.scalars(chosen) if words in (item := self._item(row)).text]
            return ItemPage(tuple(found[first : first + query.size]), len(found))
        total = self._session.scalar(select(func.count()).select_from(_matching(query).subquery())) or 0
        rows = self._session.scalars(chosen.offset(first).limit(query.size))
        return ItemPage(tuple(self._item(row) for row in rows), total)

    def kept(self) -> Sequence[TrainingItem]:
        """All that the next model is trained on."""
        rows = select(TrainingItemRow).where(TrainingItemRow.state == "kept").order_by(TrainingItemRow.id)
        return [self._item(row) for row in self._session.scalars(rows)]

    def labelled_since(self, at: datetime) -> Sequence[TrainingItem]:
        """Usable items labelled since then."""
        rows = (
            select(TrainingItemRow)
            .where(TrainingItemRow.labelled_at >= at, TrainingItemRow.state.in_(("kept", "copy")))
            .order_by(TrainingItemRow.id)
        )
        return [self._item(row) for row in self._session.scalars(rows)]

    def of_labels(self, label_ids: Sequence[int]) -> Sequence[TrainingItem]:
        """The items of these labels."""
        rows = select(TrainingItemRow).where(TrainingItemRow.label_id.in_(label_ids)).order_by(TrainingItemRow.id)
        return [self._item(row) for row in self._session.scalars(rows)]

    def set_state(self, item_id: int, state: ItemState, copy_of: str = "") -> None:
        """Changes what an item is good for; a removed one loses its text."""
        row = self._session.get_one(TrainingItemRow, item_id)
        row.state, row.copy_of = state, copy_of
        if state == "removed":
            row.text = self._context.content.seal_json("", _place(row.label_id))
        self._session.flush()

    def erase(self, conversation_id: str) -> Sequence[int]:
        """Deletes a conversation's items; returns their numbers."""
        where = TrainingItemRow.conversation_id == conversation_id
        found = list(self._session.scalars(select(TrainingItemRow.id).where(where)))
        self._session.execute(delete(TrainingItemRow).where(where))
        return found

    def last_label(self) -> int:
        """The highest label number among the items there are."""
        return self._session.scalar(select(func.max(TrainingItemRow.label_id))) or 0

    def count(self, after: datetime | None = None) -> int:
        """How many are kept."""
        chosen = select(func.count()).select_from(TrainingItemRow).where(TrainingItemRow.state == "kept")
        if after is not None:
            chosen = chosen.where(TrainingItemRow.added_at > after)
        return self._session.scalar(chosen) or 0

    def _item(self, row: TrainingItemRow) -> TrainingItem:
        return TrainingItem(
            id=row.id,
            label_id=row.label_id,
            conversation_id=row.conversation_id,
            text=str(self._context.content.open_json(row.text, _place(row.label_id))),
            intent=row.intent,
            category=row.category,
            state=row.state,  # type: ignore[arg-type]
            copy_of=row.copy_of,
            origin=row.origin,
            by=row.labelled_by,
            labelled_at=row.labelled_at,
            added_at=row.added_at,
        )


def _matching(query: ItemQuery) -> Select[tuple[TrainingItemRow]]:
    chosen = select(TrainingItemRow)
    for column, value in (
        (TrainingItemRow.state, query.state),
        (TrainingItemRow.category, query.category),
        (TrainingItemRow.intent, query.intent),
    ):
        if value is not None:
            chosen = chosen.where(column == value)
    return chosen


def _place(label_id: int) -> str:
    return f"{TrainingItemRow.__tablename__}:{label_id}:text"
