"""How much of the training is done, and how long will the rest take?

Steps are weighted by the seconds they took last time on this machine, before that by expected_seconds.yml. The rest is
corrected by how fast the steps done so far really were.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

_NEVER_QUITE = 0.98
_OVERRUN = 0.25


@dataclass(frozen=True, slots=True)
class Progress:
    """Where training is: the step's name, 0 to 1, and the seconds left (None before anything is known)."""

    step: str
    done: float
    seconds_left: float | None


class Estimate:
    """Follows one training run."""

    def __init__(self, timings: Path, now: Callable[[], float] = time.monotonic) -> None:
        self._timings = timings
        self._now = now
        self._expected = _read(timings)
        self._left: list[str] = []
        self._finished: list[tuple[str, float]] = []
        self._step = ""
        self._since = now()
        self._shown = 0.0

    def plan(self, steps: Sequence[str]) -> None:
        """The steps to come; a step may come several times."""
        self._left = list(steps)

    def begin(self, step: str) -> None:
        """A step begins; the one before it is over."""
        self._end()
        self._step, self._since = step, self._now()
        if step in self._left:
            self._left.remove(step)

    def finish(self) -> None:
        """Training is over: the times of this run are kept for the next."""
        self._end()
        seconds: dict[str, float] = {}
        for step, took in self._finished:
            seconds[step] = max(seconds.get(step, 0.0), round(took, 2))
        self._timings.parent.mkdir(parents=True, exist_ok=True)
        self._timings.write_text(json.dumps(seconds, indent=1), encoding="utf-8")

    def look(self) -> Progress:
        """Where training is now."""
        expected_done = sum(self._seconds(step) for step, _ in self._finished)
        took = sum(seconds for _, seconds in self._finished)
        pace = took / expected_done if expected_done >= 5 else 1.0
        running = self._now() - self._since if self._step else 0.0
        current = self._seconds(self._step) * pace if self._step else 0.0
        rest = sum(self._seconds(step) for step in self._left) * pace
        # a step that takes longer than expected stands still just before its end, and its rest grows with its delay
        inside = min(running, current * _NEVER_QUITE)
        left = max(current - running, running * _OVERRUN) if self._step else 0.0
        whole = took + current + rest
        self._shown = max(self._shown, min(_NEVER_QUITE, (took + inside) / whole) if whole else 0.0)
        return Progress(self._step, self._shown, rest + left if whole else None)

    def _end(self) -> None:
        if self._step:
            self._finished.append((self._step, self._now() - self._since))
            self._step = ""

    def _seconds(self, step: str) -> float:
        return self._expected.get(step, self._expected["other"])


def _read(timings: Path) -> dict[str, float]:
    shipped = Path(__file__).with_name("expected_seconds.yml")
    expected: dict[str, float] = yaml.safe_load(shipped.read_text(encoding="utf-8"))
    try:
        measured = json.loads(timings.read_text(encoding="utf-8"))
        expected |= {str(step): float(seconds) for step, seconds in measured.items()}
    except (OSError, ValueError, AttributeError):
        pass  # no training on this machine yet, or a file from elsewhere: the shipped figures will do
    return expected
