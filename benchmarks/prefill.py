"""How much of a form is filled from the story alone? python -m benchmarks.prefill [--show] [FILE ...]

Thirty invented stories (prefill_stories.yml) with what each says of the fields of its form; then twenty-two written
after the code (prefill_second.yml; its head says how they did on the first run). Each is read as the product reads it
(`nlu.facts`, `casework.prefill`), and every filled field is held against what a reader would have entered. Prints the
share filled rightly without asking, with and without the field that takes the story itself, and how many were filled
with something else; ends with 1 when one of the files is below the target. No model is needed: facts come from rules.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from casework.prefill import prefill
from casework.reading import read
from casework.report_facts import facts_of_report
from knowledge import RuleBook
from nlu.facts.extract import extract_facts

STORIES = tuple(Path(__file__).with_name(f"prefill_{name}.yml") for name in ("stories", "second"))
TARGET = 0.60
OUTCOMES = ("right", "wrong", "open")
_SIGNS = re.compile(r"[\W_]+")


def parse_of(text: str) -> dict[str, Any]:
    """What Rasa's parse would hold of facts."""
    entities = [{"entity": fact.entity, "value": fact.value} for fact in extract_facts(text)]
    return {"text": text, "entities": entities}


def right(value: str, expected: Any, story: str) -> bool:
    """Is what was filled what a reader would have entered?"""
    if expected == "story":
        return value == story
    if isinstance(expected, Mapping):
        return all(_plain(word) in _plain(value) for word in expected["has"])
    spellings = expected if isinstance(expected, list) else [expected]
    return _plain(value) in {_plain(one) for one in spellings}


def _plain(words: str) -> str:
    return _SIGNS.sub("", words)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, default=STORIES)
    parser.add_argument("--show", action="store_true", help="每一项都列出来")
    options = parser.parse_args()
    book = RuleBook.load().as_of(datetime.now(ZoneInfo("Asia/Shanghai")).date())
    shares = []
    for file in options.files:
        stories = yaml.safe_load(file.read_text(encoding="utf-8"))["stories"]
        print(f"== {file.name}：{len(stories)} 个故事")
        shares.append(measure(stories, book, options.show))
    return 0 if min(shares) >= TARGET else 1


def measure(stories: Sequence[Mapping[str, Any]], book: RuleBook, show: bool) -> float:
    """Prints what was filled; the share of all fields filled rightly."""
    counts: Counter[str] = Counter()
    by_form: dict[str, Counter[str]] = {}
    for story in stories:
        form, text = book.form(story["form"]), story["text"]
        reading = read(parse_of(text), book)
        filled = prefill(form, reading.found, text)
        facts = facts_of_report(book, filled, None, story["situation"], reading.found, text, None)
        both = (counts, by_form.setdefault(form.title, Counter()))
        for field, expected in story["fields"].items():
            outcome = _outcome(filled.get(field, ""), expected, text)
            for counter in both:
                counter.update([outcome] if expected == "story" else [outcome, f"{outcome} own"])
            if show and expected != "story":
                print(f"{story['id']:20} {field:18} {outcome:8} {filled.get(field, '')[:60]} | {expected}")
        # Fields the story says nothing of: whatever stands in them would be wrong.
        surplus = {name: value for name, value in filled.items() if name not in story["fields"]}
        counts["surplus"] += len(surplus)
        if show:
            for name, value in surplus.items():
                print(f"{story['id']:20} {name:18} surplus  {value[:60]}")
        counts.update(
            f"fact {_outcome(facts.get(fact, ''), value, text)}" for fact, value in story.get("facts", {}).items()
        )

    for title, here in by_form.items():
        print(f"{title}：{_line(here, '')}")
    print(f"合计：{_line(counts, '')}")
    print(f"不算“事情经过”本身：{_line(counts, ' own')}；故事没有说、却填了的 {counts['surplus']} 项")
    answered = sum(counts[f"fact {outcome}"] for outcome in OUTCOMES)
    if answered:
        print(f"受理预检的问题不用再问：{counts['fact right']}/{answered}，读错 {counts['fact wrong']}")
    return counts["right"] / sum(counts[outcome] for outcome in OUTCOMES)


def _outcome(value: str, expected: Any, story: str) -> str:
    if not value:
        return "open"
    return "right" if right(value, expected, story) else "wrong"


def _line(counts: Counter[str], own: str) -> str:
    total = sum(counts[outcome + own] for outcome in OUTCOMES)
    share = counts["right" + own] / max(total, 1)
    return f"{total} 项明显的，没问就填对 {counts['right' + own]} 项（{share:.0%}），填错 {counts['wrong' + own]} 项"


if __name__ == "__main__":
    sys.exit(main())
