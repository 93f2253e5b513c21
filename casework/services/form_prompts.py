"""What an open form asks, what it shows before it is handed in, and what its receipt says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from casework.acceptance import Acceptance, Line, Way, ways
from casework.case_life import binds
from casework.form_choice import button_of
from casework.form_state import FormState, asked_fields, identified, progress
from casework.options import options_of
from casework.remedy_days import in_words, remedy_days
from casework.services.say import FOLLOW_UP, RECEIPT_CODE, Button, Say, buttons_of, option_buttons
from knowledge import Citation, Fact, Form, FormField, RuleBook

_OF_THE_FIELDS = ("respondent_known", "facts_known")
"""Facts of acceptance that the fields themselves tell: who, and what was done."""
_SEALED_BY_KIND = {"id_number": "id_number", "phone": "phone", "person_name": "name", "email": "email"}
_SEALED_BY_NAME = {"org": "org", "address": "address", "representative": "name"}


def opening(form: Form, filling: FormState, book: RuleBook) -> tuple[Say, ...]:
    """What is said when a form opens: what comes of it, and why a name is needed where it is.

    A form that leaves the choice is introduced by the question for it.
    """
    if form.identity != "required":
        return ()
    sources = cited([book.citation(form.id)])
    parts = [book.reply(f"form_begin_{form.id}"), book.reply("form_begin_needs_name", sources=sources)]
    if filling.prefilled:
        parts.append(book.reply("form_begin_known"))
    return (Say("\n".join(parts)),)


def identity_prompt(form: Form, book: RuleBook, region: str | None) -> Say:
    """Named or not, with what follows from either: put before anything is asked about the person.

    Where the rules this rests on are those of another place, that is said.
    """
    citations = [book.citation(row_id) for row_id in form.identity_basis]
    if form.identity == "optional":
        text, buttons = book.reply("form_identity_optional"), ("button_leave_name", "button_leave_no_name")
    else:
        sources = book.reply("form_identity_sources", sources=cited(citations))
        text, buttons = f"{book.reply('form_identity')}\n{sources}", ("button_anonymous", "button_real_name")
        if not all(binds(book, book.row(row_id), region) for row_id in form.identity_basis):
            text += "\n" + book.reply("acceptance_example")
    return Say(text, buttons_of(book, *buttons, "button_cancel"), question_card("identity", citations))


def field_prompt(form: Form, filling: FormState, book: RuleBook) -> Say:
    """The question for the current field."""
    assert filling.current is not None
    current = form.field(filling.current)
    step, total = progress(form, filling)
    text = current.question + (f"\n{current.hint}" if current.hint else "")
    if filling.values.get(current.id):
        text += "\n" + book.reply("form_current_value", value=filling.values[current.id])
    skip = () if current.mandatory else ("button_skip",)
    buttons = tuple(Button(option) for option in current.options)
    buttons += buttons_of(book, *skip, "button_back", "button_cancel")
    card = {"kind": "form", "step": step, "total": total, "field": current.id, "label": current.caption}
    return Say(text, buttons, card | {"title": form.title, "seal": seal_kind(current)})


def fact_prompt(fact: Fact, book: RuleBook, *ways_out: str, place: str | None = None) -> Say:
    """A question of the facts table, put while a form is open; `ways_out`: buttons beside its options, `place`: the
    place it is asked of, where it is about one.
    """
    text = fact.question + (f"\n{book.reply('form_place_known', place=place)}" if place else "")
    buttons = option_buttons(options_of(fact)) + buttons_of(book, *ways_out)
    return Say(text, buttons, question_card(fact.id, ()))


def question_card(fact: str, citations: Sequence[Citation]) -> dict[str, Any]:
    """The card of a question with buttons."""
    return {"kind": "question", "fact": fact, "citations": [asdict(citation) for citation in citations]}


def review(form: Form, filling: FormState, acceptance: Acceptance | None, book: RuleBook) -> Say:
    """The filled form before it is handed in; for a report, also how it stands to the conditions of acceptance."""
    fields = [
        {"id": one.id, "label": one.caption, "value": filling.values.get(one.id, ""), "editable": True}
        for one in asked_fields(form, filling)
    ]
    lines = [f"{one['label']}：{one['value'] or book.reply('form_empty_value')}" for one in fields]
    part = acceptance_part(acceptance, (*form.pre_check, *_OF_THE_FIELDS), book) if acceptance else None
    told = _acceptance_lines(part) if part else []
    helping = [button for way in (ways(acceptance, book) if acceptance else ()) for button in buttons_of_way(way)]
    text = "\n".join([book.reply("form_review"), *lines, *told, book.reply("form_review_ask")])
    card = {"kind": "summary", "title": form.title, "fields": fields, "acceptance": part}
    buttons = dict.fromkeys(("button_confirm", *helping, "button_edit", "button_cancel"))
    return Say(text, buttons_of(book, *buttons), card)


def buttons_of_way(way: Way) -> tuple[str, ...]:
    """What helps over one obstacle: the buttons its row names, and the forms of the right way."""
    return (*way.buttons, *map(button_of, way.forms))


def acceptance_part(acceptance: Acceptance, asked: Collection[str], book: RuleBook) -> dict[str, Any]:
    """How a report stands to art. 12 and 13, laid out; `ways`: what to add or do instead, per obstacle.

    Lines that are not known and that nobody asks the citizen about (`asked`: fact ids) are left to staff, who see all.
    """
    told = ways(acceptance, book)
    outlook = "open" if acceptance.outlook == "incomplete" and not told else acceptance.outlook
    return {
        "outlook": acceptance.outlook,
        "text": book.reply(f"acceptance_{outlook}"),
        "note": "" if acceptance.binding else book.reply("acceptance_example"),
        "ways": [{"text": way.text, "citation": asdict(way.line.citation)} for way in told],
        "lines": [_line(line, book) for line in acceptance.lines if line.status != "unknown" or line.fact in asked],
    }


def _line(line: Line, book: RuleBook) -> dict[str, Any]:
    return {
        "row": line.row_id,
        "kind": line.kind,
        "number": line.number,
        "plain": line.plain,
        "status": line.status,
        "status_text": _status(line, book),
        "stands_in_the_way": line.favourable is False,
        "citation": asdict(line.citation),
    }


def _status(line: Line, book: RuleBook) -> str:
    if line.kind == "condition":
        return book.reply(f"acceptance_status_{line.status}")
    return book.reply(f"refusal_status_{line.status}")


def _acceptance_lines(part: dict[str, Any]) -> list[str]:
    """The same for clients without cards: what stands in the way and what is open, not the lines that are fine."""
    open_lines = [line for line in part["lines"] if line["status"] == "unknown"]
    told = [f"·{way['text']}（{way['citation']['clause']}）" for way in part["ways"]]
    unknown = [f"·{line['plain']}：{line['status_text']}（{line['citation']['clause']}）" for line in open_lines]
    return [line for line in (part["text"], *told, *unknown, part["note"]) if line]


def receipt(form: Form, filling: FormState, number: str, book: RuleBook, today: date) -> Say:
    """Number, code, the document, what the registration is and is not, until when to act, and how to follow it up."""
    notes = [book.reply(reply_id) for reply_id in _receipt_notes(form, filling)]
    notes += [in_words(day, book) for day in remedy_days(form, filling.values, book, today)]
    note = "\n".join([*notes, book.reply("receipt_follow_up", page=FOLLOW_UP)])
    # The card shows number and code by themselves; a client without cards reads them in the text.
    card = {"kind": "receipt", "number": number, "code": RECEIPT_CODE, "document": True, "text": note}
    text = book.reply("receipt", number=number, code=RECEIPT_CODE) + "\n" + note
    card |= {"form": form.id, "title": form.title, "follow_up": FOLLOW_UP}
    return Say(text, buttons_of(book, "button_another", "button_human"), card)


def _receipt_notes(form: Form, filling: FormState) -> tuple[str, ...]:
    match form.identity:
        case "choice":
            told = "receipt_named" if identified(filling) else "receipt_named_unreachable"
            return ("receipt_note", told if filling.named else "receipt_anonymous")
        case "optional":
            return ("receipt_suggestion_named" if filling.named else "receipt_suggestion_anonymous",)
        case _:
            return (f"receipt_{form.id}",)


def advice_buttons(forms: Sequence[Form]) -> tuple[str, ...]:
    """The rows of the buttons that open these forms."""
    return tuple(button_of(form.id) for form in forms)


def cited(citations: Sequence[Citation]) -> str:
    """Titles with their clauses, each title once."""
    clauses: dict[str, list[str]] = {}
    for citation in citations:
        clauses.setdefault(citation.title, []).append(citation.clause)
    return "；".join(f"《{title}》{'、'.join(parts)}" for title, parts in clauses.items())


def seal_kind(field: FormField) -> str | None:
    """What kind of personal data an answer to this field is, None when it may be read as it stands."""
    if not field.sealed:
        return None
    return _SEALED_BY_KIND.get(field.kind) or _SEALED_BY_NAME.get(field.id.rpartition("_")[2])
