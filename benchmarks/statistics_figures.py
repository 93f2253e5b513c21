"""How long do figures take with many conversations? `python -m benchmarks.statistics_figures --conversations 100000`.

Fills a new SQLite database (half a minute for 100,000) and asks for a month, a quarter and a year, nothing kept.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

from casework.services.divisions import DivisionService
from casework.services.staff import Staff
from casework.services.statistics import StatisticsService
from casework.statistics.spans import read_span
from casework.store import open_store
from casework.store.column_types import SHANGHAI
from knowledge import RuleBook
from tests.office.fill import fill

_NOW = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)


def main() -> None:
    """Prints seconds for each period."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=100_000)
    asked = parser.parse_args()
    book = RuleBook.load().as_of(date(2026, 11, 22))
    with tempfile.TemporaryDirectory() as held:
        store = open_store(f"sqlite:///{held}/triage.db", Path(held) / "keys")
        fill(store, datetime(2026, 1, 1, tzinfo=SHANGHAI), 326, asked.conversations)
        for name in ("2026-11", "2026Q3", "2026"):
            span = read_span(name)
            assert span is not None
            service = StatisticsService(store, lambda: book, lambda: _NOW, DivisionService())
            service.places(Staff("x", "admin"))
            begun = time.perf_counter()
            found = service.figures(Staff("x", "admin"), span, "500000")
            print(f"{name}: {found.talks.total:,} conversations, {time.perf_counter() - begun:.2f} s")
        store.close()


if __name__ == "__main__":
    main()
