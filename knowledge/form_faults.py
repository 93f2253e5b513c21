"""What must hold inside a form: fields that can be asked, conditions that can be met, data kept apart, a clause each.

Used by `knowledge.integrity`; each fault is what is wrong with the form and what to do about it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from knowledge.rows import Form, FormField

PERSONAL = ("reporter_", "applicant_")
"""Fields about the person who files begin with one of these, and no others do."""
Fault = tuple[str, str]


def form_faults(form: Form) -> Iterator[Fault]:
    """Every fault that the form alone shows, without looking at other tables."""
    for index, field in enumerate(form.fields):
        yield from _field_faults(form, field, form.fields[:index])
    for field in form.fields:
        if field.mandatory != ((field.id,) in form.mandatory_rule):
            yield (
                f"field {field.id}: `mandatory` and `mandatory_rule` do not say the same.",
                "Let `mandatory: true` stand exactly where the field is a group of its own.",
            )
    if bool(form.named_only) != (form.identity != "required"):
        yield (
            f"has the identity {form.identity} and the fields {list(form.named_only)} for the named only.",
            "Name such fields where a person may stay unnamed, and only there.",
        )


def _field_faults(form: Form, field: FormField, before: Collection[FormField]) -> Iterator[Fault]:
    if field.ask and not (field.question and field.filled_by == "citizen"):
        yield (
            f"asks for field {field.id} without a question or not of the citizen.",
            "Give it a question and `filled_by: citizen`.",
        )
    if (field.kind in ("choice", "open_choice")) != bool(field.options):
        yield f"field {field.id}: options belong to a choice.", "Correct kind or options."
    if strange := sorted(set(field.option_words) - set(field.options)):
        yield f"field {field.id} has words for {strange}, which it does not offer.", "Correct `option_words`."
    if field.sealed != field.id.startswith(PERSONAL):
        yield (
            f"field {field.id}: data of the person who files are sealed, and nothing else is.",
            "Begin its id with `reporter_` or `applicant_` and seal it, or do neither.",
        )
    if field.id in form.named_only and not field.sealed:
        yield f"field {field.id} is for the named only but is no personal data.", "Take it out of `named_only`."
    if (field.source is None) != (field.clause is None) and field.source is not None:
        yield f"field {field.id} names a source without a clause.", "No clause, no load: add `clause:`."
    for other, values in field.when.items():
        asked = next((one for one in before if one.id == other), None)
        if asked is None or not set(values) <= set(asked.options):
            yield (
                f"field {field.id} depends on {other} being one of {list(values)}.",
                "Name an earlier choice field and options it offers.",
            )
