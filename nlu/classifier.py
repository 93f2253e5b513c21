"""Which intents does a text carry, and how sure is that? No Rasa in here.

Kernel ridge over n-grams, cues and sentence vectors (features/space.py): one factorisation serves the three heads of
heads.py, and gives leave-one-out scores to calibrate on without a second fit. Saved as numpy arrays and JSON, nothing
that executes on load.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from nlu.features.document import Document
from nlu.features.ngrams import NgramSpace
from nlu.features.projection import Projection
from nlu.features.space import BlockWeights, FeatureSpace, Weights, gram
from nlu.features.view import Noticed, View
from nlu.heads import Calibration, Classes, Prediction, calibrate, combine
from nlu.ridge import fit_ridge

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen at training; docs/nlu-comparison.md has the measurements behind the values.

    `penalty`: of the ridge. `category_weight`: pull of the category head. `softening`: factor on the certainty fitted
    on the training texts among themselves. `blocks`: what each kind of feature counts.
    """

    penalty: float = 0.2
    category_weight: float = 0.5
    softening: float = 0.8
    blocks: BlockWeights = field(default_factory=BlockWeights)


class IntentModel:
    """A trained classifier; `classes.intents` gives the order of every result."""

    def __init__(
        self, classes: Classes, space: FeatureSpace, weights: Weights, mean: Matrix, calibration: Calibration
    ) -> None:
        self.classes = classes
        self.space = space
        self.weights = weights
        self.mean = mean
        self.calibration = calibration
        self.version = self._fingerprint()

    @classmethod
    def train(cls, texts: Sequence[str], labels: Sequence[str], settings: Settings | None = None) -> IntentModel:
        """Fit on labelled texts; the same input gives the same model. Raises ValueError with less than two intents."""
        settings = settings or Settings()
        classes = Classes.of(sorted(set(labels)))
        if len(classes.intents) < 2:
            raise ValueError(f"training needs examples of at least two intents, got {classes.intents}")
        documents = [Document.of(text) for text in texts]
        fine = np.array([classes.intents.index(label) for label in labels], dtype=np.int64)
        space, features = FeatureSpace.fit(documents, settings.blocks)
        fit = fit_ridge(gram(features, settings.blocks), classes.targets(fine), settings.penalty)
        calibration = calibrate(classes, fit.left_out, fine, settings.category_weight, settings.softening)
        return cls(classes, space, Weights.of(features, fit.dual), fit.mean, calibration)

    def predict(self, views: Sequence[View]) -> Prediction:
        """Calibrated probabilities of intents and categories, one row per view."""
        return combine(self.classes, self.calibration, self.scores(views))

    def scores(self, views: Sequence[View]) -> Matrix:
        """Raw scores of the three heads side by side, one row per view."""
        return self.weights.scores(self.space.features(views), self.space.weights) + self.mean

    def predict_texts(self, texts: Sequence[str]) -> Prediction:
        """The same for whole texts as written."""
        return self.predict([Noticed.of(Document.of(text), self.space.lexicon).views()[0] for text in texts])

    def save(self, folder: Path) -> None:
        """Write arrays.npz and model.json into an existing folder."""
        np.savez(
            folder / "arrays.npz",
            ngrams=self.weights.ngrams.astype(np.float16),
            cues=self.weights.cues.astype(np.float16),
            anchors=self.weights.anchors.astype(np.float16),
            dual=self.weights.dual,
            mean=self.mean,
            idf=self.space.ngrams.idf,
            centre=self.space.projection.centre,
            directions=self.space.projection.directions,
        )
        described = {
            "intents": self.classes.intents,
            "calibration": asdict(self.calibration),
            "blocks": asdict(self.space.weights),
            "vocabulary": self.space.ngrams.vocabulary,
        }
        (folder / "model.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote. Raises OSError, KeyError or ValueError when the files are missing or damaged."""
        try:
            return cls._load(folder)
        except BadZipFile as error:
            raise ValueError(f"{folder / 'arrays.npz'} is damaged: {error}") from error

    @classmethod
    def _load(cls, folder: Path) -> IntentModel:
        described = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        with (folder / "arrays.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            space = FeatureSpace(
                NgramSpace(described["vocabulary"], arrays["idf"]),
                Projection(arrays["centre"], arrays["directions"]),
                BlockWeights(**described["blocks"]),
            )
            ngrams, cues, anchors = (arrays[name].astype(np.float32) for name in ("ngrams", "cues", "anchors"))
            weights = Weights(ngrams, cues, anchors, arrays["dual"])
            calibration = Calibration(**described["calibration"])
            return cls(Classes.of(described["intents"]), space, weights, arrays["mean"], calibration)

    def _fingerprint(self) -> str:
        digest = hashlib.sha256("\n".join(self.classes.intents).encode())
        digest.update(self.weights.dual.tobytes())
        return digest.hexdigest()[:12]
