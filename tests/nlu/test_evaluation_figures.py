"""The figures, on outcomes whose answer can be counted by hand."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from nlu.evaluation.bootstrap import share
from nlu.evaluation.cases import Case
from nlu.evaluation.categories import category_figures, category_scores, confusion, mistaken_pairs, reliability
from nlu.evaluation.decision import Decided, Decision, Outcome, plain_decision
from nlu.evaluation.situations import mistaken_situations, situation_figures, two_matter_figures
from nlu.evaluation.targets import Target, targets, worse_than
from nlu.labels import CATEGORIES, category_of
from nlu.reader import Matter, Reading, Scored
from nlu.text import Span


def reading(ranking: Sequence[str], category: str | None = None, confidence: float = 0.9) -> Reading:
    scored = tuple(Scored(name, 1.0 / (number + 2)) for number, name in enumerate(ranking))
    categories = dict.fromkeys(CATEGORIES, 0.0) | {category or category_of(ranking[0]): confidence}
    return Reading((Matter(Span(0, 1), scored, categories, ()),), "test")


def message(label: str, told: str | None, alt: str | None = None, answers: bool = True, sure: float = 0.9) -> Outcome:
    case = Case("x", (label,), (label,), (alt,) if alt else (), (), all_matters=False)
    matters = (Decided(told, ()),) if told else ()
    return Outcome(case, reading(["A2-7"], told or "appeal", sure), Decision(answers, matters))


def colloquial(labels: Sequence[str], told: Sequence[str], accept: Sequence[str] = ()) -> Outcome:
    case = Case("x", tuple(labels), tuple(category_of(name) for name in labels), (), tuple(accept), all_matters=True)
    matters = tuple(Decided(category_of(name), (name,)) for name in told)
    return Outcome(case, reading(told), Decision(True, matters))


def test_strict_counts_the_label_lenient_its_alternative_too() -> None:
    outcomes = [
        message("appeal", "appeal"),
        message("appeal", "consult", alt="consult"),
        message("appeal", "suggestion"),
        message("consult", None),
    ]

    figures = category_figures(outcomes)

    assert figures["strict_accuracy"].value == pytest.approx(0.25)
    assert figures["lenient_accuracy"].value == pytest.approx(0.5)


def test_the_interval_lies_around_the_figure_and_is_the_same_every_time() -> None:
    hits = np.array([True] * 80 + [False] * 20)

    first, second = share(hits), share(hits)

    assert first == second
    assert 0.68 < first.low < first.value == 0.8 < first.high < 0.9


def test_a_share_of_nothing_is_no_number() -> None:
    figure = share(np.array([True]), among=np.array([False]))

    assert math.isnan(figure.value)
    assert figure.as_dict() == {"value": None, "low": None, "high": None, "count": 0}


def test_a_report_taken_for_its_alternative_counts_as_found() -> None:
    outcomes = [message("report", "out_of_scope", alt="out_of_scope"), message("report", "consult")]

    assert category_figures(outcomes)["report_recall_lenient"].value == 0.5


def test_only_matters_of_insurance_without_another_reading_count_as_sent_away() -> None:
    outcomes = [
        message("appeal", "out_of_scope"),
        message("appeal", "out_of_scope", alt="out_of_scope"),
        message("consult", "consult"),
        message("out_of_scope", "out_of_scope"),
    ]

    assert category_figures(outcomes)["sent_away"].value == pytest.approx(1 / 3)
    assert category_figures(outcomes)["sent_away"].count == 3


def test_what_was_asked_back_is_not_covered_and_not_held_against_the_answers() -> None:
    outcomes = [message("appeal", "appeal"), message("appeal", "report", answers=False)]

    figures = category_figures(outcomes)

    assert (figures["coverage"].value, figures["right_when_answered"].value) == (0.5, 1.0)


def test_calibration_error_is_the_distance_between_confidence_and_share_right() -> None:
    outcomes = [message("appeal", "appeal", sure=0.85), message("appeal", "report", sure=0.85)]

    assert category_figures(outcomes)["calibration_error"].value == pytest.approx(0.35)
    (one,) = reliability(outcomes)
    assert one.confidence == pytest.approx(0.85)
    assert (one.right, one.count) == (0.5, 2)


def test_precision_recall_and_f1_agree_with_scikit_learn() -> None:
    from sklearn.metrics import precision_recall_fscore_support

    random = np.random.default_rng(3)
    truth, told = random.choice(CATEGORIES, 60), random.choice(CATEGORIES, 60)
    outcomes = [message(str(label), str(answer)) for label, answer in zip(truth, told, strict=True)]

    scores = category_scores(outcomes)

    expected = precision_recall_fscore_support(truth, told, labels=list(CATEGORIES), zero_division=0)
    for number, name in enumerate(CATEGORIES):
        assert scores[name].precision == pytest.approx(expected[0][number])
        assert scores[name].recall == pytest.approx(expected[1][number])
        assert scores[name].f1 == pytest.approx(expected[2][number])
    macro = category_figures(outcomes)["macro_f1_without_disclosure"].value
    assert macro == pytest.approx(
        np.mean([expected[2][n] for n, name in enumerate(CATEGORIES) if name != "disclosure"])
    )


def test_the_confusion_matrix_has_a_column_for_texts_given_to_a_person() -> None:
    matrix = confusion([message("appeal", None), message("appeal", "consult")])

    assert matrix[0].tolist() == [0, 0, 0, 0, 1, 0, 1]
    assert matrix.sum() == 2


def test_mistaken_pairs_leave_out_what_the_alternative_excuses() -> None:
    outcomes = [message("appeal", "consult"), message("appeal", "consult", alt="consult"), message("report", None)]

    assert mistaken_pairs(outcomes) == {"appeal>consult": 1, "report>nobody": 1}


def test_a_defensible_situation_counts_as_right() -> None:
    outcomes = [
        colloquial(["A2-7"], ["A2-8"], accept=["A2-8"]),
        colloquial(["A2-7"], ["A2-6"]),
        colloquial(["consult"], ["D-1"]),
    ]

    figures = situation_figures(outcomes)

    assert (figures["situation_top1"].value, figures["situation_top1"].count) == (0.5, 2)
    assert figures["situation_category"].value == pytest.approx(2 / 3)
    assert mistaken_situations(outcomes) == {"A2-7>A2-6": 1}


def test_topics_between_situations_take_no_place_in_the_top_three() -> None:
    case = Case("x", ("A2-7",), ("appeal",), (), (), all_matters=True)
    ranked = reading(["consult_reimbursement", "A2-1", "oos_pension", "A2-6", "A2-7"])

    figures = situation_figures([Outcome(case, ranked, plain_decision("x", ranked))])

    assert (figures["situation_top1"].value, figures["situation_top3"].value) == (0.0, 1.0)


def test_two_matters_are_found_when_both_categories_are_told_and_whole_when_both_situations_are() -> None:
    outcomes = [
        colloquial(["A2-7", "B1-1"], ["B1-1", "A2-7"]),
        colloquial(["A2-7", "B1-1"], ["A2-8", "B1-1"]),
        colloquial(["A2-7", "B1-1"], ["A2-7"]),
        colloquial(["A2-7"], ["A2-7", "D-1"]),
    ]

    figures = two_matter_figures(outcomes)

    assert figures["two_matters_found"].value == pytest.approx(2 / 3)
    assert figures["two_matters_whole"].value == pytest.approx(1 / 3)
    assert figures["two_matters_only"].value == pytest.approx(2 / 3)


def test_another_departments_matter_beside_ours_may_be_told_or_left() -> None:
    outcomes = [
        colloquial(["A2-7", "B1-1"], ["A2-7", "B1-1"]),
        colloquial(["A2-7", "out_of_scope"], ["A2-7"]),
        colloquial(["A2-7", "out_of_scope"], ["A2-7", "out_of_scope"]),
    ]

    figures = two_matter_figures(outcomes)

    assert (figures["two_matters_found"].value, figures["two_matters_found"].count) == (1.0, 1)
    assert (figures["two_matters_only"].value, figures["two_matters_only"].count) == (1.0, 2)


def test_messages_labelled_by_their_main_matter_say_nothing_about_second_ones() -> None:
    assert two_matter_figures([message("appeal", "appeal")]) == {}


def test_the_likeliest_category_is_taken_where_no_rule_weighs_costs() -> None:
    decision = plain_decision("x", reading(["B1-1", "consult_other", "A2-7"]))

    assert decision.answers
    assert decision.matters == (Decided("report", ("B1-1", "A2-7")),)


def test_a_loss_of_more_than_two_points_is_named_and_a_smaller_one_is_not() -> None:
    now = {
        "lenient_accuracy": share(np.array([True] * 85 + [False] * 15)),
        "sent_away": share(np.array([True] * 4 + [False] * 96)),
    }

    assert worse_than(now, {"lenient_accuracy": 0.87, "sent_away": 0.02}) == []
    (accuracy,) = worse_than(now, {"lenient_accuracy": 0.88, "sent_away": 0.03})
    (away,) = worse_than(now, {"lenient_accuracy": 0.80, "sent_away": 0.01})
    assert "准确率（宽）：原来 0.880，现在 0.850" in accuracy
    assert "被错误推出" in away


def test_a_figure_that_is_no_longer_measured_is_named() -> None:
    (sentence,) = worse_than({}, {"coverage": 0.9})

    assert "现在没有测到" in sentence


@pytest.mark.parametrize(
    ("better", "value", "verdict"),
    [
        ("higher", 0.95, "达到目标"),
        ("higher", 0.88, "达标"),
        ("higher", 0.85, "未达标"),
        ("lower", 0.85, "达到目标"),
        ("higher", float("nan"), ""),
    ],
)
def test_the_verdict_weighs_bar_and_aim(better: str, value: float, verdict: str) -> None:
    assert Target("x", "x", True, "higher" if better == "higher" else "lower", 0.86, 0.93).verdict(value) == verdict


def test_every_bar_lies_before_its_aim() -> None:
    for target in targets().values():
        if target.bar is not None and target.aim is not None:
            assert (target.aim > target.bar) == (target.better == "higher"), target.id
