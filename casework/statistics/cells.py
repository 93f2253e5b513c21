"""Counts as they may be shown: groups with their total, small ones hidden; shares of a whole; times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casework.statistics.suppression import hide_in_groups, hide_small, hide_total
from casework.statistics.times import grouped, quantile

FEW = "＊"
"""What stands where a count is hidden."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One group. `count` None: hidden. `inside`: its own groups, whose total is `count`."""

    key: str
    label: str
    count: int | None
    inside: tuple[Cell, ...] = ()

    @property
    def shown(self) -> str:
        """The count in words."""
        return FEW if self.count is None else f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Groups:
    """A whole and its groups. `total` None: too small to be shown, and so is every group."""

    total: int | None
    cells: tuple[Cell, ...]

    @property
    def shown_total(self) -> str:
        """The total in words."""
        return FEW if self.total is None else f"{self.total:,}"

    @property
    def hides(self) -> bool:
        """Whether any group is hidden."""
        return self.total is None or any(
            cell.count is None or any(inner.count is None for inner in cell.inside) for cell in self.cells
        )

    @property
    def empty(self) -> bool:
        """Whether nothing was counted."""
        return self.total == 0


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole. Both are None where the part, or what is left of it, is a small group."""

    part: int | None
    whole: int | None

    @property
    def percent(self) -> float | None:
        """0 to 100, None where nothing may be said, or there is nothing."""
        return None if self.part is None or not self.whole else 100 * self.part / self.whole

    @property
    def shown(self) -> str:
        """62.5%, or a dash."""
        return "—" if self.percent is None else f"{self.percent:.1f}%"


HIDDEN = Share(None, None)


@dataclass(frozen=True, slots=True)
class Durations:
    """How long something took; `median` and `most` (nine of ten) in seconds, None for fewer than five."""

    groups: Groups
    median: float | None
    most: float | None


def groups(counts: Iterable[tuple[str, str, int]]) -> Groups:
    """Groups (key, label, count) that add up to the whole."""
    known = list(counts)
    shown = hide_small([count for _, _, count in known])
    cells = tuple(Cell(key, label, count) for (key, label, _), count in zip(known, shown, strict=True))
    return Groups(hide_total(sum(count for _, _, count in known)), cells)


def groups_in_groups(counts: Iterable[tuple[str, str, list[tuple[str, str, int]]]]) -> Groups:
    """Groups (key, label, groups inside) that add up to the whole."""
    known = list(counts)
    shown = hide_in_groups({key: [count for _, _, count in inside] for key, _, inside in known})
    cells = tuple(
        Cell(
            key,
            label,
            shown[key][0],
            tuple(Cell(*one[:2], count) for one, count in zip(inside, shown[key][1], strict=True)),
        )
        for key, label, inside in known
    )
    return Groups(hide_total(sum(one[2] for _, _, inside in known for one in inside)), cells)


def share(part: int, whole: int) -> Share:
    """A part of a whole that is shown elsewhere."""
    first, rest = hide_small([part, whole - part])
    return HIDDEN if first is None or rest is None else Share(part, whole)


def durations(bins: Mapping[int, int]) -> Durations:
    """Times counted in bins."""
    return Durations(
        groups((words, words, count) for words, count in grouped(bins)), quantile(bins, 0.5), quantile(bins, 0.9)
    )
