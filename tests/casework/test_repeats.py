"""Whether a report says again what an earlier one said, and what staff are told about it."""

from __future__ import annotations

from datetime import date

import pytest

from casework.form_state import FormState
from casework.likeness import Likeness
from casework.repeats import repeat_hint, repeat_of
from casework.services.form_repeats import earlier_reports, with_repeat
from casework.services.ports import Case, Registration
from knowledge import RuleBook
from tests.casework.builders import CHONGQING, JILIN
from tests.fakes import NOON, MemoryStore

STORY = "平安卫生院今年3月5日让村民挂床住院，人没有住，每天只是量个血压就回家，一次报3200元。"
SAME, NEW, OTHER = Likeness(0.9, (), False), Likeness(0.8, (), True), Likeness(0.3, (), False)


@pytest.mark.parametrize(
    ("alike", "state", "value"),
    [
        (SAME, "accepted", "pending_nothing_new"),
        (SAME, "opened", "pending_nothing_new"),
        (SAME, "closed", "closed_nothing_new"),
        (SAME, "archived", "closed_nothing_new"),
        (NEW, "opened", "new_facts"),
        (NEW, "closed", "new_facts"),
        (SAME, "registered", None),
        (SAME, "pre_checked", None),
        (SAME, "not_accepted", None),
        (SAME, "withdrawn", None),
        (OTHER, "closed", None),
    ],
)
def test_only_what_was_accepted_or_closed_is_repeated(alike: Likeness, state: str, value: str | None) -> None:
    assert repeat_of(alike, state) == value


def test_the_states_are_those_of_a_reports_life(book: RuleBook) -> None:
    known = {row.id: repeat_of(SAME, row.id) for row in book.case_states if "report_registration" in row.forms}

    assert {value for value in known.values() if value} == {"pending_nothing_new", "closed_nothing_new"}
    assert all(known[row.id] == "closed_nothing_new" for row in book.case_states if row.id in ("closed", "archived"))


@pytest.mark.parametrize(("state", "clause"), [("opened", "第十三条第（一）项"), ("archived", "第十三条第（二）项")])
def test_staff_are_told_the_ground_and_that_the_person_must_be_the_same(
    book: RuleBook, state: str, clause: str
) -> None:
    hint = repeat_hint(SAME, state, CHONGQING, book)

    assert clause in hint
    assert "同一个人" in hint


@pytest.mark.parametrize(
    ("alike", "state", "region"),
    [(NEW, "opened", CHONGQING), (SAME, "registered", CHONGQING), (SAME, "opened", JILIN), (SAME, "opened", None)],
)
def test_there_is_no_hint_without_a_ground_that_binds(
    book: RuleBook, alike: Likeness, state: str, region: str | None
) -> None:
    assert repeat_hint(alike, state, region, book) == ""


# ---------------------------------------------------------------- within one conversation


def registered(store: MemoryStore, state: str, conversation: str = "c1", text: str = STORY) -> None:
    content = {"respondent_org": "平安卫生院", "content": text}
    number = "JB202603020001"
    with store.write() as work:
        work.registrations.add(
            Registration(number, conversation, "B1-1", "v", True, date(2026, 3, 2), content), None, content
        )
        work.cases.add(
            Case(number, "report_registration", "report", CHONGQING, "B1-1", True, state, NOON, None, NOON.date()), []
        )
        work.commit()


def filled(text: str = STORY) -> FormState:
    return FormState(
        form="report_registration", situation="B1-1", values={"respondent_org": "平安卫生院", "content": text}
    )


def told(store: MemoryStore, book: RuleBook, filling: FormState) -> str | None:
    form = book.form("report_registration")
    with store.read() as work:
        earlier = earlier_reports(work, "c1", form, book)
    return with_repeat(form, filling, earlier, book).facts.get("repeat")


def test_the_same_report_of_the_same_conversation_is_known_to_be_a_repeat(book: RuleBook) -> None:
    store = MemoryStore()
    registered(store, "opened")

    assert told(store, book, filled()) == "pending_nothing_new"
    assert told(store, book, filled(STORY + "6月又来了一次，这回给了每人200元现金。")) == "new_facts"
    assert told(store, book, filled("康复科把保健品写成药品，一盒388元。")) is None
    assert told(store, book, filled("")) is None


def test_a_report_of_another_conversation_never_shows(book: RuleBook) -> None:
    store = MemoryStore()
    registered(store, "opened", conversation="somebody else")

    assert told(store, book, filled()) is None


def test_a_first_report_leaves_the_question_open(book: RuleBook) -> None:
    assert told(MemoryStore(), book, filled()) is None
