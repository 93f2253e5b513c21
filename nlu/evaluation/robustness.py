"""Does the reading hold when the same thing is written worse? Six ways of writing, each made from the text itself.

Words, sounds and filling sentences stand in distortions.yml. A way of writing is a function of the text alone: the same
text is always distorted alike.
"""

from __future__ import annotations

import random
import re
import unicodedata
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml
from opencc import OpenCC

from nlu.evaluation.bootstrap import Figure, measure
from nlu.evaluation.decision import Decide, Outcome, Read, run

TABLE: Final = Path(__file__).parent / "distortions.yml"
TYPO_RATE: Final = 0.04
HOMOPHONE_RATE: Final = 0.5
PADDED_LENGTH: Final = 401
_SENTENCE: Final = re.compile(r"(?<=[。！？!?；;\n])")

Distortion = Callable[[str], str]


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return loaded


def typos(text: str) -> str:
    """One character in 25 dropped, doubled or changed places with the next one."""
    source = _random(text)
    result: list[str] = []
    position = 0
    while position < len(text):
        character = text[position]
        if not character.isalnum() or source.random() >= TYPO_RATE:
            result.append(character)
        elif (kind := source.randrange(3)) == 1:
            result += [character, character]
        elif kind == 2 and position + 1 < len(text):
            result += [text[position + 1], character]
            position += 1
        position += 1
    return "".join(result)


def traditional(text: str) -> str:
    """Traditional characters and words."""
    whole = text.encode("utf-8", "replace").decode("utf-8")  # OpenCC refuses half a surrogate pair
    converted: str = _converter().convert(whole)
    return converted


def homophones(text: str) -> str:
    """Half of the words and characters that have a usual wrong spelling of the same sound are misspelt."""
    source = _random(text)
    sounds: Mapping[str, str] = _table()["homophones"]
    return _replaced(text, sounds, lambda found: sounds[found] if source.random() < HOMOPHONE_RATE else found)


def without_punctuation(text: str) -> str:
    """No marks at all, the sentences run into each other."""
    return "".join(c for c in text if not unicodedata.category(c).startswith("P"))


def dialect(text: str) -> str:
    """Words as one region says them; each text takes one of the regions."""
    regions: Mapping[str, Mapping[str, str]] = _table()["dialects"]
    words = regions[_random(text).choice(sorted(regions))]
    return _replaced(text, words, lambda found: words[found])


def padded(text: str) -> str:
    """More than 400 characters: greetings, weather and how one got here around and within the story."""
    source = _random(text)
    filling = source.sample(_table()["filling"], len(_table()["filling"]))
    parts = [part for part in _SENTENCE.split(text) if part]
    while sum(map(len, parts)) < PADDED_LENGTH:
        if not filling:
            filling = source.sample(_table()["filling"], len(_table()["filling"]))
        parts.insert(source.randrange(len(parts) + 1), filling.pop())
    return "".join(parts)


DISTORTIONS: Final[Mapping[str, Distortion]] = {
    "typos": typos,
    "traditional": traditional,
    "homophones": homophones,
    "without_punctuation": without_punctuation,
    "dialect": dialect,
    "padded": padded,
}


def robustness_figures(outcomes: Sequence[Outcome], read: Read, decide: Decide) -> dict[str, Figure]:
    """How much lenient accuracy drops, per way of writing, on the same texts; and over all ways (`robustness_drop`)."""
    before = np.array([outcome.right for outcome in outcomes], dtype=np.float64)
    after = {}
    for name, distort in DISTORTIONS.items():
        cases = [replace(outcome.case, text=distort(outcome.case.text)) for outcome in outcomes]
        after[name] = np.array([outcome.right for outcome in run(cases, read, decide)], dtype=np.float64)
    drops = {f"drop_{name}": before - right for name, right in after.items()}
    drops["robustness_drop"] = before - np.mean(list(after.values()), axis=0)
    return {
        name: measure(lambda chosen, lost=lost: float(lost[chosen].mean()), len(lost))  # type: ignore[misc]
        for name, lost in drops.items()
    }


def _replaced(text: str, words: Mapping[str, str], choose: Callable[[str], str]) -> str:
    longest_first = sorted(words, key=lambda word: -len(word))
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return pattern.sub(lambda match: choose(match.group()), text)


def _random(text: str) -> random.Random:
    return random.Random(zlib.crc32(text.encode("utf-8", "surrogatepass")))


@lru_cache(maxsize=1)
def _converter() -> Any:
    return OpenCC("s2t")
