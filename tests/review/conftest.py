"""Real stores (SQLite, and PostgreSQL where there is one) with the people who review."""

from collections.abc import Callable

import pytest

from casework.services.review import ReviewService
from casework.store.unit import SqlStore
from knowledge import RuleBook
from tests.casework.builders import rulebook
from tests.review.talks import hire_reviewers
from tests.store.conftest import clock, hasher, keys_dir, new_postgres_url, sql_store, sqlite_store, url

__all__ = ["clock", "hasher", "keys_dir", "new_postgres_url", "sql_store", "sqlite_store", "url"]


@pytest.fixture
def book() -> RuleBook:
    return rulebook()


@pytest.fixture
def review_on(book: RuleBook) -> Callable[[SqlStore], ReviewService]:
    def on(store: SqlStore, novelty: Callable[[str], float | None] = lambda _: None) -> ReviewService:
        hire_reviewers(store)
        return ReviewService(store, lambda: book, novelty)

    return on


@pytest.fixture
def review(sql_store: SqlStore, review_on: Callable[[SqlStore], ReviewService]) -> ReviewService:
    """On every database there is."""
    return review_on(sql_store)


@pytest.fixture
def quick(sqlite_store: SqlStore, review_on: Callable[[SqlStore], ReviewService]) -> ReviewService:
    """On SQLite alone, for what does not depend on the database."""
    return review_on(sqlite_store)
