"""Train a model in a process of its own, and tell how far it is. Never in a serving process, never left behind."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from api.preparation.progress import Estimate, Progress
from api.preparation.shelf import BrokenModel, Shelf
from api.preparation.sources import Sources

_LOOK_EVERY = 1.0
_TIME_TO_END = 5.0
JOB_FOLDER = "job-training-"
"""Where a worker trains: whoever else starts a training here must not sweep that away, nor the other way round."""
OnProgress = Callable[[Progress], None]
T = TypeVar("T")


class TrainingFailed(Exception):
    """Training ended without a model; `log` says why at length."""

    def __init__(self, reason: str, log: Path) -> None:
        self.reason = reason
        self.log = log
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where training happens: the data directory's own corner, so that a rename onto the shelf stays on one disk."""

    data_dir: Path
    language_dir: Path
    shelf: Shelf
    command: tuple[str, ...] = (sys.executable, "-m", "api.preparation.training_process")

    @property
    def log(self) -> Path:
        """Everything Rasa said."""
        return self.data_dir / "logs" / "training.log"

    @property
    def timings(self) -> Path:
        """How long each step took last time."""
        return self.shelf.directory / "timings.json"


async def train(sources: Sources, fingerprint: str, workshop: Workshop, on_progress: OnProgress) -> Path:
    """Trains and puts the model on the shelf; returns its path. Raises TrainingFailed, OSError.

    Cancelled, it ends the training process before it returns; what had been trained so far is thrown away.
    """
    return await _trained(
        sources, workshop, on_progress, lambda trained: workshop.shelf.put(trained, fingerprint, sources.extra)
    )


async def train_candidate(sources: Sources, workshop: Workshop, on_progress: OnProgress) -> tuple[Path, str]:
    """The same for a candidate: it is put beside the present model; its path and sha256."""
    return await _trained(sources, workshop, on_progress, workshop.shelf.put_candidate, JOB_FOLDER)


async def _trained(
    sources: Sources, workshop: Workshop, on_progress: OnProgress, put: Callable[[Path], T], prefix: str = "training-"
) -> T:
    workshop.log.parent.mkdir(parents=True, exist_ok=True)
    workshop.shelf.directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=workshop.shelf.directory) as place:
        trained = await _run(sources, Path(place), workshop, on_progress)
        try:
            return put(trained)
        except BrokenModel as error:
            raise TrainingFailed(str(error), workshop.log) from error


def sweep(workshop: Workshop) -> None:
    """Removes what a training that was cut off (power, kill -9) left behind."""
    for left in workshop.shelf.directory.glob("training-*"):
        shutil.rmtree(left, ignore_errors=True)


async def _run(sources: Sources, place: Path, workshop: Workshop, on_progress: OnProgress) -> Path:
    request = {
        "config": str(sources.config),
        "domain": str(sources.domain),
        "training_files": [str(path) for path in sources.training_files],
        "data": str(sources.data),
        "own_messages": [str(path) for path in sources.own_messages],
        "language": str(workshop.language_dir),
        "output": str(place),
        "log": str(workshop.log),
    }
    environment = os.environ | {
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONHASHSEED": "0",
        "RASA_CACHE_DIRECTORY": str(place / "cache"),
        "TRIAGE_DATA_DIR": str(workshop.data_dir),
        "TMPDIR": str(place),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(sources.project), os.environ.get("PYTHONPATH")))),
    }
    process = await asyncio.create_subprocess_exec(
        *workshop.command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=sources.project,
        env=environment,
        start_new_session=True,
    )
    assert process.stdin is not None
    estimate = Estimate(workshop.timings)
    last: dict[str, Any] = {}
    try:
        process.stdin.write(json.dumps(request).encode() + b"\n")
        await process.stdin.drain()
        async for line in _lines(process):
            if line is not None:
                last = line
                if "plan" in line:
                    estimate.plan(line["plan"])
                if "begin" in line:
                    estimate.begin(line["begin"])
            on_progress(estimate.look())
        await process.wait()
    finally:
        await _end(process)
    if "trained" not in last:
        raise TrainingFailed(str(last.get("failed", f"exit code {process.returncode}")), workshop.log)
    estimate.finish()
    return Path(last["trained"])


async def _lines(process: asyncio.subprocess.Process) -> AsyncIterator[dict[str, Any] | None]:
    """What the process tells, and None once a second, so that the time left runs down in between."""
    assert process.stdout is not None
    reading = asyncio.ensure_future(process.stdout.readline())
    try:
        while True:
            done, _ = await asyncio.wait((reading,), timeout=_LOOK_EVERY)
            if not done:
                yield None
                continue
            if not reading.result():
                return
            yield json.loads(reading.result())
            reading = asyncio.ensure_future(process.stdout.readline())
    finally:
        reading.cancel()


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ends the process and all it started; the group is its own, so nothing else is hit."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _TIME_TO_END)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
