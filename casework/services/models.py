"""The models of an installation, for who looks after them: train, compare, settings. models_serving has the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from casework.errors import (
    BadCost,
    CandidateBroken,
    CandidateInUse,
    CandidateUnknown,
    Denied,
    JobRuns,
    QueueFault,
)
from casework.services.models_serving import Serving, administrator, known, write_down
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
from casework.services.ports import Store
from casework.services.ports.models import (
    Comparison,
    CostMatrix,
    JobKind,
    JobView,
    ModelCard,
    Overview,
    Schedule,
)
from casework.services.ports.models_rows import JobQueue, ModelFiles
from casework.services.staff import Staff
from knowledge import RuleBook

READERS = frozenset({"admin", "auditor"})


class ModelService(Serving):
    """Administrators change, auditors read along. Safe to share between threads; what loads an engine is async."""

    def __init__(
        self,
        store: Store,
        book: Callable[[], RuleBook],
        clock: Callable[[], datetime],
        files: ModelFiles,
        queue: JobQueue,
    ) -> None:
        super().__init__(store, book, files)
        self._clock, self._queue = clock, queue

    # ------------------------------------------------------------------ reading

    def overview(self, viewer: Staff) -> Overview:
        """Everything the models page shows. Raises Denied."""
        _reader(viewer)
        with self._store.read() as work:
            return as_overview(work, viewer.name)

    def job(self, viewer: Staff, kind: JobKind | None = None) -> JobView | None:
        """The newest job (of a kind), None before the first. Raises Denied."""
        _reader(viewer)
        with self._store.read() as work:
            return work.jobs.latest(kind)

    def comparison(self, viewer: Staff, candidate: str) -> Comparison | None:
        """How the candidate compares, None before it was compared. Raises Denied, CandidateUnknown."""
        _reader(viewer)
        with self._store.read() as work:
            known(work, candidate)
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
            return known(work, name).card

    def cost_matrix(self, viewer: Staff) -> CostMatrix:
        """What mistakes cost: the office's own prices, or the rule book's. Raises Denied."""
        _reader(viewer)
        with self._store.read() as work:
            return cost_matrix(work, self._book())

    # ------------------------------------------------------------------ jobs

    def start_training(self, viewer: Staff, reason: str = "") -> str:
        """Begins a training in a process of its own; returns the job's id. Raises Denied, JobRuns, QueueFault."""
        administrator(viewer)
        return self._open_job("train", None, viewer, reason.strip())

    def compare(self, viewer: Staff, candidate: str) -> str:
        """Begins a comparison with what serves; returns the job's id.

        Raises Denied, CandidateUnknown, CandidateBroken, JobRuns, QueueFault.
        """
        administrator(viewer)
        with self._store.read() as work:
            if known(work, candidate).broken:
                raise CandidateBroken(f"{candidate} is broken")
        return self._open_job("compare", candidate, viewer, "")

    def cancel(self, viewer: Staff) -> None:
        """Stops what is queued or running; nothing of it is kept. Raises Denied."""
        administrator(viewer)
        with self._store.write() as work:
            for job in work.jobs.unfinished():
                work.jobs.cancel(job.id)
                write_down(work, viewer, "model_job_cancelled", job.id, "取消任务")
            work.commit()

    def set_schedule(self, viewer: Staff, schedule: Schedule) -> None:
        """When training starts by itself. Raises Denied, ValueError for no weekday or hour."""
        administrator(viewer)
        if schedule.weekday not in range(7) or schedule.hour not in range(24):
            raise ValueError("weekday is 0 to 6, hour 0 to 23")
        with self._store.write() as work:
            value = {"on": schedule.on, "weekday": schedule.weekday, "hour": schedule.hour}
            work.models.set_setting(SCHEDULE, value, viewer.name)
            write_down(work, viewer, "model_schedule_set", "models", "改动定时训练")
            work.commit()

    # ------------------------------------------------------------------ settings

    def discard(self, viewer: Staff, candidate: str) -> None:
        """Deletes a model that is not needed. Raises Denied, CandidateUnknown, CandidateInUse."""
        administrator(viewer)
        with self._store.write() as work:
            record = known(work, candidate)
            pointer = work.models.serving()
            needed = (pointer.model or work.models.setting(ADOPTED), pointer.previous)
            if candidate in needed:
                raise CandidateInUse(f"{candidate} is needed")
            work.models.drop(candidate)
            write_down(work, viewer, "model_discarded", candidate, "删除模型")
            work.commit()
        self._files.remove(record.file)

    def set_cost_matrix(self, viewer: Staff, cells: Mapping[str, float], default: float | None = None) -> None:
        """The office's own prices for mistakes; no cells and no default: those of the rule book again.

        Comparisons made under other prices no longer open the gate. Raises Denied, BadCost.
        """
        administrator(viewer)
        value = prices_in(cells, default)
        if value is None:
            raise BadCost("prices are numbers from 0 to 100 of pairs of categories")
        with self._store.write() as work:
            work.models.set_setting(COSTS, value or None, viewer.name)
            write_down(work, viewer, "model_costs_set", "models", f"改动代价表：{len(cells)} 项")
            work.commit()

    def shadow(self, viewer: Staff, candidate: str | None) -> None:
        """Lets a candidate read live messages without answering them; None: nobody does.

        Raises Denied, CandidateUnknown, CandidateBroken, QueueFault.
        """
        administrator(viewer)
        with self._store.write() as work:
            if candidate is not None and known(work, candidate).broken:
                raise CandidateBroken(f"{candidate} is broken")
            value = None if candidate is None else {"candidate": candidate, "since": self._clock().isoformat()}
            work.models.set_setting(SHADOW, value, viewer.name)
            action = "model_shadow_on" if candidate else "model_shadow_off"
            write_down(work, viewer, action, candidate or "models", "影子运行")
            work.commit()
        if candidate is not None:
            self._queue.wake()

    # ------------------------------------------------------------------ inside

    def _open_job(self, kind: JobKind, candidate: str | None, viewer: Staff, reason: str) -> str:
        with self._store.write() as work:
            job = work.jobs.open(kind, candidate, viewer.name, reason)
            if job is None:
                raise JobRuns(f"a job of kind {kind} is not over")
            write_down(work, viewer, f"model_{kind}_started", candidate or job.id, reason or "开始任务")
            work.commit()
        try:
            self._queue.put(job.id)
        except QueueFault:
            with self._store.write() as work:
                work.jobs.finish(job.id, "failed", "后台任务没有启动成功")
                work.commit()
            raise
        return job.id


def _reader(viewer: Staff) -> None:
    if viewer.role not in READERS:
        raise Denied(f"role {viewer.role!r} does not see the models")
