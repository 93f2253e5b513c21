"""The feature space of the classifier: character n-grams, cues and sentence vectors, side by side.

The kernel is a sum of three: inner products of n-grams and of cues, and a Gaussian of the distance between sentence
vectors. The first two keep explicit weights, so that the words that decided can be named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from nlu.features.cues import CueLexicon, count_cues, cue_vector, find_cues, load_cues
from nlu.features.document import Document
from nlu.features.encoder import encode
from nlu.features.ngrams import NgramSpace
from nlu.features.projection import Projection
from nlu.features.view import View

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class BlockWeights:
    """How much each block counts in the kernel, and how fast likeness of sentence vectors fades with distance."""

    ngrams: float = 1.0
    cues: float = 1.0
    encoder: float = 2.0
    encoder_width: float = 0.7


@dataclass(frozen=True, slots=True)
class Features:
    """n-grams (texts, vocabulary) sparse and cues (texts, cues), both weighted; projected vectors (texts, width)."""

    ngrams: sp.csr_matrix
    cues: Matrix
    vectors: Matrix


class FeatureSpace:
    """Turns texts into features; fitted once on the training texts."""

    def __init__(self, ngrams: NgramSpace, projection: Projection, weights: BlockWeights) -> None:
        self.ngrams = ngrams
        self.projection = projection
        self.weights = weights
        self.lexicon: CueLexicon = load_cues()

    @classmethod
    def fit(cls, documents: Sequence[Document], weights: BlockWeights) -> tuple[FeatureSpace, Features]:
        """The space spanned by these documents, and their features in it."""
        vectors = encode(documents)
        space = cls(NgramSpace.fit([d.text for d in documents]), Projection.fit(vectors), weights)
        cues = [space.cue_row(count_cues(d, find_cues(d, space.lexicon), space.lexicon), d) for d in documents]
        return space, space._features([d.text for d in documents], cues, vectors)

    def features(self, views: Sequence[View]) -> Features:
        """All blocks of the views."""
        cues = [self.cue_row(view.counts, view.document) for view in views]
        return self._features([view.document.text for view in views], cues, np.stack([view.vector for view in views]))

    def cue_row(self, counts: Matrix, document: Document) -> Matrix:
        """The cue block of one text, weighted."""
        row = cue_vector(counts, len(document.text), self.lexicon)
        length = max(float(np.linalg.norm(row)), 1e-9)
        result: Matrix = row * np.float32(np.sqrt(self.weights.cues) / length)
        return result

    def _features(self, texts: Sequence[str], cues: Sequence[Matrix], vectors: Matrix) -> Features:
        ngrams = self.ngrams.matrix(texts) * np.float32(np.sqrt(self.weights.ngrams))
        return Features(ngrams, np.stack(cues), self.projection.apply(vectors))


def nearness(vectors: Matrix, anchors: Matrix, weights: BlockWeights) -> Matrix:
    """Gaussian likeness of unit vectors, shape (vectors, anchors), between 0 and `weights.encoder`."""
    distance = np.maximum(np.float32(2) - np.float32(2) * (vectors @ anchors.T), 0)
    result: Matrix = np.float32(weights.encoder) * np.exp(np.float32(-weights.encoder_width) * distance)
    return result


def gram(features: Features, weights: BlockWeights) -> Matrix:
    """The kernel between all texts, shape (texts, texts)."""
    result: Matrix = np.asarray((features.ngrams @ features.ngrams.T).todense(), dtype=np.float32)
    result += features.cues @ features.cues.T
    result += nearness(features.vectors, features.vectors, weights)
    return result


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights per class: of n-grams (vocabulary, classes), of cues (cues, classes), and of likeness to the anchors.

    `anchors` (texts, width) are the projected vectors of the training texts, `dual` (texts, classes) their weights.
    """

    ngrams: Matrix
    cues: Matrix
    anchors: Matrix
    dual: Matrix

    @classmethod
    def of(cls, features: Features, dual: Matrix) -> Weights:
        """The weights that belong to a dual solution (texts, classes), at the precision they are stored with."""
        ngrams = np.asarray(features.ngrams.T @ dual, dtype=np.float32)
        return cls(halved(ngrams), halved(features.cues.T @ dual), halved(features.vectors), dual)

    def scores(self, features: Features, weights: BlockWeights) -> Matrix:
        """Raw scores, shape (texts, classes)."""
        result: Matrix = np.asarray(features.ngrams @ self.ngrams, dtype=np.float32)
        result += features.cues @ self.cues
        result += nearness(features.vectors, self.anchors, weights) @ self.dual
        return result


def halved(values: Matrix) -> Matrix:
    """Values rounded to half precision, so that a model answers the same before and after it was stored."""
    result: Matrix = values.astype(np.float16).astype(np.float32)
    return result
