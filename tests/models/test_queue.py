"""The queue of jobs on a file and on a real Redis: what one process puts down another takes up, once."""

import os
from pathlib import Path

import pytest

from api.jobs.queue import job_task, open_queue
from api.jobs.settings import JobSettings
from casework.errors import QueueFault
from casework.settings import Settings


def redis_url() -> str:
    """A database of its own on the Redis that `.ci/run` names; skips the test where there is none."""
    url = os.environ.get("TRIAGE_TEST_REDIS_URL")
    if not url:
        pytest.skip("needs Redis: set TRIAGE_TEST_REDIS_URL, e.g. redis://127.0.0.1:6379/9")
    return url


@pytest.mark.parametrize("on_redis", [False, True], ids=["file", "redis"])
def test_a_job_put_down_by_one_process_is_taken_up_once_by_another(tmp_path: Path, on_redis: bool) -> None:
    settings = Settings(data_dir=tmp_path)
    jobs = JobSettings(queue_url=redis_url() if on_redis else "")
    here, there = open_queue(settings, jobs), open_queue(settings, jobs)
    here.flush()
    put, _ = job_task(here), job_task(there)

    put("job-1")
    put("job-2")
    taken = [there.dequeue(), there.dequeue()]

    assert [task.args for task in taken] == [("job-1",), ("job-2",)]
    assert there.dequeue() is None


def test_a_redis_that_is_not_there_is_told_when_a_job_is_put_down(tmp_path: Path) -> None:
    from api.jobs.queue import WorkerProcess

    worker = WorkerProcess(Settings(data_dir=tmp_path), None)  # type: ignore[arg-type]
    worker._jobs = JobSettings(queue_url="redis://127.0.0.1:1/0")

    with pytest.raises(QueueFault):
        worker.put("job-1")
