"""How long until the page is up, until the first answer, and until the service has ended?

`python benchmarks/startup.py --runs 3` starts the service on the present data directory (TRIAGE_DATA_DIR) and prints
seconds for each run and their worst. The first run trains if there is no model; with --bar it exits 1 when a later one
takes longer.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

_GIVE_UP = 3600.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], begun: float) -> float:
    """Seconds from `begun` until the address answers 200. Raises RuntimeError when the service ends before."""
    while time.monotonic() - begun < _GIVE_UP:
        if process.poll() is not None:
            raise RuntimeError(f"the service ended with exit code {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - an address of this machine
                if answer.status == 200:
                    return time.monotonic() - begun
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"no answer from {url} in {_GIVE_UP:.0f} s")


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """Seconds of processor time the process has taken: what it costs, however busy the machine is with others."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def one_run() -> dict[str, float]:
    """Starts, waits, stops; the seconds of each, and the processor time until ready."""
    port = free_port()
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.commandline.main", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        env=os.environ | {"TRIAGE_HOST": "127.0.0.1"},
    )
    try:
        page = wait_for(f"http://127.0.0.1:{port}/healthz", process, begun)
        ready = wait_for(f"http://127.0.0.1:{port}/readyz", process, begun)
        processor = processor_seconds(process)
        ending = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        seconds = {"page": page, "ready": ready, "processor": processor, "stop": time.monotonic() - ending}
        return {name: round(value, 2) for name, value in seconds.items()}
    finally:
        if process.poll() is None:
            process.kill()


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when a run after the first is slower than the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--bar", type=float, help="seconds until ready, for every run but the first")
    options = parser.parse_args(arguments)
    runs = []
    for number in range(options.runs):
        runs.append(one_run())
        print(f"run {number + 1}: {json.dumps(runs[-1])}", flush=True)
    later = runs[1:] or runs
    worst = {name: max(run[name] for run in later) for name in later[0]}
    print(f"worst after the first: {json.dumps(worst)}")
    return 1 if options.bar is not None and worst["ready"] > options.bar else 0


if __name__ == "__main__":
    sys.exit(main())
