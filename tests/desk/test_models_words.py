"""How the pages of the model loop say figures, and that they know the steps of the job."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.desk.pages.compare_examples import Filter, counted
from api.desk.pages.compare_figures import dearest_words
from api.desk.pages.compare_verdict import judge
from api.desk.pages.models_job import TRAINING, log_words
from api.desk.pages.models_words import grounds, judge_interval, percent, points, reading_words, signed, time_left
from api.desk.pages.training_items import Wanted, taken_words
from api.jobs.training import STEPS
from casework.services.ports.models import Interval
from casework.services.ports.training import TakenIn
from knowledge import RuleBook
from tests.desk.fake_loop import CANDIDATE, MODELS, SCENES, SERVING, USUAL, WORSE, compared


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load()


@pytest.mark.parametrize(
    ("number", "places", "words"),
    [(1.25, 1, "+1.2"), (-0.96, 1, "−1.0"), (0.04, 1, "0.0"), (-0.04, 1, "0.0"), (12, 0, "+12")],
)
def test_a_difference_carries_its_sign_and_nothing_changed_has_none(number: float, places: int, words: str) -> None:
    assert signed(number, places) == words


def test_a_figure_nobody_could_take_is_a_dash() -> None:
    assert percent(None) == percent(math.nan) == points(math.nan) == "–"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "正在估计剩余时间"), (3, "还要约 10 秒"), (83, "还要约 80 秒"), (200, "还要约 3 分钟")],
)
def test_how_long_it_still_takes(seconds: float | None, words: str) -> None:
    assert time_left(seconds) == words


@pytest.mark.parametrize(
    ("low", "high", "higher", "word"),
    [
        (0.01, 0.02, True, "better"),
        (0.01, 0.02, False, "worse"),
        (-0.02, -0.01, True, "worse"),
        (-0.1, 0.1, True, "same"),
    ],
)
def test_only_a_difference_beyond_luck_is_called_one(low: float, high: float, higher: bool, word: str) -> None:
    assert judge_interval(Interval(0.5, 0.5, low, high, 100), higher=higher) == word


def test_every_step_of_a_training_has_its_place_on_the_page() -> None:
    assert set(STEPS.values()) <= set(TRAINING)


def test_an_answer_is_told_by_category_and_situation_or_topic(book: RuleBook) -> None:
    assert reading_words(book, "A2-7")[0] == "申诉求决"
    assert reading_words(book, "A2-7")[1].startswith("A2-7 ")
    assert reading_words(book, "oos_land") == ("非医保事项", book.topic("oos_land").name)
    assert reading_words(book, "report") == ("检举控告", "")
    assert reading_words(book, "report B1-1")[1].startswith("B1-1 ")
    assert reading_words(book, "nobody") == ("转人工", "")
    assert reading_words(book, "gone_since") == ("gone_since", "")


def test_the_verdict_is_the_gates_and_erased_data_or_another_serving_model_change_it() -> None:
    better, worse = compared(CANDIDATE, stale=False), compared(WORSE, stale=False)
    tainted = SCENES["tainted"]

    assert judge(better, MODELS[CANDIDATE], USUAL).kind == "better"
    assert judge(worse, MODELS[WORSE], USUAL).kind == "refused"
    assert judge(compared(CANDIDATE, stale=True), MODELS[CANDIDATE], USUAL).kind == "stale"
    assert judge(better, tainted.candidates[0], tainted).kind == "refused"
    assert judge(better, MODELS[CANDIDATE], SCENES["promoted"]).kind == "serving"


def test_being_right_on_what_it_learnt_is_not_called_better() -> None:
    found = compared(CANDIDATE, stale=False)
    even = replace(found.sets[0], accuracy=None, cost=None)
    learnt = replace(found.sets[0], name="corrections", trained_on=21)

    assert judge(replace(found, sets=(even, learnt)), MODELS[CANDIDATE], USUAL).kind == "corrected"
    assert judge(replace(found, sets=(even, even)), MODELS[CANDIDATE], USUAL).kind == "even"


def test_a_log_is_shown_without_the_colours_of_a_terminal() -> None:
    assert log_words(("\x1b[92mtrained\x1b[0m", "packed")) == "trained\npacked"


def test_the_counts_of_changes_add_up() -> None:
    changed = compared(CANDIDATE, stale=False).changed

    counts = counted(changed)

    assert counts["all"] == counts["improved"] + counts["worsened"] + counts["other"] == len(changed)


def test_the_dearest_mistake_is_named_from_the_matrix(book: RuleBook) -> None:
    assert "最贵的是把检举控告当成意见建议，算 3" in dearest_words(book, {"default": 1.0, "report>suggestion": 3.0})
    assert dearest_words(book, {"default": 1.0}) == "错误的代价按代价表算。"


@given(some.dictionaries(some.sampled_from(["set", "show", "page", "state", "category", "q"]), some.text(max_size=80)))
def test_whatever_stands_in_an_address_makes_a_filter(query: dict[str, str]) -> None:
    asked, wanted = Filter.of(SERVING, query), Wanted.of(query)

    assert asked.show in ("all", "improved", "worsened", "other")
    assert wanted.query().page >= 1
    assert wanted.address().startswith("/desk/admin/training")


def test_what_taking_in_did_is_one_sentence() -> None:
    assert taken_words(TakenIn()) == "没有新的审核结果。"
    assert taken_words(TakenIn(6, 1, 0, 2)) == "收下 6 条，1 条和已有的重复，没有收，2 条按新的标签换掉。"


def test_a_second_administrator_reads_every_ground_of_a_refusal() -> None:
    refused = MODELS[WORSE]
    assert refused.verdict is not None
    assert refused.verdict.reasons

    learnt = replace(MODELS[CANDIDATE], tainted=3)

    assert grounds(refused, refused.verdict) == refused.verdict.reasons
    assert grounds(learnt, learnt.verdict)[-1].startswith("它学过 3 条后来删除的内容")
    assert grounds(replace(learnt, tainted=0), None) == ()
