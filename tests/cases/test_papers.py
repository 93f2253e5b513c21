"""Runs papers.yml: what stands on the paper that a person takes away, and what must not."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from docx.oxml.ns import qn

from casework.documents.papers import Papers
from knowledge import RuleBook

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "papers.yml").read_text("utf-8"))["cases"]
KEYS = {"案情", "条款", "表", "填", "有", "没有"}
REGISTERED = {"registered_on": "2026-03-02", "number": "SQ202603020001"}


@pytest.mark.parametrize("case", CASES, ids=[case["案情"] for case in CASES])
def test_the_paper_says_what_it_must_and_nothing_it_must_not(case: dict[str, Any], book: RuleBook) -> None:
    form = next(one for one in book.forms if one.title == case["表"])
    ids = {field.caption: field.id for field in form.fields}
    values = {ids[caption]: value for caption, value in case["填"].items()}

    content = Papers(lambda: book).render(form.id, REGISTERED | values)

    body = docx.Document(io.BytesIO(content)).element.body
    shown = re.sub(r"\s", "", "".join(part.text or "" for part in body.iter(qn("w:t"))))
    assert [words for words in case["有"] if words not in shown] == []
    assert [words for words in case["没有"] if words in shown] == []


def test_every_paper_has_a_case_and_no_case_has_a_word_that_nothing_reads(book: RuleBook) -> None:
    assert {case["表"] for case in CASES} == {form.title for form in book.forms if not form.annex}
    assert all(set(case) == KEYS for case in CASES)
