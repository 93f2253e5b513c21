"""A question asked in the middle of a form: answered from the tables, or honestly not, before the form goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.commands import Command, asks_cost, asks_progress, looks_like_question, sounds_afraid
from casework.form_state import FormState
from casework.reading import CONSULT, category_of, read
from casework.reply import answer_card, card_text, with_rules_of
from casework.services.form_prompts import cited
from casework.services.say import PetitionState, Say, progress_told
from casework.services.triage_turns import ASKED_IN_BETWEEN, asked_about
from casework.triage import Known, triage
from knowledge import Form, LawNote, RuleBook

_QUESTION_MAX_CHARS = 40
_PROTECTING = ("cq2023-duty-17-2", "cq2023-duty-17-3", "cq2023-duty-17-7")
FREE_OF_CHARGE = {"review_application": "xzfy-87", "disclosure_application": "xxgk-42"}
"""Form → the row that says what its procedure costs."""
_IDENTITIES = ("real_name", "anonymous")
_STEERING = {
    **{name: name for name in ("skip", "cancel", "unsure", *_IDENTITIES)},
    **{"go_back": "back", "edit_field": "edit", "ask_human": "human", "affirm": "confirm", "deny": "deny"},
}
"""Intent → command, for a command the classifier reads in words that no list holds."""
_CHOOSING = ("confirm", "deny", *_IDENTITIES)
"""Commands that decide something: asking about it (“实名举报有奖励吗”) is not yet choosing it."""


@dataclass(frozen=True, slots=True)
class Aside:
    """The answer to a question in between; `place` when it would be fuller with a place, which is then asked for."""

    say: Say
    place: bool = False


def meant(parse: Mapping[str, Any], filling: FormState, book: RuleBook) -> Command | None:
    """A command the classifier reads in a short text that no list holds.

    While a field is asked for, a classifier is not trusted to tell a name from a “yes” or from a wish to be anonymous.
    """
    intent, text = parse.get("intent") or {}, str(parse.get("text") or "")
    if len(text) > book.policy.command_max_chars or float(intent.get("confidence") or 0) < book.policy.command_min:
        return None
    name = _STEERING.get(str(intent.get("name")))
    if name in _CHOOSING and (filling.phase == "fields" or looks_like_question(text)):
        return None
    return Command(name) if name else None


def answer_aside(
    filling: FormState, form: Form, parse: Mapping[str, Any], state: PetitionState, book: RuleBook
) -> Aside | None:
    """The answer to a question asked in the middle of the form; None when the text is an answer to the form."""
    text = str(parse.get("text") or "")
    if asks_progress(text) and not _long(filling, form):
        return Aside(Say(progress_told(book).text))
    short = len(text) <= book.policy.command_max_chars
    if short and asks_cost(text) and (row := FREE_OF_CHARGE.get(form.id)) is not None:
        return Aside(noted(row, book))
    if _long(filling, form):
        return None
    if filling.phase == "identity" and sounds_afraid(text):
        return Aside(protection(book))
    if not looks_like_question(text) or len(text) > _QUESTION_MAX_CHARS:
        return None
    intent = str((parse.get("intent") or {}).get("name") or "")
    if intent == "ask_privacy" and form.category == "report":
        return Aside(protection(book))
    if intent in ASKED_IN_BETWEEN:
        return Aside(Say(book.reply(f"smalltalk_{intent}")))
    if filling.phase == "identity" and intent in _IDENTITIES:
        return Aside(Say(book.reply("form_identity_both")))
    if category_of(intent, book) is None:
        return Aside(Say(book.reply("form_question_unknown")))
    return from_tables(parse, state.region, book)


def protection(book: RuleBook) -> Say:
    """How whoever reports is protected: what this service does, and the duties of the offices with their clauses."""
    duties = [duty for duty in book.duties if duty.id in _PROTECTING]
    told = "".join(duty.plain for duty in duties)
    basis = book.reply("form_identity_sources", sources=cited([book.citation(duty.id) for duty in duties]))
    return Say("\n".join((book.reply("smalltalk_ask_privacy"), told, basis)))


def noted(row: str, book: RuleBook) -> Say:
    """What a row of the law notes says, with its clause."""
    note = next(one.text for one in book.all(LawNote) if one.id == row)
    return Say(f"{note}\n{book.reply('form_identity_sources', sources=cited([book.citation(row)]))}")


def _long(filling: FormState, form: Form) -> bool:
    return filling.current is not None and form.field(filling.current).kind == "long_text"


def from_tables(parse: Mapping[str, Any], region: str | None, book: RuleBook) -> Aside:
    """The answer the tables hold for a question. Without a place, some of them hold it for one place only."""
    decision = triage(read(parse, book), Known(region=region), book)
    answered = tuple(matter for matter in decision.matters if matter.sure)
    if not answered or (answered[0].category == CONSULT and not answered[0].topic):
        return Aside(Say(book.reply("form_question_unknown")))
    card = answer_card(answered, region, book)
    for form in asked_about(str(parse.get("text") or ""), answered, book):
        card = with_rules_of(card, form, region, book)
    # A question that national law answers needs no place.
    local = any(one["situation_id"] or (one["category"] == CONSULT and not one["limits"]) for one in card["matters"])
    return Aside(Say(card_text(card, book), (), card), region is None and local)
