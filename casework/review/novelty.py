"""How far is a text from everything the model was trained on? 0: told before in these words, 1: nothing in common."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Final

_GRAM: Final = 2  # characters; Chinese words mostly have two
_LONGEST: Final = 400
_SHORTEST: Final = 10
_KNOWN_FROM: Final = 3
"""Training texts that must hold a run before it counts as known: one alone may be a slip of the pen."""
_TOKEN: Final = re.compile("〔[^〕]{1,8}〕")


class Profile:
    """The runs of two characters that the training texts hold, as hashes: no text can be read back from it.

    The nearest training text says less: real petitions are so different that to the nearest one even a training text
    left out is as far as a recipe (measured; docs/adr/0020-review.md).
    """

    def __init__(self, texts: Iterable[str]) -> None:
        held: Counter[int] = Counter()
        for text in texts:
            held.update(_grams(text))
        self._known = frozenset(gram for gram, count in held.items() if count >= _KNOWN_FROM)

    def __len__(self) -> int:
        return len(self._known)

    def novelty(self, text: str) -> float | None:
        """The share of the text's runs that training never showed; None where the text is too short to say."""
        grams = _grams(text)
        if len(grams) < _SHORTEST or not self._known:
            return None
        return len(grams - self._known) / len(grams)


def _grams(text: str) -> frozenset[int]:
    bare = "".join(character for character in _TOKEN.sub("", text)[:_LONGEST].lower() if character.isalpha())
    return frozenset(zlib.crc32(bare[i : i + _GRAM].encode("utf-8", "surrogatepass")) for i in range(len(bare) - 1))
