"""`python -m nlu.facts.divisions > nlu/lexicon/divisions.txt`: names of provinces, cities and counties.

Source: the gazetteer in the wheel of jionlp (Apache-2.0), read as a file, since importing the package takes a second
and prints. Towns and villages are not kept: 700,000 names, most of them ordinary words; their endings tell them. Short
names of counties that jieba's dictionary knows as something else than a place (合作, 公安, 惠民) are left out, but not
those of the regions this product holds rules for.
"""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable, Iterator
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from nlu.language.vocabulary import jieba_words

_SERVED: Final = ("22", "50", "3208", "4116")


def read_gazetteer() -> Iterator[str]:
    """Lines of jionlp's gazetteer: depth by tabs, then name, code and short name."""
    spec = find_spec("jionlp")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("jionlp is not installed")
    archive = Path(spec.origin).parent / "dictionary" / "china_location.zip"
    with ZipFile(archive) as zipped, zipped.open("china_location.txt") as raw:
        yield from TextIOWrapper(raw, encoding="utf-8")


def names(lines: Iterable[str], other_words: Container[str]) -> Iterator[str]:
    """Full and short names down to the county, two characters at least, in the order of the gazetteer; without short
    county names that are among `other_words`.
    """
    for line in lines:
        depth = len(line) - len(line.lstrip("\t"))
        parts = line.strip().split("\t")
        if depth > 2 or len(parts) != 3:
            continue
        name, code, short = parts
        if len(name) > 1:
            yield name
        if len(short) > 1 and (depth < 2 or code.startswith(_SERVED) or short not in other_words):
            yield short


if __name__ == "__main__":
    _others = {word for word, _, tag in jieba_words() if tag != "ns"}
    sys.stdout.writelines(f"{name}\n" for name in dict.fromkeys(names(read_gazetteer(), _others)))
