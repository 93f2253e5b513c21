"""Filling a form by talking: which field comes next, what an answer means, when the form is complete. Reads the row
of the form; the same machine fills every form of the table.

A pure machine: `begin` → `advance` for each thing said → a state whose phase is done, cancelled or handed_over. Texts
are named by the ids of their rows (table replies); the conversation layer words them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from casework.channel import UNSURE
from casework.commands import Command
from casework.field_check import check_value
from casework.form_state import FormState, Moved, Said, asked_fields, missing_groups, next_field
from casework.options import chosen, options_of
from knowledge import Form, FormField, RuleBook

_FACT = "fact:"
"""Marks a question of the pre-check in the history, where the rest are fields."""


def begin(form: Form, found: Mapping[str, str], situation: str | None) -> FormState:
    """Open a form with what the story already holds (`found`: field id → value).

    Where the citizen may choose, the choice comes before any question about themselves.
    """
    state = FormState(form=form.id, values=dict(found), prefilled=tuple(found), situation=situation)
    if form.identity != "required":
        return state
    return _forward(form, replace(state, named=True, phase="fields"))


def advance(form: Form, state: FormState, said: Said, book: RuleBook, today: date) -> Moved:
    """Take one thing said into the form."""
    match said.command:
        case Command("cancel" | "restart"):
            return Moved(replace(state, phase="cancelled"))
        case Command("human"):
            return Moved(replace(state, phase="handed_over"))
        case Command("edit", name) if name is not None:
            return _revise(form, state, name)
        case Command("edit"):
            return Moved(state, (("form_edit_which", {}),))
        case Command("back"):
            return _back(form, state)
        case Command("anonymous") if form.identity == "required":
            return Moved(state, (("form_name_required", {"title": form.title}),))
        case Command("real_name" | "anonymous") if state.phase != "identity" and form.identity != "required":
            return _choose_identity(form, state, said, book)
    match state.phase:
        case "identity":
            return _choose_identity(form, state, said, book)
        case "review":
            return _review(form, state, said)
        case "checks":
            return _check(state, said, book)
        case _:
            return _fill(form, state, said, book, today)


def with_checks(state: FormState, wanted: Sequence[str]) -> FormState:
    """At the review, put the next question of the pre-check first; `wanted`: facts worth asking for, in order.

    A question is put once: an answer of “不清楚” is an answer.
    """
    if state.phase not in ("review", "checks"):
        return state
    open_facts = [name for name in wanted if name not in state.facts]
    if not open_facts:
        return replace(state, phase="review", checking=None)
    return replace(state, phase="checks", checking=open_facts[0])


def with_material(form: Form, state: FormState) -> FormState:
    """Files that were handed in answer whether there is evidence, whatever was said before."""
    return replace(state, facts={**state.facts, "evidence": "material"}) if "evidence" in form.pre_check else state


def _check(state: FormState, said: Said, book: RuleBook) -> Moved:
    assert state.checking is not None
    value = chosen(options_of(book.fact(state.checking)), said.text, book) or said.tells
    if value is None and said.command is not None and said.command.id == "skip":
        value = UNSURE
    if value is None and state.tries + 1 < book.policy.ask_limit:
        return Moved(replace(state, tries=state.tries + 1), (("answer_by_button", {}),))
    facts = {**state.facts, state.checking: value or UNSURE}
    history = (*state.history, _FACT + state.checking)
    return Moved(replace(state, facts=facts, history=history, phase="review", checking=None, tries=0))


def _choose_identity(form: Form, state: FormState, said: Said, book: RuleBook) -> Moved:
    choices = {"real_name": True, "anonymous": False}
    if form.identity == "optional":
        choices["skip"] = False  # without a name it counts all the same
    if said.command is None or said.command.id not in choices:
        tries = state.tries + 1
        unclear: tuple[tuple[str, Mapping[str, str]], ...] = ((_unclear(form), {}),)
        if tries >= book.policy.form_retry_limit:
            unclear = (*unclear, ("form_offer_person", {}))
        return Moved(replace(state, tries=tries), unclear)
    named = choices[said.command.id]
    chosen = replace(
        state,
        named=named,
        values={name: value for name, value in state.values.items() if named or name not in form.named_only},
        history=tuple(name for name in state.history if named or name not in form.named_only),
        checking=None,
        phase="fields",
        current=None,
        tries=0,
    )
    return Moved(_forward(form, chosen))


def _fill(form: Form, state: FormState, said: Said, book: RuleBook, today: date) -> Moved:
    assert state.current is not None
    current = form.field(state.current)
    if said.command is not None and said.command.id in ("skip", "unsure"):
        return _skip(form, state, current, book)
    if said.command is not None:
        return _judge(form, state, current, said.command)
    checked = check_value(current, said.text, said.opened, today, book.policy.message_max_chars)
    if checked.fault is not None:
        tries = state.tries + 1
        remarks: tuple[tuple[str, Mapping[str, str]], ...] = ((checked.fault, {"label": current.caption}),)
        if tries >= book.policy.form_retry_limit and not _only_of_a_group(form, state, current):
            remarks = (*remarks, ("form_may_skip", {}))
        return Moved(replace(state, tries=tries), remarks)
    return Moved(_forward(form, _with_value(state, current, checked.value)))


def _with_value(state: FormState, current: FormField, value: str) -> FormState:
    return replace(
        state,
        values={**state.values, current.id: value},
        prefilled=tuple(name for name in state.prefilled if name != current.id),
        skipped=tuple(name for name in state.skipped if name != current.id),
        tries=0,
    )


def _judge(form: Form, state: FormState, current: FormField, command: Command) -> Moved:
    """“对” keeps the value the question shows, “不对” drops it and asks anew; neither is ever written on the form."""
    known = state.values.get(current.id)
    if known and command.id == "confirm":
        return Moved(_forward(form, _with_value(state, current, known)))
    if known and command.id == "deny":
        values = {name: value for name, value in state.values.items() if name != current.id}
        return Moved(replace(state, values=values, tries=0))
    return Moved(replace(state, tries=state.tries + 1), (("invalid_empty", {"label": current.caption}),))


def _skip(form: Form, state: FormState, current: FormField, book: RuleBook) -> Moved:
    if _only_of_a_group(form, state, current):
        tries = state.tries + 1
        remarks: tuple[tuple[str, Mapping[str, str]], ...] = (_needed(form, current),)
        if tries >= book.policy.form_retry_limit:
            remarks = (*remarks, ("form_offer_person", {}))
        return Moved(replace(state, tries=tries), remarks)
    values = {name: value for name, value in state.values.items() if name != current.id}
    skipped = (*(name for name in state.skipped if name != current.id), current.id)
    return Moved(_forward(form, replace(state, values=values, skipped=skipped, tries=0)))


def _needed(form: Form, current: FormField) -> tuple[str, Mapping[str, str]]:
    """Why a field cannot stay empty; where another of its group would do, that is said."""
    group = next(group for group in form.mandatory_rule if current.id in group)
    others = "、".join(form.field(name).caption for name in group if name != current.id)
    slots = {"label": current.caption}
    return ("form_cannot_skip_both", slots | {"other": others}) if others else ("form_cannot_skip", slots)


def _only_of_a_group(form: Form, state: FormState, current: FormField) -> bool:
    """True when leaving this field empty would leave its mandatory group without a field that can still be filled."""
    open_fields = {one.id for one in asked_fields(form, state)} - set(state.skipped) - {current.id}
    return any(
        current.id in group
        and not any(state.values.get(name) or name in open_fields for name in group if name != current.id)
        for group in form.mandatory_rule
    )


def _forward(form: Form, state: FormState) -> FormState:
    """Move to the next open field, or to the review when there is none."""
    history = state.history if state.current is None else (*state.history, state.current)
    following = next_field(form, state)
    if following is None:
        following = next((group[0] for group in missing_groups(form, state)), None)
    if following is None:
        return replace(state, phase="review", current=None, history=history, tries=0)
    skipped = tuple(name for name in state.skipped if name != following.id)
    return replace(state, phase="fields", current=following.id, history=history, skipped=skipped)


def _back(form: Form, state: FormState) -> Moved:
    if not state.history and form.identity == "required":
        return Moved(state, (("form_at_the_beginning", {}),))
    if not state.history:
        return Moved(replace(state, phase="identity", current=None, checking=None, named=None, tries=0))
    previous = state.history[-1]
    if previous.startswith(_FACT):
        name = previous.removeprefix(_FACT)
        facts = {known: value for known, value in state.facts.items() if known != name}
        return Moved(replace(state, phase="checks", checking=name, facts=facts, history=state.history[:-1], tries=0))
    values = {name: value for name, value in state.values.items() if name != previous}
    skipped = tuple(name for name in state.skipped if name != previous)
    return Moved(
        replace(
            state,
            phase="fields",
            current=previous,
            checking=None,
            history=state.history[:-1],
            values=values,
            skipped=skipped,
            tries=0,
        )
    )


def _revise(form: Form, state: FormState, name: str) -> Moved:
    if state.named is None:
        return Moved(state, ((_unclear(form), {}),))
    if name in form.named_only and not state.named:
        return Moved(state, (("form_edit_anonymous", {"label": form.field(name).caption}),))
    if not form.belongs(name, state.values):
        return Moved(state, (("form_edit_which", {}),))
    return Moved(replace(state, phase="fields", current=name, checking=None, tries=0))


def _unclear(form: Form) -> str:
    return "form_identity_unclear" if form.identity == "choice" else "form_identity_optional_unclear"


def _review(form: Form, state: FormState, said: Said) -> Moved:
    if said.command is not None and said.command.id == "confirm":
        # A value whose field no longer belongs to the form was never shown, so it is not handed in.
        values = {one.id: state.values[one.id] for one in asked_fields(form, state) if one.id in state.values}
        return Moved(replace(state, phase="done", values=values, prefilled=()))
    if said.command is not None and said.command.id == "deny":
        return Moved(state, (("form_edit_which", {}),))
    return Moved(replace(state, tries=state.tries + 1), (("form_review_unclear", {}),))
