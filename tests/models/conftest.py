"""Real stores with the model loop on them; archives, queue and engines are small stand-ins."""

from collections.abc import Callable
from pathlib import Path

import pytest

from casework.services.models import ModelService
from casework.services.models_work import ModelWork
from casework.store.unit import SqlStore
from knowledge import RuleBook
from tests.casework.builders import rulebook
from tests.fakes import FixedClock
from tests.models.loop import FakeFiles, FakeQueue, Loop
from tests.store.conftest import clock, hasher, keys_dir, new_postgres_url, sql_store, sqlite_store, url

__all__ = ["clock", "hasher", "keys_dir", "new_postgres_url", "sql_store", "sqlite_store", "url"]


@pytest.fixture
def book() -> RuleBook:
    return rulebook()


@pytest.fixture
def loop_on(book: RuleBook, clock: FixedClock, tmp_path: Path) -> Callable[[SqlStore], Loop]:
    def on(store: SqlStore) -> Loop:
        files, queue = FakeFiles(clock), FakeQueue()
        service = ModelService(store, lambda: book, clock, files, queue)
        return Loop(store, service, ModelWork(store, lambda: book, clock), files, queue, clock, book)

    return on


@pytest.fixture
def loop(sql_store: SqlStore, loop_on: Callable[[SqlStore], Loop]) -> Loop:
    """On every database there is."""
    return loop_on(sql_store)


@pytest.fixture
def quick(sqlite_store: SqlStore, loop_on: Callable[[SqlStore], Loop]) -> Loop:
    """On SQLite alone, for what does not depend on the database."""
    return loop_on(sqlite_store)
