"""The form beside a petition: which one, what it holds already, what is still to be asked. Reads forms and facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from casework.acceptance import Acceptance
from casework.channel import UNSURE
from casework.form_choice import forms_for, matter_of
from casework.form_state import FormState, asked_fields, missing_groups
from casework.options import options_of
from casework.registration import begin
from casework.services.form_opening import HERE, acceptance_of, open_form
from casework.services.panel_view import Choice, FieldShown, FormOffer, FormShown, Question, QuestionKind
from casework.services.say import PetitionState
from casework.services.triage_turns import NATION, REGION
from casework.triage import Triage, TriagedMatter
from knowledge import Confusion, Fact, Form, RuleBook

CAPTION_LEAD = "您的"
"""Captions of the table speak to who fills the form in; staff fill it in for somebody."""


def chosen_form(decision: Triage, form_id: str | None, book: RuleBook, filed: Collection[str] = ()) -> Form | None:
    """The form to fill: the one asked for, else the first the channel of a matter leads to that has none filed yet.

    `filed`: ids of forms that were registered already; None when no matter is left.
    """
    if form_id is not None:
        return next((one for one in book.forms if one.id == form_id), None)
    for matter in _told(decision):
        led = forms_for([matter], book)
        if led and not any(one.id in filed for one in led):
            return led[0]
    return None


def offers(decision: Triage, book: RuleBook, filed: Collection[str] = ()) -> tuple[FormOffer, ...]:
    """Every form, those the channel leads to first."""
    led = forms_for(_told(decision), book)
    rest = [one for one in book.forms if one not in led]
    return tuple(FormOffer(one.id, one.title, one in led, one.id in filed) for one in (*led, *rest))


@dataclass(frozen=True, slots=True)
class ByHand:
    """What staff chose and wrote of a form. `values`: fields written by hand, empty ones included; `named` None: not
    chosen; `told`: fields known beside the story; `shown`: how a value of the story is shown (masks filled in again);
    `filed`: forms that were registered of the same story already.
    """

    form: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    named: bool | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    shown: Callable[[str], str] = str
    filed: Collection[str] = ()


def filling_of(
    form: Form, state: PetitionState, decision: Triage, hand: ByHand, today: date, book: RuleBook
) -> FormState:
    """The form with what the story tells, and over it what was written by hand."""
    _, opened = open_form(form, state, book, today)
    story = {name: hand.shown(value) for name, value in opened.values.items()}
    told = {name: value for name, value in {**story, **hand.told}.items() if name not in hand.values}
    kept = told | {name: value for name, value in hand.values.items() if value}
    matter = matter_of(form, _told(decision), book)
    filling = begin(form, kept, matter.situation if matter else None)
    named = True if form.identity == "required" else hand.named
    facts = {name: value for name, value in state.facts.items() if name in form.pre_check}
    return replace(filling, prefilled=tuple(told), named=named, facts=facts, phase="review", current=None)


def form_beside(
    state: PetitionState, decision: Triage, hand: ByHand, today: date, book: RuleBook
) -> tuple[Form, FormState] | None:
    """The form to show and what it holds: the one open in the dialogue unless another was chosen, else by the story."""
    if state.form is not None and hand.form in (None, state.form["form"]):
        filling = FormState.from_json(state.form)
        form = book.form(filling.form)
        values = {name: value for name, value in {**filling.values, **hand.values}.items() if value}
        facts = {name: value for name, value in state.facts.items() if name in form.pre_check}
        taken = replace(
            filling,
            values=values,
            prefilled=tuple(name for name in filling.prefilled if name not in hand.values),
            named=filling.named if hand.named is None or form.identity == "required" else hand.named,
            facts={**filling.facts, **facts},
        )
        return form, taken
    chosen = chosen_form(decision, hand.form, book, hand.filed)
    return (chosen, filling_of(chosen, state, decision, hand, today, book)) if chosen else None


def form_shown(form: Form, filling: FormState) -> FormShown:
    """The fields a conversation would ask for, in the order of the form."""
    wanted = {name: len(group) > 1 for group in form.mandatory_rule for name in group}
    fields = tuple(
        FieldShown(
            id=one.id,
            caption=one.caption.removeprefix(CAPTION_LEAD),
            group=one.group,
            kind=one.kind,
            options=one.options,
            free=one.kind != "choice",
            value=filling.values.get(one.id, ""),
            mandatory=one.id in wanted,
            one_of=wanted.get(one.id, False),
            sealed=one.sealed,
            hint=one.hint,
            told=one.id in filling.prefilled and bool(filling.values.get(one.id)),
        )
        for one in asked_fields(form, filling)
    )
    missing = tuple(
        "或".join(one.caption.removeprefix(CAPTION_LEAD) for one in group) for group in missing_groups(form, filling)
    )
    return FormShown(form.id, form.title, form.identity, filling.named, fields, missing)


def acceptance_beside(form: Form, filling: FormState, state: PetitionState, book: RuleBook) -> Acceptance | None:
    """How a report stands to art. 12 and 13 with what is known now; None for other forms."""
    return acceptance_of(form, filling, state, book)


def questions(
    decision: Triage,
    state: PetitionState,
    form: Form | None,
    acceptance: Acceptance | None,
    book: RuleBook,
) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
    """What is still to be asked, the most decisive first, and what has been answered.

    Whether it happened “here” means nothing as long as no place is known: then the place is asked for.
    """
    found: list[Question] = []
    main = decision.matters[0] if decision.matters else None
    if main is not None and not main.sure and main.doubt is not None:
        found.append(asked_of("doubt", main.doubt))
    place_matters = any(matter.situation or matter.category == "consult" for matter in decision.matters)
    for matter in decision.matters:
        found += [asked_of("fact", fact) for fact in matter.needs]
    if state.region is None and place_matters:
        found.append(asked_of("place", book.fact(REGION)))
    wanted = [name for name in (form.pre_check if form else ()) if acceptance and name in acceptance.ask]
    found += [asked_of("check", book.fact(name)) for name in wanted if not (name == HERE and state.region is None)]
    answered = [
        asked_of("check" if form and name in form.pre_check else "fact", book.fact(name), value)
        for name, value in state.facts.items()
        if _is_option(book.fact(name), value)
    ]
    settled = {one.id for one in answered}
    open_ones = {one.id: one for one in found if one.id not in settled}
    return tuple(open_ones.values()), tuple(answered)


def asked_of(kind: QuestionKind, row: Fact | Confusion, answer: str | None = None) -> Question:
    """A row of the facts or confusions as a question with its options, “不清楚” last."""
    options = options_of(row) if isinstance(row, Fact) else (*row.options, row.unsure)
    choices = tuple(
        Choice(one.value, one.label, one.meaning) for one in options if one.value != NATION or kind == "place"
    )
    return Question(kind, row.id, row.question, choices, answer)


def _is_option(fact: Fact, value: str) -> bool:
    return value in {one.value for one in fact.options} or value == UNSURE


def _told(decision: Triage) -> Sequence[TriagedMatter]:
    return [matter for matter in decision.matters if matter.sure or matter.situation]
