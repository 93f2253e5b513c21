"""How well do two people agree? Cohen's kappa; and who gets a second opinion."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_WHOLE: Final = 1 << 64


@dataclass(frozen=True, slots=True)
class Agreement:
    """`observed`: the share on which both said the same. `kappa` None: nothing compared, or chance explains all."""

    compared: int
    observed: float
    kappa: float | None


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Cohen's kappa of two labels each; -1 to 1, 0 where they agree as often as chance would."""
    if not pairs:
        return Agreement(0, 0.0, None)
    total = len(pairs)
    observed = sum(first == second for first, second in pairs) / total
    firsts, seconds = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    expected = sum(count * seconds[label] for label, count in firsts.items()) / total**2
    if expected >= 1.0:
        return Agreement(total, observed, None)
    return Agreement(total, observed, (observed - expected) / (1 - expected))


def sampled(key: str, share: float) -> bool:
    """Whether what bears this key gets a second opinion: always the same answer, for `share` of all keys."""
    drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    return drawn < share * _WHOLE
