"""`python -m nlu.facts.evaluate [FILE]`: how many of the marked facts are found, per type and half of the set."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from nlu.facts.extract import extract_facts
from nlu.facts.found import Fact

SENTENCES: Final = Path(__file__).parents[1] / "evaluation" / "data" / "facts.yml"
_MARKED: Final = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\((\w+)(?::(\w+))?\)")


@dataclass(slots=True)
class Count:
    """How many facts were right, found but not there, there but not found."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of the found ones that are right; 1 when nothing was found."""
        found = self.right + self.invented
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of the marked ones that were found; 1 when nothing is marked."""
        marked = self.right + self.missed
        return self.right / marked if marked else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(slots=True)
class Marked:
    """A sentence without its marks, and the facts they name."""

    text: str
    facts: list[Fact] = field(default_factory=list)


def read_marked(line: str) -> Marked:
    """Take the marks `[text](type)` or `[text](decision_kind:value)` out of a sentence."""
    result = Marked("")
    position = 0
    for match in _MARKED.finditer(line):
        result.text += line[position : match.start()]
        start = len(result.text)
        result.text += match.group(1)
        result.facts.append(Fact(match.group(2), match.group(3) or match.group(1), start, len(result.text)))
        position = match.end()
    result.text += line[position:]
    return result


def halves(path: Path = SENTENCES) -> dict[str, list[Marked]]:
    """The sentences: every other one for developing, the rest for counting."""
    lines = yaml.safe_load(path.read_text(encoding="utf-8"))["sentences"]
    marked = [read_marked(line) for line in lines]
    return {"dev": marked[::2], "test": marked[1::2]}


def same(found: Fact, marked: Fact) -> bool:
    """The same type, value and positions; a decision kind is an answer about the whole text: its value alone counts."""
    if found.entity != marked.entity or found.value != marked.value:
        return False
    return found.entity == "decision_kind" or (found.start, found.end) == (marked.start, marked.end)


def differences(sentence: Marked) -> tuple[list[Fact], list[Fact], list[Fact]]:
    """Right, invented and missed facts of one sentence."""
    found = extract_facts(sentence.text)
    right = [fact for fact in sentence.facts if any(same(other, fact) for other in found)]
    missed = [fact for fact in sentence.facts if fact not in right]
    invented = [fact for fact in found if not any(same(fact, other) for other in sentence.facts)]
    return right, invented, missed


def count(sentences: Iterable[Marked]) -> dict[str, Count]:
    """Counts per type, and those of all types under `all`."""
    counts: dict[str, Count] = {}
    for sentence in sentences:
        for name, facts in zip(("right", "invented", "missed"), differences(sentence), strict=True):
            for entity, number in Counter(fact.entity for fact in facts).items():
                for key in (entity, "all"):
                    row = counts.setdefault(key, Count())
                    setattr(row, name, getattr(row, name) + number)
    return counts


def table(counts: dict[str, Count]) -> Iterable[str]:
    """Lines of the printed table, the types in alphabetical order, all together last."""
    yield f"{'type':16} {'marked':>6} {'precision':>9} {'recall':>6} {'F1':>6}"
    for entity in sorted(counts, key=lambda name: (name == "all", name)):
        row = counts[entity]
        yield f"{entity:16} {row.right + row.missed:6} {row.precision:9.3f} {row.recall:6.3f} {row.f1:6.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; with --errors also what went wrong in the half for developing."""
    parser = argparse.ArgumentParser(prog="python -m nlu.facts.evaluate", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=SENTENCES)
    parser.add_argument("--errors", action="store_true", help="list what is wrong in the dev half")
    options = parser.parse_args(arguments)
    parts = halves(options.file)
    for name, sentences in parts.items():
        sys.stdout.write(f"{name}: {len(sentences)} sentences\n")
        sys.stdout.writelines(f"  {line}\n" for line in table(count(sentences)))
    if options.errors:
        for sentence in parts["dev"]:
            _, invented, missed = differences(sentence)
            if invented or missed:
                sys.stdout.write(f"{sentence.text}\n")
                sys.stdout.writelines(
                    f"  + {fact.entity} {sentence.text[fact.start : fact.end]}\n" for fact in invented
                )
                sys.stdout.writelines(f"  - {fact.entity} {sentence.text[fact.start : fact.end]}\n" for fact in missed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
