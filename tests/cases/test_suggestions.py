"""Runs suggestions.yml: the first reply that is put before an agent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.petition import petition
from casework.suggesting import suggest
from casework.triage import Known
from knowledge import RuleBook
from tests.casework.builders import matter, parse_of

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "suggestions.yml").read_text(encoding="utf-8"))[
    "cases"
]
KEYS = {"name", "read", "also", "facts", "region", "story", "first", "says", "never", "clauses"}
KINDS = {"规则": "rule", "提问": "question", "表": "form", "安全": "safety"}


@pytest.mark.parametrize("case", [pytest.param(one, id=one["name"]) for one in CASES])
def test_the_first_reply_says_what_it_should(book: RuleBook, case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    matters = [matter({case["read"]: 0.96})] + ([matter({case["also"]: 0.9}, span=(10, 20))] if "also" in case else [])
    told = petition(
        parse_of(case.get("story", "说了一件事"), *matters), Known(case.get("facts", {}), case["region"]), book
    )

    best = suggest(told, book)[0]

    assert best.source == KINDS[case["first"]]
    for words in case["says"]:
        assert words in best.text
    for words in case.get("never", ()):
        assert words not in best.text
    assert set(case.get("clauses", ())) <= {cited.clause for cited in best.clauses}
    for clause in case.get("clauses", ()):
        # a question states no law: its clauses stand beside it, not in what an old citizen has to read
        assert (clause in best.text) == (best.source != "question")
