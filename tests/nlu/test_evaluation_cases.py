"""Files of cases: both forms, and what is said of a broken line."""

import json
from pathlib import Path
from typing import Any

import pytest

from nlu.evaluation.cases import HELD_OUT, TWO_MATTERS, BrokenCases, load_cases

SITUATIONS = {"A2-7", "A2-8", "B1-1", "D-1"}


def written(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "cases.jsonl"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines),
        encoding="utf-8",
    )
    return path


def test_a_message_has_a_label_and_perhaps_an_alternative(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": 1, "text": "少报了", "label": "appeal", "alt": "consult"})

    (case,) = load_cases(path, SITUATIONS)

    assert (case.categories, case.alternatives, case.has_situation) == (("appeal",), ("consult",), False)
    assert not case.all_matters


def test_a_message_may_name_its_situation(tmp_path: Path) -> None:
    path = written(
        tmp_path, {"text": "少报了", "label": "appeal", "situation": "A2-7", "accept": ["A2-8"], "only": True}
    )

    (case,) = load_cases(path, SITUATIONS)

    assert case.accepted == {"A2-7", "A2-8"}
    assert case.all_matters


def test_a_colloquial_case_names_every_matter_main_one_first(tmp_path: Path) -> None:
    path = written(tmp_path, {"text": "两件事", "labels": ["B1-1", "consult"], "accept": []})

    (case,) = load_cases(path, SITUATIONS)

    assert case.categories == ("report", "consult")
    assert case.all_matters


def test_a_defensible_situation_of_another_category_makes_that_category_acceptable(tmp_path: Path) -> None:
    path = written(tmp_path, {"text": "话", "labels": ["D-1"], "accept": ["A2-7"]})

    assert load_cases(path, SITUATIONS)[0].alternatives == ("appeal",)


def test_only_the_asked_part_of_a_divided_file_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"text": "一", "labels": ["D-1"], "split": "dev"},
        {"text": "二", "labels": ["D-1"], "split": "test"},
    )

    assert [case.text for case in load_cases(path, SITUATIONS, split="test")] == ["二"]


def test_empty_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "x", "label": "consult"}\r\n\r\n')

    assert len(load_cases(path, SITUATIONS)) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "x", "label"', "不是有效的 JSON"),
        ("[1]", "应当是一个 JSON 对象"),
        ({"text": " ", "label": "consult"}, "text 是空的"),
        ({"text": "x", "label": "complaint"}, "label 是 'complaint'"),
        ({"text": "x", "label": "consult", "alt": "other"}, "alt 是 'other'"),
        ({"text": "x", "labels": ["A9-9"]}, "没有 'A9-9' 这个情形"),
        ({"text": "x", "labels": []}, "labels 是空的"),
        ({"text": "x", "labels": "A2-7"}, "labels 应当是编号的列表"),
        ({"text": "x", "label": "report", "situation": "A2-7"}, "情形 A2-7 不属于 report"),
        ({"text": "x"}, "label 是 None"),
    ],
)
def test_a_broken_line_is_named_with_its_number_and_the_reason(
    tmp_path: Path, line: dict[str, Any] | str, reason: str
) -> None:
    path = written(tmp_path, {"text": "x", "label": "consult"}, "", line)

    with pytest.raises(BrokenCases, match="第 3 行") as caught:
        load_cases(path, SITUATIONS)

    assert reason in str(caught.value)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(BrokenCases, match="UTF-8"):
        load_cases(path, SITUATIONS)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenCases, match="没有一条消息"):
        load_cases(written(tmp_path, ""), SITUATIONS)


def test_our_own_held_out_files_can_be_read_and_are_balanced_as_described() -> None:
    from knowledge import RuleBook

    situations = {situation.id for situation in RuleBook.load().situations}

    held_out = load_cases(HELD_OUT, situations)

    counts = {name: sum(case.categories[0] == name for case in held_out) for name in ("out_of_scope", "disclosure")}
    assert len(held_out) == 240
    assert counts == {"out_of_scope": 96, "disclosure": 5}
    assert all(len(case.matters) == 2 for case in load_cases(TWO_MATTERS, situations, split="test"))


def test_no_training_text_repeats_a_held_out_message() -> None:
    from nlu.training_data import load_examples, shared_runs

    held_out = [json.loads(line)["text"] for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]

    assert shared_runs([example.text for example in load_examples()], held_out, length=16) == []
