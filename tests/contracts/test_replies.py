"""Every sentence the code says has a row, every row is said somewhere, and every button leads where it says."""

from __future__ import annotations

import ast
import re
import string
import typing
from collections.abc import Iterator

import pytest

from casework.acceptance import Outlook, Status
from casework.reading import category_of
from casework.services.live_calling import BACK
from knowledge import Confusion, Fact, RuleBook
from tests.contracts.project import ROOT, intents_of, python_files, rules, strings_in, training_examples, tree_of

ROOMS = ("casework", "actions", "api", "bot")
ID_FAULTS = ("length", "characters", "birthday", "checksum")
FORMS = tuple(form.id for form in RuleBook.load().forms)
NEEDING_A_NAME = tuple(form.id for form in RuleBook.load().forms if form.identity == "required")
# Replies whose id is put together: what stands in the braces, and every value it can have.
FAMILIES = {
    "answer_{column}": ("promised_limit", "statutory_limit"),
    "answer_opening_{section['category']}": (
        *("consult", "out_of_scope", "appeal", "report", "disclosure", "suggestion"),
    ),
    "next_{_kind_of_advice(matters, book)}": (
        *("appeal", "appeal_undecided", "petition", "report", "disclosure", "suggestion", "consult", "out_of_scope"),
    ),
    "button_form_{form_id}": FORMS,
    "form_begin_{form.id}": NEEDING_A_NAME,
    "receipt_{form.id}": NEEDING_A_NAME,
    "acceptance_{outlook}": (*typing.get_args(Outlook), "open"),
    "acceptance_status_{line.status}": typing.get_args(Status),
    "refusal_status_{line.status}": typing.get_args(Status),
    "invalid_{field.kind}": ("date", "amount", "document_number"),
    "smalltalk_{intent}": tuple(
        intent for rule in rules() if rule["rule"] == "smalltalk" for intent in intents_of(rule)
    ),
    "suggest_why_{why}": (
        *("safety", "rule", "told", "branches", "two", "question", "doubt", "place", "consult", "other"),
        *("form", "offer", "memory", "canned", "unclear"),
    ),
    "suggest_form_{form.id}": FORMS,
    "invalid_{fault}": ("phone", *(f"id_number_{fault}" for fault in ID_FAULTS)),
}
# Rows nobody says yet, each with what it waits for. A row that comes into use, or a new idle one, fails the test.
WAITING: dict[str, str] = {}


def composed() -> Iterator[str]:
    """Every f-string that looks like the id of a reply, written as in the code."""
    families = "answer|next|button|smalltalk|suggest|invalid|form|error|place|receipt|acceptance|refusal"
    prefixes = re.compile(rf"({families})_(form_|opening_|begin_|status_|why_)?")
    for path in python_files(*ROOMS):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.JoinedStr) and node.values:
                first = node.values[0]
                if isinstance(first, ast.Constant) and prefixes.fullmatch(
                    re.sub(r"_(form|opening|begin|status)_$", "_", str(first.value))
                ):
                    yield ast.unparse(node)[2:-1]


def said(book: RuleBook) -> set[str]:
    """Ids of replies that the code or a table names."""
    rows = {row.id for row in book.replies}
    written = {text for path in python_files(*ROOMS) for text in strings_in(path)}
    families = {pattern[: pattern.index("{")] + value for pattern, values in FAMILIES.items() for value in values}
    named = {alert.reply for alert in book.alerts} | {move.notice for move in book.case_moves if move.notice}
    named |= {row.reply for row in (*book.conditions, *book.refusals) if row.reply}
    return rows & (written | families | named)


def test_ids_that_are_put_together_are_those_this_test_knows() -> None:
    assert set(composed()) == set(FAMILIES)


def test_every_id_that_is_put_together_has_its_row(book: RuleBook) -> None:
    for pattern, values in FAMILIES.items():
        for value in values:
            assert book.has_reply(pattern[: pattern.index("{")] + value), (pattern, value)


def test_every_id_written_in_a_call_has_its_row(book: RuleBook) -> None:
    for path in python_files(*ROOMS):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
                "reply", "buttons_of", "has_reply",
            ):  # fmt: skip
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        assert book.has_reply(argument.value), f"{path.relative_to(ROOT)}: {argument.value}"


