"""Words of a story that already answer a question."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.rows.provenance import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue(Row):
    """Words that settle a fact, so that it need not be asked.

    `patterns`: regular expressions, any of which, found in one sentence, means `value` of `fact`; `unless`: those that
    take it back when they stand in the same sentence. Where cues of one fact disagree, the fact stays open.
    """

    fact: str
    value: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...]
    example: str
    counter_example: str
