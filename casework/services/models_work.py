"""What worker and serving process do to the records, without a viewer: take jobs, tell how far they are, keep what came
out, follow what serves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from casework.errors import CandidateUnknown
from casework.services.models_view import COSTS, SCHEDULE, SHADOW, cost_matrix, schedule, serving_name
from casework.services.ports import Opener, Store
from casework.services.ports.journal import HeardTurn
from casework.services.ports.models import CostMatrix, JobState, JobView, ModelCard, ServingPointer
from casework.services.ports.models_rows import ModelRecord
from casework.services.ports.training import TrainingItem
from knowledge import RuleBook

__all__ = ["COSTS", "SCHEDULE", "SHADOW", "Compared", "ModelWork"]
CORRECTIONS = timedelta(days=30)
_SCHEDULED = "定时训练"
_LAST_SCHEDULED = "last_scheduled"
_INTERRUPTED = "任务进程中断，没有留下任何半成品"


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison is made of: both models, the prices, and the corrections of the last 30 days with the items
    the candidate was trained on among them.
    """

    candidate: ModelRecord
    serving: ModelRecord
    costs: CostMatrix
    corrections: Sequence[TrainingItem]


class ModelWork:
    """Safe to share between threads."""

    def __init__(self, store: Store, book: Callable[[], RuleBook], clock: Callable[[], datetime]) -> None:
        self._store, self._book, self._clock = store, book, clock

    # ------------------------------------------------------------------ what serves

    def serving(self) -> tuple[ServingPointer, ModelRecord | None]:
        """What is to serve, and its record; None while nothing was ever promoted."""
        with self._store.read() as work:
            pointer = work.models.serving()
            return pointer, work.models.by_name(pointer.model) if pointer.model else None

    def model(self, name: str) -> ModelRecord | None:
        """A model's record."""
        with self._store.read() as work:
            return work.models.by_name(name)

    def upgraded(self, name: str, why: str) -> None:
        """A model that was trained anew serves in place of the promoted one, which does not fit any more."""
        with self._store.write() as work:
            before = work.models.serving()
            if before.model is None or before.model == name:
                return
            if work.models.point(before.version, name, before.model, "system") is not None:
                work.models.note_move("upgraded", name, before.model, "system", None, why)
                work.audit.write(Opener("system", "none", why), "model_upgraded", name)
                work.commit()

    def not_loaded(self, name: str, still: str | None) -> None:
        """A process could not load what is to serve and goes on with what it has."""
        with self._store.write() as work:
            work.models.note_move("not_loaded", name, still, "system", None, "模型没有载入成功，继续使用原来的模型")
            work.commit()

    # ------------------------------------------------------------------ jobs

    def claim(self, job_id: str) -> JobView | None:
        """The job, now running; None when it was cancelled meanwhile or another worker has it."""
        with self._store.write() as work:
            claimed = work.jobs.claim(job_id)
            work.commit()
            return work.jobs.by_id(job_id) if claimed else None

    def tell(
        self, job_id: str, progress: float | None, step: str, seconds_left: float | None, log: Sequence[str]
    ) -> bool:
        """Writes how far it is; False when it is to stop."""
        with self._store.write() as work:
            goes_on = work.jobs.tell(job_id, progress, step, seconds_left, log)
            work.commit()
        return goes_on

    def finish(self, job_id: str, state: JobState, error: str = "", result: str | None = None) -> None:
        """Ends a job that leaves no record of its own."""
        with self._store.write() as work:
            work.jobs.finish(job_id, state, error, result)
            work.commit()

    def job(self, job_id: str) -> JobView | None:
        """A job as it is."""
        with self._store.read() as work:
            return work.jobs.by_id(job_id)

    def unfinished(self) -> Sequence[JobView]:
        """Queued and running ones."""
        with self._store.read() as work:
            return work.jobs.unfinished()

    def fail_orphans(self, silent_for: timedelta = timedelta()) -> int:
        """Marks running jobs as failed that have given no sign of life for so long; how many.

        Without a time all of them: called so by a worker that has just become the only one there is.
        """
        with self._store.read() as work:
            beats = work.jobs.beats()
        silent = {job for job, beat in beats.items() if self._clock() - beat >= silent_for}
        if not silent:
            return 0
        with self._store.write() as work:
            orphans = [job for job in work.jobs.unfinished() if job.state == "running" and job.id in silent]
            for job in orphans:
                state: JobState = "cancelled" if job.cancelling else "failed"
                work.jobs.finish(job.id, state, "" if job.cancelling else _INTERRUPTED)
            work.commit()
        return len(orphans)

    def open_scheduled(self) -> str | None:
        """Opens the training of the schedule when its hour has come and there are new items; the job's id."""
        now = self._clock()
        with self._store.write() as work:
            plan = schedule(work)
            day = now.date().isoformat()
            due = plan.on and (now.weekday(), now.hour) == (plan.weekday, plan.hour)
            if not due or work.models.setting(_LAST_SCHEDULED) == day:
                return None
            work.models.set_setting(_LAST_SCHEDULED, day, "system")
            newest = max((one.card.trained_at for one in work.models.everything()), default=None)
            job = None
            if work.training.count(after=newest):
                job = work.jobs.open("train", None, "system", _SCHEDULED)
            if job is not None:
                work.audit.write(Opener("system", "none", _SCHEDULED), "model_train_started", job.id)
            work.commit()
        return job.id if job else None

    # ------------------------------------------------------------------ training

    def parents(self) -> tuple[str, ...]:
        """The model that serves while the next one is trained."""
        with self._store.read() as work:
            name = serving_name(work)
        return (name,) if name else ()

    def keep_candidate(self, job_id: str, card: ModelCard, file: str, items: Sequence[int]) -> bool:
        """Keeps a trained model and ends its job, in one; False (and nothing kept) when the job was over already.

        Items erased while the model was being trained mark it at once.
        """
        with self._store.write() as work:
            if not work.jobs.finish(job_id, "done", result=card.name):
                return False
            work.models.add(card, file, items)
            still = {item.id for item in work.training.kept()}
            gone = [item for item in items if item not in still and work.training.by_id(item) is None]
            work.models.taint(gone)
            work.commit()
        return True

    # ------------------------------------------------------------------ comparison

    def compared(self, candidate: str) -> Compared:
        """Raises CandidateUnknown when one of the two is gone."""
        with self._store.read() as work:
            known = work.models.by_name(candidate)
            serving = work.models.by_name(serving_name(work) or "")
            if known is None or serving is None:
                raise CandidateUnknown(f"no model {candidate!r}, or none that serves")
            corrections = work.training.labelled_since(self._clock() - CORRECTIONS)
            return Compared(known, serving, cost_matrix(work, self._book()), corrections)

    def items_of(self, name: str) -> frozenset[int]:
        """The training items a model was made of."""
        with self._store.read() as work:
            return frozenset(work.models.items_of(name))

    def keep_comparison(
        self, job_id: str, compared: Compared, content: Mapping[str, Any], pictures: Mapping[str, bytes]
    ) -> bool:
        """Keeps a comparison and ends its job, in one; False when the job was over or the candidate discarded."""
        names = compared.candidate.card.name, compared.serving.card.name
        with self._store.write() as work:
            if work.models.by_name(names[0]) is None or not work.jobs.finish(job_id, "done", result=names[0]):
                return False
            work.models.keep_comparison(*names, content, pictures)
            work.commit()
        return True

    # ------------------------------------------------------------------ shadow

    def shadowing(self) -> tuple[ModelRecord, datetime] | None:
        """The candidate that reads along, and since when; None when none does."""
        with self._store.read() as work:
            value = work.models.setting(SHADOW)
            record = work.models.by_name(str(value["candidate"])) if value else None
        return None if record is None or record.broken else (record, datetime.fromisoformat(value["since"]))

    def heard_since(self, at: datetime, limit: int) -> Sequence[HeardTurn]:
        """What was heard since then, oldest first."""
        with self._store.read() as work:
            return work.journal.turns_since(at, limit)

    def heard_after(self, turn_id: int, limit: int) -> Sequence[HeardTurn]:
        """What was heard after that turn, in order."""
        with self._store.read() as work:
            return work.journal.turns_after(turn_id, limit)

    def keep_shadow(self, candidate: str, heard: HeardTurn, serving: str, reading: str) -> None:
        """Keeps how both read a message."""
        with self._store.write() as work:
            if work.models.by_name(candidate) is not None:
                work.shadow.add(candidate, heard.conversation_id, heard.event_id, heard.at, serving, reading)
                work.commit()
