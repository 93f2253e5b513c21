"""A report that the same conversation has registered before. Nothing but the same conversation is looked at: that
somebody else has reported must not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from casework.form_state import FormState
from casework.likeness import CaseText, likeness
from casework.repeats import FACT, repeat_of
from casework.services.ports import UnitOfWork
from knowledge import Form, RuleBook

Earlier = tuple[CaseText, str]


def earlier_reports(work: UnitOfWork, conversation_id: str, form: Form, book: RuleBook) -> tuple[Earlier, ...]:
    """What the conversation has registered on this form, with the states of the cases; newest first."""
    found = []
    for one in reversed(work.registrations.of_conversation(conversation_id)):
        case = work.cases.by_number(one.number)
        if one.form == form.id and case is not None:
            found.append((CaseText.of(book.form(one.form), one.content, one.situation_id), case.state))
    return tuple(found)


def with_repeat(form: Form, filling: FormState, earlier: Sequence[Earlier], book: RuleBook) -> FormState:
    """The form with the answer to whether the matter was reported before, where the conversation itself shows it."""
    if FACT not in form.pre_check or not filling.values.get("content"):
        return filling
    new = CaseText.of(form, filling.values, filling.situation)
    values = (repeat_of(likeness(new, text, book), state) for text, state in earlier)
    value = next((one for one in values if one is not None), None)
    return filling if value is None else replace(filling, facts={**filling.facts, FACT: value})
