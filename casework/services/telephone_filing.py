"""From a call to a case: the form is held against its rows as in the citizen's conversation, then the same machine
registers it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from casework.commands import Command
from casework.field_check import check_value
from casework.form_state import FormState, Said, asked_fields, missing_groups
from casework.petition import Petition
from casework.registration import advance, with_material
from casework.services.form_repeats import earlier_reports, with_repeat
from casework.services.panel_form import CAPTION_LEAD, ByHand, filling_of
from casework.services.ports import Store
from casework.services.registration_turns import RegistrationTurns
from casework.services.registrations import FILER_PREFIXES
from casework.services.say import PetitionState, Say
from casework.services.telephone_draft import CallDrafts
from casework.services.telephone_view import Refused
from knowledge import Form, FormField, RuleBook

BY_TELEPHONE = "电话"
"""The box of the report form for what came by telephone: an option of the form's own."""
_SOURCE, RECORDER = "info_source", "recorder"
_CALLER_FIELDS = {"name": "person_name", "phone": "phone"}


@dataclass(frozen=True, slots=True)
class Ready:
    """A form that may be registered: its values in clear, checked."""

    form: Form
    filling: FormState
    state: PetitionState


def caller_fields(form: Form, caller: Mapping[str, str]) -> dict[str, str]:
    """The form's fields about who files that the name and telephone of the caller fill."""
    filled: dict[str, str] = {}
    for name, kind in _CALLER_FIELDS.items():
        value = caller.get(name, "").strip()
        field = next((one for one in form.fields if one.kind == kind and one.id.startswith(FILER_PREFIXES)), None)
        if value and field is not None:
            filled[field.id] = value
    return filled


def state_of(petition: Petition) -> PetitionState:
    """The dialogue's state that such a petition would have."""
    known = petition.known
    return PetitionState(
        parse=dict(petition.parse),
        facts=dict(known.facts),
        region=known.region,
        settled=known.settled,
        story=petition.story,
    )


def ready(form: Form, hand: ByHand, petition: Petition, book: RuleBook, today: date) -> Ready | Refused:
    """Hold the form against its rows."""
    state = state_of(petition)
    if form.identity == "required" and hand.named is False:
        named = next(one.id for one in form.fields if one.kind == "person_name" and one.id.startswith(FILER_PREFIXES))
        return Refused({named: book.reply("phone_name_required", title=form.title)})
    if form.identity == "choice" and hand.named is None:
        return Refused({"": book.reply("phone_identity_open")})
    return held_against(form, filling_of(form, state, petition.decision, hand, today, book), state, book, today)


def held_against(
    form: Form,
    filling: FormState,
    state: PetitionState,
    book: RuleBook,
    today: date,
    opened: Callable[[str], str] = str,
) -> Ready | Refused:
    """A filled form against its rows. `opened`: a value with its tokens filled in, only to be looked at."""
    faults: dict[str, str] = {}
    checked: dict[str, str] = {}
    for field in asked_fields(form, filling):
        value = filling.values.get(field.id, "").strip()
        if not value:
            continue
        held = check_value(field, value, opened(value), today, book.policy.message_max_chars)
        if held.fault is not None:
            faults[field.id] = book.reply(held.fault)
        checked[field.id] = held.value
    for group in missing_groups(form, replace(filling, values=checked)):
        faults |= {one.id: _missing(group, one, book) for one in group if one.id not in faults}
    return Refused(faults) if faults else Ready(form, replace(filling, values=checked), state)


def register(
    store: Store,
    turns: RegistrationTurns,
    drafts: CallDrafts,
    call_id: str,
    taken: Ready,
    recorder: str,
    book: RuleBook,
    today: date,
) -> tuple[str, Say]:
    """Register a form in the conversation of a call; its number, and what is said to who filed it."""
    form = taken.form
    values = {
        name: drafts.value(call_id, form.field(name), value, book) for name, value in taken.filling.values.items()
    }
    story = drafts.text(call_id, taken.state.story, book)
    sealed = Ready(form, replace(taken.filling, values=values), replace(taken.state, story=story))
    return hand_in(store, turns, call_id, sealed, {_SOURCE: BY_TELEPHONE, RECORDER: recorder}, book, today)


def hand_in(
    store: Store,
    turns: RegistrationTurns,
    conversation_id: str,
    taken: Ready,
    office: Mapping[str, str],
    book: RuleBook,
    today: date,
) -> tuple[str, Say]:
    """Register a form whose personal data are tokens. `office`: fields the office fills, where the form has them."""
    form = taken.form
    filling = replace(taken.filling, prefilled=(), phase="review")
    with store.read() as work:
        earlier = earlier_reports(work, conversation_id, form, book)
        files = work.evidence.of_conversation(conversation_id)
    if any(file.state == "kept" and file.number is None for file in files):
        filling = with_material(form, filling)
    filling = with_repeat(form, filling, earlier, book)
    confirmed = advance(form, filling, Said("", "", Command("confirm")), book, today).state
    marks = {one.id: office[one.id] for one in form.fields if one.id in office}
    done = replace(confirmed, values={**confirmed.values, **marks})
    outcome = turns.finish(conversation_id, replace(taken.state, form=done.to_json()))
    receipt = outcome.says[0]
    assert receipt.card is not None, "a form that was confirmed has a receipt"
    return str(receipt.card["number"]), receipt


def _missing(group: Sequence[FormField], field: FormField, book: RuleBook) -> str:
    others = "、".join(one.caption.removeprefix(CAPTION_LEAD) for one in group if one is not field)
    label = field.caption.removeprefix(CAPTION_LEAD)
    if others:
        return book.reply("phone_missing_one_of", label=label, other=others)
    return book.reply("phone_missing", label=label)
