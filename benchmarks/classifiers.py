"""Which classifier for the same data? python -m benchmarks.classifiers --messages FILE --colloquial FILE [--folds N]

Every classifier is trained on the same folds of nlu/data and scored on the part left out (class of a situation, and
category), then on all of nlu/data and scored on FILE, forms as for `triage evaluate`; the likeliest category counts, so
that classifiers are compared and not the rules that ask back. `--only NAME` may be repeated. Prints one table.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from knowledge import RuleBook
from nlu.classifier import IntentModel
from nlu.evaluation.baseline import train_baseline
from nlu.evaluation.cases import Case, load_cases
from nlu.evaluation.decision import Read, plain_decision
from nlu.evaluation.report import Material, make_report
from nlu.features.document import Document
from nlu.features.space import BlockWeights, Features, FeatureSpace
from nlu.features.view import Noticed
from nlu.labels import CATEGORIES, broad_class, category_of
from nlu.reader import Matter, Reading, Scored, read
from nlu.text import Span
from nlu.training_data import Example, load_examples

Matrix = npt.NDArray[np.float32]
Score = Callable[[Sequence[str]], Matrix]


@dataclass(frozen=True)
class Fitted:
    """A trained classifier: its classes, and probabilities (texts, classes)."""

    classes: Sequence[str]
    score: Score


class Space:
    """Our features as one sparse or dense matrix, for classifiers that want one."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.space, fitted = FeatureSpace.fit([Document.of(text) for text in texts], BlockWeights())
        self.training = fitted

    def of(self, texts: Sequence[str]) -> Features:
        """Features of new texts."""
        views = [Noticed.of(Document.of(text), self.space.lexicon).views()[0] for text in texts]
        return self.space.features(views)


def side_by_side(features: Features) -> Any:
    """n-grams, cues and vectors in one sparse matrix."""
    return sp.hstack([features.ngrams, sp.csr_matrix(features.cues), sp.csr_matrix(features.vectors)]).tocsr()


def of_sklearn(
    estimator: Any, matrix: Callable[[Features], Any], texts: Sequence[str], labels: Sequence[str]
) -> Fitted:
    """One estimator of scikit-learn over our features."""
    space = Space(texts)
    estimator.fit(matrix(space.training), np.array(labels))
    return Fitted(list(estimator.classes_), lambda new: estimator.predict_proba(matrix(space.of(new))))


def _linear(loss: str) -> SGDClassifier:
    """A linear classifier by stochastic descent: the exact solvers take ten minutes on these features."""
    return SGDClassifier(loss=loss, alpha=1e-5, max_iter=40, tol=1e-4, random_state=0)


def logistic(texts: Sequence[str], labels: Sequence[str]) -> Fitted:
    """Logistic regression over all features."""
    return of_sklearn(_linear("log_loss"), side_by_side, texts, labels)


def linear_svm(texts: Sequence[str], labels: Sequence[str]) -> Fitted:
    """Linear support vectors over all features, certainty by Platt's sigmoid."""
    return of_sklearn(CalibratedClassifierCV(_linear("hinge"), cv=3), side_by_side, texts, labels)


def rbf_svm(texts: Sequence[str], labels: Sequence[str]) -> Fitted:
    """Gaussian support vectors over cues and sentence vectors, certainty by Platt's sigmoid."""
    scaler = StandardScaler()
    seen = False

    def matrix(features: Features) -> Matrix:
        nonlocal seen
        dense = np.concatenate([features.cues, features.vectors], axis=1)
        scaled: Matrix = scaler.transform(dense) if seen else scaler.fit_transform(dense)
        seen = True
        return scaled

    return of_sklearn(SVC(C=10.0, gamma="scale", probability=True, cache_size=1000), matrix, texts, labels)


def two_stages(texts: Sequence[str], labels: Sequence[str]) -> Fitted:
    """What the writer does (category) first, then the situation within it: two logistic regressions multiplied."""
    space = Space(texts)
    matrix = side_by_side(space.training)
    categories = np.array([category_of(label) for label in labels])
    act = _linear("log_loss").fit(matrix, categories)
    names = sorted(set(labels))
    inside: dict[str, Any] = {}
    for category in act.classes_:
        rows = np.flatnonzero(categories == category)
        own = [labels[row] for row in rows]
        if len(set(own)) > 1:
            inside[category] = _linear("log_loss").fit(matrix[rows], own)

    def score(new: Sequence[str]) -> Matrix:
        features = side_by_side(space.of(new))
        acts = act.predict_proba(features)
        result = np.zeros((len(new), len(names)), dtype=np.float32)
        for number, category in enumerate(act.classes_):
            if category in inside:
                columns = [names.index(name) for name in inside[category].classes_]
                result[:, columns] = acts[:, [number]] * inside[category].predict_proba(features)
            else:
                result[:, next(i for i, n in enumerate(names) if category_of(n) == category)] = acts[:, number]
        return result

    return Fitted(names, score)


