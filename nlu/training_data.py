"""The labelled examples under nlu/data: reading them, and how much two texts repeat each other.

The files are Rasa's training YAML and stay readable by the stock `rasa` command; this reader needs no Rasa, so that
reports and tests run in a second.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

DATA_FOLDER: Final = Path(__file__).parent / "data"
GRAM: Final = 4
"""Length of the character runs by which two texts are compared."""
SHORTEST_COMPARED: Final = 12
"""Shorter texts (转人工, 不清楚) repeat each other by nature; they only must not be equal."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text and the file it stands in."""

    text: str
    intent: str
    file: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two examples (positions in the list given) and the share of the smaller one's 4-grams found in the other."""

    first: int
    second: int
    overlap: float


def load_examples(folder: Path = DATA_FOLDER) -> list[Example]:
    """All examples of a folder of Rasa YAML, files in order of name. Raises ValueError for a line that is none."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if not line.startswith("- ") or not line[2:].strip():
                    raise ValueError(f"{path.name}: an example starts with “- ” and is not empty, found {line!r}")
                found.append(Example(line[2:].strip(), block["intent"], path.name))
    return found


def grams(text: str, size: int = GRAM) -> frozenset[str]:
    """The distinct character runs of a text, blanks and punctuation left out."""
    bare = "".join(character for character in text if character.isalnum())
    return frozenset(bare[i : i + size] for i in range(len(bare) - size + 1))


def near_duplicates(texts: Sequence[str], threshold: float = 0.4) -> list[Pair]:
    """Pairs that share more than `threshold` of the smaller one's 4-grams, the closest first; equal short texts too."""
    bags = [grams(text) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    seen: dict[str, int] = {}
    pairs = []
    for number, bag in enumerate(bags):
        if texts[number] in seen:
            pairs.append(Pair(seen[texts[number]], number, 1.0))
        seen.setdefault(texts[number], number)
        if len(texts[number]) < SHORTEST_COMPARED:
            continue
        shared: Counter[int] = Counter()
        for gram in bag:
            shared.update(holders[gram])
            holders[gram].append(number)
        pairs += _close(shared, number, bags, threshold)
    return sorted(set(pairs), key=lambda pair: (-pair.overlap, pair.first, pair.second))


def _close(shared: Counter[int], number: int, bags: list[frozenset[str]], threshold: float) -> Iterator[Pair]:
    for other, count in shared.items():
        overlap = count / min(len(bags[number]), len(bags[other]))
        if overlap > threshold:
            yield Pair(other, number, round(overlap, 3))


def shared_runs(examples: Sequence[str], foreign: Sequence[str], length: int = 12) -> list[tuple[int, str]]:
    """Which examples share a run of `length` characters (punctuation left out) with a foreign text, and which run."""
    taken: set[str] = set()
    for text in foreign:
        taken |= grams(text, length)
    hits = []
    for number, text in enumerate(examples):
        common = grams(text, length) & taken
        if common:
            hits.append((number, min(common)))
    return hits
