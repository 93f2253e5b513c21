"""An office's own labelled messages: read, refused with the line, and given an intent within their category."""

import json
from pathlib import Path

import pytest
import yaml

from nlu.classifier import IntentModel
from nlu.labels import category_of
from nlu.own_messages import BrokenMessages, OwnMessage, as_examples, as_training_yaml, read_messages


def test_messages_are_read_on_one_line_each(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    lines = [
        {"text": "报销\n少了", "label": "appeal"},
        {"text": "药店刷卡卖米", "label": "report", "situation": "B1-1"},
    ]
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n", encoding="utf-8")

    assert read_messages(file) == [
        OwnMessage("报销 少了", "appeal", None),
        OwnMessage("药店刷卡卖米", "report", "B1-1"),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "第 2 行：不是 JSON"),
        ("[]", "第 2 行：没有 text"),
        ('{"text": " ", "label": "appeal"}', "第 2 行：没有 text"),
        ('{"text": "报销少了", "label": "complaint"}', "label 应当是"),
        ('{"text": "报销少了", "label": "appeal", "situation": "B1-1"}', "不属于 appeal"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, words: str) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text('{"text": "报销少了", "label": "appeal"}\n' + line, encoding="utf-8")

    with pytest.raises(BrokenMessages, match=words):
        read_messages(file)


def test_an_empty_file_is_no_training_data(tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text("\n")

    with pytest.raises(BrokenMessages, match="没有一条"):
        read_messages(tmp_path / "own.jsonl")


def test_an_intent_told_is_kept_and_the_others_get_the_likeliest_of_their_category(small_model: IntentModel) -> None:
    told = OwnMessage("住院的钱报得太少", "appeal", "A2-7")
    # the words speak for a report, the person said appeal: the person is believed
    against = OwnMessage("举报药店拿医保卡刷大米", "appeal", None)

    examples = as_examples([told, against], small_model)

    assert [example.text for example in examples] == [told.text, against.text]
    assert examples[0].intent == "A2-7"
    assert category_of(examples[1].intent) == "appeal"


def test_an_intent_that_the_project_does_not_know_is_refused(small_model: IntentModel) -> None:
    with pytest.raises(BrokenMessages, match="没有这样的情形：A9-9"):
        as_examples([OwnMessage("什么", "appeal", "A9-9")], small_model)


def test_the_yaml_is_rasas(small_model: IntentModel) -> None:
    examples = as_examples([OwnMessage("报销少了: 不服", "appeal", "A2-7")], small_model)

    written = yaml.safe_load(as_training_yaml(examples))

    assert written == {"version": "3.1", "nlu": [{"intent": "A2-7", "examples": "- 报销少了: 不服\n"}]}
