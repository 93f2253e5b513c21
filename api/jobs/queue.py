"""The queue between serving processes and the worker, and the worker's life: begun when needed, ended with the service.

The rows of the store say what is to be done and how far it is; the queue only carries numbers of jobs, so that nothing
is lost with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.jobs.settings import JobSettings
from api.log import service_log
from casework.errors import QueueFault
from casework.services.models_work import ModelWork
from casework.settings import Settings

if TYPE_CHECKING:
    from huey import Huey

_log = service_log(__name__)
_NAME = "triage-jobs"
_PROJECT = Path(__file__).resolve().parents[2]
_LOOK_EVERY = 2.0
_LOOK_AT_SCHEDULE = 30.0
_NOT_AGAIN_FOR = 20.0
"""A worker that found another one at work is not begun again for so long."""
_TIME_TO_END = 3.0
SILENT_FOR = timedelta(minutes=5)
"""A running job that says nothing for so long has lost its worker, on whatever machine that was."""
ANOTHER_WORKS = 3
"""Exit code of a worker that is not the only one."""


def open_queue(settings: Settings, jobs: JobSettings) -> Huey:
    """The queue these settings ask for. Raises QueueFault when it cannot be opened."""
    from huey import RedisHuey, SqliteHuey

    try:
        if jobs.queue_url:
            return RedisHuey(_NAME, url=jobs.queue_url)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(_NAME, filename=str(settings.data_dir / "jobs.db"))
    except Exception as error:
        raise QueueFault(f"the queue cannot be opened: {type(error).__name__}") from error


def job_task(huey: Huey) -> Any:
    """The one task there is, known to both ends by its name."""

    def model_job(job_id: str) -> None:
        from api.jobs.worker import run_job

        run_job(job_id)

    return huey.task(name="model_job")(model_job)


class WorkerProcess:
    """Implements ports.models.JobQueue, and keeps the worker alive while there is work."""

    def __init__(self, settings: Settings, work: ModelWork, command: tuple[str, ...] | None = None) -> None:
        self._settings, self._jobs, self._work = settings, JobSettings(), work
        self._command = command or (sys.executable, "-m", "api.jobs.worker")
        self._task: Any = None
        self._process: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0
        self._lock = threading.Lock()

    def put(self, job_id: str) -> None:
        """Queues a job and sees to it that a worker is there. Raises QueueFault."""
        try:
            if self._task is None:
                self._task = job_task(open_queue(self._settings, self._jobs))
            self._task(job_id)
        except QueueFault:
            raise
        except Exception as error:
            raise QueueFault(f"the job was not queued: {type(error).__name__}") from error
        self.wake()

    def wake(self) -> None:
        """Sees to it that a worker is there. Raises QueueFault."""
        with self._lock:
            if self._process is not None:
                code = self._process.poll()
                if code is None:
                    return
                if code == ANOTHER_WORKS:
                    self._not_before = time.monotonic() + _NOT_AGAIN_FOR
                elif code:
                    _log.warning("worker ended", code=code)
                _close(self._process)
                self._process = None
            if time.monotonic() < self._not_before:
                return
            try:
                self._process = self._begin()
            except OSError as error:
                raise QueueFault(f"the worker cannot be started: {type(error).__name__}") from error

    async def run(self) -> None:
        """From start to stop of the service: a dead worker is begun anew while there is work, schedules are kept."""
        looked_at_schedule = 0.0
        try:
            while True:
                try:
                    if await asyncio.to_thread(self._needed):
                        await asyncio.to_thread(self.wake)
                    if time.monotonic() - looked_at_schedule > _LOOK_AT_SCHEDULE:
                        looked_at_schedule = time.monotonic()
                        await asyncio.to_thread(self._work.fail_orphans, SILENT_FOR)
                        due = await asyncio.to_thread(self._work.open_scheduled)
                        if due is not None:
                            await asyncio.to_thread(self.put, due)
                except Exception as error:  # noqa: BLE001 - the next look may find the database again
                    _log.warning("background work not tended", error=type(error).__name__)
                await asyncio.sleep(_LOOK_EVERY)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ends the worker and what it started: it hears that its standard input closes."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        _close(process)
        try:
            process.wait(_TIME_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def pid(self) -> int | None:
        """Process id of the worker this process began, None when there is none."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def _needed(self) -> bool:
        return bool(self._work.unfinished()) or self._work.shadowing() is not None

    def _begin(self) -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "TRIAGE_DATA_DIR": str(self._settings.data_dir),
            "TRIAGE_DATABASE_URL": self._settings.database_url,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(_PROJECT), os.environ.get("PYTHONPATH")))),
        }
        logs = self._settings.data_dir / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        with (logs / "worker.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own module
                self._command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                cwd=_PROJECT,
                start_new_session=True,
            )


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
