"""How a running job says how far it is, and hears that it is to stop."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Final

from casework.services.models_work import ModelWork

_EVERY: Final = 1.0
_LINES: Final = 40
_TAIL_BYTES: Final = 64_000
_NOISE: Final = re.compile(r"it/s|Warning|^req = |^warnings\.warn|^import |^from |^declare_namespace")
"""Progress bars and what libraries warn each other of: nothing for who watches a training."""


class Cancelled(Exception):
    """The job was told to stop."""


class JobFailed(Exception):
    """A job cannot be done; the message is the Chinese sentence people read."""


class Telling:
    """Writes progress at most once a second. `log`: a file whose tail is shown, from where it ends now."""

    def __init__(self, rows: ModelWork, job_id: str) -> None:
        self._rows, self._job_id = rows, job_id
        self._last = 0.0
        self._log: Path | None = None
        self._log_from = 0
        self._lines: list[str] = []

    def follow(self, log: Path) -> None:
        """Shows what is written to this file from now on."""
        self._log = log
        self._log_from = log.stat().st_size if log.exists() else 0

    def say(self, line: str) -> None:
        """A line of the job's own log."""
        self._lines = [*self._lines, f"{time.strftime('%H:%M:%S')} {line}"][-_LINES:]

    def at(self, progress: float | None, step: str, seconds_left: float | None = None, *, now: bool = False) -> None:
        """Where the job is. Raises Cancelled when it is to stop; `now`: written whenever the last time was."""
        moment = time.monotonic()
        if not now and moment - self._last < _EVERY:
            return
        self._last = moment
        if not self._rows.tell(self._job_id, progress, step, seconds_left, self._tail()):
            raise Cancelled(self._job_id)

    def _tail(self) -> list[str]:
        lines = list(self._lines)
        if self._log is not None and self._log.exists():
            with self._log.open("rb") as file:
                end = file.seek(0, 2)
                file.seek(max(self._log_from, end - _TAIL_BYTES))
                read = (line.strip() for line in file.read().decode("utf-8", "replace").splitlines())
                lines += [line for line in read if line and not _NOISE.search(line)]
        return lines[-_LINES:]
