"""How good is the training data? Counts, lengths, variety, repetition, balance, suspected label errors -> docs/data.md.

`python -m nlu.data_report [--foreign FILE ...] [--suspects] [--out docs/data.md]`. A foreign file is JSON lines with
`text`, kept outside the repository; no training text may share twelve characters in a row with one of its texts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nlu.labels import ALL_CATEGORIES, broad_class, category_of
from nlu.suspects import Suspect, find_suspects
from nlu.training_data import Example, Pair, grams, load_examples, near_duplicates, shared_runs

DUPLICATE_THRESHOLD: Final = 0.4
FOREIGN_RUN: Final = 12
STORY: Final = range(150, 501)
_LENGTHS: Final = ((1, 19), (20, 59), (60, 149), (150, 500), (501, 10_000))
_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of the data; `foreign` is None when no file was given, `suspects` when they were not asked for."""

    examples: tuple[Example, ...]
    distinct_grams: int
    total_grams: int
    duplicates: tuple[Pair, ...]
    foreign: tuple[tuple[int, str], ...] | None
    suspects: tuple[Suspect, ...] | None

    @property
    def stories(self) -> int:
        """Texts of 150 to 500 characters."""
        return sum(len(example.text) in STORY for example in self.examples)

    @property
    def faults(self) -> int:
        """Near-duplicates and borrowed runs: both must be none."""
        return len(self.duplicates) + len(self.foreign or ())


def measure(examples: Sequence[Example], foreign: Sequence[str] | None = None, with_suspects: bool = False) -> Report:
    """Measure a list of examples. `with_suspects` trains the classifier once (about two minutes on two cores)."""
    texts = [example.text for example in examples]
    bags = [grams(text) for text in texts]
    suspects = find_suspects(texts, [broad_class(e.intent) for e in examples]) if with_suspects else None
    return Report(
        examples=tuple(examples),
        distinct_grams=len(frozenset().union(*bags)) if bags else 0,
        total_grams=sum(map(len, bags)),
        duplicates=tuple(near_duplicates(texts, DUPLICATE_THRESHOLD)),
        foreign=None if foreign is None else tuple(shared_runs(texts, foreign, FOREIGN_RUN)),
        suspects=None if suspects is None else tuple(suspects),
    )


def as_markdown(report: Report) -> str:
    """The report as docs/data.md shows it."""
    parts = [_overview(report), _categories(report), _intents(report), _lengths(report), _faults(report)]
    if report.suspects is not None:
        parts.append(_suspects(report, report.suspects))
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _overview(report: Report) -> str:
    count = len(report.examples)
    rows = [
        ("utterances", count),
        ("intents", len({example.intent for example in report.examples})),
        ("stories of 150-500 characters", f"{report.stories} ({_share(report.stories, count)})"),
        ("characters", sum(len(example.text) for example in report.examples)),
        ("distinct 4-grams", report.distinct_grams),
        ("distinct 4-grams / 4-grams", _share(report.distinct_grams, report.total_grams)),
        (f"pairs sharing more than {DUPLICATE_THRESHOLD:.0%} of their 4-grams", len(report.duplicates)),
    ]
    if report.foreign is not None:
        rows.append((f"texts sharing {FOREIGN_RUN} characters in a row with real messages", len(report.foreign)))
    return (
        "# The training data\n\n"
        "Written by `python -m nlu.data_report`; do not edit by hand. Every utterance was written one by one for this\n"
        "project, in many voices; none was taken from a real message, none comes from a template.\n\n"
        + _table(("figure", "value"), rows)
    )


def _categories(report: Report) -> str:
    counts = Counter(category_of(example.intent) for example in report.examples)
    stories = Counter(category_of(e.intent) for e in report.examples if len(e.text) in STORY)
    total = len(report.examples)
    rows = [(name, counts[name], _share(counts[name], total), stories[name]) for name in ALL_CATEGORIES]
    return "## Label balance\n\n" + _table(("category", "utterances", "share", "stories"), rows)


def _intents(report: Report) -> str:
    lengths: dict[str, list[int]] = {}
    for example in report.examples:
        lengths.setdefault(example.intent, []).append(len(example.text))
    rows = [
        (f"`{name}`", len(found), round(statistics.median(found)), max(found))
        for name, found in sorted(lengths.items())
    ]
    return "## Intents\n\n" + _table(("intent", "utterances", "median length", "longest"), rows)


def _lengths(report: Report) -> str:
    total = len(report.examples)
    rows = []
    for low, high in _LENGTHS:
        found = sum(low <= len(example.text) <= high for example in report.examples)
        rows.append((f"{low}-{high}", found, _share(found, total)))
    return "## Lengths in characters\n\n" + _table(("characters", "utterances", "share"), rows)


def _faults(report: Report) -> str:
    lines = ["## What would be refused", ""]
    if not report.faults:
        lines.append("Nothing: no two utterances repeat each other, none borrows from the real messages.")
    for pair in report.duplicates[:_SHOWN]:
        first, second = report.examples[pair.first], report.examples[pair.second]
        lines.append(f"- {pair.overlap:.0%} `{first.intent}` {first.text[:40]} ↔ `{second.intent}` {second.text[:40]}")
    for number, run in (report.foreign or ())[:_SHOWN]:
        example = report.examples[number]
        lines.append(f"- borrowed run “{run}” in `{example.intent}`, {example.file}")
    return "\n".join(lines)


def _suspects(report: Report, suspects: Sequence[Suspect]) -> str:
    rows = [
        (report.examples[s.number].text[:40].replace("|", "／"), f"`{s.given}`", f"`{s.likely}`", f"{s.confidence:.2f}")
        for s in suspects[:_SHOWN]
    ]
    return (
        "## Suspected label errors\n\n"
        f"{len(suspects)} utterances whose label the classifier, trained without them, holds for less likely than\n"
        "another (confident learning on leave-one-out probabilities; consult, out_of_scope and dialogue each as one\n"
        "class). They were read; those that stayed are hard on purpose. The surest:\n\n"
        + _table(("utterance", "label", "classifier", "probability"), rows)
    )


def read_foreign(paths: Sequence[Path]) -> list[str]:
    """The `text` fields of JSON-lines files. Raises OSError, ValueError or KeyError for a file that is none."""
    return [json.loads(line)["text"] for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; exit status 1 when the data holds something to refuse."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--foreign", type=Path, action="append", help="JSON lines of real messages")
    parser.add_argument("--suspects", action="store_true", help="train once and list suspected label errors")
    parser.add_argument("--out", type=Path, help="write the report there instead of printing it")
    options = parser.parse_args(arguments)
    foreign = read_foreign(options.foreign) if options.foreign else None
    report = measure(load_examples(), foreign, options.suspects)
    text = as_markdown(report)
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
