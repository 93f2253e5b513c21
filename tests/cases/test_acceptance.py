"""Runs acceptance.yml: each condition of art. 12 and each ground of art. 13, met, not met and not known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.acceptance import Acceptance, assess, ways
from casework.report_facts import facts_of_report
from knowledge import RuleBook
from tests.casework.builders import CHONGQING

CONTENT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("acceptance.yml").read_text(encoding="utf-8"))
CASES, WORDS, BASE = CONTENT["案例"], CONTENT["原话"], CONTENT["完整的举报"]
FACTS = {
    "举报方式": "reporter_mode",
    "证据": "evidence",
    "以前举报过吗": "repeat",
    "是谁": "respondent_known",
    "做了什么": "facts_known",
    "在不在本地": "violation_place",
    "诉讼仲裁复议": "other_route",
    "别的部门": "other_department",
    "对方还在吗": "respondent_gone",
}
STATUS = {
    "条件": {"满足": "met", "不满足": "not_met", "不清楚": "unknown"},
    "不予受理": {"有": "met", "没有": "not_met", "不清楚": "unknown"},
}
KINDS = {"条件": "condition", "不予受理": "refusal"}
OUTLOOK = {"可能受理": "acceptable", "还要补充": "incomplete", "可能不受理": "refusable"}
KEYS = {
    *("案情", "traps", "条款", "情形", "地区", "改", "只知道", "条件", "不予受理"),
    *("结论", "补", "改走", "告诉", "表", "按钮", "要问", "只作参考"),
}


def facts_in(book: RuleBook, told: Mapping[str, str]) -> dict[str, str]:
    """Fact id → value, from the names above and the labels of the table facts."""
    facts = {}
    for name, label in told.items():
        fact = book.fact(FACTS[name])
        labels = {option.label: option.value for option in fact.options} | {"不清楚": fact.unsure.value}
        facts[fact.id] = labels[label]
    return facts


def told_in(case: Mapping[str, Any]) -> dict[str, str]:
    """What is known in a case: only that, or the complete report with some answers changed."""
    told: dict[str, str] = case["只知道"] if "只知道" in case else BASE | case["改"]
    return told


def held(book: RuleBook, case: Mapping[str, Any]) -> Acceptance:
    return assess(book, facts_in(book, told_in(case)), case.get("情形", "B1-1"), case.get("地区", CHONGQING))


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["案情"]) for case in cases]


@pytest.mark.parametrize("case", named(CASES))
def test_every_line_stands_as_a_lawyer_reads_it(book: RuleBook, case: dict[str, Any]) -> None:
    acceptance = held(book, case)

    for heading, kind in KINDS.items():
        expected = {number: STATUS[heading][word] for word, numbers in case[heading].items() for number in numbers}
        assert {line.number: line.status for line in acceptance.lines if line.kind == kind} == expected
    assert acceptance.outlook == OUTLOOK[case["结论"]]
    assert acceptance.binding is not case.get("只作参考", False)


@pytest.mark.parametrize("case", named(CASES))
def test_what_to_add_and_which_way_instead_is_said(book: RuleBook, case: dict[str, Any]) -> None:
    acceptance = held(book, case)
    told = ways(acceptance, book)

    complete = "\n".join(line.complete or "" for line in acceptance.obstacles)
    instead = "\n".join(line.instead or "" for line in acceptance.obstacles)
    said = "\n".join(way.text for way in told)
    for key, text in (("补", complete), ("改走", instead), ("告诉", said)):
        for words in case.get(key, ()):
            assert words in text
    assert [form for way in told for form in way.forms] == case.get("表", [form for way in told for form in way.forms])
    buttons = [book.reply(button) for way in told for button in way.buttons]
    assert buttons == case.get("按钮", buttons)
    if "要问" in case:
        assert set(acceptance.ask) == {FACTS[name] for name in case["要问"]}


@pytest.mark.parametrize("case", named(CASES))
def test_the_clauses_of_a_case_are_those_of_its_lines_or_stand_in_the_rules(
    book: RuleBook, case: dict[str, Any]
) -> None:
    clauses = {line.citation.clause for line in held(book, case).lines} | {row.clause for row in book.articles}

    assert set(case["条款"]) <= clauses
    assert case["条款"]


@pytest.mark.parametrize("case", named(WORDS))
def test_what_a_citizens_own_words_tell_is_read_and_nothing_else(book: RuleBook, case: dict[str, Any]) -> None:
    read = facts_of_report(book, {}, None, None, {}, case["话"], None)

    assert read == facts_in(book, case["读出"])


def test_every_line_is_shown_with_every_status_it_can_have() -> None:
    shown = {
        (heading, number, word)
        for case in CASES
        for heading in KINDS
        for word, numbers in case[heading].items()
        for number in numbers
    }
    wanted = {("条件", number, word) for number in range(1, 7) for word in STATUS["条件"]}
    wanted |= {("不予受理", number, word) for number in range(1, 8) for word in STATUS["不予受理"]}
    wanted |= {("不予受理", 8, "不清楚")}

    assert shown == wanted


def test_every_obstacle_a_fact_can_make_is_told_in_some_case(book: RuleBook) -> None:
    told = {way.line.row_id for case in CASES for way in ways(held(book, case), book)}

    assert told == {row.id for row in (*book.conditions, *book.refusals) if row.reply}


def test_every_answer_to_every_question_stands_in_some_case(book: RuleBook) -> None:
    given = {one for case in CASES for one in told_in(case).items()}
    wanted = {(name, option.label) for name, fact in FACTS.items() for option in book.fact(fact).options}

    assert {one for one in given if one[1] != "不清楚"} == wanted
    assert {name for name, label in given if label == "不清楚"} == set(FACTS)


def test_the_cases_use_no_key_that_nobody_checks_and_each_has_its_own_name() -> None:
    for case in CASES:
        assert set(case) <= KEYS, case["案情"]
        assert ("改" in case) != ("只知道" in case), case["案情"]
    names = [case["案情"] for case in (*CASES, *WORDS)]
    assert len(names) == len(set(names))
