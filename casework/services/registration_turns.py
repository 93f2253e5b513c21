"""The dialogue in which a form is filled, and what happens when it is finished. One use case for every form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from casework.channel import UNSURE
from casework.commands import asks_progress, read_command
from casework.form_choice import closed_to, forms_for
from casework.form_state import FINAL, FormState, Said
from casework.jurisdiction import region_named_in
from casework.options import chosen, options_of
from casework.registration import advance, with_material
from casework.services.form_asides import answer_aside, from_tables, meant
from casework.services.form_opening import (
    HERE,
    acceptance_of,
    facts_told,
    named_form,
    only_one,
    open_form,
    place_told,
    read_petition,
    switched_to,
    told_in,
    with_more,
    with_open_checks,
    with_story,
)
from casework.services.form_prompts import (
    advice_buttons,
    fact_prompt,
    field_prompt,
    identity_prompt,
    opening,
    receipt,
    review,
)
from casework.services.form_repeats import earlier_reports, with_repeat
from casework.services.live_petition import KeptPetition
from casework.services.ports import Store
from casework.services.regions import PlaceNamed
from casework.services.say import Outcome, PetitionState, Say, buttons_of, progress_told
from casework.services.triage_turns import REGION
from knowledge import Form, RuleBook

FILED = "form_filed_by_staff"
"""Flag of a conversation: the id of the form that staff have handed in while the dialogue still has it open."""


WRITTEN = "form_written_by_staff"
"""Flag of a conversation: the id of the open form into which staff wrote what the dialogue does not know yet."""


class Registrar(Protocol):
    """Writes a finished form down."""

    def register(
        self,
        conversation_id: str,
        form_values: Mapping[str, str],
        situation_id: str | None,
        rulebook_version: str,
        anonymous: bool,
        now: datetime,
        *,
        form: str,
        prefix: str,
        facts: Mapping[str, str],
    ) -> str:
        """The registration number."""
        ...


class RegistrationTurns:
    """Use cases of one turn while a form is open."""

    def __init__(
        self,
        book: Callable[[], RuleBook],
        store: Store,
        registrar: Registrar,
        now: Callable[[], datetime],
        place_named: PlaceNamed = region_named_in,
    ) -> None:
        self._book = book
        self._place_named = place_named
        self._store = store
        self._registrar = registrar
        self._now = now

    def begin(self, state: PetitionState, parse: dict[str, Any], region: str | None = None) -> Outcome:
        """Open the form that is asked for, prefilled from the story: the one told before, or the one that asks for it.

        `region`: the place of the page; what the citizen said or chose counts more.
        When it stays open which form is meant, or the channel does not lead to it, that is said with buttons instead.
        """
        book = self._book()
        if asks_progress(str(parse.get("text") or "")):
            return Outcome((progress_told(book),), state)
        named = named_form(parse, book)
        state = with_story(state, parse, named, book)
        state = replace(state, region=state.region or region)
        _, matters = read_petition(state, book)
        offered = forms_for(matters, book)
        form = named or only_one(offered, parse, book)
        if form is None:
            buttons = buttons_of(book, *advice_buttons(offered or book.forms), "button_human")
            return Outcome((Say(book.reply("form_which"), buttons),), state)
        if form not in offered and closed_to(form, matters, book):
            closed = Say(
                book.reply("form_not_in_channel", title=form.title), buttons_of(book, *advice_buttons(offered))
            )
            return Outcome((closed,), state)
        state, filling = open_form(form, state, book, self._now().date())
        return Outcome(opening(form, filling, book), state, "fill")

    def prompt(self, state: PetitionState) -> Say:
        """The question that is open in the form."""
        book = self._book()
        form, filling = self._open(state, book)
        if filling.aside is not None:
            return fact_prompt(book.fact(REGION), book)
        match filling.phase:
            case "identity":
                return identity_prompt(form, book, state.region)
            case "checks":
                assert filling.checking is not None
                place = book.place_for(state.region)
                known = place.name if filling.checking == HERE and place.level != "nation" else None
                return fact_prompt(book.fact(filling.checking), book, "button_back", "button_cancel", place=known)
            case "review":
                return review(form, filling, acceptance_of(form, filling, state, book), book)
            case _:
                return field_prompt(form, filling, book)

    def hear(
        self, conversation_id: str, state: PetitionState, parse: dict[str, Any]
    ) -> tuple[PetitionState, tuple[Say, ...], str | None]:
        """Take one answer. Returns the state, remarks to say before the next prompt, and how the form ended (None:
        it goes on).
        """
        book = self._book()
        form, filling = self._open(state, book)
        filling = self._with_what_staff_wrote(conversation_id, form, filling)
        if self._filed_by_staff(conversation_id, form):
            return replace(state, form=replace(filling, phase="filed").to_json()), (), "filed"
        text = str(parse.get("text") or "")
        command = read_command(text, book, form) or meant(parse, filling, book)
        if filling.aside is not None and (told := self._place_told(filling, text, state, book)) is not None:
            return *told, None
        other = switched_to(text, form, book)
        if other is not None:
            state, filling = open_form(other, state, book, self._now().date())
            return state, opening(other, filling, book), None
        filling = replace(filling, aside=None)
        aside = None if command else answer_aside(filling, form, parse, state, book)
        if aside is not None:
            asked = replace(filling, aside=parse if aside.place else None)
            resume = () if aside.place else (Say(book.reply("form_resume")),)
            return replace(state, form=asked.to_json()), (aside.say, *resume), None
        more = None if command else with_more(form, filling, state, parse, book, self._now().date())
        if more is not None:
            state, filling = more
            return replace(state, form=filling.to_json()), (Say(book.reply("form_told_more")),), None
        with self._store.read() as work:
            opened = work.vault.unseal_text(conversation_id, text)
            earlier = earlier_reports(work, conversation_id, form, book)
            files = [one for one in work.evidence.of_conversation(conversation_id) if one.number is None]
        said = Said(text, opened, command, told_in(text, filling, book, self._place_named))
        moved = advance(form, filling, said, book, self._now().date())
        handed_in = any(file.state == "kept" for file in files)
        filling = with_material(form, moved.state) if handed_in else moved.state
        state = replace(state, region=place_told(filling) or state.region)
        filling = with_repeat(form, filling, earlier, book)
        filling = with_open_checks(form, filling, state, book)
        remarks = tuple(Say(book.reply(reply_id, **slots)) for reply_id, slots in moved.remarks)
        ended = filling.phase if filling.phase in FINAL else None
        return replace(state, form=filling.to_json()), remarks, ended

    def finish(self, conversation_id: str, state: PetitionState) -> Outcome:
        """Register a confirmed form, or say that it was put away."""
        book = self._book()
        form, filling = self._open(state, book)
        closed = replace(state, form=None)
        if filling.phase == "handed_over":
            return Outcome((), closed, "hand_over")
        if filling.phase == "filed":
            told = Say(book.reply("live_form_filed", title=form.title), buttons_of(book, "button_human"))
            return Outcome((told,), closed)
        if filling.phase != "done":
            again = buttons_of(book, *advice_buttons([form]), "button_human")
            return Outcome((Say(book.reply("form_cancelled"), again),), closed)
        if state.region is not None:
            # The story named the place; the document is drawn up for its bureau.
            with self._store.write() as work:
                work.conversations.set_region(conversation_id, state.region)
                work.commit()
        number = self._registrar.register(
            conversation_id,
            filling.values,
            filling.situation,
            book.version,
            not filling.named,
            self._now(),
            form=form.id,
            prefix=form.number_prefix,
            facts=facts_told(filling),
        )
        return Outcome((receipt(form, filling, number, book, self._now().date()),), closed)

    def _open(self, state: PetitionState, book: RuleBook) -> tuple[Form, FormState]:
        assert state.form is not None
        filling = FormState.from_json(state.form)
        return book.form(filling.form), filling

    def _with_what_staff_wrote(self, conversation_id: str, form: Form, filling: FormState) -> FormState:
        """The form with what staff wrote into it while they had the conversation; from here on it is the dialogue's."""
        with self._store.read() as work:
            if work.conversations.get_state(conversation_id, WRITTEN) != form.id:
                return filling
        with self._store.write() as work:
            kept = KeptPetition.of(work, conversation_id)
            written = dict(kept.by_hand.get("values") or {}) if kept else {}
            if kept is not None and written:
                by_hand = {**kept.by_hand, "values": {}, "told": None}
                work.threads.keep_petition(conversation_id, replace(kept, by_hand=by_hand).to_json())
            work.conversations.set_state(conversation_id, WRITTEN, None)
            work.commit()
        theirs = {name: value for name, value in written.items() if filling.named or name not in form.named_only}
        values = {name: value for name, value in {**filling.values, **theirs}.items() if value}
        prefilled = tuple(name for name in filling.prefilled if name not in theirs)
        return replace(filling, values=values, prefilled=prefilled)

    def _filed_by_staff(self, conversation_id: str, form: Form) -> bool:
        with self._store.read() as work:
            if work.conversations.get_state(conversation_id, FILED) != form.id:
                return False
        with self._store.write() as work:
            work.conversations.set_state(conversation_id, FILED, None)
            work.commit()
        return True

    def _place_told(
        self, filling: FormState, text: str, state: PetitionState, book: RuleBook
    ) -> tuple[PetitionState, tuple[Say, ...]] | None:
        """The answer to the question for the place that a question in between left open; None: it is about the form."""
        assert filling.aside is not None
        region = chosen(options_of(book.fact(REGION)), text, book) or self._place_named(text, book)
        if region is None:
            return None
        going_on = replace(filling, aside=None).to_json()
        resume = Say(book.reply("form_resume"))
        if region == UNSURE:
            return replace(state, form=going_on), (resume,)
        answer = from_tables(filling.aside, region, book)
        return replace(state, form=going_on, region=region), (answer.say, resume)
