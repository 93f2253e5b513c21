"""Groups of fewer than five are not shown, and nobody can work them out from the total.

A hidden cell stands for itself only as long as it cannot be told from the rest: the total less what is shown. So at
least two cells are hidden, which together come to five or more; where the small ones do not, the next larger are hidden
with them. A nought is hidden among small ones too: otherwise five people in five places would be one in each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LEAST = 5
"""The smallest group that is shown."""
Shown = int | None
"""A count, None where it is hidden."""


def hide_total(count: int) -> Shown:
    """A figure that stands alone: nought is shown, one to four are not."""
    return None if 0 < count < LEAST else count


def hide_small(counts: Sequence[int]) -> tuple[Shown, ...]:
    """The counts of groups whose total is shown, as they may be shown; all hidden where the total is too small."""
    if hide_total(sum(counts)) is None:
        return (None,) * len(counts)
    hidden = {index for index, count in enumerate(counts) if count < LEAST}
    if not sum(counts[index] for index in hidden):
        return tuple(counts)
    while not _safe([counts[index] for index in hidden]) and len(hidden) < len(counts):
        next_larger = min(count for index, count in enumerate(counts) if index not in hidden)
        # all of one size together: which of them was taken would tell where the small one is
        hidden.update(index for index, count in enumerate(counts) if count == next_larger)
    return tuple(None if index in hidden else count for index, count in enumerate(counts))


def hide_in_groups(groups: Mapping[str, Sequence[int]]) -> dict[str, tuple[Shown, tuple[Shown, ...]]]:
    """Groups with their own groups inside, all totals shown: the count of each and the counts in it.

    What lies in a hidden group is hidden as a whole.
    """
    totals = hide_small([sum(inside) for inside in groups.values()])
    return {
        name: (total, (None,) * len(inside) if total is None else hide_small(inside))
        for (name, inside), total in zip(groups.items(), totals, strict=True)
    }


def _safe(hidden: Sequence[int]) -> bool:
    """Whether each of these could be another number: as many fours as there are cells could be nothing else."""
    together = sum(hidden)
    all_small = max(hidden) < LEAST
    return len(hidden) > 1 and together >= LEAST and not (all_small and together == (LEAST - 1) * len(hidden))
