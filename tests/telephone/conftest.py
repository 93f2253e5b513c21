"""A store for the tests of each module, staff who take calls, and an engine that reads by words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.bootstrap import Services, bootstrap
from casework.services.staff import Staff
from casework.settings import Settings
from tests.desk.people import hire
from tests.telephone.word_engine import WordEngine

LI, YI, REVIEWER = Staff("wang.li", "senior_agent"), Staff("zhao.yi", "agent"), Staff("sun.gui", "reviewer")
JILIN = "220000"
REPORT = "我要举报向阳区仁和大药房，今年三月把不是医保的东西刷成感冒药，一共刷了四千二百元，我手里有两张收据的照片。"
APPEAL = "我妈住院花了三万多，出院时报销比例少算了，医保中心10月8日给了不予报销的决定书。"


@pytest.fixture(scope="module")
def wired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A store for the tests of one module."""
    wired = bootstrap(Settings(data_dir=tmp_path_factory.mktemp("calls")))
    hire(wired)
    yield wired
    wired.store.close()


@pytest.fixture
def services(wired: Services) -> Services:
    """The use cases, with a fresh engine."""
    wired.engine_slot.engine = WordEngine()
    return wired
