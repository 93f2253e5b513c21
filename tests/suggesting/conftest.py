"""The rule book, the stores under test, and people at the desk."""

from __future__ import annotations

import pytest

from knowledge import RuleBook
from tests.casework.builders import rulebook
from tests.store.conftest import clock, hasher, keys_dir, new_postgres_url, sql_store, sqlite_store, url

__all__ = ["clock", "hasher", "keys_dir", "new_postgres_url", "sql_store", "sqlite_store", "url"]


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return rulebook()
