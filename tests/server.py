"""A server of ours as a process of its own, for tests that look at it from outside."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from benchmarks.startup import free_port

_TIME_TO_END = 20.0


@contextmanager
def running(
    module: Sequence[str], directory: Path, *, answers: str = "/healthz", within: float = 60.0
) -> Iterator[str]:
    """Runs a server for as long as the block; gives its address."""
    port = free_port()
    process = start(module, directory, port, answers=answers, within=within)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)


def start(module: Sequence[str], directory: Path, port: int, *, answers: str, within: float) -> subprocess.Popen[bytes]:
    """Runs `python -m module…` on `directory`, and returns once the address `answers` does.

    In `module` the words DIRECTORY and PORT stand for the server's own.
    """
    words = {"DIRECTORY": str(directory), "PORT": str(port)}
    with (directory / "terminal.log").open("ab") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", *(words.get(word, word) for word in module)],
            stdout=terminal,
            stderr=terminal,
            env=os.environ | {"TRIAGE_DATA_DIR": str(directory)},
        )
    try:
        _wait(f"http://127.0.0.1:{port}{answers}", process, within)
    except BaseException:
        end(process)
        raise
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends it as a reboot would."""
    process.terminate()
    try:
        process.wait(_TIME_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


SERVE = ("api.commandline.main", "serve", "--port", "PORT")
"""The service as its users start it."""


def trained_directory() -> Path:
    """Where `make test` has trained a model; skips the test where there is none."""
    trained = os.environ.get("TRIAGE_TEST_DATA_DIR")
    if not trained or not (Path(trained) / "models" / "current.json").exists():
        pytest.skip("needs a trained model: `make test` trains one and names it in TRIAGE_TEST_DATA_DIR")
    return Path(trained).absolute()


def _wait(address: str, process: subprocess.Popen[bytes], within: float) -> None:
    last, begun = "", time.monotonic()
    while time.monotonic() - begun < within:
        assert process.poll() is None, f"the server ended with code {process.returncode}"
        with contextlib.suppress(httpx.TransportError):
            answer = httpx.get(address, timeout=5)
            if answer.status_code == 200:
                return
            last = answer.text
        time.sleep(0.1)
    raise AssertionError(f"no answer in {within:.0f} s: {last}")
