"""The rule book of this package, read once for all tests that only ask it."""

from __future__ import annotations

import pytest

from knowledge import RuleBook


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return RuleBook.load()
