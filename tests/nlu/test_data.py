"""What holds for every training text: known intents, enough of each, no repetition, nothing personal or held out."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

from knowledge import RuleBook
from nlu import data_report
from nlu.labels import DIALOGUE, category_of, is_situation
from nlu.suspects import suspects_among
from nlu.training_data import DATA_FOLDER, Example, grams, load_examples, near_duplicates, shared_runs

DOMAIN = DATA_FOLDER.parents[1] / "domain.yml"
DIALOGUE_INTENTS = frozenset(
    name for name in yaml.safe_load(DOMAIN.read_text("utf-8"))["intents"] if category_of(name) == DIALOGUE
)
HELD_OUT = Path(data_report.__file__).parent / "evaluation" / "data"
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return load_examples()


@pytest.fixture(scope="module")
def counts(examples: list[Example]) -> Counter[str]:
    return Counter(example.intent for example in examples)


def test_every_intent_is_a_situation_a_topic_or_a_dialogue_intent(examples: list[Example]) -> None:
    book = RuleBook.load()
    known = {s.id for s in book.situations} | {t.id for t in book.topics} | DIALOGUE_INTENTS

    unknown = {example.intent for example in examples} - known

    assert not unknown


def test_every_situation_topic_and_dialogue_intent_has_examples(counts: Counter[str]) -> None:
    book = RuleBook.load()
    expected = {s.id for s in book.situations} | {t.id for t in book.topics} | DIALOGUE_INTENTS

    assert not expected - set(counts)


def test_every_situation_has_at_least_sixty_examples(counts: Counter[str]) -> None:
    poor = {name: count for name, count in counts.items() if is_situation(name) and count < 60}

    assert not poor


def test_every_dialogue_intent_has_at_least_twenty_five_examples(counts: Counter[str]) -> None:
    poor = {name: counts[name] for name in DIALOGUE_INTENTS if counts[name] < 25}

    assert not poor


def test_every_topic_has_at_least_ten_examples(counts: Counter[str]) -> None:
    topics = {n: c for n, c in counts.items() if category_of(n) in {"consult", "out_of_scope"}}

    assert not {name: count for name, count in topics.items() if count < 10}


def test_there_are_at_least_six_thousand_utterances_a_fifth_of_them_stories(examples: list[Example]) -> None:
    report_stories = sum(len(example.text) in data_report.STORY for example in examples)

    assert len(examples) >= 6000
    assert report_stories >= len(examples) / 5


def test_no_two_utterances_share_more_than_two_fifths_of_their_four_grams(examples: list[Example]) -> None:
    pairs = near_duplicates([example.text for example in examples], data_report.DUPLICATE_THRESHOLD)

    assert not [(examples[p.first].text, examples[p.second].text) for p in pairs]


def test_no_utterance_has_a_control_character(examples: list[Example]) -> None:
    assert not [
        e.text for e in examples if any(unicodedata.category(c).startswith("C") for c in e.text if c != "\u200d")
    ]


def test_no_utterance_has_the_signs_of_rasas_entity_marks(examples: list[Example]) -> None:
    assert not [example.text for example in examples if set(example.text) & set("[](){}")]


def test_no_utterance_has_a_valid_identity_number(examples: list[Example]) -> None:
    numbers = [number for example in examples for number in ID_NUMBER.findall(example.text)]

    assert not [number for number in numbers if _checksum_holds(number)]


def test_no_utterance_has_a_mobile_number(examples: list[Example]) -> None:
    assert not [example.text for example in examples if MOBILE.search(example.text)]


def test_no_held_out_text_is_in_the_training_data(examples: list[Example]) -> None:
    files = sorted(HELD_OUT.glob("*.jsonl"))
    held_out = [json.loads(line)["text"] for path in files for line in path.read_text("utf-8").splitlines()]

    assert held_out
    assert not shared_runs([example.text for example in examples], held_out, 15)


def test_two_matters_are_labelled_with_known_intents_and_spans_inside_the_text() -> None:
    book = RuleBook.load()
    known = {s.id for s in book.situations} | {t.id for t in book.topics} | {"consult", "out_of_scope"}
    cases = [json.loads(line) for line in (HELD_OUT / "two_matters.jsonl").read_text("utf-8").splitlines()]

    assert len(cases) >= 150
    assert Counter(case["split"] for case in cases)["test"] >= 75
    for case in cases:
        assert len(case["labels"]) == len(case["spans"]) == 2
        assert {*case["labels"], *case["intents"]} <= known
        assert all(0 <= start < end <= len(case["text"]) for start, end in case["spans"])


def test_near_duplicates_are_found_and_strangers_are_not() -> None:
    texts = [
        "医院给我妈收了二十三天的特级护理费，请查一查",
        "医院给我爸收了二十三天的特级护理费，请查一下",
        "小区电梯坏了半个月没人修，物业不管",
    ]

    pairs = near_duplicates(texts)

    assert [(pair.first, pair.second) for pair in pairs] == [(0, 1)]
    assert pairs[0].overlap > 0.4


def test_equal_short_answers_are_duplicates_though_short_ones_are_not_compared() -> None:
    assert [pair.overlap for pair in near_duplicates(["不清楚", "不知道", "不清楚"])] == [1.0]


def test_a_borrowed_run_is_named_whatever_the_punctuation() -> None:
    hits = shared_runs(
        ["我要说的是，去年腊月初八那天下午在县医院三楼发生的事"], ["去年腊月初八、那天下午，在县医院三楼"]
    )

    assert hits[0][0] == 0
    assert len(hits[0][1]) == 12


def test_grams_leave_out_blanks_and_punctuation() -> None:
    assert grams("你 好，医保") == {"你好医保"}


def test_a_line_that_is_no_example_is_refused_by_name_of_file(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text("nlu:\n- intent: greet\n  examples: |\n    你好\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"bad\.yml"):
        load_examples(tmp_path)


def test_confident_learning_names_the_text_whose_label_the_others_contradict() -> None:
    import numpy as np

    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.05, 0.95], [0.1, 0.9], [0.2, 0.8]], dtype=np.float32)
    given = np.array([0, 0, 0, 1, 1])

    suspects = suspects_among(probabilities, given, ["appeal", "consult"])

    assert [(s.number, s.given, s.likely) for s in suspects] == [(2, "appeal", "consult")]


def test_the_report_counts_what_it_is_given_and_names_what_is_refused() -> None:
    story = "去年冬天我在镇上住院" * 20
    given = [
        Example("异地备案怎么办理手续", "consult_remote_care", "a.yml"),
        Example("医院多收了我妈护理费请查", "B1-2", "b.yml"),
        Example("医院多收了我爸护理费请查", "B1-2", "b.yml"),
        Example(story, "A2-7", "c.yml"),
    ]

    report = data_report.measure(given, foreign=[story])
    text = data_report.as_markdown(report)

    assert report.stories == 1
    assert len(report.duplicates) == 1
    assert report.foreign is not None
    assert [number for number, _ in report.foreign] == [3]
    assert "| utterances | 4 |" in text
    assert "borrowed run" in text


def test_foreign_files_are_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_text('{"text": "一"}\n\n{"text": "二"}\n', encoding="utf-8")

    assert data_report.read_foreign([path]) == ["一", "二"]


def test_the_committed_report_is_of_the_committed_data(examples: list[Example]) -> None:
    written = (DATA_FOLDER.parents[1] / "docs" / "data.md").read_text(encoding="utf-8")

    assert f"| utterances | {len(examples)} |" in written


def test_dialogue_intents_are_told_from_petitions() -> None:
    assert all(category_of(name) == DIALOGUE for name in DIALOGUE_INTENTS)


def _checksum_holds(number: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()
