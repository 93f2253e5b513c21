"""Medians out of steps: near the true ones, and none for a handful."""

from collections import Counter
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from casework.statistics.times import BOUNDS, bin_of, grouped, quantile, words_of


@given(st.lists(st.integers(0, 80_000), min_size=5, max_size=200))
def test_the_median_lies_in_the_step_of_the_true_one(seconds: list[int]) -> None:
    found = quantile(Counter(bin_of(one) for one in seconds), 0.5)
    ordered = sorted(seconds)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    assert found is not None
    below = ([0, *BOUNDS])[bin_of(low)]
    above = ([*BOUNDS, BOUNDS[-1]])[min(bin_of(high), len(BOUNDS) - 1)]
    assert below <= found <= above
    assert low <= median(seconds) <= high


def test_fewer_than_five_times_have_no_median() -> None:
    assert quantile({3: 4}, 0.5) is None
    assert words_of(None) == "—"


@given(st.lists(st.integers(0, 100_000), max_size=100))
def test_groups_hold_every_time_once(seconds: list[int]) -> None:
    assert sum(count for _, count in grouped(Counter(bin_of(one) for one in seconds))) == len(seconds)


def test_times_are_said_as_people_say_them() -> None:
    said = [words_of(one) for one in (0.2, 42, 90, 120, 1500, 7200)]
    assert said == ["1秒", "42秒", "1.5分钟", "2分钟", "25分钟", "2小时"]
