"""Which model serves: promoted past the gate, against it with a second administrator, rolled back.

What serves is one row with a version: a change names the version it saw, so that of two at once one wins. The engine of
the candidate is loaded and warmed before the row changes; whatever fails before that leaves everything as it was.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from casework.errors import (
    CandidateBroken,
    CandidateUnknown,
    Denied,
    EngineFault,
    GateRefused,
    NoRollback,
    NotCompared,
    PromotionOver,
    ReasonMissing,
    SamePerson,
    ServingChanged,
)
from casework.services.models_view import (
    ADOPTED,
    as_comparison,
)
from casework.services.ports import Opener, Store, UnitOfWork
from casework.services.ports.models import (
    MoveKind,
    Promoted,
    ServingPointer,
)
from casework.services.ports.models_rows import EngineRoom, ModelFiles, ModelRecord
from casework.services.ports.training import TrainingItem
from casework.services.staff import Staff
from knowledge import RuleBook

log = logging.getLogger(__name__)
_TAINTED = "它学过已经删除的数据（{count} 条），请用现有数据重新训练"


class Serving:
    """The part of ModelService that changes what serves."""

    def __init__(self, store: Store, book: Callable[[], RuleBook], files: ModelFiles) -> None:
        self._store, self._book, self._files = store, book, files
        self.room: EngineRoom | None = None
        """The engines of this process; a command has none, the serving processes follow what it decides."""

    async def promote(
        self, viewer: Staff, candidate: str, override: str | None = None, seen: int | None = None
    ) -> Promoted:
        """Lets a candidate serve when the gate has nothing against it; with a reason in `override` against the gate,
        once a second administrator agrees (`Promoted.pending`). `seen`: the version of what serves that was shown.

        Raises Denied, CandidateUnknown, CandidateBroken, NotCompared, GateRefused, ReasonMissing, ServingChanged.
        """
        administrator(viewer)
        started = time.monotonic()
        pointer, record = await asyncio.to_thread(self._check, candidate, seen)
        reasons = await asyncio.to_thread(self._against, record)
        if not reasons:
            changed = await self._switch("promoted", pointer, record, viewer, None, "通过比较")
            return Promoted(changed, seconds=time.monotonic() - started)
        if override is None:
            raise GateRefused(reasons)
        if not override.strip():
            raise ReasonMissing("an override needs a reason")
        with self._store.write() as work:
            waiting = work.models.ask_second(candidate, pointer.version, viewer.name, override.strip())
            write_down(work, viewer, "model_override_asked", candidate, override.strip())
            work.commit()
        return Promoted(pointer, waiting, time.monotonic() - started)

    async def second(self, viewer: Staff, promotion_id: int, agree: bool = True) -> Promoted:
        """The second administrator's word on an override.

        Raises Denied, SamePerson, PromotionOver, CandidateBroken, ServingChanged.
        """
        administrator(viewer)
        started = time.monotonic()
        with self._store.read() as work:
            waiting = next((one for one in work.models.pending() if one.id == promotion_id), None)
        if waiting is None:
            raise PromotionOver(f"no override {promotion_id} waits")
        if waiting.asked_by == viewer.name and agree:
            raise SamePerson("who asked cannot agree")
        if not agree:
            with self._store.write() as work:
                work.models.close_pending(promotion_id, viewer.name, done=False)
                write_down(work, viewer, "model_override_refused", waiting.candidate, "不同意")
                work.commit()
                return Promoted(work.models.serving(), seconds=time.monotonic() - started)
        pointer, record = await asyncio.to_thread(self._check, waiting.candidate, None)
        asked = Staff(waiting.asked_by, viewer.role)
        changed = await self._switch("promoted", pointer, record, asked, (viewer, promotion_id), waiting.reason)
        return Promoted(changed, seconds=time.monotonic() - started)

    async def rollback(self, viewer: Staff, reason: str) -> Promoted:
        """Lets the model before serve again.

        Raises Denied, ReasonMissing, NoRollback, CandidateBroken, ServingChanged.
        """
        administrator(viewer)
        started = time.monotonic()
        if not reason.strip():
            raise ReasonMissing("a rollback needs a reason")
        with self._store.read() as work:
            pointer = work.models.serving()
        if pointer.previous is None:
            raise NoRollback("nothing served before")
        try:
            pointer, record = await asyncio.to_thread(self._check, pointer.previous, pointer.version)
        except CandidateUnknown as error:
            raise NoRollback("the model before is gone") from error
        changed = await self._switch("rolled_back", pointer, record, viewer, None, reason.strip())
        return Promoted(changed, seconds=time.monotonic() - started)

    def adopt(self, items: Sequence[TrainingItem] = ()) -> str | None:
        """Keeps the model that was trained at installation or by `triage train`, so that a rollback finds it; its name.

        Called when it begins to serve, with the items it was trained on. None where there is none of ours (Rasa
        elsewhere).
        """
        found = self._files.adopt_current([f"{item.intent}\t{item.text}" for item in items])
        if found is None:
            return None
        card, file = found
        with self._store.write() as work:
            if work.models.by_name(card.name) is None:
                work.models.add(card, file, [item.id for item in items])
            if work.models.setting(ADOPTED) != card.name:
                work.models.set_setting(ADOPTED, card.name, "system")
            work.commit()
        return card.name

    def _check(self, candidate: str, seen: int | None) -> tuple[ServingPointer, ModelRecord]:
        """What serves, and the model as it is, its file read to the end."""
        with self._store.read() as work:
            pointer, record = work.models.serving(), known(work, candidate)
        if (seen is not None and seen != pointer.version) or pointer.model == candidate:
            raise ServingChanged("what serves has changed since it was shown")
        if record.card.runtime != self._files.runtime():
            raise CandidateBroken(f"{candidate} was trained for another version of this program")
        if record.broken or not self._files.path_is_whole(record.file, record.card.sha256):
            with self._store.write() as work:
                work.models.set_broken(candidate)
                work.commit()
            raise CandidateBroken(f"the archive of {candidate} is not the one that was trained")
        return pointer, record

    def _against(self, record: ModelRecord) -> tuple[str, ...]:
        with self._store.read() as work:
            kept = work.models.comparison(record.card.name)
            comparison = None if kept is None else as_comparison(kept, work, self._book())
        if comparison is None or comparison.stale:
            raise NotCompared(f"{record.card.name} was not compared with what serves")
        tainted = (_TAINTED.format(count=record.tainted),) if record.tainted else ()
        return (*comparison.verdict.reasons, *tainted)

    async def _switch(
        self,
        kind: MoveKind,
        pointer: ServingPointer,
        record: ModelRecord,
        by: Staff,
        second: tuple[Staff, int] | None,
        reason: str,
    ) -> ServingPointer:
        name = record.card.name
        if self.room is not None:
            try:
                await self.room.prepare(name, record.file)
            except EngineFault as error:
                raise CandidateBroken(f"{name} cannot be loaded: {error}") from error
        try:
            changed = await asyncio.to_thread(self._point, kind, pointer, record, by, second, reason)
        except BaseException:
            if self.room is not None:
                self.room.drop(name)
            raise
        if self.room is not None:
            await self.room.take(name)
        try:
            await asyncio.to_thread(self._files.follow, record.file, record.card)
        except OSError as error:  # the row decides; the file only serves tools that do not open the database
            log.warning("current.json was not written: %s", error.strerror)
        return changed

    def _point(
        self,
        kind: MoveKind,
        pointer: ServingPointer,
        record: ModelRecord,
        by: Staff,
        second: tuple[Staff, int] | None,
        reason: str,
    ) -> ServingPointer:
        before = pointer.model or self.adopt()
        name = record.card.name
        with self._store.write() as work:
            left = work.models.by_name(before) if before is not None else None
            if left is not None and (kept := self._files.keep(left.file)) != left.file:
                work.models.set_file(left.card.name, kept)  # a rollback must find it after later trainings
            if second is not None and not work.models.close_pending(second[1], second[0].name, done=True):
                raise PromotionOver("decided by somebody else meanwhile")
            changed = work.models.point(pointer.version, name, before, by.name)
            if changed is None:
                raise ServingChanged("somebody was faster")
            work.models.note_move(kind, name, before, by.name, second[0].name if second else None, reason)
            acting = second[0] if second else by
            write_down(work, acting, f"model_{kind}", name, reason)
            work.commit()
        return changed


def known(work: UnitOfWork, name: str) -> ModelRecord:
    """A model's record. Raises CandidateUnknown."""
    record = work.models.by_name(name)
    if record is None:
        raise CandidateUnknown(f"no model {name!r}")
    return record


def administrator(viewer: Staff) -> None:
    """Raises Denied for everybody else."""
    if viewer.role != "admin":
        raise Denied(f"role {viewer.role!r} does not change the models")


def write_down(work: UnitOfWork, viewer: Staff, action: str, about: str, reason: str) -> None:
    """A line of the audit trail."""
    work.audit.write(Opener(viewer.name, viewer.role, reason), action, about)
