"""Which category does an intent belong to? Reads lexicon/labels.yml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

CATEGORIES: Final = ("appeal", "report", "disclosure", "suggestion", "consult", "out_of_scope")
DIALOGUE: Final = "dialogue"
ALL_CATEGORIES: Final = (*CATEGORIES, DIALOGUE)
_FILE: Final = Path(__file__).parent / "lexicon" / "labels.yml"


@lru_cache(maxsize=1)
def _prefixes() -> tuple[tuple[str, str], ...]:
    with _FILE.open(encoding="utf-8") as file:
        table = yaml.safe_load(file)["categories"]
    return tuple((prefix, category) for category, prefixes in table.items() for prefix in prefixes)


@lru_cache(maxsize=1024)
def category_of(intent: str) -> str:
    """One of the six categories, or `dialogue` for a move in the conversation."""
    for prefix, category in _prefixes():
        if intent.startswith(prefix):
            return category
    return DIALOGUE


def is_situation(intent: str) -> bool:
    """Is the intent one of the numbered situations (A1-1 to D-2)?"""
    return category_of(intent) in CATEGORIES[:4]


def broad_class(intent: str) -> str:
    """The situation itself; consult, out_of_scope and dialogue as one class each."""
    return intent if is_situation(intent) else category_of(intent)
