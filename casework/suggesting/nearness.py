"""Which earlier texts are near to a new one: character n-grams, hashed, weighted by rarity, compared by angle.

Holds numbers only, no text. Not safe to share between threads by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_COLUMNS = 2**17
_READ_MAX = 2000
"""Characters of a text that are looked at."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One text of the index: its id and whose it is."""

    id: int
    conversation_id: str
    category: str | None
    situation_id: str | None


class Nearness:
    """An index that grows. Weights are those of the texts it was last built of; it is built anew as it doubles."""

    def __init__(self) -> None:
        # scikit-learn takes half a second to import; nobody waits for it before the first reply is remembered
        from sklearn.feature_extraction.text import HashingVectorizer

        self._hashing: Any = HashingVectorizer(
            analyzer="char", ngram_range=(2, 3), n_features=_COLUMNS, alternate_sign=False, norm=None, binary=True,
            lowercase=False,
        )  # fmt: skip
        self._kept: list[Kept] = []
        self._counts: Any = None
        self._rows: Any = None
        self._weights: Any = np.ones(_COLUMNS, dtype=np.float32)
        self._weighed = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def newest(self) -> int:
        """The greatest id in the index, 0 when it is empty."""
        return max((one.id for one in self._kept), default=0)

    def add(self, kept: Sequence[Kept], texts: Sequence[str]) -> None:
        """Takes texts in."""
        import scipy.sparse as sp

        if not kept:
            return
        fresh = self._hashing.transform([text[:_READ_MAX] for text in texts]).astype(np.float32)
        self._kept += kept
        self._counts = fresh if self._counts is None else sp.vstack([self._counts, fresh], format="csr")
        if len(self._kept) >= 2 * self._weighed:
            self._weigh()
        else:
            self._rows = sp.vstack([self._rows, _unit(fresh.multiply(self._weights).tocsr())], format="csr")

    def drop(self, conversation_id: str) -> None:
        """Forgets all texts of a conversation."""
        staying = [at for at, one in enumerate(self._kept) if one.conversation_id != conversation_id]
        if len(staying) < len(self._kept):
            self._keep_only(staying)

    def drop_ids(self, ids: Iterable[int]) -> None:
        """Forgets texts that are gone from the store."""
        gone = set(ids)
        staying = [at for at, one in enumerate(self._kept) if one.id not in gone]
        if len(staying) < len(self._kept):
            self._keep_only(staying)

    def nearest(
        self, text: str, category: str | None, situation_id: str | None, least: float, count: int
    ) -> list[tuple[Kept, float]]:
        """The nearest of the same situation (of the same category where none is known), at least `least` near.

        Nearness is between 0 and 1.
        """
        if not self._kept:
            return []
        alike = self._alike(category, situation_id)
        asked = _unit(self._hashing.transform([text[:_READ_MAX]]).astype(np.float32).multiply(self._weights).tocsr())
        scores = np.asarray((self._rows[alike] @ asked.T).todense()).ravel()
        best = np.argsort(-scores)[:count]
        return [(self._kept[int(alike[at])], float(scores[at])) for at in best if scores[at] >= least]

    def _alike(self, category: str | None, situation_id: str | None) -> Any:
        """Which rows are of the same situation, or category."""
        if situation_id is not None:
            named = (one.situation_id == situation_id for one in self._kept)
        else:
            named = (one.category == category for one in self._kept)
        return np.flatnonzero(np.fromiter(named, dtype=bool, count=len(self._kept)))

    def _keep_only(self, staying: list[int]) -> None:
        self._kept = [self._kept[at] for at in staying]
        self._counts = self._counts[staying] if staying else None
        self._rows = self._rows[staying] if staying else None

    def _weigh(self) -> None:
        self._weighed = len(self._kept)
        seen = np.asarray(self._counts.sum(axis=0)).ravel()
        self._weights = (np.log((1 + self._weighed) / (1 + seen)) + 1).astype(np.float32)
        self._rows = _unit(self._counts.multiply(self._weights).tocsr())


def _unit(rows: Any) -> Any:
    """Rows of length one; a row of nothing stays."""
    import scipy.sparse as sp

    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (sp.diags(1 / np.where(lengths == 0, 1, lengths)) @ rows).tocsr().astype(np.float32)
