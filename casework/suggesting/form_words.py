"""What the open form still needs, or which form could be filled. Reads the table forms."""

from __future__ import annotations

from collections.abc import Sequence

from casework.form_choice import forms_for
from casework.form_state import FINAL, FormState, next_field
from casework.petition import Petition
from casework.suggesting.suggestion import Suggestion, made
from casework.triage import TriagedMatter
from knowledge import Form, RuleBook


def is_open(filling: FormState | None) -> bool:
    """Whether somebody is being asked for the fields of a form."""
    return filling is not None and filling.phase not in FINAL


def tell_open_form(filling: FormState, book: RuleBook) -> Suggestion:
    """The next thing to ask for."""
    form = book.form(filling.form)
    if filling.phase == "identity":
        row = "form_identity_optional" if form.identity == "optional" else "form_identity"
        return made("form", "form", book.reply(row), map(book.citation, form.identity_basis), book)
    if filling.phase == "checks" and filling.checking is not None:
        question = book.fact(filling.checking).question
        return made("form", "form", book.reply("suggest_form_next", question=question), (), book)
    current = form.field(filling.current) if filling.current else next_field(form, filling)
    if current is None or filling.phase == "review":
        return made("form", "form", book.reply("suggest_form_review"), (), book)
    row = "suggest_form_next" if current.mandatory else "suggest_form_next_optional"
    return made("form", "form", book.reply(row, question=current.question), (), book)


def offer_form(petition: Petition, book: RuleBook) -> Suggestion | None:
    """The form the petition's channel leads to, offered; None where there is none."""
    settled = [matter for matter in petition.decision.matters if matter.sure]
    form = next(iter(forms_for(settled, book)), None)
    if form is None or not book.has_reply(f"suggest_form_{form.id}"):
        return None
    # A petition that is written down is not thereby taken up: who decides on that is said with the offer.
    petitioned = _first_remedy(form, settled, book) == "petition"
    text = book.reply("suggest_form_suggestion_note_petition" if petitioned else f"suggest_form_{form.id}")
    return made("form", "offer", text, (), book)


def _first_remedy(form: Form, matters: Sequence[TriagedMatter], book: RuleBook) -> str:
    """The first step of the matter the form is offered for; "" where it has no channel."""
    for matter in matters:
        if matter.channel is not None and form in forms_for([matter], book):
            return matter.channel.branches[0].steps[0].remedy
    return ""
