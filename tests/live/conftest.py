"""The stores under test, as in tests/store, and people at the desk."""

from tests.store.conftest import clock, hasher, keys_dir, new_postgres_url, sql_store, sqlite_store, url

__all__ = ["clock", "hasher", "keys_dir", "new_postgres_url", "sql_store", "sqlite_store", "url"]
