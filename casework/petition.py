"""What one text was read as and decided to be, with all that its conversation has settled: what staff pages work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.reading import read
from casework.triage import Known, Triage, triage
from knowledge import RuleBook


@dataclass(frozen=True, slots=True)
class Petition:
    """One petition, read and decided. Texts are masked: sealed tokens stand for personal data.

    `story`: the text `parse` was made of; `parse`: the NLU's parse result; `known`: what is settled beside it.
    """

    story: str
    parse: Mapping[str, Any]
    known: Known
    decision: Triage


def petition(parse: Mapping[str, Any], known: Known, book: RuleBook, story: str = "") -> Petition:
    """Read a parse result and decide on it; a decision kind that the text names counts unless one is known already."""
    reading = read(parse, book)
    kinds = reading.found.get("decision_kind", ())
    # A text that names two kinds of decision leaves the question open, as in the conversation.
    if len(kinds) == 1 and "decision_kind" not in known.facts:
        known = Known({**known.facts, "decision_kind": kinds[0]}, known.region, known.settled)
    return Petition(story or reading.text, parse, known, triage(reading, known, book))
