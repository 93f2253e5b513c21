"""Everything wired as the service wires it, over a store of its own, with everybody at work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.bootstrap import Services, bootstrap
from casework.settings import Settings
from tests.desk.people import hire
from tests.telephone.word_engine import WordEngine


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    wired = bootstrap(Settings(data_dir=tmp_path / "data"))
    hire(wired)
    wired.engine_slot.engine = WordEngine()
    yield wired
    wired.suggestions.settle()
    wired.store.close()
