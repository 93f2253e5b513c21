"""The stores under test, as in tests/store, and people at the desk."""

import pytest

from casework.store.unit import SqlStore
from tests.fakes import FixedClock
from tests.live.stage import BOSS, LI, READER, WANG, LiveStage
from tests.store.conftest import clock, hasher, keys_dir, new_postgres_url, sql_store, sqlite_store, url

__all__ = ["clock", "hasher", "keys_dir", "new_postgres_url", "sql_store", "sqlite_store", "url"]


@pytest.fixture
def stage(sqlite_store: SqlStore, clock: FixedClock) -> LiveStage:
    """Four people work here, two agents are signed in."""
    made = LiveStage(sqlite_store, clock)
    made.employ(WANG, LI, BOSS, READER)
    made.sign_in(WANG, LI)
    return made


@pytest.fixture
def both_stage(sql_store: SqlStore, clock: FixedClock) -> LiveStage:
    """The same, on SQLite and on PostgreSQL."""
    made = LiveStage(sql_store, clock)
    made.employ(WANG, LI, BOSS, READER)
    made.sign_in(WANG, LI)
    return made
