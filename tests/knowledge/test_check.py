"""`python -m knowledge.check`: what it counts, what it notices, how it ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.check import main, report
from knowledge.load import TABLES


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    root = tmp_path / "tables"
    shutil.copytree(TABLES, root)
    return root


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def without(path: Path, first: str, following: str) -> None:
    """Cut a row out of a file."""
    text = path.read_text(encoding="utf-8")
    begin = text.index(first)
    path.write_text(text[:begin] + text[text.index(following, begin) :], encoding="utf-8")


def test_the_tables_of_this_package_are_all_right() -> None:
    outcome = report()

    assert outcome.ok, list(outcome.lines())
    assert len(outcome.counts) >= 18


def test_a_missing_row_makes_a_count_wrong(tables: Path) -> None:
    without(tables / "duties.yml", "  - id: cq2023-duty-11\n", "  - id: cq2023-duty-16-1\n")

    outcome = report(tables)

    wrong = [(count.name, count.found, count.expected) for count in outcome.counts if not count.ok]
    assert wrong == [("duties of confidentiality and protection", 14, 15)]
    assert not outcome.ok


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        (
            "sources.yml",
            "  - {id: unused, title: 无人引用, kind: law, issuer: 某局, number: '', effective_from: 2024-01-01}\n",
            "source unused is cited by no row.",
        ),
        (
            "facts.yml",
            "  - id: remark\n    kind: acceptance\n    question: 还有别的吗？\n"
            "    options: [{value: 'yes', label: 有, meaning: 有}, {value: 'no', label: 没有, meaning: 没有}]\n"
            "    unsure: {value: unsure, label: 不清楚, meaning: 没关系}\n",
            "fact remark decides nothing.",
        ),
        (
            "hotlines.yml",
            "  - {id: hotline-114, number: '114', name: 查号, plain: 查询号码}\n",
            "hotline hotline-114 is never named.",
        ),
        (
            "commands.yml",
            "  - {id: leap, words: [跳过, 跳过去]}\n",
            "commands leap and skip share the words ['跳过'].",
        ),
        (
            "places.yml",
            "  - {id: third, source: house, clause: 约定, effective_from: 2024-01-01, region_code: '130000',"
            " name: 某省, names: [某省], level: province, covers: '13', scope: 没有清单。}\n",
            "nothing is recorded for A1-1 in 某省: neither a power nor a gap.",
        ),
    ],
)
def test_what_nobody_refers_to_or_what_is_said_twice_is_noticed(
    tables: Path, file: str, text: str, problem: str
) -> None:
    append(tables / file, text)

    assert problem in report(tables).problems


def test_a_mirrored_pair_without_its_question_is_noticed(tables: Path) -> None:
    without(tables / "confusions.yml", "  - id: ask-qualification-or-amount\n", "  - id: ask-filing-or-amount\n")

    assert report(tables).problems == ("A2-6 and A2-7 share their words but have no question of their own.",)


def test_a_table_that_cannot_be_loaded_is_a_problem_and_not_a_crash(tables: Path) -> None:
    append(tables / "duties.yml", "  - id: broken\n")

    outcome = report(tables)

    assert not outcome.ok
    assert outcome.counts == ()
    assert "duties.yml" in outcome.problems[0]


def test_the_command_prints_its_report_and_ends_with_success() -> None:
    printed: list[str] = []

    code = main([], printed.append)

    assert code == 0
    assert "  ok  situations: 28 of 28\n" in printed
    assert printed[-1] == "all right\n"


def test_the_command_ends_with_failure_when_something_is_wrong(tables: Path) -> None:
    printed: list[str] = []
    without(tables / "duties.yml", "  - id: cq2023-duty-11\n", "  - id: cq2023-duty-16-1\n")

    code = main(["--tables", str(tables)], printed.append)

    assert code == 1
    assert "  BAD duties of confidentiality and protection: 14 of 15\n" in printed
    assert printed[-1] == "not right\n"


def test_the_command_compares_with_the_documents_it_is_given(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"00{number}_document.txt").write_text("别的文件", encoding="utf-8")
    printed: list[str] = []

    code = main(["--seeds", str(tmp_path)], printed.append)

    assert code == 1
    assert "  BAD jl2024 differs as a whole from what its rows say.\n" in printed
