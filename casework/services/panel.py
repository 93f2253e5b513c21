"""The side panel of a petition: all that staff see beside what somebody says, from the rules and from earlier cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from casework.errors import Denied
from casework.form_choice import forms_for
from casework.form_state import FormState
from casework.intake import alert_in
from casework.likeness import CaseText, likeness
from casework.petition import Petition
from casework.remedy_days import RemedyDay, in_words, remedy_days
from casework.repeats import repeat_hint
from casework.services.case_view import SimilarCase
from casework.services.evidence_words import shown_file
from casework.services.live_calling import HANDLERS
from casework.services.panel_form import (
    ByHand,
    acceptance_beside,
    filling_of,
    form_beside,
    form_shown,
    offers,
    questions,
)
from casework.services.panel_matters import panel_matter
from casework.services.panel_view import Danger, PanelView, Registered, RemedyShown
from casework.services.ports import CaseQuery, Store, UnitOfWork
from casework.services.registrations import RESPONDENT_NAMES
from casework.services.say import PetitionState
from casework.services.staff import Staff
from knowledge import Form, RuleBook

_COMPARED, _SHOWN = 20, 5


class Threaded(Protocol):
    """What the panel wants to know of a conversation."""

    @property
    def conversation_id(self) -> str:
        """Its id."""
        ...


class PanelService:
    """Puts the panel together. Safe to share between threads; writes nothing.

    Every method raises Denied for a role that does not talk with citizens.
    """

    def __init__(self, store: Store, book: Callable[[], RuleBook], clock: Callable[[], datetime]) -> None:
        self._store = store
        self._book = book
        self._clock = clock

    def of(
        self,
        viewer: Staff,
        petition: Petition,
        state: PetitionState | None,
        thread: Threaded | None,
        hand: ByHand | None = None,
        *,
        look_back: bool = True,
    ) -> PanelView:
        """The panel of a petition.

        `state`: the dialogue's, None where there is none. `hand`: what staff chose and wrote of the form themselves (a
        form that is open in the dialogue counts otherwise). `look_back` False: without the store's part, which
        `look_back` gives alone.
        """
        _may(viewer)
        hand = hand or ByHand()
        book, today = self._book(), self._clock().date()
        state = _state_of(petition, state)
        decision = petition.decision
        form, filling = self._form(petition, state, hand)
        acceptance = acceptance_beside(form, filling, state, book) if form and filling else None
        asked, settled = questions(decision, state, form, acceptance, book)
        told = _running(petition, state, form, filling, book, today)
        view = PanelView(
            matters=tuple(panel_matter(one, state.region, book) for one in decision.matters),
            questions=asked,
            settled=settled,
            acceptance=acceptance,
            remedies=tuple(RemedyShown(day, in_words(day, book), book.citation(day.period.id)) for day in told),
            form=form_shown(form, filling) if form and filling else None,
            forms=offers(decision, book, hand.filed),
            region=state.region,
            place=book.place_for(state.region).name if state.region else "",
            danger=danger_of(petition.story, book),
        )
        return self.look_back(viewer, view, thread) if look_back else view

    def look_back(self, viewer: Staff, view: PanelView, thread: Threaded | None) -> PanelView:
        """The same panel with earlier cases of the same respondent, files, and what was registered already."""
        _may(viewer)
        book = self._book()
        with self._store.read() as work:
            earlier = _earlier(work, viewer, view, book)
            if thread is None:
                return replace(view, earlier=earlier)
            made = work.registrations.of_conversation(thread.conversation_id)
            files = work.evidence.of_conversation(thread.conversation_id)
            out = {one.number for one in made if work.cases.is_recused(one.number, viewer.name)}
        return replace(
            view,
            earlier=earlier,
            registered=tuple(
                Registered(one.number, book.form(one.form).title, one.situation_id)
                for one in made
                if one.number not in out
            ),
            files=tuple(
                shown_file(one, book, to_staff=True) for one in files if one.state == "kept" and one.number not in out
            ),
        )

    def _form(self, petition: Petition, state: PetitionState, hand: ByHand) -> tuple[Form | None, FormState | None]:
        return form_beside(state, petition.decision, hand, self._clock().date(), self._book()) or (None, None)


def _running(
    petition: Petition, state: PetitionState, form: Form | None, filling: FormState | None, book: RuleBook, today: date
) -> tuple[RemedyDay, ...]:
    """Periods that run already: for the form on the screen as it is filled, for the others the channel leads to as the
    story tells it.
    """
    days = remedy_days(form, filling.values, book, today) if form and filling else ()
    others = [one for one in forms_for(petition.decision.matters, book) if one is not form]
    for other in others:
        opened = filling_of(other, replace(state, form=None), petition.decision, ByHand(), today, book)
        days = (*days, *remedy_days(other, opened.values, book, today))
    return tuple({one.period.id: one for one in reversed(days)}.values())


def danger_of(text: str, book: RuleBook) -> Danger | None:
    """The first safety row that the text sets off, with its sentence and numbers."""
    row = alert_in(text, book)
    if row is None:
        return None
    numbers = {one.id: one for one in book.hotlines}
    return Danger(row.kind, book.reply(row.reply), tuple(numbers[name] for name in row.hotlines))


def _state_of(petition: Petition, state: PetitionState | None) -> PetitionState:
    known = petition.known
    if state is not None and state.form is not None:
        # The facts staff settled count beside those of the dialogue.
        return replace(state, facts={**state.facts, **known.facts}, region=known.region or state.region)
    return PetitionState(
        parse=dict(petition.parse),
        facts=dict(known.facts),
        region=known.region,
        settled=known.settled,
        story=petition.story,
    )


def _earlier(work: UnitOfWork, viewer: Staff, view: PanelView, book: RuleBook) -> tuple[SimilarCase, ...]:
    """The likest among the newest cases against the same name; none the viewer keeps out of."""
    if view.form is None:
        return ()
    values = {one.id: one.value for one in view.form.fields}
    names = [values[name] for name in RESPONDENT_NAMES if values.get(name)]
    if not names:
        return ()
    situation = view.matters[0].situation_id if view.matters else None
    here = CaseText.of(book.form(view.form.id), values, situation)
    cases = {
        case.number: case
        for name in names
        for case in work.cases.page(CaseQuery(text=name, limit=_COMPARED), viewer.name).cases
    }
    found = []
    for case in cases.values():
        other = work.registrations.by_number(case.number)
        if other is None:
            continue
        alike = likeness(here, CaseText.of(book.form(other.form), other.content, other.situation_id), book)
        found.append(SimilarCase(case, alike, repeat_hint(alike, case.state, view.region, book)))
    return tuple(sorted(found, key=lambda one: -one.likeness.score)[:_SHOWN])


def _may(viewer: Staff) -> None:
    if viewer.role not in HANDLERS:
        raise Denied(f"{viewer.role} does not talk with citizens")
