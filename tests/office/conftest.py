"""The stores under test, as everywhere, and an office on each of them."""

import pytest

from casework.sealing.files import SealedFiles
from casework.services.evidence import EvidenceService
from casework.services.office import OfficeService
from casework.store.unit import SqlStore
from tests.fakes import FixedClock
from tests.store.conftest import (  # noqa: F401 - fixtures
    clock,
    hasher,
    keys_dir,
    new_postgres_url,
    sql_store,
    sqlite_store,
    url,
)
from tests.store.desk import Office


@pytest.fixture
def desk(sql_store: SqlStore, clock: FixedClock) -> Office:  # noqa: F811
    return Office(sql_store, clock)


@pytest.fixture
def office(desk: Office, sql_store: SqlStore, clock: FixedClock, tmp_path) -> OfficeService:  # type: ignore[no-untyped-def]  # noqa: F811
    evidence = EvidenceService(sql_store, SealedFiles(tmp_path / "uploads"), lambda: desk.book, clock)
    return OfficeService(sql_store, lambda: desk.book, clock, evidence)
