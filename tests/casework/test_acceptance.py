"""Holding a report against art. 12 and art. 13: what is known decides, what is not known stays open."""

from __future__ import annotations

from itertools import product

import pytest

from casework.acceptance import Acceptance, assess, ways
from knowledge import RuleBook
from tests.casework.builders import CHONGQING, ELSEWHERE, JILIN

SOUND = {
    "reporter_mode": "real_name", "evidence": "material", "repeat": "first_time", "respondent_known": "yes",
    "facts_known": "yes", "violation_place": "here", "other_route": "no", "other_department": "no",
    "respondent_gone": "no",
}  # fmt: skip


def held(book: RuleBook, situation: str | None = "B1-1", region: str | None = CHONGQING, **facts: str) -> Acceptance:
    """A sound report with some facts changed."""
    return assess(book, SOUND | facts, situation, region)


def statuses(acceptance: Acceptance, kind: str) -> dict[int, str]:
    return {line.number: line.status for line in acceptance.lines if line.kind == kind}


def test_a_sound_report_meets_all_conditions_and_only_the_ground_left_to_people_stays_open(book: RuleBook) -> None:
    acceptance = held(book)

    assert set(statuses(acceptance, "condition").values()) == {"met"}
    assert statuses(acceptance, "refusal") == dict.fromkeys(range(1, 8), "not_met") | {8: "unknown"}
    assert acceptance.outlook == "acceptable"
    assert acceptance.ask == ()
    assert acceptance.obstacles == ()


def test_when_nothing_is_known_every_line_is_open_and_all_nine_facts_would_help(book: RuleBook) -> None:
    acceptance = assess(book, {}, None, None)

    assert {line.status for line in acceptance.lines} == {"unknown"}
    assert acceptance.outlook == "incomplete"
    assert set(acceptance.ask) == {fact.id for fact in book.facts if fact.kind == "acceptance"}


def test_a_fact_answered_with_not_sure_is_open_and_not_asked_again(book: RuleBook) -> None:
    acceptance = held(book, violation_place="unsure")

    assert statuses(acceptance, "condition")[1] == "unknown"
    assert acceptance.outlook == "incomplete"
    assert acceptance.ask == ()


def test_one_fact_that_speaks_against_a_ground_settles_it_whatever_the_others_are(book: RuleBook) -> None:
    named = assess(book, {"reporter_mode": "real_name"}, None, None)
    with_papers = assess(book, {"evidence": "material"}, None, None)
    only_clues = assess(book, {"evidence": "clues"}, None, None)

    assert statuses(named, "refusal")[5] == "not_met"
    assert statuses(with_papers, "refusal")[5] == "not_met"
    assert statuses(only_clues, "refusal")[5] == "unknown"
    assert "reporter_mode" in only_clues.ask
    assert "reporter_mode" not in with_papers.ask


def test_an_anonymous_report_with_clues_only_is_told_two_ways_to_complete_it(book: RuleBook) -> None:
    acceptance = held(book, reporter_mode="anonymous", evidence="clues")

    assert acceptance.outlook == "refusable"
    (ground,) = acceptance.obstacles
    assert (ground.row_id, ground.fact, ground.favourable) == ("cq2023-art-13-5", "evidence", False)
    assert "证据材料" in (ground.complete or "")
    assert "实名" in (ground.complete or "")
    assert ground.citation.clause == "第十三条第（五）项"
    assert ground.citation.quote == ground.quote == "匿名举报且无法提供证据材料"


def test_the_condition_that_sums_up_is_no_obstacle_of_its_own(book: RuleBook) -> None:
    acceptance = held(book, situation="B1-2", repeat="closed_nothing_new")

    assert statuses(acceptance, "condition")[6] == "not_met"
    assert [line.row_id for line in acceptance.obstacles] == ["cq2023-art-13-2", "cq2023-art-12-2"]


def test_a_refused_report_names_the_right_way_and_one_that_is_not_refused_names_none(book: RuleBook) -> None:
    refused = held(book, other_route="yes")
    sound = held(book)

    assert "行政复议" in (refused.obstacles[0].instead or "")
    assert not [line for line in sound.lines if line.instead or (line.complete and line.kind == "refusal")]


@pytest.mark.parametrize(
    ("situation", "status"),
    [("B1-1", "met"), ("B1-2", "not_met"), ("B1-3", "not_met"), ("B2-1", "not_met"), ("B2-2", "unknown"),
     (None, "unknown")],
)  # fmt: skip
def test_the_scope_of_supervision_is_read_off_the_situation(book: RuleBook, situation: str | None, status: str) -> None:
    acceptance = held(book, situation=situation)

    assert statuses(acceptance, "condition")[2] == status
    assert acceptance.outlook == ("acceptable" if status == "met" else "incomplete")


