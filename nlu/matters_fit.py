"""Fits the weights by which cuts between two matters are judged: `python -m nlu.matters_fit`, prints them as YAML.

Texts with two matters (the `dev` half of evaluation/data/two_matters.jsonl) against texts with one (every other line
of evaluation/data/heldout.jsonl); none of them is in the training data, or the sides would be read too surely.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from nlu.classifier import IntentModel
from nlu.features.document import Document
from nlu.joins import join_rules
from nlu.matters import weigh_cuts
from nlu.training_data import load_examples

_DATA: Final = Path(__file__).parent / "evaluation" / "data"
_NEAR: Final = 2


def fit_weights(model: IntentModel) -> dict[str, float]:
    """Weight of each thing weighed at a cut, and `constant`, for matters.yml."""
    rows, right = [], []
    for text, second in _texts():
        document = Document.of(text)
        for cut in weigh_cuts(model, document, join_rules())[2]:
            start = document.sentences[cut.sentence].start
            rows.append(cut.weighed)
            right.append(second is not None and abs(start - second) <= _NEAR)
    names = list(rows[0])
    values = np.array([[row[name] for name in names] for row in rows])
    scaler = StandardScaler().fit(values)
    fitted = LogisticRegression(C=1.0, max_iter=2000).fit(scaler.transform(values), right)
    slopes = fitted.coef_[0] / scaler.scale_
    constant = float(fitted.intercept_[0] - slopes @ scaler.mean_)
    return {"constant": round(constant, 3)} | {n: round(float(s), 3) for n, s in zip(names, slopes, strict=True)}


def _texts() -> Iterator[tuple[str, int | None]]:
    """Texts and where their second matter begins."""
    for line in _lines("two_matters.jsonl"):
        if line["split"] == "dev":
            yield line["text"], line["spans"][1][0]
    for number, line in enumerate(_lines("heldout.jsonl")):
        if number % 2 == 0:
            yield line["text"], None


def _lines(name: str) -> Iterator[dict[str, Any]]:
    with (_DATA / name).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


if __name__ == "__main__":
    examples = load_examples()
    trained = IntentModel.train([e.text for e in examples], [e.intent for e in examples])
    sys.stdout.write(yaml.safe_dump({"weights": fit_weights(trained)}, sort_keys=False))
