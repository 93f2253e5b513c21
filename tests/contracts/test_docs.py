"""Documentation that can fail: modules it names exist."""

from __future__ import annotations

import re

import pytest

from tests.contracts.project import ROOT

DOCS = sorted(path for path in (ROOT / "docs").rglob("*.md"))
NAMED = re.compile(r"`((?:actions|api|benchmarks|bot|casework|knowledge|nlu|tests|docs)/[\w./-]+\.(?:py|yml|md|docx))`")


@pytest.mark.parametrize("page", [pytest.param(path, id=str(path.relative_to(ROOT))) for path in DOCS])
def test_every_file_a_page_names_exists(page: object) -> None:
    text = (ROOT / str(page)).read_text(encoding="utf-8")

    assert [name for name in NAMED.findall(text) if not (ROOT / name).exists()] == []


def test_the_flow_names_the_modules_a_turn_passes_through() -> None:
    text = (ROOT / "docs" / "flow.md").read_text(encoding="utf-8")

    for module in (
        "casework/services/conversation.py",
        "casework/triage.py",
        "casework/channel.py",
        "casework/reply.py",
    ):
        assert module in text