@pytest.mark.parametrize(
    ("region", "binding"),
    [(CHONGQING, True), ("500101", True), (JILIN, False), (ELSEWHERE, False), (None, False)],
)
def test_the_rules_bind_in_chongqing_and_are_an_example_elsewhere(
    book: RuleBook, region: str | None, binding: bool
) -> None:
    assert held(book, region=region).binding is binding


def test_a_line_that_is_open_says_what_would_complete_it(book: RuleBook) -> None:
    acceptance = assess(book, {}, None, None)

    conditions = [line for line in acceptance.lines if line.kind == "condition"]
    assert all(line.complete for line in conditions)
    assert all(line.favourable is None for line in acceptance.lines)


def test_more_knowledge_never_reopens_a_line_and_never_reverses_one(book: RuleBook) -> None:
    values = {name: [option.value for option in book.fact(name).options] for name in SOUND}
    for name, options in values.items():
        rest = {other: value for other, value in SOUND.items() if other != name}
        before = {line.row_id: line.status for line in assess(book, rest, "B1-1", CHONGQING).lines}
        for value in options:
            after = {line.row_id: line.status for line in assess(book, rest | {name: value}, "B1-1", CHONGQING).lines}
            assert all(after[row] == status for row, status in before.items() if status != "unknown"), (name, value)


def test_the_outlook_follows_from_the_lines_for_every_combination_of_answers(book: RuleBook) -> None:
    names = list(SOUND)
    values = [[*(option.value for option in book.fact(name).options), "unsure"] for name in names]
    for count, combination in enumerate(product(*values)):
        if count % 37:  # a prime, so that every pair of answers is met on the way
            continue
        acceptance = assess(book, dict(zip(names, combination, strict=True)), "B1-1", CHONGQING)
        refused = [line for line in acceptance.lines if line.kind == "refusal" and line.status == "met"]
        unmet = [line for line in acceptance.lines if line.kind == "condition" and line.status != "met"]
        assert acceptance.outlook == ("refusable" if refused else "incomplete" if unmet else "acceptable")
        assert 8 not in {line.number for line in refused}
        assert acceptance.ask == ()


# ---------------------------------------------------------------- what a citizen is told


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"reporter_mode": "anonymous", "evidence": "clues"}, ["匿名", "材料", "实名"]),
        ({"repeat": "pending_nothing_new"}, ["已经在办", "办理进度"]),
        ({"repeat": "closed_nothing_new"}, ["已经办结", "再次举报"]),
        ({"other_route": "yes"}, ["行政复议", "处罚"]),
        ({"other_department": "yes"}, ["那个部门"]),
        ({"respondent_gone": "yes"}, ["注销"]),
        ({"violation_place": "elsewhere"}, ["发生地"]),
        ({"evidence": "nothing"}, ["线索"]),
        ({"respondent_known": "no"}, ["哪个单位"]),
        ({"facts_known": "no"}, ["什么时候"]),
    ],
)
def test_each_obstacle_has_its_own_sentence_with_its_clause(
    book: RuleBook, facts: dict[str, str], words: list[str]
) -> None:
    (way,) = ways(held(book, **facts), book)

    assert all(word in way.text for word in words)
    assert way.line.citation.clause.startswith(("第十二条", "第十三条"))


def test_who_says_neither_who_nor_what_is_told_so_once(book: RuleBook) -> None:
    told = ways(held(book, respondent_known="no", facts_known="no"), book)

    assert [way.line.row_id for way in told] == ["cq2023-art-13-7"]


def test_ways_open_the_form_or_the_button_that_helps(book: RuleBook) -> None:
    (penalty,) = ways(held(book, other_route="yes"), book)
    (nameless,) = ways(held(book, reporter_mode="anonymous", evidence="clues"), book)

    assert penalty.forms == ("review_application",)
    assert nameless.buttons == ("button_real_name",)


def test_nobody_is_turned_away(book: RuleBook) -> None:
    rows = [*book.conditions, *book.refusals]
    for row in rows:
        text = book.reply(row.reply) if row.reply else ""
        for hard in ("拒绝", "无效", "不能登记", "不予受理"):
            assert hard not in text, row.id


def test_a_report_without_obstacle_gets_no_sentence(book: RuleBook) -> None:
    assert ways(held(book), book) == ()
    assert ways(assess(book, {}, None, None), book) == ()
