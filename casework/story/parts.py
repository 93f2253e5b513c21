"""A story in pieces: sentences, clauses, and which option of a choice a clause says or denies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_SENTENCES = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_CLAUSES = re.compile(r"[^，,；;。！？!?\n]+")
DENIED = re.compile(r"不用|不需要|不必|不想|不要|没有?(?!答复|回)|并非|不是")
_WISH = re.compile(r"请|希望|最好|方便的话|想要|就行|即可|最省事")


def sentences(story: str) -> list[str]:
    """The sentences of a story, signs included."""
    return [match.group().strip() for match in _SENTENCES.finditer(story)]


def clauses(story: str) -> list[str]:
    """What stands between two commas or stops."""
    return [match.group().strip() for match in _CLAUSES.finditer(story)]


def option_said(story: str, words: Mapping[str, Sequence[str]]) -> str:
    """The one option whose words the story says without denying them; of several, the one it wishes for."""
    said: dict[str, bool] = {}
    for clause in clauses(story):
        for option, known in words.items():
            hit = next((clause.find(word) for word in known if word in clause), -1)
            if hit >= 0 and not DENIED.search(clause[:hit]):
                said[option] = said.get(option, False) or _WISH.search(clause) is not None
    wished = [option for option, wish in said.items() if wish]
    hits = wished if len(said) > 1 else list(said)
    return hits[0] if len(hits) == 1 else ""
