"""Which form opens and what it already holds; for a report, how it stands to the conditions of acceptance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from casework.acceptance import Acceptance, assess
from casework.channel import UNSURE
from casework.commands import bare, looks_like_question
from casework.form_choice import button_of, form_named, matter_of
from casework.form_state import FormState, identified
from casework.jurisdiction import region_named_in
from casework.prefill import prefill
from casework.reading import CONSULT, OUT_OF_SCOPE, Reading, read
from casework.registration import begin, with_checks
from casework.report_facts import facts_of_report
from casework.said_day import day_said, written
from casework.services.regions import PlaceNamed
from casework.services.say import PetitionState
from casework.services.triage_turns import REGION, settled_main
from casework.triage import Known, TriagedMatter, triage
from knowledge import Form, RuleBook

HERE = "violation_place"
"""The fact whether a deed happened where the bureau that is asked is competent."""
REPORTING = "start_report"
"""The intent of somebody who wants to report, whatever the form is called."""


def open_form(form: Form, state: PetitionState, book: RuleBook, today: date) -> tuple[PetitionState, FormState]:
    """Open a form with what the story and triage already know; days are counted from `today`. A form that was open is
    put away.
    """
    reading, matters = read_petition(state, book)
    if _only_asked(state.story, matters, book):
        # A question in between does not take the place of what was told before it.
        state = replace(state, **(state.before or {"parse": {}, "story": ""}))
        reading, matters = read_petition(state, book)
    matter = matter_of(form, matters, book)
    settled = {name: value for name, value in state.facts.items() if value != UNSURE}
    values = with_days(form, prefill(form, reading.found, state.story, settled), today)
    filling = begin(form, values, matter.situation if matter else None)
    filling = with_open_checks(form, filling, state, book)
    return replace(state, form=filling.to_json(), pending=None, offered=False), filling


def with_more(
    form: Form, filling: FormState, state: PetitionState, parse: dict[str, Any], book: RuleBook, today: date
) -> tuple[PetitionState, FormState] | None:
    """Form and story with what is told where only a choice was asked for; None when the text is no telling.

    What the form holds already stays; only the story itself grows.
    """
    text = str(parse.get("text") or "")
    if filling.phase != "identity" or looks_like_question(text) or len(bare(text)) < book.policy.restated_min_chars:
        return None
    story = f"{state.story}\n{text}" if state.story else text
    told = with_days(form, prefill(form, read(parse, book).found, story, {}), today)
    kept = {name: value for name, value in filling.values.items() if name not in told or value != state.story}
    values = told | kept
    state = replace(state, story=story, parse=state.parse or parse)
    return state, replace(filling, values=values, prefilled=tuple(values))


def _only_asked(story: str, matters: Sequence[TriagedMatter], book: RuleBook) -> bool:
    """True for a short question (“怎么申请行政复议”): it asks for the form and tells nothing that belongs on it."""
    told = any(matter.category not in (CONSULT, OUT_OF_SCOPE) for matter in matters)
    return bool(matters) and not told and len(bare(story)) < book.policy.restated_min_chars


def with_days(form: Form, values: Mapping[str, str], today: date) -> dict[str, str]:
    """The values with each day written out; a day that is still to come was meant of something else and is left out."""
    dated = dict(values)
    for name, value in values.items():
        day = day_said(value, today) if form.field(name).kind == "date" else None
        if day is not None and day <= today:
            dated[name] = written(day)
        elif day is not None:
            del dated[name]
    return dated


def switched_to(text: str, form: Form, book: RuleBook) -> Form | None:
    """The other form whose button was pressed while this one is open."""
    others = (one for one in book.forms if one.id != form.id)
    return next((one for one in others if bare(text) == book.reply(button_of(one.id))), None)


def with_open_checks(form: Form, filling: FormState, state: PetitionState, book: RuleBook) -> FormState:
    """At the review: the next question whose answer decides about acceptance, if one is still open.

    Whether it happened “here” means nothing as long as no place is known: then the place itself is asked for.
    """
    acceptance = acceptance_of(form, filling, state, book)
    open_facts = [name for name in form.pre_check if acceptance and name in acceptance.ask]
    if state.region is None:
        open_facts = [REGION if name == HERE else name for name in open_facts]
    return with_checks(filling, open_facts)


def place_told(filling: FormState) -> str | None:
    """The place named when the pre-check asked for it."""
    named = filling.facts.get(REGION, UNSURE)
    return None if named == UNSURE else named


def facts_told(filling: FormState) -> dict[str, str]:
    """What the citizen told of acceptance, for the case: answers that were given, the place they named as “here”."""
    told = {name: value for name, value in filling.facts.items() if value != UNSURE and name != REGION}
    return told | ({HERE: "here"} if place_told(filling) else {})


def read_petition(state: PetitionState, book: RuleBook) -> tuple[Reading, tuple[TriagedMatter, ...]]:
    """What was told, read and decided as far as it can be; matters of which nothing is known are left out."""
    reading = read(state.parse, book)
    matters = triage(reading, Known(state.facts, state.region, settled_main(state)), book).matters
    return reading, tuple(matter for matter in matters if matter.sure or matter.situation)


def named_form(parse: Mapping[str, Any], book: RuleBook) -> Form | None:
    """The form the asking text names; somebody who says that they report is not asked which form."""
    text = str(parse.get("text") or "")
    reports = book.form("report_registration")
    if (parse.get("intent") or {}).get("name") == REPORTING and any(word in text for word in reports.called):
        return reports
    return form_named(text, book)


def only_one(offered: tuple[Form, ...], parse: Mapping[str, Any], book: RuleBook) -> Form | None:
    """The form meant by a text that names none: the one the answer offered, or the report's for who wants to report."""
    reports = book.form("report_registration")
    reporting = (parse.get("intent") or {}).get("name") == REPORTING
    if len(offered) == 1:
        return offered[0]
    return reports if reporting and (not offered or reports in offered) else None


def with_story(state: PetitionState, parse: dict[str, Any], named: Form | None, book: RuleBook) -> PetitionState:
    """When nothing was told before and the text that asks for the form tells something itself, that is the story."""
    asking = str(parse.get("text") or "")
    told = bare(asking)
    for words in (named.title, *named.called) if named else ():
        told = told.replace(words, "")
    if state.story or len(told) < book.policy.restated_min_chars:
        return state
    return replace(state, parse=parse, story=asking, region=region_named_in(asking, book) or state.region)


def told_in(text: str, filling: FormState, book: RuleBook, place_named: PlaceNamed) -> str | None:
    """The value of the open question of the pre-check that free words (“手里有照片”) tell."""
    if filling.checking is None:
        return None
    if filling.checking == REGION:
        return place_named(text, book)
    return facts_of_report(book, {"content": text}, None, None, {}, "", None).get(filling.checking)


def acceptance_of(form: Form, filling: FormState, state: PetitionState, book: RuleBook) -> Acceptance | None:
    """How a report stands to the conditions of acceptance; None for a form without a pre-check."""
    if not form.pre_check:
        return None
    found = read(state.parse, book).found
    here = True if place_told(filling) else None
    # Real name chosen and none left: whether that is still a report in one's own name, staff must say (art. 10).
    named = None if filling.named and not identified(filling) else filling.named
    told = facts_of_report(book, filling.values, named, filling.situation, found, state.story, state.region, here)
    return assess(book, told | dict(filling.facts), filling.situation, state.region)
