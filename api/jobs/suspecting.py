"""The process that looks for suspects: `python -m api.jobs.suspecting`, texts in and positions out as JSON.

It trains a classifier once (about two minutes on two cores), which no serving process may do; behind all else in
priority, and without a file: texts come by standard input.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from api.jobs.settings import JobSettings

_PROJECT = Path(__file__).resolve().parents[2]
_LONGEST = 1800.0
Found = list[tuple[int, str, float]]


class NotFound(Exception):
    """The process ended without an answer."""


def suspects_apart(texts: Sequence[str], labels: Sequence[str], command: Sequence[str] = ()) -> Found:
    """nlu.suspects in a process of its own: position, likelier label, its probability. Raises NotFound."""
    asked = json.dumps({"texts": list(texts), "labels": list(labels)}).encode()
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_PROJECT), os.environ.get("PYTHONPATH"))))
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            tuple(command) or (sys.executable, "-m", "api.jobs.suspecting"),
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=_PROJECT,
            timeout=_LONGEST,
            check=True,
        )
        answer = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NotFound(type(error).__name__) from error
    return [(int(number), str(likely), float(sure)) for number, likely, sure in answer]


def main() -> int:
    """Entry point of the process."""
    os.nice(max(0, JobSettings().worker_nice - os.nice(0)))
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    from nlu.suspects import find_suspects

    asked = json.loads(sys.stdin.buffer.read())
    found = find_suspects(asked["texts"], asked["labels"])
    json.dump([(one.number, one.likely, round(one.confidence, 3)) for one in found], answers)
    answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
