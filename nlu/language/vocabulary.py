"""Word lists of the language model: end words of names, and the words a name does not reach back over.

Made from nlu/lexicon/entities.yml and the word classes of jieba's dictionary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import yaml

_LEXICON: Final = Path(__file__).parents[1] / "lexicon"
ENTITIES: Final = _LEXICON / "entities.yml"
DIVISIONS: Final = _LEXICON / "divisions.txt"
# Word classes of jieba's dictionary that stop a name: pronouns, prepositions, conjunctions, particles, adverbs, time
# and place words, interjections, idioms
_STOP_CLASSES: Final = frozenset({"r", "p", "c", "u", "d", "y", "e", "o", "s", "t", "k", "uj", "ul", "i", "l"})
_STOP_FROM: Final = {"v": 20, "vn": 100, "n": 300, "a": 100, "ad": 20, "an": 20, "b": 100, "f": 100, "z": 100, "j": 100}
"""Words of these classes stop a name when the dictionary counts them at least so often; rarer ones are often names."""
_NAME_CLASSES: Final = frozenset({"nr", "ns", "nz", "nt", "nrt", "nrfg"})
_PLACE_ENDINGS: Final = frozenset("省市县区镇乡村街路州屯巷")
_END_WORD_FREQUENCY: Final = 30_000


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Any]:
    """The word lists of entities.yml."""
    content: dict[str, Any] = yaml.safe_load(ENTITIES.read_text(encoding="utf-8"))
    return content


def all_rules() -> dict[str, Any]:
    """The lists of entities.yml, the stop words under `stops` and the names of divisions under `places`."""
    return {**rules(), "stops": sorted(stop_words()), "places": divisions()}


def divisions() -> list[str]:
    """Names of provinces, cities and counties."""
    return DIVISIONS.read_text(encoding="utf-8").split()


def sources() -> list[Any]:
    """All that a built model takes from here, to tell whether it is still the right one."""
    return [dict(rules()), divisions(), version("jieba")]


def dictionary_lines() -> Iterator[str]:
    """End words as lines of a jieba user dictionary, so that each is one token; and what must not be one."""
    groups = [*rules()["heads"].values(), *rules()["tails"].values()]
    for word in dict.fromkeys(word for group in groups for word in group if len(word) > 1):
        yield f"{word} {_END_WORD_FREQUENCY} n"
    for word in rules()["cut"]:
        yield f"{word} 0 n"  # counted nought times, a word is not in the dictionary


def stop_words() -> frozenset[str]:
    """Words a name does not reach back over; 0.4 s, as it reads jieba's dictionary."""
    listed: set[str] = set()
    for group in rules()["stop_words"]:
        listed.update(group)  # a string is a list of single characters
    kept = {*rules()["name_words"], *divisions()}
    by_class = {word for word, frequency, tag in jieba_words() if _stops(word, frequency, tag)}
    return frozenset((by_class - kept) | listed)


def _stops(word: str, frequency: int, tag: str) -> bool:
    if len(word) == 1:
        return False  # single characters are listed by hand: names of shops are full of them
    if tag == "m":
        return not word.startswith("第")
    if word[-1] in _PLACE_ENDINGS and tag not in _NAME_CLASSES:
        return True  # 马路, 走投无路, 行政村
    return tag in _STOP_CLASSES or frequency >= _STOP_FROM.get(tag, frequency + 1)


def jieba_words() -> Iterator[tuple[str, int, str]]:
    """Word, count and class of every line of jieba's own dictionary."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba")
    with (Path(spec.origin).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, tag = line.split()
            yield word, int(frequency), tag
