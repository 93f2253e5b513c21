"""Are two masked texts the same story in nearly the same words? MinHash over runs of three characters.

Deterministic, and without a list of all texts: a new one is looked for under a few keys. A sketch says nothing that
could be turned back into words, but whoever guesses a text can check the guess; stores keep it sealed.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import Final

Sketch = tuple[int, ...]
ROWS: Final = 3
BANDS: Final = 14
SIZE: Final = ROWS * BANDS
"""With 14 keys of 3 rows, texts that share half of their runs meet under one key with 85 %, equal ones always."""
_GRAM: Final = 3
_READ_MAX: Final = 2000
_MASK: Final = 0xFFFFFFFF
_TOKEN: Final = re.compile("〔[^〕]{1,8}〕")
_FIGURES: Final = re.compile(r"[0-9０-９]+")


def _steps() -> tuple[tuple[int, int], ...]:
    """Fixed odd factors and offsets: a generator that never changes with a library."""
    made, state = [], 0x9E3779B9
    for _ in range(SIZE):
        state = (state * 1664525 + 1013904223) & _MASK
        factor = state | 1
        state = (state * 1664525 + 1013904223) & _MASK
        made.append((factor, state))
    return tuple(made)


_STEPS: Final = _steps()


def runs(text: str) -> frozenset[str]:
    """The distinct runs of three characters; figures and sealed tokens count as one sign, punctuation not at all."""
    plain = _FIGURES.sub("0", _TOKEN.sub("x", text[:_READ_MAX].lower()))
    bare = "".join(character for character in plain if character.isalnum())
    if len(bare) < _GRAM:
        return frozenset({bare})
    return frozenset(bare[start : start + _GRAM] for start in range(len(bare) - _GRAM + 1))


def sketch(text: str) -> Sketch:
    """SIZE numbers; the share of equal ones between two sketches estimates the share of runs in common."""
    hashes = [_mixed(zlib.crc32(run.encode("utf-8", "surrogatepass"))) for run in sorted(runs(text))]
    return tuple(min((factor * one + offset) & _MASK for one in hashes) for factor, offset in _STEPS)


def keys(of: Sketch) -> tuple[str, ...]:
    """The keys under which alike texts are looked for."""
    return tuple(
        f"{band}:" + "-".join(map(str, of[band * ROWS : (band + 1) * ROWS])) for band in range(len(of) // ROWS)
    )


def likeness(first: Sketch, second: Sketch) -> float:
    """Estimated share of runs in common, 0 to 1."""
    return sum(a == b for a, b in zip(first, second, strict=True)) / len(first)


def most_alike(new: Sketch, groups: Iterable[tuple[int, Sketch]], least: float) -> int | None:
    """The group whose founder is most like `new`, at least `least`; of equals the older. None: it founds its own."""
    ranked = sorted((-likeness(new, founder), group) for group, founder in groups)
    return ranked[0][1] if ranked and -ranked[0][0] >= least else None


def _mixed(value: int) -> int:
    value = ((value ^ (value >> 16)) * 0x45D9F3B) & _MASK
    value = ((value ^ (value >> 16)) * 0x45D9F3B) & _MASK
    return value ^ (value >> 16)
