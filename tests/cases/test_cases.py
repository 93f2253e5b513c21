"""Runs the worked cases of this folder (see README.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.reply import answer_card, card_text
from knowledge import RuleBook
from tests.casework.builders import CHONGQING, ELSEWHERE, HONGZE, JILIN, XIANGCHENG, certain, decide, rulebook

HERE = Path(__file__).parent
REGIONS = (JILIN, CHONGQING, HONGZE, XIANGCHENG, ELSEWHERE)
KEYS = {"name", "situation", "topic", "facts", "region", "traps", "expect"}
EXPECTATIONS = {
    *("becomes", "steps", "branches", "not_given", "limits", "no_limits", "notes", "services", "clauses"),
    *("office", "phones", "address", "office_limits", "gap", "says", "never"),
}
TRAPS_OF_ANSWERS = set(range(1, 27))


def load(file: str) -> dict[str, list[dict[str, Any]]]:
    content: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / file).read_text(encoding="utf-8"))
    return content


def answers() -> list[dict[str, Any]]:
    return [case for file in ("channels.yml", "handlers.yml", "consult.yml") for case in load(file)["cases"]]


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in cases]


def answer(name: str, region: str | None, facts: Mapping[str, str]) -> dict[str, Any]:
    decision = decide(certain(name), region=region, facts=facts)
    return answer_card(decision.matters, region, rulebook())


def everything_in(card: dict[str, Any]) -> str:
    return card_text(card, rulebook()) + json.dumps(card, ensure_ascii=False)


@pytest.mark.parametrize("case", named(answers()))
def test_the_answer_is_the_one_a_lawyer_expects(case: dict[str, Any]) -> None:
    expect = case["expect"]
    name = case.get("situation") or case["topic"]

    card = answer(name, case["region"], case.get("facts", {}))

    section = card["matters"][0]
    if "situation" in case:
        assert section["situation_id"] == expect.get("becomes", name)
    for check in (channels_hold, limits_hold, office_holds, sources_hold):
        check(section, expect)
    text, all_words = card_text(card, rulebook()), everything_in(card)
    for words in expect.get("says", ()):
        assert words in text
    for words in expect.get("never", ()):
        assert words not in all_words


def channels_hold(section: dict[str, Any], expect: dict[str, Any]) -> None:
    if "steps" in expect:
        (branch,) = section["channels"]
        assert_steps(branch["steps"], expect["steps"])
    if "branches" in expect:
        assert [branch["label"] for branch in section["channels"]] == list(expect["branches"])
        for branch, steps in zip(section["channels"], expect["branches"].values(), strict=True):
            assert_steps(branch["steps"], steps)
    if "not_given" in expect:
        assert [branch["not_given"] for branch in section["channels"]] == [expect["not_given"]]


def assert_steps(steps: list[dict[str, Any]], expected: list[dict[str, str]]) -> None:
    assert [step["relation"] for step in steps] == [relation for step in expected for relation in step]
    for step, (words,) in zip(steps, (one.values() for one in expected), strict=True):
        assert words in step["text"]


def limits_hold(section: dict[str, Any], expect: dict[str, Any]) -> None:
    limits = "\n".join(limit["text"] for limit in section["limits"])
    notes = "\n".join(note["text"] for note in section["law_notes"])
    for words in expect.get("limits", ()):
        assert words in limits
    for words in expect.get("no_limits", ()):
        assert words not in limits
    for words in expect.get("notes", ()):
        assert words in notes


def office_holds(section: dict[str, Any], expect: dict[str, Any]) -> None:
    handler = section["handler"]
    if "office" in expect:
        assert (handler and handler["office"]) == expect["office"]
    if "phones" in expect:
        assert [f"{phone['role']} {phone['number']}" for phone in handler["phones"]] == expect["phones"]
    if "address" in expect:
        assert handler["address"] == expect["address"]
    if "office_limits" in expect:
        assert handler["limits"] == expect["office_limits"]
    if "services" in expect:
        shown = [book_row.name for book_row in map(rulebook().power, expect["services"])]
        assert [one["name"].split("（")[0] for one in section.get("services", [])] == [
            name.split("（")[0] for name in shown
        ]
        assert {one["row"] for one in section["citations"]} >= set(expect["services"])
    assert expect.get("gap", "") in section["handler_note"]


def sources_hold(section: dict[str, Any], expect: dict[str, Any]) -> None:
    cited = {f"{one['source']} {one['clause']}" for one in section["citations"]}
    assert set(expect.get("clauses", ())) <= cited


# ---------------------------------------------------------------- what is never said, anywhere


def everywhere() -> Iterator[Any]:
    for statement in load("wrong_statements.yml")["statements"]:
        for situation, region in product(statement["situations"], statement.get("regions", REGIONS)):
            yield pytest.param(statement, situation, region, id=f"{statement['name']} {situation} {region}")


@pytest.mark.parametrize(("statement", "situation", "region"), list(everywhere()))
def test_a_wrong_statement_is_made_nowhere(statement: dict[str, Any], situation: str, region: str) -> None:
    card = answer(situation, region, statement.get("facts", {}))

    text = card_text(card, rulebook())
    for words in statement.get("never", ()):
        assert words not in text
    for words in statement.get("says", ()):
        assert words in text
    if "limits_from" in statement:
        section = card["matters"][0]
        sources = {section["citations"][limit["cite"]]["source"] for limit in section["limits"]}
        assert sources
        assert sources <= set(statement["limits_from"])


# ---------------------------------------------------------------- taking reports


@pytest.mark.parametrize("case", named(load("reports.yml")["articles"]))
def test_an_article_says_what_the_case_takes_from_it(book: RuleBook, case: dict[str, Any]) -> None:
    row = book.row(case["row"])

    for words in case["quote"]:
        assert words in (row.quote or "")


@pytest.mark.parametrize("case", named(load("reports.yml")["form"]))
def test_the_form_asks_what_the_annex_asks(book: RuleBook, case: dict[str, Any]) -> None:
    form = book.form("report_registration")

    assert [list(group) for group in form.mandatory_rule] == case["mandatory"]
    assert not {name for group in form.mandatory_rule for name in group} & set(case["never_mandatory"])
    assert not any(form.field(name).mandatory for name in case["never_mandatory"])
    assert len(form.fields) == case["fields"]
    assert {field.id: len(field.options) for field in form.fields if field.options} == case["boxes"]


# ---------------------------------------------------------------- the cases themselves


def test_the_cases_use_no_key_that_nobody_checks() -> None:
    for case in answers():
        assert set(case) <= KEYS, case["name"]
        assert set(case["expect"]) <= EXPECTATIONS, case["name"]
        assert case["expect"], case["name"]
        assert "region" in case, case["name"]


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case["name"] for file in ("channels.yml", "handlers.yml", "consult.yml") for case in load(file)["cases"]]

    assert len(names) == len(set(names))
    assert len(names) >= 60


def test_the_cases_cover_all_situations_all_channels_and_all_places(book: RuleBook) -> None:
    cases = [case for case in answers() if "situation" in case]
    channels, places = set(), set()
    for case in cases:
        decision = decide(certain(case["situation"]), region=case["region"], facts=case.get("facts", {}))
        channel = decision.matters[0].channel
        assert channel is not None
        channels |= {branch.id for branch in channel.branches}
        places.add(book.place_for(case["region"]).region_code)

    assert {case["situation"] for case in cases} == {situation.id for situation in book.situations}
    assert channels == {channel.id for channel in book.channels}
    assert places == {place.region_code for place in book.places}


def test_every_trap_of_the_domain_that_concerns_answers_has_a_case() -> None:
    reports = load("reports.yml")
    cases = [
        *answers(),
        *load("wrong_statements.yml")["statements"],
        *(case for part in reports.values() for case in part),
        *load("acceptance.yml")["案例"],
    ]

    assert {trap for case in cases for trap in case.get("traps", ())} == TRAPS_OF_ANSWERS
