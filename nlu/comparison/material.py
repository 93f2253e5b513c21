"""The texts both models read: the frozen gold set, the same written worse, and recent corrections."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nlu.evaluation.cases import HELD_OUT, Case, load_cases
from nlu.evaluation.robustness import DISTORTIONS
from nlu.labels import category_of, is_situation

BOUNDARIES: Final = Path(__file__).parent.parent / "evaluation" / "data" / "gold.jsonl"
"""Beside the held-out messages: every situation, and pairs that are told apart by little. Never trained on."""
GOLD: Final = (HELD_OUT, BOUNDARIES)
WAYS_PER_TEXT: Final = 2
"""Each gold text is written in two of the six worse ways: all six would double the time of a comparison twice."""


@dataclass(frozen=True, slots=True)
class Text:
    """A case, where it stands, and whether the candidate was trained on it."""

    case: Case
    where: str
    trained_on: bool = False


def gold(situations: Collection[str], files: Sequence[Path] = GOLD) -> list[Text]:
    """The gold set. Raises BrokenCases, naming row and label, for a label that does not exist; OSError."""
    found = []
    for path in files:
        cases = load_cases(path, situations)
        found += [Text(case, f"{path.stem} {number}") for number, case in enumerate(cases, 1)]
    return found


def gold_version(files: Sequence[Path] = GOLD) -> str:
    """12 hex digits over the gold files."""
    total = hashlib.sha256()
    for path in files:
        total.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()[:12]


def written_worse(texts: Sequence[Text]) -> list[Text]:
    """Each text in two of the six ways of nlu.evaluation.robustness, in turn."""
    ways = list(DISTORTIONS.items())
    found = []
    for number, text in enumerate(texts):
        for step in range(WAYS_PER_TEXT):
            name, distort = ways[(number * WAYS_PER_TEXT + step) % len(ways)]
            case = replace(text.case, text=distort(text.case.text))
            found.append(Text(case, f"{text.where} {name}", text.trained_on))
    return found


def correction(text: str, intent: str, where: str, trained_on: bool) -> Text:
    """A text a reviewer labelled, as a case."""
    category = category_of(intent)
    matter = intent if is_situation(intent) else category
    return Text(Case(text, (matter,), (category,), (), (), all_matters=False), where, trained_on)
