"""A parse result becomes a reading: nothing is decided, nothing is lost, nothing missing is an error."""

import pytest

from casework.reading import category_of, read
from knowledge import RuleBook
from tests.casework.builders import matter, parse_of


def test_situations_and_topics_have_a_category_and_intents_of_the_dialogue_have_none(book: RuleBook) -> None:
    assert category_of("A2-7", book) == "appeal"
    assert category_of("B2-1", book) == "report"
    assert category_of("C2-1", book) == "disclosure"
    assert category_of("D-2", book) == "suggestion"
    assert category_of("consult_transfer", book) == "consult"
    assert category_of("oos_pension", book) == "out_of_scope"
    assert category_of("greet", book) is None
    assert category_of("", book) is None


def test_the_ranking_holds_matters_only_and_best_first(book: RuleBook) -> None:
    parse = parse_of("少报了", matter({"chitchat": 0.5, "A2-6": 0.1, "A2-7": 0.3, "skip": 0.1}, {"appeal": 0.4}))

    reading = read(parse, book)

    assert [score.name for score in reading.matters[0].ranking] == ["A2-7", "A2-6"]
    assert reading.matters[0].categories == {"appeal": 0.4}


def test_without_categories_they_are_the_sums_over_the_ranking(book: RuleBook) -> None:
    raw = matter({"A2-7": 0.4, "A2-6": 0.2, "consult_chronic": 0.3, "greet": 0.1}) | {"categories": None}

    reading = read(parse_of("慢病少报了", raw), book)

    assert {name: round(share, 6) for name, share in reading.matters[0].categories.items()} == {
        "appeal": 0.6,
        "consult": 0.3,
    }


def test_a_stock_pipeline_without_our_reading_gives_one_matter_over_the_whole_text(book: RuleBook) -> None:
    parse = {
        "text": "住院不给报",
        "intent": {"name": "A2-7", "confidence": 0.6},
        "intent_ranking": [{"name": "A2-7", "confidence": 0.6}, {"name": "greet", "confidence": 0.2}],
        "entities": [],
    }

    reading = read(parse, book)

    assert len(reading.matters) == 1
    assert reading.matters[0].span == (0, 5)
    assert reading.matters[0].categories == {"appeal": 0.6}


def test_a_text_in_which_nothing_but_dialogue_was_seen_has_no_matters(book: RuleBook) -> None:
    reading = read(parse_of("你好", matter({"greet": 0.98}, {})), book)

    assert reading.matters == ()
    assert reading.intent == "greet"


def test_an_empty_parse_is_a_valid_reading(book: RuleBook) -> None:
    reading = read({}, book)

    assert (reading.text, reading.intent, reading.matters, dict(reading.found)) == ("", "", (), {})


def test_facts_are_kept_by_name_in_order_and_each_value_once(book: RuleBook) -> None:
    parse = parse_of(
        "…",
        entities=[("institution", "甲医院"), ("place", "县城"), ("institution", "乙药店"), ("institution", "甲医院")],
    )

    reading = read(parse, book)

    assert reading.found == {"institution": ("甲医院", "乙药店"), "place": ("县城",)}


def test_the_words_that_decided_come_heaviest_first_and_slight_ones_are_dropped(book: RuleBook) -> None:
    heavy = [("不给报销", 2.0), ("我不服", 1.5), ("住院", 0.1)]

    reading = read(parse_of("…", matter({"A2-7": 0.9}, evidence=heavy[::-1])), book)

    assert reading.matters[0].evidence == ("不给报销", "我不服")


def test_the_reason_is_whole_words_each_once(book: RuleBook) -> None:
    words = [("自费", 1.0), ("吗？", 1.0), ("自费", 0.9), ("不给报销，我去", 0.8)]

    reading = read(parse_of("…", matter({"A2-7": 0.9}, evidence=words)), book)

    assert reading.matters[0].evidence == ("自费", "不给报销")


def test_at_most_as_many_words_are_shown_as_the_policy_allows(book: RuleBook) -> None:
    words = [(f"词{index}", 1.0) for index in range(book.policy.evidence_max + 3)]

    reading = read(parse_of("…", matter({"A2-7": 0.9}, evidence=words)), book)

    assert len(reading.matters[0].evidence) == book.policy.evidence_max


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("没批下来，说病种不符", ()),
        ("没办下来，窗口说资料不全", ()),
        ("没批下来，说还在走流程", ("no_decision_yet",)),
        ("没批下来，说再等等", ("no_decision_yet",)),
        ("没批下来", ("no_decision_yet",)),
    ],
)
def test_who_was_told_why_is_not_taken_for_somebody_nobody_answered(
    book: RuleBook, words: str, found: tuple[str, ...]
) -> None:
    text = f"我的门诊慢特病{words}"
    parse = parse_of(text, matter({"A2-6": 0.95}))
    start = text.index("没")
    entity = {"entity": "decision_kind", "value": "no_decision_yet", "start": start, "end": start + 4}

    heard = read({**parse, "entities": [entity]}, book)

    assert heard.found.get("decision_kind", ()) == found
