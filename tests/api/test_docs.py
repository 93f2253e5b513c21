"""Documentation that can fail: what it names must exist, and what exists must be named."""

import re
from pathlib import Path

import pytest
import yaml

from api.commandline.main import app as commands
from api.settings import ServiceSettings
from casework.errors import TriageError
from casework.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted({*Settings.model_fields, *ServiceSettings.model_fields}))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`TRIAGE_{name.upper()}`" in OPERATING


@pytest.mark.parametrize("document", ["README.md", "README.zh-CN.md", "docs/operating.md", "Makefile"])
def test_every_command_the_documents_name_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    known = {command.name for command in commands.registered_commands} | {
        group.name for group in commands.registered_groups
    }

    named = set(re.findall(r"\btriage (serve|train|evaluate|classify|rules|user|audit|[a-z]+(?= --))", text))

    assert named
    assert named <= known


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    pages = sorted(path.name for path in (ROOT / "docs" / "adr").glob("0*.md"))

    assert pages
    assert all(f"({page})" in listed for page in pages)


def test_the_service_s_own_error_codes_are_nobody_else_s() -> None:
    def below(kind: type[TriageError]) -> set[str]:
        return {kind.code}.union(*(below(child) for child in kind.__subclasses__()))

    own = yaml.safe_load((ROOT / "api" / "sentences.yml").read_text(encoding="utf-8"))["errors"]

    assert own
    assert not below(TriageError) & set(own)
