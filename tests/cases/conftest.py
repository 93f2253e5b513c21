"""The rule book every test of decisions asks."""

import pytest

from knowledge import RuleBook
from tests.casework.builders import rulebook


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return rulebook()
