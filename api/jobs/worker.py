"""The process that works: `python -m api.jobs.worker`. One at a time on a machine, behind everything else in priority.

Begun by the service (api.jobs.queue), it ends when its standard input closes. A job that was running when an earlier
worker died is marked as failed before anything else.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from api.jobs.queue import ANOTHER_WORKS, SILENT_FOR, job_task, open_queue
from api.jobs.settings import JobSettings
from api.jobs.telling import Cancelled, JobFailed, Telling
from casework.errors import TriageError

if TYPE_CHECKING:
    from casework.bootstrap import Services
    from casework.services.ports.models import JobView

_log = logging.getLogger("api.jobs.worker")


@dataclass(frozen=True, slots=True)
class Kinds:
    """What each kind of job does; tests put lighter work in."""

    train: Callable[[Services, JobView, Telling], None]
    compare: Callable[[Services, JobView, Telling], None]


def kinds() -> Kinds:
    """The real work, imported when it is needed."""
    from api.jobs.comparing import compare
    from api.jobs.training import train

    return Kinds(train, compare)


def run_job(job_id: str, services: Services | None = None, work: Kinds | None = None) -> None:
    """Does a job and writes down how it ended, whatever happens in it."""
    from casework.bootstrap import services as installed

    services = services or installed()
    rows = services.model_work
    job = rows.claim(job_id)
    if job is None:
        return
    telling = Telling(rows, job.id)
    work = work or kinds()
    try:
        (work.train if job.kind == "train" else work.compare)(services, job, telling)
    except Cancelled:
        rows.finish(job.id, "cancelled")
    except JobFailed as error:
        rows.finish(job.id, "failed", str(error))
    except OSError as error:
        rows.finish(job.id, "failed", f"磁盘读写失败：{error.strerror or type(error).__name__}")
    except TriageError as error:
        rows.finish(job.id, "failed", services.rulebook.reply(error.reply_id, **error.slots))
    except Exception as error:  # noqa: BLE001 - the worker must live on, and the message may quote a text
        _log.error("job %s failed: %s", job.id, type(error).__name__)
        rows.finish(job.id, "failed", f"任务出错（{type(error).__name__}）")


def main() -> int:
    """Entry point. Exit code 3: another worker is at it."""
    from casework.settings import Settings

    settings, jobs = Settings(), JobSettings()
    os.nice(max(0, jobs.worker_nice - os.nice(0)))
    lock = _only_one(settings.data_dir / "worker.lock")
    if lock is None:
        return ANOTHER_WORKS
    from casework.bootstrap import bootstrap, install

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    threading.Thread(target=_end_with_parent, args=(sys.stdin,), name="parent", daemon=True).start()
    services = bootstrap(settings)
    install(services)
    _sweep(settings.data_dir, settings.models_dir)
    # a worker on another machine may be at one of them
    services.model_work.fail_orphans(SILENT_FOR if jobs.queue_url else timedelta())
    huey = open_queue(settings, jobs)
    task = job_task(huey)
    for job in services.model_work.unfinished():
        task(job.id)  # a second time does no harm: a job is claimed once
    from api.jobs.shadowing import Shadow

    threading.Thread(target=Shadow(services).run, name="shadow", daemon=True).start()
    consumer = huey.create_consumer(workers=1, worker_type="thread", periodic=False, max_delay=1.0)
    consumer.run()
    return 0


def _only_one(path: Path) -> TextIO | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _end_with_parent(stream: TextIO) -> None:
    stream.read()
    # what it started ends with it: the training process hears its own standard input close
    os.kill(os.getpid(), signal.SIGKILL)


def _sweep(data_dir: Path, models_dir: Path) -> None:
    """Removes what a worker that was cut off left behind."""
    import shutil

    from api.jobs.training import EXPORT_FOLDER
    from api.preparation.training import JOB_FOLDER

    for left in (*models_dir.glob(f"{JOB_FOLDER}*"), *data_dir.glob(f"{EXPORT_FOLDER}*")):
        shutil.rmtree(left, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
