"""A desk over a model loop that never trains, as a server of its own, with two administrators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casework.bootstrap import bootstrap
from casework.settings import Settings
from tests.desk.conftest import Desk
from tests.desk.people import PASSWORD, hire
from tests.server import running


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
    with running(("tests.desk.loop_server", "DIRECTORY", "PORT"), directory) as url:
        yield Desk(url, directory, services)
        services.store.close()
