"""Word lists of nlu/lexicon, and finding many names in a text at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from nlu.text import Span, normalise

LEXICON: Final = Path(__file__).parents[1] / "lexicon"


@cache
def lists(name: str) -> Mapping[str, Any]:
    """The content of nlu/lexicon/NAME.yml."""
    content: dict[str, Any] = yaml.safe_load((LEXICON / f"{name}.yml").read_text(encoding="utf-8"))
    return content


def lines(name: str) -> list[str]:
    """The lines of nlu/lexicon/NAME.txt."""
    return (LEXICON / f"{name}.txt").read_text(encoding="utf-8").split()


class Names:
    """A set of names of two characters and more, looked for by their first two characters."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for name in sorted({normalise(name) for name in names}, key=lambda name: (-len(name), name)):
            if len(name) > 1:
                self._by_start.setdefault(name[:2], []).append(name)

    def at(self, text: str, start: int) -> Iterator[int]:
        """Ends of the names that begin at `start`, the longest first."""
        for name in self._by_start.get(text[start : start + 2], ()):
            if text.startswith(name, start):
                yield start + len(name)

    def find(self, text: str) -> Iterator[Span]:
        """The longest name at each place, without overlaps, from left to right; `text` is normalised."""
        position = 0
        while position < len(text) - 1:
            end = next(self.at(text, position), None)
            if end is None:
                position += 1
            else:
                yield Span(position, end)
                position = end
