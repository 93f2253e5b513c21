"""The classifier itself: learns, stays the same over storing, names its reasons, is calibrated."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nlu.calibration import expected_calibration_error, fit_temperature, softmax
from nlu.classifier import IntentModel
from nlu.features.document import Document
from nlu.features.view import Noticed
from nlu.heads import combine
from nlu.reader import RANKED, read
from nlu.ridge import fit_ridge
from nlu.training_data import Example

NEW_TEXTS = {
    "我住院花了两万,医保才报三千,太少了,我不认": "A2-7",
    "老板不给我们交医保,干了三年一分没交": "B2-1",
    "举报人民路药店拿医保卡刷大米和油": "B1-1",
    "建议把医保缴费放到手机上办,少跑路": "D-1",
    "我的退休金怎么算": "oos_pension",
    "您好": "greet",
    "跳过": "skip",
}


@pytest.mark.parametrize(("text", "intent"), NEW_TEXTS.items())
def test_new_texts_are_recognised(small_model: IntentModel, text: str, intent: str) -> None:
    assert read(small_model, text).ranking[0].name == intent


def test_a_stored_model_gives_the_same_answer(small_model: IntentModel, tmp_path: Path) -> None:
    small_model.save(tmp_path)

    restored = IntentModel.load(tmp_path)

    assert restored.version == small_model.version
    assert [read(restored, text) for text in NEW_TEXTS] == [read(small_model, text) for text in NEW_TEXTS]


def test_training_twice_gives_the_same_model(small_model: IntentModel, few_examples: list[Example]) -> None:
    again = IntentModel.train([e.text for e in few_examples], [e.intent for e in few_examples])

    assert again.version == small_model.version


@pytest.mark.parametrize("name", ["arrays.npz", "model.json"])
def test_a_damaged_model_is_refused(small_model: IntentModel, tmp_path: Path, name: str) -> None:
    small_model.save(tmp_path)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:200])

    with pytest.raises((OSError, KeyError, ValueError)):
        IntentModel.load(tmp_path)


def test_one_intent_alone_cannot_be_trained() -> None:
    with pytest.raises(ValueError, match="at least two intents"):
        IntentModel.train(["你好", "您好"], ["greet", "greet"])


def test_probabilities_of_intents_and_categories_agree(small_model: IntentModel) -> None:
    prediction = small_model.predict_texts(list(NEW_TEXTS))

    assert np.allclose(prediction.intents.sum(axis=1), 1, atol=1e-4)
    assert np.allclose(prediction.categories.sum(axis=1), 1, atol=1e-4)
    of_intent = small_model.classes.category_of_broad[small_model.classes.broad_of_intent]
    for number in range(prediction.categories.shape[1]):
        summed = prediction.intents[:, of_intent == number].sum(axis=1)
        assert np.allclose(summed, prediction.categories[:, number], atol=1e-3)


def test_the_reading_names_the_words_that_decided_at_their_place(small_model: IntentModel) -> None:
    text = "你們好。舉報人民路藥店拿醫保卡刷大米"

    matter = read(small_model, text).matters[0]

    assert matter.evidence
    assert all(text[e.start : e.end] == e.text and e.weight > 0 for e in matter.evidence)
    assert any("藥店" in e.text for e in matter.evidence)
    assert [e.weight for e in matter.evidence] == sorted((e.weight for e in matter.evidence), reverse=True)


def test_the_ranking_is_sorted_and_short(small_model: IntentModel) -> None:
    ranking = read(small_model, "我的医保卡").ranking

    assert len(ranking) == min(RANKED, len(small_model.classes.intents))
    assert [s.confidence for s in ranking] == sorted((s.confidence for s in ranking), reverse=True)


def test_left_out_scores_are_those_of_a_model_that_never_saw_the_text() -> None:
    rng = np.random.default_rng(3)
    points = rng.normal(size=(12, 5)).astype(np.float32)
    gram = points @ points.T
    targets = np.eye(3, dtype=np.float32)[rng.integers(0, 3, size=12)]
    fit = fit_ridge(gram, targets, 0.5)

    # the closed form holds for a fixed mean, so the refit keeps the mean of all
    kept = np.arange(12) != 7
    dual = np.linalg.solve(gram[np.ix_(kept, kept)] + 0.5 * np.eye(11), targets[kept] - fit.mean)

    assert np.allclose(gram[7, kept] @ dual + fit.mean, fit.left_out[7], atol=1e-4)


def test_the_fitted_temperature_makes_confidence_match_the_share_of_right_answers() -> None:
    rng = np.random.default_rng(5)
    logits = rng.normal(size=(4000, 4)).astype(np.float32) * 2
    drawn = np.array([rng.choice(4, p=p / p.sum()) for p in softmax(logits).astype(np.float64)])
    shrunk = logits / np.float32(7)

    factor = fit_temperature(shrunk, drawn)

    probabilities = softmax(shrunk * np.float32(factor))
    right = probabilities.argmax(axis=1) == drawn
    assert factor == pytest.approx(7, rel=0.1)
    assert expected_calibration_error(probabilities.max(axis=1).astype(np.float64), right) < 0.03


def test_calibration_error_is_the_gap_between_confidence_and_right_answers() -> None:
    confidences = np.array([0.95, 0.95, 0.55, 0.55])
    right = np.array([True, True, True, False])

    assert expected_calibration_error(confidences, right) == pytest.approx(0.05)
    assert expected_calibration_error(np.array([]), np.array([], dtype=bool)) == 0


def test_softening_lowers_confidence_and_nothing_else(small_model: IntentModel) -> None:
    noticed = Noticed.of(Document.of("医保报销少了,我不认"), small_model.space.lexicon)
    scores = small_model.scores(noticed.views())
    softer = replace(small_model.calibration, joint=small_model.calibration.joint * 0.5)

    sure = combine(small_model.classes, small_model.calibration, scores).intents[0]
    unsure = combine(small_model.classes, softer, scores).intents[0]

    assert unsure.max() < sure.max()
    assert unsure.argmax() == sure.argmax()
