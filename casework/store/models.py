"""Models, comparisons and what serves, in SQL."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from casework.services.ports.models import ModelCard, Move, MoveKind, PendingPromotion, ServingPointer
from casework.services.ports.models_rows import KeptComparison, ModelRecord
from casework.store.context import Context, insert_into
from casework.store.tables import (
    ComparisonPictureRow,
    ComparisonRow,
    LoopSettingRow,
    ModelItemRow,
    ModelMoveRow,
    ModelRow,
    PromotionRow,
    ServingRow,
)

_ONLY = 1


class SqlModels:
    """The models of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def add(self, card: ModelCard, file: str, items: Sequence[int]) -> None:
        """Keeps a model and which training items it was made of."""
        described = asdict(card) | {"trained_at": card.trained_at.isoformat()}
        text = json.dumps(described, ensure_ascii=False)
        row = ModelRow(name=card.name, file=file, card=text, created_at=card.trained_at, broken=False, tainted=0)
        self._session.merge(row)
        self._session.flush()
        for item in items:
            self._session.merge(ModelItemRow(model=card.name, item_id=item))
        self._session.flush()

    def by_name(self, name: str) -> ModelRecord | None:
        """A model, None when there is none of the name."""
        row = self._session.get(ModelRow, name, populate_existing=True)
        return None if row is None else self._record(row)

    def everything(self, limit: int = 50) -> Sequence[ModelRecord]:
        """All models, the newest first."""
        rows = select(ModelRow).order_by(ModelRow.created_at.desc(), ModelRow.name.desc()).limit(limit)
        return [self._record(row) for row in self._session.scalars(rows)]

    def set_file(self, name: str, file: str) -> None:
        """Its archive has another name."""
        self._session.execute(update(ModelRow).where(ModelRow.name == name).values(file=file))

    def set_broken(self, name: str) -> None:
        """Its file is not what it was."""
        self._session.execute(update(ModelRow).where(ModelRow.name == name).values(broken=True))

    def drop(self, name: str) -> None:
        """Forgets a model and, by cascade, all that hangs on it."""
        self._session.execute(delete(ModelRow).where(ModelRow.name == name))

    def items_of(self, name: str) -> Sequence[int]:
        """The training items a model was made of, those erased since left out."""
        return list(self._session.scalars(select(ModelItemRow.item_id).where(ModelItemRow.model == name)))

    def taint(self, items: Sequence[int]) -> Sequence[str]:
        """Marks the models trained on these items; the links go with the items, so each counts once."""
        if not items:
            return []
        where = ModelItemRow.item_id.in_(items)
        counts = self._session.execute(
            select(ModelItemRow.model, func.count()).where(where).group_by(ModelItemRow.model)
        ).all()
        for name, count in counts:
            change = update(ModelRow).where(ModelRow.name == name).values(tainted=ModelRow.tainted + count)
            self._session.execute(change)
        self._session.execute(delete(ModelItemRow).where(where))
        return sorted(name for name, _ in counts)

    def serving(self) -> ServingPointer:
        """What is to serve."""
        row = self._session.get(ServingRow, _ONLY, populate_existing=True)
        if row is None:
            return ServingPointer(0, None, None, None, "")
        return ServingPointer(row.version, row.model, row.previous, row.since, row.changed_by)

    def point(self, seen: int, model: str, previous: str | None, by: str) -> ServingPointer | None:
        """One conditional UPDATE: of two changes that saw the same version, one finds its row."""
        first = {"id": _ONLY, "version": 0, "changed_by": ""}
        self._session.execute(insert_into(self._session, ServingRow).values(first).on_conflict_do_nothing())
        now = self._context.now()
        change = (
            update(ServingRow)
            .where(ServingRow.id == _ONLY, ServingRow.version == seen)
            .values(version=seen + 1, model=model, previous=previous, since=now, changed_by=by)
            .execution_options(synchronize_session=False)
        )
        if self._session.execute(change).rowcount != 1:  # type: ignore[attr-defined]
            return None
        return ServingPointer(seen + 1, model, previous, now, by)

    def note_move(self, kind: MoveKind, model: str, before: str | None, by: str, second: str | None, why: str) -> None:
        """Writes a change down."""
        row = ModelMoveRow(
            kind=kind, at=self._context.now(), model=model, before=before, moved_by=by, second_by=second, reason=b""
        )
        self._session.add(row)
        self._session.flush()
        row.reason = self._seal(why, "model_moves", row.id)
        self._session.flush()

    def moves(self, limit: int = 50) -> Sequence[Move]:
        """Changes, the newest first."""
        rows = self._session.scalars(select(ModelMoveRow).order_by(ModelMoveRow.id.desc()).limit(limit))
        return [
            Move(
                row.id,
                row.kind,  # type: ignore[arg-type]
                row.at,
                row.model,
                row.before,
                row.moved_by,
                row.second_by,
                self._open(row.reason, "model_moves", row.id),
            )
            for row in rows
        ]

    def keep_comparison(
        self, candidate: str, serving: str, content: Mapping[str, Any], pictures: Mapping[str, bytes]
    ) -> int:
        """Keeps a comparison in place of the candidate's earlier ones."""
        self._session.execute(delete(ComparisonRow).where(ComparisonRow.candidate == candidate))
        where = ComparisonPictureRow.candidate == candidate
        self._session.execute(delete(ComparisonPictureRow).where(where))
        sealed = self._context.content.seal_json(dict(content), _place("model_comparisons", candidate))
        row = ComparisonRow(candidate=candidate, serving=serving, at=self._context.now(), content=sealed)
        self._session.add(row)
        for name, picture in pictures.items():
            kept = self._context.content.seal(picture, _place("model_pictures", candidate, name))
            self._session.add(ComparisonPictureRow(candidate=candidate, name=name, content=kept))
        self._session.flush()
        return row.id

    def forget_texts(self, places: Collection[str]) -> None:
        """Takes texts of these places out of every kept comparison; figures stay."""
        for row in self._session.scalars(select(ComparisonRow)):
            place = _place("model_comparisons", row.candidate)
            content = self._context.content.open_json(row.content, place)
            assert isinstance(content, dict), "keep_comparison seals dicts only"
            left = [one for one in content["changed"] if one["where"] not in places]
            if len(left) < len(content["changed"]):
                row.content = self._context.content.seal_json(content | {"changed": left}, place)
        self._session.flush()

    def comparison(self, candidate: str) -> KeptComparison | None:
        """The comparison of a candidate, without its pictures."""
        row = self._session.scalar(select(ComparisonRow).where(ComparisonRow.candidate == candidate))
        if row is None:
            return None
        content = self._context.content.open_json(row.content, _place("model_comparisons", candidate))
        assert isinstance(content, dict), "keep_comparison seals dicts only"
        return KeptComparison(row.id, row.candidate, row.serving, row.at, content)

    def picture(self, candidate: str, name: str) -> bytes | None:
        """One picture of it."""
        row = self._session.get(ComparisonPictureRow, (candidate, name))
        return (
            None if row is None else self._context.content.open(row.content, _place("model_pictures", candidate, name))
        )

    def ask_second(self, candidate: str, version: int, by: str, reason: str) -> PendingPromotion:
        """Opens an override; an earlier one of the same candidate is void."""
        earlier = update(PromotionRow).where(PromotionRow.candidate == candidate, PromotionRow.state == "waits")
        self._session.execute(earlier.values(state="void"))
        row = PromotionRow(
            candidate=candidate,
            version=version,
            asked_by=by,
            asked_at=self._context.now(),
            reason=b"",
            state="waits",
        )
        self._session.add(row)
        self._session.flush()
        row.reason = self._seal(reason, "model_promotions", row.id)
        self._session.flush()
        return PendingPromotion(row.id, candidate, by, reason, row.asked_at)

    def pending(self) -> Sequence[PendingPromotion]:
        """Overrides that wait; one asked for before the last change of what serves is void."""
        version = self.serving().version
        rows = self._session.scalars(
            select(PromotionRow)
            .where(PromotionRow.state == "waits", PromotionRow.version == version)
            .order_by(PromotionRow.id)
        )
        return [
            PendingPromotion(
                row.id, row.candidate, row.asked_by, self._open(row.reason, "model_promotions", row.id), row.asked_at
            )
            for row in rows
        ]

    def close_pending(self, promotion_id: int, by: str, done: bool) -> bool:
        """Ends one; False when it was over already."""
        change = (
            update(PromotionRow)
            .where(PromotionRow.id == promotion_id, PromotionRow.state == "waits")
            .values(state="done" if done else "void", decided_by=by, decided_at=self._context.now())
        )
        return bool(self._session.execute(change).rowcount)  # type: ignore[attr-defined]

    def setting(self, name: str) -> Any:
        """A setting of the loop, None when it was never set."""
        row = self._session.get(LoopSettingRow, name, populate_existing=True)
        return None if row is None else json.loads(row.value)

    def setting_made(self, name: str) -> tuple[str, datetime] | None:
        """Who set it, and when."""
        row = self._session.get(LoopSettingRow, name, populate_existing=True)
        return None if row is None else (row.set_by, row.set_at)

    def set_setting(self, name: str, value: Any, by: str) -> None:
        """Keeps one."""
        text = json.dumps(value, ensure_ascii=False)
        self._session.merge(LoopSettingRow(name=name, value=text, set_by=by, set_at=self._context.now()))
        self._session.flush()

    def _record(self, row: ModelRow) -> ModelRecord:
        count = select(func.count()).select_from(ModelItemRow).where(ModelItemRow.model == row.name)
        return ModelRecord(_card(row.card), row.file, row.broken, row.tainted, self._session.scalar(count) or 0)

    def _seal(self, text: str, table: str, row_id: int) -> bytes:
        return self._context.content.seal_json(text, _place(table, row_id))

    def _open(self, sealed: bytes, table: str, row_id: int) -> str:
        return str(self._context.content.open_json(sealed, _place(table, row_id)))


def _card(text: str) -> ModelCard:
    described = json.loads(text)
    moment = datetime.fromisoformat(described["trained_at"])
    return ModelCard(**(described | {"trained_at": moment, "parents": tuple(described["parents"])}))


def _place(table: str, *key: object) -> str:
    return ":".join((table, *map(str, key)))
