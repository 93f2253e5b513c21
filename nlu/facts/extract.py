"""All facts of a text, with exact positions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from nlu.facts.amounts import find_amounts
from nlu.facts.dates import find_dates
from nlu.facts.decisions import find_decisions
from nlu.facts.documents import find_documents
from nlu.facts.found import Fact, without_overlaps
from nlu.facts.medicine import find_diseases, find_drugs
from nlu.facts.organisations import find_organisations
from nlu.facts.people import find_people
from nlu.facts.places import find_places
from nlu.language import load_language_model
from nlu.text import MAX_CHARACTERS, normalise


@lru_cache(maxsize=1)
def language() -> Language:
    """The installation's language model, loaded once for callers that bring no document."""
    return load_language_model()


def extract_facts(text: str, doc: Doc | None = None) -> list[Fact]:
    """Facts in order of appearance; values are cut from the text given, not from its normalised form.

    `doc`: what the language model made of `normalise(text)`, when the caller has it. Only the first 10,000 characters
    are read. Never raises for any string.
    """
    plain = normalise(text[:MAX_CHARACTERS])
    if doc is None or doc.text != plain:
        doc = language()(plain)
    found = without_overlaps(_candidates(plain, doc))
    return [
        f if f.entity == "decision_kind" else Fact(f.entity, text[f.start : f.end], f.start, f.end, f.role)
        for f in found
    ]


def _candidates(plain: str, doc: Doc) -> Iterator[Fact]:
    for find_in_text in (find_documents, find_amounts, find_dates, find_drugs, find_diseases):
        yield from find_in_text(plain)
    yield from find_people(doc)
    yield from find_organisations(doc)
    yield from find_places(doc)
    yield from find_decisions(plain)
