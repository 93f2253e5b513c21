"""Jobs of the model loop in SQL. One unfinished job of each kind: it holds the only place of that kind."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select, update

from casework.services.ports.models import RUNNING, JobKind, JobState, JobView
from casework.store.context import Context, insert_into
from casework.store.tables import ModelJobRow

_STEP, _ERROR = 80, 400


class SqlJobs:
    """The jobs of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def open(self, kind: JobKind, candidate: str | None, by: str, reason: str) -> JobView | None:
        """A new job, queued; None while another of its kind is not over."""
        job_id = str(uuid4())
        now = self._context.now()
        values = {
            "id": job_id,
            "kind": kind,
            "place": kind,
            "state": "queued",
            "candidate": candidate,
            "step": "",
            "log": self._context.content.seal_json([], _place(job_id, "log")),
            "started_by": by,
            "reason": self._context.content.seal_json(reason, _place(job_id, "reason")),
            "created_at": now,
            "beat_at": now,
            "cancelling": False,
            "error": "",
        }
        self._session.execute(insert_into(self._session, ModelJobRow).values(values).on_conflict_do_nothing())
        return self.by_id(job_id)

    def by_id(self, job_id: str) -> JobView | None:
        """A job."""
        row = self._session.get(ModelJobRow, job_id, populate_existing=True)
        return None if row is None else self._view(row)

    def latest(self, kind: JobKind | None = None) -> JobView | None:
        """The newest job."""
        chosen = select(ModelJobRow).order_by(ModelJobRow.created_at.desc(), ModelJobRow.id).limit(1)
        if kind is not None:
            chosen = chosen.where(ModelJobRow.kind == kind)
        row = self._session.scalar(chosen.execution_options(populate_existing=True))
        return None if row is None else self._view(row)

    def unfinished(self) -> Sequence[JobView]:
        """Queued and running ones."""
        rows = select(ModelJobRow).where(ModelJobRow.state.in_(RUNNING)).order_by(ModelJobRow.created_at)
        return [self._view(row) for row in self._session.scalars(rows)]

    def claim(self, job_id: str) -> bool:
        """queued → running; False when it is not queued any more."""
        now = self._context.now()
        return self._changed(job_id, ("queued",), state="running", started_at=now, beat_at=now)

    def tell(
        self, job_id: str, progress: float | None, step: str, seconds_left: float | None, log: Sequence[str]
    ) -> bool:
        """Writes how far it is; False when it is to stop."""
        told = self._changed(
            job_id,
            ("running",),
            progress=progress,
            step=step[:_STEP],
            seconds_left=seconds_left,
            log=self._context.content.seal_json(list(log), _place(job_id, "log")),
            beat_at=self._context.now(),
        )
        cancelling = self._session.scalar(select(ModelJobRow.cancelling).where(ModelJobRow.id == job_id))
        return told and not cancelling

    def beats(self) -> Mapping[str, datetime]:
        """When each unfinished job last gave a sign of life."""
        rows = select(ModelJobRow.id, ModelJobRow.beat_at).where(ModelJobRow.state.in_(RUNNING))
        return {job_id: beat for job_id, beat in self._session.execute(rows) if beat is not None}

    def cancel(self, job_id: str) -> None:
        """A queued job is over at once; a running one is told to stop."""
        if not self.finish(job_id, "cancelled", among=("queued",)):
            self._changed(job_id, ("running",), cancelling=True)

    def finish(
        self,
        job_id: str,
        state: JobState,
        error: str = "",
        result: str | None = None,
        among: Sequence[JobState] = RUNNING,
    ) -> bool:
        """Ends a job and gives its place back; False when it was over already."""
        return self._changed(
            job_id,
            among,
            state=state,
            place=None,
            error=error[:_ERROR],
            result=result,
            ended_at=self._context.now(),
            seconds_left=None,
        )

    def _changed(self, job_id: str, among: Sequence[str], **values: object) -> bool:
        change = (
            update(ModelJobRow)
            .where(ModelJobRow.id == job_id, ModelJobRow.state.in_(among))
            .values(values)
            .execution_options(synchronize_session=False)
        )
        return bool(self._session.execute(change).rowcount)  # type: ignore[attr-defined]

    def _view(self, row: ModelJobRow) -> JobView:
        log = self._context.content.open_json(row.log, _place(row.id, "log"))
        assert isinstance(log, list), "tell seals lists only"
        return JobView(
            id=row.id,
            kind=row.kind,  # type: ignore[arg-type]
            state=row.state,  # type: ignore[arg-type]
            candidate=row.candidate,
            progress=row.progress,
            step=row.step,
            seconds_left=row.seconds_left,
            log=tuple(str(line) for line in log),
            started_by=row.started_by,
            reason=str(self._context.content.open_json(row.reason, _place(row.id, "reason"))),
            created_at=row.created_at,
            started_at=row.started_at,
            ended_at=row.ended_at,
            error=row.error,
            result=row.result,
            cancelling=row.cancelling,
        )


def _place(job_id: str, column: str) -> str:
    return f"{ModelJobRow.__tablename__}:{job_id}:{column}"
