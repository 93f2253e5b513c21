"""The stores under test: the fake, SQLite, and PostgreSQL where TRIAGE_TEST_POSTGRES_URL names one."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from casework.database.connecting import database_url
from casework.services.ports import Store
from casework.store import open_store
from casework.store.unit import SqlStore
from tests.fakes import FixedClock, MemoryStore, QuickHasher


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def hasher() -> QuickHasher:
    return QuickHasher()


@pytest.fixture
def new_postgres_url() -> Iterator[Callable[[], str]]:
    """Each call gives the URL of an empty schema of its own, dropped after the test."""
    base = os.environ.get("TRIAGE_TEST_POSTGRES_URL")
    if not base:
        pytest.skip("needs PostgreSQL: set TRIAGE_TEST_POSTGRES_URL")
    with ExitStack() as stack:
        engine = create_engine(database_url(base), isolation_level="AUTOCOMMIT")
        stack.callback(engine.dispose)

        def make() -> str:
            schema = f"t_{uuid4().hex}"
            with engine.connect() as connection:
                connection.execute(text(f"CREATE SCHEMA {schema}"))
            stack.callback(_drop, schema)
            url = make_url(base).update_query_dict({"options": f"-csearch_path={schema}"})
            return url.render_as_string(hide_password=False)

        def _drop(schema: str) -> None:
            with engine.connect() as connection:
                connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))

        yield make


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "postgres":
        make: Callable[[], str] = request.getfixturevalue("new_postgres_url")
        return make()
    return f"sqlite:///{tmp_path / 'triage.db'}"


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def sql_store(url: str, keys_dir: Path, clock: FixedClock, hasher: QuickHasher) -> Iterator[SqlStore]:
    opened = open_store(url, keys_dir, clock=clock, hasher=hasher)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path, keys_dir: Path, clock: FixedClock, hasher: QuickHasher) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path / 'triage.db'}", keys_dir, clock=clock, hasher=hasher)
    yield opened
    opened.close()


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, keys_dir: Path, clock: FixedClock, hasher: QuickHasher
) -> Iterator[Store]:
    """Every kind of store there is; what holds for one must hold for all."""
    if request.param == "memory":
        yield MemoryStore(clock, hasher)
        return
    make: Callable[[], str] | None = None
    if request.param == "postgres":
        make = request.getfixturevalue("new_postgres_url")
    opened = open_store(make() if make else f"sqlite:///{tmp_path / 'triage.db'}", keys_dir, clock=clock, hasher=hasher)
    yield opened
    opened.close()
