"""Six ways of writing worse: what each does to a text, and that it leaves the rest alone."""

import unicodedata

import pytest

from nlu.evaluation.cases import Case
from nlu.evaluation.decision import Decide, Decision, Outcome, plain_decision
from nlu.evaluation.robustness import (
    DISTORTIONS,
    PADDED_LENGTH,
    dialect,
    homophones,
    padded,
    robustness_figures,
    traditional,
    typos,
    without_punctuation,
)
from nlu.labels import CATEGORIES
from nlu.reader import Matter, Reading, Scored
from nlu.text import Span

STORY = "我父亲住院花了三万多，医保只给报销两千。窗口说材料不全，问什么都说不知道，请问我们该怎么办？" * 3


@pytest.mark.parametrize("name", sorted(DISTORTIONS))
def test_each_way_changes_a_story_and_always_alike(name: str) -> None:
    distort = DISTORTIONS[name]

    assert distort(STORY) != STORY
    assert distort(STORY) == distort(STORY)


@pytest.mark.parametrize("name", sorted(DISTORTIONS))
@pytest.mark.parametrize("text", ["", "？", "医", "👍", "\ud800", "a\x00b"])
def test_no_way_of_writing_stumbles_over_odd_texts(name: str, text: str) -> None:
    assert isinstance(DISTORTIONS[name](text), str)


def test_typos_touch_few_characters() -> None:
    changed = typos(STORY)

    assert abs(len(changed) - len(STORY)) < 0.08 * len(STORY)
    assert sum(character in changed for character in set(STORY)) > 0.9 * len(set(STORY))


def test_traditional_characters_replace_simplified_ones() -> None:
    assert traditional("医保报销") == "醫保報銷"


def test_homophones_misspell_some_words_and_not_all() -> None:
    changed = homophones("报销" * 40)

    assert 5 < changed.count("报消") < 35
    assert changed.count("报消") + changed.count("报销") == 40


def test_nothing_but_marks_is_lost_without_punctuation() -> None:
    bare = without_punctuation(STORY)

    assert not any(unicodedata.category(character).startswith("P") for character in bare)
    assert bare == "".join(character for character in STORY if character.isalnum())


def test_dialect_words_come_from_one_region_of_the_table() -> None:
    assert "什么" not in dialect(STORY)
    assert "住院花了三万多" in dialect(STORY)


def test_padding_keeps_every_sentence_in_order_and_passes_400_characters() -> None:
    long = padded("药店套刷医保卡。我要举报！")

    assert len(long) >= PADDED_LENGTH
    assert 0 <= long.index("药店套刷医保卡。") < long.index("我要举报！")


def test_a_long_text_is_not_padded() -> None:
    text = "字" * 500

    assert padded(text) == text


def test_the_drop_is_what_the_distorted_texts_lose() -> None:
    def read(text: str) -> Reading:
        categories = dict.fromkeys(CATEGORIES, 0.0) | {"appeal" if "，" in text else "consult": 1.0}
        return Reading((Matter(Span(0, len(text)), (Scored("A2-7", 1.0),), categories, ()),), "test")

    decide: Decide = plain_decision
    case = Case(STORY, ("appeal",), ("appeal",), (), (), all_matters=False)
    outcome = Outcome(case, read(STORY), decide(STORY, read(STORY)))

    figures = robustness_figures([outcome], read, decide)

    assert figures["drop_without_punctuation"].value == 1.0
    assert figures["drop_traditional"].value == 0.0
    assert figures["robustness_drop"].value == pytest.approx(1 / 6)


def test_a_text_given_to_a_person_is_counted_as_wrong_after_distortion() -> None:
    def nobody(text: str, reading: Reading) -> Decision:
        return Decision(False, ())

    read_once = Reading((Matter(Span(0, 1), (Scored("A2-7", 1.0),), {"appeal": 1.0}, ()),), "test")
    case = Case("药", ("appeal",), ("appeal",), (), (), all_matters=False)
    before = Outcome(case, read_once, plain_decision("药", read_once))

    assert robustness_figures([before], lambda text: read_once, nobody)["robustness_drop"].value == 1.0
