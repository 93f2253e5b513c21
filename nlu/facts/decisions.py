"""What a text says of the answer an office gave: refused to accept, decided otherwise, or nothing yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from nlu.facts.found import Fact
from nlu.facts.lexicon import lists

_SENTENCE: Final = re.compile(r"[^。！？!?；;\n]+")
_CLAUSE_START: Final = re.compile(r"[,，、]")
_KINDS: Final = ("refused_acceptance", "no_decision_yet", "other_decision")
_OF_LENGTH: Final = 200
"""A sentence longer than this is read in pieces, so that patterns stay cheap on text without full stops."""


class _Patterns(NamedTuple):
    kinds: dict[str, re.Pattern[str]]
    with_answer: re.Pattern[str]
    answer: re.Pattern[str]
    open_question: re.Pattern[str]
    denied: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = lists("decisions")
    with_answer = words["other_decision_with_answer"]
    return _Patterns(
        {kind: re.compile("|".join(words[kind])) for kind in _KINDS},
        re.compile("|".join(with_answer["words"])),
        re.compile(with_answer["answer"]),
        re.compile(words["open_question"]),
        re.compile(words["denied"]),
    )


def find_decisions(text: str) -> Iterator[Fact]:
    """Facts decision_kind; the value is the option of the fact table, the span the words that say it. `text` is
    normalised. What is asked, feared or denied is no decision.
    """
    for sentence in _SENTENCE.finditer(text):
        for start in range(sentence.start(), sentence.end(), _OF_LENGTH):
            yield from _in_sentence(text, start, min(start + _OF_LENGTH, sentence.end()))


def _in_sentence(text: str, start: int, end: int) -> Iterator[Fact]:
    patterns = _patterns()
    taken: list[tuple[int, int]] = []
    searches = list(patterns.kinds.items())
    if patterns.answer.search(text, start, end):
        searches.append(("other_decision", patterns.with_answer))
    for kind, pattern in searches:
        for match in pattern.finditer(text, start, end):
            span = match.span()
            if any(span[0] < other[1] and other[0] < span[1] for other in taken):
                continue
            taken.append(span)
            if not _doubtful(text, start, match.start(), match.end(), end):
                yield Fact("decision_kind", kind, *span)


def _doubtful(text: str, start: int, first: int, last: int, end: int) -> bool:
    """Whether the clause asks or supposes, or the words right before deny."""
    patterns = _patterns()
    breaks = [match.end() for match in _CLAUSE_START.finditer(text, start, first)]
    clause = breaks[-1] if breaks else start
    behind = _CLAUSE_START.search(text, last, end)
    return bool(
        patterns.open_question.search(text, clause, behind.start() if behind else end)
        or patterns.denied.search(text, clause, first)
    )