def test_every_call_fills_exactly_the_slots_of_its_row(book: RuleBook) -> None:
    slots = {row.id: set(row.slots) for row in book.replies}
    checked = 0
    for path in python_files("casework"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "reply" and node.args:
                row = node.args[0]
                if isinstance(row, ast.Constant) and all(keyword.arg for keyword in node.keywords):
                    checked += 1
                    assert {keyword.arg for keyword in node.keywords} == slots[str(row.value)], row.value

    assert checked > 20


def test_every_row_is_said_somewhere_or_waits_for_something_named_here(book: RuleBook) -> None:
    idle = {row.id for row in book.replies} - said(book)

    assert idle == set(WAITING)


def test_the_slots_of_a_row_are_the_braces_of_its_sentence(book: RuleBook) -> None:
    for row in book.replies:
        braces = {name for _, name, _, _ in string.Formatter().parse(row.text) if name}
        assert braces == set(row.slots), row.id


# ---------------------------------------------------------------- buttons

# What pressing a button of the ordinary conversation must be read as.
INTENT_OF = {
    "button_start_refused": "A2-7",
    "button_start_report": "start_report",
    "button_start_question": "consult_other",
    "button_human": "ask_human",
    "button_restart": "start_over",
    "button_another": "start_over",
    "button_wrong": "disagree",
    "button_place": "ask_place",
    "button_form_report_registration": "start_report",
    "button_form_review_application": "start_form",
    "button_form_recheck_application": "start_form",
    "button_form_disclosure_application": "start_form",
    "button_form_suggestion_note": "start_form",
}
# What pressing a button of the open form must be understood as.
COMMAND_OF = {
    "button_human": "human",
    "button_restart": "restart",
    "button_real_name": "real_name",
    "button_anonymous": "anonymous",
    "button_leave_name": "real_name",
    "button_leave_no_name": "anonymous",
    "button_skip": "skip",
    "button_back": "back",
    "button_cancel": "cancel",
    "button_edit": "deny",
    "button_confirm": "confirm",
}


BEFORE_THE_DIALOGUE = {BACK}
"""Buttons that the conversation takes itself (`Calling.wants_back`)."""


def test_every_button_is_a_command_of_the_form_or_an_example_of_an_intent(book: RuleBook) -> None:
    buttons = {row.id for row in book.replies if row.id.startswith("button_")}

    assert buttons == set(INTENT_OF) | set(COMMAND_OF) | BEFORE_THE_DIALOGUE


@pytest.mark.parametrize(("button", "intent"), INTENT_OF.items())
def test_pressing_a_button_is_read_as_what_it_says(book: RuleBook, button: str, intent: str) -> None:
    assert training_examples().get(book.reply(button)) == {intent}


@pytest.mark.parametrize(("button", "command"), COMMAND_OF.items())
def test_a_button_of_the_form_is_a_command_word(book: RuleBook, button: str, command: str) -> None:
    words = {word: row.id for row in book.commands for word in row.words}

    assert words.get(book.reply(button)) == command


def questions(book: RuleBook) -> list[Fact | Confusion]:
    return [*book.facts, *book.confusions]


def test_no_option_of_a_question_can_be_taken_for_a_command_that_leaves_it(book: RuleBook) -> None:
    leaving = {word for row in book.commands if row.id in ("human", "restart", "cancel") for word in row.words}

    for question in questions(book):
        labels = [option.label for option in (*question.options, question.unsure)]
        assert not set(labels) & leaving, question.id
        assert len(labels) == len(set(labels)) or "{plain}" in labels, question.id


def test_no_question_has_more_buttons_than_the_policy_allows(book: RuleBook) -> None:
    for question in questions(book):
        assert len(question.options) <= book.policy.options_max, question.id


def test_no_example_of_a_matter_is_also_a_command_word(book: RuleBook) -> None:
    words = {word for row in book.commands for word in row.words}

    for text, intents in training_examples().items():
        if text in words:
            assert not any(category_of(intent, book) for intent in intents), text
