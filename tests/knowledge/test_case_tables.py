"""The life of a case as the tables hold it: whole for every form, true to the Chongqing rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from knowledge import CaseMove, CaseState, Form, Row, RuleBook, life_check

REPORT = "report_registration"
KINDS = {"cq2023": "document", "jl2024": "document", "law-xxgk-2019": "law", "law-xzfy-2023": "law", "house": "house"}


def problems(
    book: RuleBook, states: Sequence[CaseState] | None = None, moves: Sequence[CaseMove] | None = None
) -> list[tuple[str, str]]:
    """What the check says when some rows are other than they are."""
    rows: dict[str, Sequence[Row]] = {
        "case_states": book.case_states if states is None else states,
        "case_moves": book.case_moves if moves is None else moves,
        "forms": book.all(Form),
        "articles": book.articles,
        "channels": book.channels,
    }
    return [(row.id, problem) for row, problem, _ in life_check.faults(rows, KINDS)]


def without(book: RuleBook, *ids: str) -> list[CaseMove]:
    return [move for move in book.case_moves if move.id not in ids]


def changed(book: RuleBook, move_id: str, **values: object) -> list[CaseMove]:
    return [replace(move, **values) if move.id == move_id else move for move in book.case_moves]  # type: ignore[arg-type]


def test_the_tables_are_whole(book: RuleBook) -> None:
    assert problems(book) == []


@pytest.mark.parametrize("form", ["report_registration", "review_application", "disclosure_application"])
def test_without_a_way_to_the_archive_closed_is_a_dead_end(book: RuleBook, form: str) -> None:
    archive = {"report_registration": "report_archive", "disclosure_application": "disclosure_archive"}

    found = problems(book, moves=without(book, archive.get(form, "application_archive")))

    assert ("closed", f"is a dead end for {form}.") in found
    assert ("archived", f"is never reached by a case of {form}.") in found


def test_a_state_no_move_leads_to_is_found(book: RuleBook) -> None:
    found = problems(book, moves=without(book, "report_not_open"))

    assert found == [("not_opened", f"is never reached by a case of {REPORT}.")]


def test_a_move_to_a_state_of_other_forms_is_found(book: RuleBook) -> None:
    found = problems(book, moves=changed(book, "disclosure_answer", to_state="transferred"))

    assert ("disclosure_answer", "names state transferred, which cases of disclosure_application do not have.") in found


def test_a_move_that_leaves_the_end_is_found(book: RuleBook) -> None:
    found = problems(book, moves=changed(book, "report_take_up_again", from_states=("not_accepted", "archived")))

    assert found == [("archived", "ends a case and yet a move leaves it.")]


def test_a_form_begins_in_exactly_one_state(book: RuleBook) -> None:
    states = [replace(state, first=state.id in ("registered", "opened")) for state in book.case_states]

    assert (REPORT, "has 2 first states.") in problems(book, states=states)


@pytest.mark.parametrize(("move", "clause"), [("report_accept", "第九十九条"), ("suggestion_study", "四9")])
def test_a_clause_that_does_not_exist_is_found(book: RuleBook, move: str, clause: str) -> None:
    found = problems(book, moves=changed(book, move, clause=clause))

    assert [row for row, problem in found if clause in problem] == [move]


@pytest.mark.parametrize(
    ("move", "clause", "from_states", "to_state"),
    [
        ("report_accept", "第十二条", ("pre_checked",), "accepted"),
        ("report_refuse", "第十三条", ("pre_checked",), "not_accepted"),
        ("report_refer", "第十九条", ("pre_checked",), "not_accepted"),
        ("report_transfer", "第二十条第一款", ("pre_checked",), "transferred"),
        ("report_dispute", "第二十一条", ("pre_checked",), "pre_checked"),
        ("report_tell_opened", "第十五条", ("opened",), "opened"),
        ("report_withdraw_opened", "第二十三条", ("opened",), "opened"),
        ("report_close", "第二十二条", ("opened",), "closed"),
        ("report_archive", "第二十五条", ("closed", "not_accepted", "transferred", "withdrawn"), "archived"),
    ],
)
def test_the_steps_of_a_report_rest_on_their_articles(
    book: RuleBook, move: str, clause: str, from_states: tuple[str, ...], to_state: str
) -> None:
    row = book.case_move(move)

    assert (row.source, row.clause) == ("cq2023", clause)
    assert (row.from_states, row.to_state) == (from_states, to_state)


def test_the_five_working_days_of_art_15_run_from_the_decision_whether_to_open_and_from_nothing_else(
    book: RuleBook,
) -> None:
    starting = {move.id for move in book.case_moves if "cq2023-time-15" in move.starts}
    stopping = {move.id for move in book.case_moves if "cq2023-time-15" in move.stops}

    assert starting == {"report_open", "report_not_open"}
    # Withdrawing does not stop them: art. 23 ends the telling of the result only.
    assert stopping == {"report_tell_opened", "report_tell_not_opened"}
    assert {move for move in stopping if book.case_move(move).named_only} == stopping


def test_every_clock_that_is_started_can_be_stopped(book: RuleBook) -> None:
    for form in book.forms:
        mine = [move for move in book.case_moves if form.id in move.forms]
        started = {period for move in mine for period in move.starts}
        assert started <= {period for move in mine for period in move.stops}, form.id


def test_a_quoted_article_holds_the_words_of_the_move(book: RuleBook) -> None:
    texts = {article.clause: article.text for article in book.articles}
    for move in book.case_moves:
        if move.source == "cq2023" and move.quote:
            article = next(text for clause, text in texts.items() if move.clause.startswith(clause))
            assert move.quote in article, move.id


def test_only_who_decides_refuses_and_every_refusal_gives_its_reason(book: RuleBook) -> None:
    for move in book.case_moves:
        if move.to_state in ("not_accepted", "not_opened", "transferred") and not move.stays:
            assert "agent" not in move.roles, move.id
            assert move.reason is not None, move.id


def test_the_one_who_filed_it_can_take_back_any_form_until_it_is_over(book: RuleBook) -> None:
    for form in book.forms:
        taking_back = [move for move in book.case_moves if move.roles == ("citizen",) and form.id in move.forms]
        assert taking_back, form.id
        assert all(move.ends_informing for move in taking_back)
        for state in book.case_states:
            back = any(state.id in move.from_states for move in taking_back)
            assert not (back and state.over), (form.id, state.id)


def test_neither_reviewers_nor_auditors_move_a_case(book: RuleBook) -> None:
    assert not any({"reviewer", "auditor"} & set(move.roles) for move in book.case_moves)
