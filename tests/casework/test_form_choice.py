"""Which forms an answer offers, and which form somebody means who asks for one."""

from __future__ import annotations

import pytest

from casework.form_choice import closed_to, form_named, forms_for, matter_of
from casework.reading import read
from casework.triage import Known, TriagedMatter, triage
from knowledge import RuleBook
from tests.casework.builders import matter, parse_of, rulebook

REVIEW, RECHECK = "review_application", "recheck_application"


def matters(*names: str, **facts: str) -> tuple[TriagedMatter, ...]:
    parse = parse_of("说几件事", *(matter({name: 0.97}) for name in names))
    return triage(read(parse, rulebook()), Known(facts), rulebook()).matters


def offered(*names: str, **facts: str) -> list[str]:
    return [form.id for form in forms_for(matters(*names, **facts), rulebook())]


@pytest.mark.parametrize(
    ("situation", "facts", "forms"),
    [
        ("A1-1", {}, [REVIEW]),
        ("A2-1", {}, [REVIEW]),
        ("A2-7", {"decision_kind": "refused_acceptance"}, [REVIEW]),
        ("A2-7", {"decision_kind": "other_decision"}, [REVIEW, RECHECK]),
        ("A2-8", {"decision_kind": "no_decision_yet"}, [REVIEW]),
        ("A2-11", {"decision_kind": "other_decision"}, [REVIEW]),
        ("B1-1", {}, ["report_registration"]),
        ("B2-1", {}, ["report_registration"]),
        ("C1-1", {}, ["disclosure_application"]),
        ("C2-1", {}, [REVIEW]),
        ("D-1", {}, ["suggestion_note"]),
        ("D-2", {}, ["suggestion_note"]),
        ("consult_card_query", {}, []),
        ("oos_pension", {}, []),
    ],
)
def test_the_forms_are_those_the_channel_leads_to(situation: str, facts: dict[str, str], forms: list[str]) -> None:
    assert offered(situation, **facts) == forms


def test_while_it_is_open_which_decision_it_is_only_what_every_branch_gives_is_offered() -> None:
    assert offered("A2-7") == [REVIEW]


def test_two_matters_offer_the_forms_of_both() -> None:
    assert offered("B1-1", "C1-1") == ["report_registration", "disclosure_application"]


def test_every_situation_of_the_list_leads_to_a_form(book: RuleBook) -> None:
    assert [row.id for row in book.situations if not offered(row.id, decision_kind="other_decision")] == []


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("填行政复议申请书", REVIEW),
        ("帮我写复查申请书", RECHECK),
        ("填信息公开申请表", "disclosure_application"),
        ("对信息公开的答复不服，填复议申请书", REVIEW),
        ("登记意见建议", "suggestion_note"),
        ("登记举报", "report_registration"),
        ("帮我写申请", None),
    ],
)
def test_a_form_is_known_by_what_people_call_it(book: RuleBook, words: str, form: str | None) -> None:
    named = form_named(words, book)

    assert (named.id if named else None) == form


def test_every_form_is_known_by_its_own_button(book: RuleBook) -> None:
    for form in book.forms:
        assert form_named(book.reply(f"button_form_{form.id}"), book) == form


def test_a_remedy_no_branch_gives_is_closed_and_a_matter_of_its_own_never_is(book: RuleBook) -> None:
    refused = matters("A2-7", decision_kind="refused_acceptance")

    assert closed_to(book.form(RECHECK), refused, book)
    assert not closed_to(book.form(REVIEW), refused, book)
    assert not closed_to(book.form("report_registration"), refused, book)
    assert not closed_to(book.form(RECHECK), (), book)


def test_a_form_is_about_the_matter_that_leads_to_it(book: RuleBook) -> None:
    both = matters("B1-1", "A1-1")

    assert [
        (found := matter_of(book.form(form), both, book)) and found.situation
        for form in (REVIEW, "report_registration", "suggestion_note")
    ] == ["A1-1", "B1-1", None]


def test_the_clauses_behind_the_choice_of_name_or_no_name_stand_in_the_tables(book: RuleBook) -> None:
    form = book.form("report_registration")

    assert [book.citation(row).clause for row in form.identity_basis] == [
        *("第十条", "第十二条第（五）项", "第十三条第（五）项", "第十五条"),
    ]


@pytest.mark.parametrize(
    ("asking", "form"),
    [
        ("填意见建议登记表", "suggestion_note"),
        ("填建议登记表", "suggestion_note"),
        ("填登记表", "report_registration"),
        ("填举报线索登记表", "report_registration"),
        ("我不要举报，我要复议", REVIEW),
    ],
)
def test_of_names_that_end_together_the_longest_counts(asking: str, form: str) -> None:
    named = form_named(asking, rulebook())

    assert named is not None
    assert named.id == form
