"""What a story already says of a form's fields. Reads the fields' `prefill` of the form table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.story import sources
from casework.story.parts import option_said
from knowledge import Form, FormField

STORY, RESPONDENT, PERSON, INSTITUTION = "story", "respondent", "person", "institution"


def prefill(
    form: Form, found: Mapping[str, Sequence[str]], story: str, told: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Field id → value for every asked field whose source is there: a fact the citizen answered (`told`), an entity of
    the story (`found`), the story itself, or what the story says of it (`casework.story`).

    A choice field takes the option whose words (`option_words`) stand in the value of its source; an open choice takes
    the option, or else the words themselves.
    """
    # Where the story's reading leaves a source empty (a greeting names no respondent), what was found does not count.
    known: dict[str, Sequence[str]] = {**found, **sources(story, found)}
    known |= {name: (value,) for name, value in (told or {}).items()}
    values: dict[str, str] = {}
    for field in form.fields:
        if not field.ask or field.prefill is None:
            continue
        value = _value(field, known, story)
        if value:
            values[field.id] = value
    return {name: value for name, value in values.items() if form.belongs(name, values)}


def _value(field: FormField, known: Mapping[str, Sequence[str]], story: str) -> str:
    if field.kind == "choice" and field.prefill == STORY:
        return option_said(story, field.option_words)
    source = _source(field.prefill or "", known, story)
    if field.kind == "choice":
        return _option(field, source)
    if field.kind == "open_choice":
        return _option(field, source) or source
    return source


def _source(name: str, known: Mapping[str, Sequence[str]], story: str) -> str:
    if name == STORY:
        return story
    if name == RESPONDENT:
        # The kind is read off the name of an institution; where only a person is named, it is a person.
        return _source(INSTITUTION, known, story) or (PERSON if known.get(PERSON) else "")
    return next(iter(known.get(name, ())), "")


def _option(field: FormField, source: str) -> str:
    hits = [option for option, words in field.option_words.items() if any(word in source for word in words)]
    return hits[0] if source and len(hits) == 1 else ""
