"""What may be shown of small groups: whoever knows the total and the rule still cannot work out a hidden cell."""

from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.statistics.suppression import LEAST, hide_in_groups, hide_small, hide_total

_counts = st.lists(st.integers(0, 40), min_size=1, max_size=8)


@cache
def _all_published(cells: int, total: int) -> dict[tuple[int | None, ...], list[tuple[int, ...]]]:
    """What would be shown → every list of counts with this total that would be shown so."""
    found: dict[tuple[int | None, ...], list[tuple[int, ...]]] = {}
    for counts in product(range(total + 1), repeat=cells - 1):
        if sum(counts) <= total:
            whole = (*counts, total - sum(counts))
            found.setdefault(hide_small(whole), []).append(whole)
    return found


@pytest.mark.parametrize(("cells", "most"), [(1, 12), (2, 30), (3, 26), (4, 17), (5, 12)])
def test_no_hidden_cell_can_be_worked_out_by_who_knows_the_total_and_the_rule(cells: int, most: int) -> None:
    for total in range(LEAST, most):
        for shown, possible in _all_published(cells, total).items():
            for index, cell in enumerate(shown):
                if cell is None:
                    assert len({counts[index] for counts in possible}) > 1, (shown, possible)


@given(_counts)
def test_nothing_from_one_to_four_is_shown_and_what_is_shown_is_true(counts: list[int]) -> None:
    for count, shown in zip(counts, hide_small(counts), strict=True):
        assert shown is None or (shown == count and not 0 < count < LEAST)


@given(_counts)
def test_what_is_hidden_together_is_never_a_small_group(counts: list[int]) -> None:
    hidden = [count for count, shown in zip(counts, hide_small(counts), strict=True) if shown is None]
    if hidden and sum(counts) >= LEAST:
        assert len(hidden) > 1
        assert sum(hidden) >= LEAST


def test_large_groups_and_noughts_are_shown_as_they_are() -> None:
    assert hide_small([5, 80, 0, 7]) == (5, 80, 0, 7)
    assert hide_small([]) == ()


def test_the_next_larger_group_is_hidden_with_a_single_small_one() -> None:
    assert hide_small([90, 3, 12, 6]) == (90, None, 12, None)


def test_a_total_that_is_too_small_hides_everything() -> None:
    assert hide_small([0, 4]) == (None, None)
    assert hide_total(4) is None
    assert hide_total(0) == 0


def test_inside_a_hidden_group_everything_is_hidden() -> None:
    shown = hide_in_groups({"report": [40, 2, 9], "appeal": [3, 0], "suggestion": [6, 0]})
    assert shown["appeal"] == (None, (None, None))
    assert shown["suggestion"] == (None, (None, None)), "with the small one, or that would be total less the rest"
    assert shown["report"] == (51, (40, None, None))


@given(st.lists(_counts, min_size=1, max_size=4))
def test_a_group_that_is_shown_never_gives_away_what_is_in_it(groups: list[list[int]]) -> None:
    named = {str(index): counts for index, counts in enumerate(groups)}
    for name, (total, inside) in hide_in_groups(named).items():
        if total is None:
            assert set(inside) <= {None}
        elif None in inside:
            hidden = [count for count, shown in zip(named[name], inside, strict=True) if shown is None]
            assert len(hidden) > 1
            assert sum(hidden) >= LEAST
