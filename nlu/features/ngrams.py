"""Character n-grams (1 to 4) weighted by TF-IDF."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

_DIGITS: Final = re.compile(r"\d")
SIZES: Final = (1, 2, 3, 4)


def ngrams(text: str, size: int) -> list[str]:
    """The n-grams of one size in order; digits read as 0, so that sums and years count as such, not by value."""
    plain = _DIGITS.sub("0", text)
    return [plain[start : start + size] for start in range(len(plain) - size + 1)]


class NgramSpace:
    """A fixed vocabulary and its inverse document frequencies; turns texts into rows of length one."""

    def __init__(self, vocabulary: Sequence[str], idf: npt.NDArray[np.float32]) -> None:
        self.vocabulary = list(vocabulary)
        self.index = {gram: column for column, gram in enumerate(self.vocabulary)}
        self.idf = idf

    @classmethod
    def fit(cls, texts: Sequence[str], min_documents: int = 3) -> NgramSpace:
        """The n-grams that occur in at least `min_documents` texts, in sorted order."""
        seen: Counter[str] = Counter()
        for text in texts:
            seen.update({gram for size in SIZES for gram in ngrams(text, size)})
        vocabulary = sorted(gram for gram, count in seen.items() if count >= min_documents)
        counts = np.array([seen[gram] for gram in vocabulary], dtype=np.float64)
        idf = np.log((1 + len(texts)) / (1 + counts)) + 1
        return cls(vocabulary, idf.astype(np.float32))

    def columns(self, text: str) -> list[list[int | None]]:
        """For each size the column of every n-gram in order, None where it is not in the vocabulary."""
        return [list(map(self.index.get, ngrams(text, size))) for size in SIZES]

    def row(self, text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Columns and values of one text; both empty where no n-gram is known."""
        counts = Counter(column for columns in self.columns(text) for column in columns if column is not None)
        places = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))) * self.idf[places]
        norm = np.linalg.norm(values)
        return places, (values / norm if norm else values).astype(np.float32)

    def matrix(self, texts: Sequence[str]) -> sp.csr_matrix:
        """One row per text, shape (texts, vocabulary)."""
        rows = [self.row(text) for text in texts]
        pointers = np.cumsum([0] + [len(columns) for columns, _ in rows])
        columns = np.concatenate([c for c, _ in rows]) if rows else np.zeros(0, dtype=np.int64)
        values = np.concatenate([v for _, v in rows]) if rows else np.zeros(0, dtype=np.float32)
        return sp.csr_matrix((values, columns, pointers), shape=(len(rows), len(self.vocabulary)))
