"""What a plain classifier reaches on the same training data: character TF-IDF and logistic regression.

What does not beat it is not worth its code. One class per situation, and consult, out_of_scope and dialogue as one
each, as in our own classifier.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nlu.evaluation.decision import Read
from nlu.labels import CATEGORIES, broad_class, category_of
from nlu.reader import Matter, Reading, Scored
from nlu.text import Span, normalise
from nlu.training_data import Example


def train_baseline(examples: Sequence[Example]) -> Read:
    """Fit on labelled examples; the result reads a text as one matter, without evidence."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    pipeline: Any = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True, dtype=np.float32),
        LogisticRegression(C=10.0, solver="liblinear", random_state=0),
    )
    texts = [normalise(example.text) for example in examples]
    pipeline.fit(texts, [broad_class(example.intent) for example in examples])
    classes: list[str] = list(pipeline.classes_)

    def read(text: str) -> Reading:
        shares = pipeline.predict_proba([normalise(text)])[0]
        ranked = sorted(zip(classes, shares, strict=True), key=lambda pair: -pair[1])
        categories = dict.fromkeys(CATEGORIES, 0.0)
        for name, value in ranked:
            if category_of(name) in categories:
                categories[category_of(name)] += float(value)
        ranking = tuple(Scored(_ranked_name(name), float(value)) for name, value in ranked)
        return Reading((Matter(Span(0, len(text)), ranking, categories, ()),), "baseline")

    return read


def _ranked_name(broad: str) -> str:
    """The two classes without a situation under the name of a topic, as everywhere else in a ranking."""
    return {"consult": "consult_other", "out_of_scope": "oos_other"}.get(broad, broad)
