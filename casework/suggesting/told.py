"""What a petition's words say of the decision it is about, beyond what was asked: an agent would not ask it again.

Reads the table cues (fact decision_kind). Sure words only; where they disagree the question stays open.
"""

from __future__ import annotations

import re
from dataclasses import replace

from casework.petition import Petition, petition
from casework.reading import read
from casework.story.decision import decision_kind
from casework.triage import TriagedMatter
from knowledge import RuleBook

_FACT = "decision_kind"
_SENTENCE_ENDS = re.compile(r"[。！？!?；;\n]+")


def with_decision_told(told: Petition, book: RuleBook, later: str = "") -> Petition:
    """The petition with the kind of decision its story, or what was said `later`, tells; the same where nothing does.

    Where the open question is whether anything was decided at all, that settles it too.
    """
    if not told.decision.matters:
        return told
    main = told.decision.matters[0]
    kind = told.known.facts.get(_FACT) or _kind(told, later, book)
    if kind is None or (main.sure and _FACT in told.known.facts):
        return told
    known = replace(told.known, facts={**told.known.facts, _FACT: kind})
    if known.settled is None and not main.sure:
        known = replace(known, settled=_settled(main, kind, book))
    return petition(told.parse, known, book, told.story)


def _kind(told: Petition, later: str, book: RuleBook) -> str | None:
    story = f"{told.story}\n{later}" if later and later not in told.story else told.story
    found = read(told.parse, book).found.get(_FACT, ())
    values = {kind for kind in (decision_kind(found, story), *_cued(story, book)) if kind}
    return values.pop() if len(values) == 1 else None


def _cued(story: str, book: RuleBook) -> set[str]:
    sentences = [sentence for sentence in _SENTENCE_ENDS.split(story) if sentence]
    return {
        cue.value
        for cue in book.cues
        if cue.fact == _FACT
        for sentence in sentences
        if _says(sentence, cue.patterns) and not _says(sentence, cue.unless)
    }


def _says(sentence: str, patterns: tuple[str, ...]) -> bool:
    return any(re.search(pattern, sentence) for pattern in patterns)


def _settled(main: TriagedMatter, kind: str, book: RuleBook) -> str | None:
    """Which side of the doubt remains, when one of them is what holds as long as nothing was decided."""
    sides = [option.value for option in main.doubt.options] if main.doubt is not None else []
    options = [option for option in book.fact(_FACT).options if option.leads_to is not None]
    undecided = {str(option.leads_to) for option in options}
    if not undecided.intersection(sides):
        return None
    if kind in {option.value for option in options}:
        return next(side for side in sides if side in undecided)
    left = [side for side in sides if side not in undecided]
    return left[0] if len(left) == 1 else None
