"""Two at the same thing in the same moment: one decision holds, the other is told; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from casework.errors import ReviewItemChanged, ReviewItemGone
from casework.services.ports.review import ReviewQuery
from casework.services.review import Picked, ReviewService
from casework.store.unit import SqlStore
from tests.casework.builders import rulebook
from tests.review.talks import BEDS, SUN, ZHOU, hire_reviewers, misread
from tests.store.conftest import clock, hasher, keys_dir, new_postgres_url, sql_store, url

__all__ = ["clock", "hasher", "keys_dir", "new_postgres_url", "sql_store", "url"]


@pytest.fixture
def review(sql_store: SqlStore) -> ReviewService:
    hire_reviewers(sql_store)
    return ReviewService(sql_store, rulebook)


def test_two_reviewers_label_one_item_and_one_of_them_is_told(review: ReviewService, sql_store: SqlStore) -> None:
    for number in range(4):
        misread(sql_store, f"{BEDS}{'很' * 40 * number}", "disagreed")
    review.collect()
    for card in review.page(SUN, ReviewQuery(grouped=False)).cards:
        item, ready = card.item, Barrier(2)

        def label(who: object, intent: str, item: object = item, ready: Barrier = ready) -> str:
            ready.wait()
            try:
                review.label(who, Picked(item.id, item.version), intent)  # type: ignore[arg-type, attr-defined]
            except (ReviewItemChanged, ReviewItemGone) as error:
                return type(error).__name__
            return "done"

        with ThreadPoolExecutor(2) as pool:
            results = sorted(pool.map(label, (SUN, ZHOU), ("B1-1", "D-1")))
        assert results == ["ReviewItemChanged", "done"]
    with sql_store.read() as work:
        written = [line for line in work.audit.entries() if line.action == "review_label"]
        assert work.audit.verify().fault is None
    assert len(written) == 4
