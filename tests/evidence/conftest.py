"""A directory for sealed files, and every kind of store."""

from pathlib import Path

import pytest

from casework.sealing.files import SealedFiles
from tests.store.conftest import clock, hasher, keys_dir, new_postgres_url, sqlite_store, store

__all__ = ["clock", "hasher", "keys_dir", "new_postgres_url", "sqlite_store", "store"]


@pytest.fixture
def files(tmp_path: Path) -> SealedFiles:
    return SealedFiles(tmp_path / "uploads")