def ridge(texts: Sequence[str], labels: Sequence[str]) -> Fitted:
    """The product's classifier on the whole text."""
    model = IntentModel.train(texts, labels)
    return Fitted(model.classes.intents, lambda new: model.predict_texts(new).intents)


SKLEARN: dict[str, Callable[[Sequence[str], Sequence[str]], Fitted]] = {
    "逻辑回归，全部特征": logistic,
    "线性支持向量机，校准": linear_svm,
    "高斯支持向量机（提示、句向量），校准": rbf_svm,
    "两级：先行为后情形": two_stages,
}
BASELINE, RIDGE, SENTENCES = (
    "字符 TF-IDF + 逻辑回归（基线）",
    "核岭回归，整篇（本项目）",
    "核岭回归，整篇加要紧的句子（本项目）",
)


def reader_of(fitted: Fitted) -> Read:
    """Read a text as one matter."""

    def read_one(text: str) -> Reading:
        shares = fitted.score([text])[0]
        categories = dict.fromkeys(CATEGORIES, 0.0)
        ranked = sorted(zip(fitted.classes, shares, strict=True), key=lambda pair: -pair[1])
        for name, value in ranked:
            if category_of(name) in categories:
                categories[category_of(name)] += float(value)
        named = {"consult": "consult_other", "out_of_scope": "oos_other"}
        ranking = tuple(Scored(named.get(name, name), float(value)) for name, value in ranked)
        return Reading((Matter(Span(0, len(text)), ranking, categories, ()),), "compared")

    return read_one


def trained(name: str, examples: Sequence[Example]) -> Read:
    """Train one of the compared on examples."""
    texts = [example.text for example in examples]
    if name == BASELINE:
        return train_baseline(examples)
    if name in (RIDGE, SENTENCES):
        model = IntentModel.train(texts, [example.intent for example in examples])
        whole = Fitted(model.classes.intents, lambda new: model.predict_texts(new).intents)
        return reader_of(whole) if name == RIDGE else (lambda text: read(model, text))
    return reader_of(SKLEARN[name](texts, [broad_class(example.intent) for example in examples]))


def fold_scores(name: str, examples: Sequence[Example], folds: int) -> tuple[float, float]:
    """Share of left-out texts whose class, and whose category, is the likeliest."""
    broad = [broad_class(example.intent) for example in examples]
    right = [0, 0]
    parts = StratifiedKFold(folds, shuffle=True, random_state=0).split(broad, broad)
    for kept, left in parts:
        reader = trained(name, [examples[i] for i in kept])
        for i in left:
            reading = reader(examples[i].text).matters[0]
            shares: dict[str, float] = {}
            for scored in reading.ranking:
                shares[broad_class(scored.name)] = shares.get(broad_class(scored.name), 0.0) + scored.confidence
            best = max(shares, key=lambda key: shares[key])
            right[0] += best == broad[i]
            categories = reading.categories if max(reading.categories.values()) > 0 else {best: 1.0}
            right[1] += max(categories, key=lambda key: categories[key]) == category_of(broad[i])
    return right[0] / len(examples), right[1] / len(examples)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--messages", type=Path, required=True)
    parser.add_argument("--colloquial", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=3, help="0：不做交叉验证")
    parser.add_argument("--only", action="append", help="只比较这一个，可以给多次")
    options = parser.parse_args()
    situations = {row.id for row in RuleBook.load().situations}

    def cases(path: Path) -> Sequence[Case]:
        return load_cases(path, situations)

    material = Material(cases(options.messages), cases(options.colloquial), ())
    # moves of the dialogue are no rival's business: petitions, questions and other departments' matters only
    examples = [example for example in load_examples() if category_of(example.intent) in CATEGORIES]
    print(
        f"训练 {len(examples)} 条，{options.folds} 折；留言 {len(material.messages)}，口语 {len(material.colloquial)}\n"
    )
    print(
        "| 分类器 | 折外：情形 / 类别 | 留言：宽 / 宏平均 F1 | 口语情形：第一 / 前三 | 训练（秒） |\n"
        "| --- | --- | --- | --- | --- |"
    )
    for name in (BASELINE, *SKLEARN, RIDGE, SENTENCES):
        if options.only and name not in options.only:
            continue
        began = time.perf_counter()
        reader = trained(name, examples)
        seconds = time.perf_counter() - began
        figures = make_report(material, reader, plain_decision).figures
        scored = fold_scores(name, examples, options.folds) if options.folds else (float("nan"),) * 2
        print(
            f"| {name} | {scored[0]:.3f} / {scored[1]:.3f} | {figures['lenient_accuracy'].value:.3f} / "
            f"{figures['macro_f1_without_disclosure'].value:.3f} | {figures['situation_top1'].value:.3f} / "
            f"{figures['situation_top3'].value:.3f} | {seconds:.0f} |",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
