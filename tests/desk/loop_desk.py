"""A desk over a model loop that never trains, as a server of its own, with two administrators."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.startup import free_port
from casework.bootstrap import bootstrap
from casework.settings import Settings
from tests.desk.conftest import Desk, _wait
from tests.desk.people import PASSWORD, hire


@contextmanager
def loop_desk(directory: Path) -> Iterator[Desk]:
    """The server runs as long as the block. `directory/scene` names what it shows."""
    services = bootstrap(Settings(data_dir=directory))
    hire(services)
    with services.store.write() as work:
        once = work.users.add("chief", "吴主任", "admin")
        assert once is not None
        work.users.change_password("chief", once, PASSWORD)
        work.commit()
    port = free_port()
    with (directory / "terminal.log").open("wb") as terminal:
        command = [sys.executable, "-m", "tests.desk.loop_server", str(directory), str(port)]
        process = subprocess.Popen(command, stdout=terminal, stderr=terminal)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process)
            yield Desk(url, directory, services)
            services.store.close()
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
