"""The models of an installation, for who looks after them: train, compare, promote past the gate, roll back, shadow.

What serves is one row with a version: a change names the version it saw, so that of two at once one wins. The engine of
the candidate is loaded and warmed before the row changes; whatever fails before that leaves everything as it was.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from casework.errors import (
    BadCost,
    CandidateBroken,
    CandidateInUse,
    CandidateUnknown,
    Denied,
    EngineFault,
    GateRefused,
    JobRuns,
    NoRollback,
    NotCompared,
    PromotionOver,
    QueueFault,
    ReasonMissing,
    SamePerson,
    ServingChanged,
)
from casework.services.models_view import (
    ADOPTED,
    COSTS,
    SCHEDULE,
    SHADOW,
    as_comparison,
    as_overview,
    cost_matrix,
    prices_in,
)
from casework.services.ports import Opener, Store, UnitOfWork
from casework.services.ports.models import (
    Comparison,
    CostMatrix,
    JobKind,
    JobView,
    ModelCard,
    MoveKind,
    Overview,
    Promoted,
    Schedule,
    ServingPointer,
)
from casework.services.ports.models_rows import EngineRoom, JobQueue, ModelFiles, ModelRecord
from casework.services.ports.training import TrainingItem
from casework.services.staff import Staff
from knowledge import RuleBook

log = logging.getLogger(__name__)
READERS = frozenset({"admin", "auditor"})
_TAINTED = "它学过已经删除的数据（{count} 条），请用现有数据重新训练"


class ModelService:
    """Administrators change, auditors read along. Safe to share between threads; what loads an engine is async."""

    def __init__(
        self,
        store: Store,
        book: Callable[[], RuleBook],
        clock: Callable[[], datetime],
        files: ModelFiles,
        queue: JobQueue,
    ) -> None:
        self._store, self._book, self._clock = store, book, clock
        self._files, self._queue = files, queue
        self.room: EngineRoom | None = None
        """The engines of this process; a command has none, the serving processes follow what it decides."""

    # ------------------------------------------------------------------ reading

    def overview(self, viewer: Staff) -> Overview:
        """Everything the models page shows. Raises Denied."""
        _reader(viewer)
        with self._store.read() as work:
            return as_overview(work)

    def job(self, viewer: Staff, kind: JobKind | None = None) -> JobView | None:
        """The newest job (of a kind), None before the first. Raises Denied."""
        _reader(viewer)
        with self._store.read() as work:
            return work.jobs.latest(kind)

    def comparison(self, viewer: Staff, candidate: str) -> Comparison | None:
        """How the candidate compares, None before it was compared. Raises Denied, CandidateUnknown."""
        _reader(viewer)
        with self._store.read() as work:
            self._known(work, candidate)
            kept = work.models.comparison(candidate)
            return None if kept is None else as_comparison(kept, work, self._book())

    def picture(self, viewer: Staff, candidate: str, name: str) -> bytes:
        """A picture of the comparison (PNG). Raises Denied, CandidateUnknown."""
        _reader(viewer)
        with self._store.read() as work:
            found = work.models.picture(candidate, name)
        if found is None:
            raise CandidateUnknown(f"no picture {name!r} of {candidate!r}")
        return found

    def card(self, viewer: Staff, name: str) -> ModelCard:
        """Where a model comes from. Raises Denied, CandidateUnknown."""
        _reader(viewer)
        with self._store.read() as work:
            return self._known(work, name).card

    def cost_matrix(self, viewer: Staff) -> CostMatrix:
        """What mistakes cost: the office's own prices, or the rule book's. Raises Denied."""
        _reader(viewer)
        with self._store.read() as work:
            return cost_matrix(work, self._book())

    # ------------------------------------------------------------------ jobs

    def start_training(self, viewer: Staff, reason: str = "") -> str:
        """Begins a training in a process of its own; returns the job's id. Raises Denied, JobRuns, QueueFault."""
        _administrator(viewer)
        return self._open_job("train", None, viewer, reason.strip())

    def compare(self, viewer: Staff, candidate: str) -> str:
        """Begins a comparison with what serves; returns the job's id.

        Raises Denied, CandidateUnknown, CandidateBroken, JobRuns, QueueFault.
        """
        _administrator(viewer)
        with self._store.read() as work:
            if self._known(work, candidate).broken:
                raise CandidateBroken(f"{candidate} is broken")
        return self._open_job("compare", candidate, viewer, "")

    def cancel(self, viewer: Staff) -> None:
        """Stops what is queued or running; nothing of it is kept. Raises Denied."""
        _administrator(viewer)
        with self._store.write() as work:
            for job in work.jobs.unfinished():
                work.jobs.cancel(job.id)
                _write_down(work, viewer, "model_job_cancelled", job.id, "取消任务")
            work.commit()

    def set_schedule(self, viewer: Staff, schedule: Schedule) -> None:
        """When training starts by itself. Raises Denied, ValueError for no weekday or hour."""
        _administrator(viewer)
        if schedule.weekday not in range(7) or schedule.hour not in range(24):
            raise ValueError("weekday is 0 to 6, hour 0 to 23")
        with self._store.write() as work:
            value = {"on": schedule.on, "weekday": schedule.weekday, "hour": schedule.hour}
            work.models.set_setting(SCHEDULE, value, viewer.name)
            _write_down(work, viewer, "model_schedule_set", "models", "改动定时训练")
            work.commit()

    # ------------------------------------------------------------------ what serves

    async def promote(
        self, viewer: Staff, candidate: str, override: str | None = None, seen: int | None = None
    ) -> Promoted:
        """Lets a candidate serve when the gate has nothing against it; with a reason in `override` against the gate,
        once a second administrator agrees (`Promoted.pending`). `seen`: the version of what serves that was shown.

        Raises Denied, CandidateUnknown, CandidateBroken, NotCompared, GateRefused, ReasonMissing, ServingChanged.
        """
        _administrator(viewer)
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
            _write_down(work, viewer, "model_override_asked", candidate, override.strip())
            work.commit()
        return Promoted(pointer, waiting, time.monotonic() - started)

    async def second(self, viewer: Staff, promotion_id: int, agree: bool = True) -> Promoted:
        """The second administrator's word on an override.

        Raises Denied, SamePerson, PromotionOver, CandidateBroken, ServingChanged.
        """
        _administrator(viewer)
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
                _write_down(work, viewer, "model_override_refused", waiting.candidate, "不同意")
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
        _administrator(viewer)
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

    def discard(self, viewer: Staff, candidate: str) -> None:
        """Deletes a model that is not needed. Raises Denied, CandidateUnknown, CandidateInUse."""
        _administrator(viewer)
        with self._store.write() as work:
            record = self._known(work, candidate)
            pointer = work.models.serving()
            needed = (pointer.model or work.models.setting(ADOPTED), pointer.previous)
            if candidate in needed:
                raise CandidateInUse(f"{candidate} is needed")
            work.models.drop(candidate)
            _write_down(work, viewer, "model_discarded", candidate, "删除模型")
            work.commit()
        self._files.remove(record.file)

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

    # ------------------------------------------------------------------ settings

    def set_cost_matrix(self, viewer: Staff, cells: Mapping[str, float], default: float | None = None) -> None:
        """The office's own prices for mistakes; no cells and no default: those of the rule book again.

        Comparisons made under other prices no longer open the gate. Raises Denied, BadCost.
        """
        _administrator(viewer)
        value = prices_in(cells, default)
        if value is None:
            raise BadCost("prices are numbers from 0 to 100 of pairs of categories")
        with self._store.write() as work:
            work.models.set_setting(COSTS, value or None, viewer.name)
            _write_down(work, viewer, "model_costs_set", "models", f"改动代价表：{len(cells)} 项")
            work.commit()

    def shadow(self, viewer: Staff, candidate: str | None) -> None:
        """Lets a candidate read live messages without answering them; None: nobody does.

        Raises Denied, CandidateUnknown, CandidateBroken, QueueFault.
        """
        _administrator(viewer)
        with self._store.write() as work:
            if candidate is not None and self._known(work, candidate).broken:
                raise CandidateBroken(f"{candidate} is broken")
            value = None if candidate is None else {"candidate": candidate, "since": self._clock().isoformat()}
            work.models.set_setting(SHADOW, value, viewer.name)
            action = "model_shadow_on" if candidate else "model_shadow_off"
            _write_down(work, viewer, action, candidate or "models", "影子运行")
            work.commit()
        if candidate is not None:
            self._queue.wake()

    # ------------------------------------------------------------------ inside

    def _open_job(self, kind: JobKind, candidate: str | None, viewer: Staff, reason: str) -> str:
        with self._store.write() as work:
            job = work.jobs.open(kind, candidate, viewer.name, reason)
            if job is None:
                raise JobRuns(f"a job of kind {kind} is not over")
            _write_down(work, viewer, f"model_{kind}_started", candidate or job.id, reason or "开始任务")
            work.commit()
        try:
            self._queue.put(job.id)
        except QueueFault:
            with self._store.write() as work:
                work.jobs.finish(job.id, "failed", "后台任务没有启动成功")
                work.commit()
            raise
        return job.id

    def _known(self, work: UnitOfWork, name: str) -> ModelRecord:
        record = work.models.by_name(name)
        if record is None:
            raise CandidateUnknown(f"no model {name!r}")
        return record

    def _check(self, candidate: str, seen: int | None) -> tuple[ServingPointer, ModelRecord]:
        """What serves, and the model as it is, its file read to the end."""
        with self._store.read() as work:
            pointer, record = work.models.serving(), self._known(work, candidate)
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
            if second is not None and not work.models.close_pending(second[1], second[0].name, done=True):
                raise PromotionOver("decided by somebody else meanwhile")
            changed = work.models.point(pointer.version, name, before, by.name)
            if changed is None:
                raise ServingChanged("somebody was faster")
            work.models.note_move(kind, name, before, by.name, second[0].name if second else None, reason)
            acting = second[0] if second else by
            _write_down(work, acting, f"model_{kind}", name, reason)
            work.commit()
        return changed


def _reader(viewer: Staff) -> None:
    if viewer.role not in READERS:
        raise Denied(f"role {viewer.role!r} does not see the models")


def _administrator(viewer: Staff) -> None:
    if viewer.role != "admin":
        raise Denied(f"role {viewer.role!r} does not change the models")


def _write_down(work: UnitOfWork, viewer: Staff, action: str, about: str, reason: str) -> None:
    work.audit.write(Opener(viewer.name, viewer.role, reason), action, about)
