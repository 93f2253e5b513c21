"""Who may import whom is written down for import-linter, and kept."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.project import ROOT


def contracts() -> list[dict[str, Any]]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = config["tool"]["importlinter"]["contracts"]
    return found


def forbidden_to(room: str) -> set[str]:
    return {module for one in contracts() if room in one["source_modules"] for module in one["forbidden_modules"]}


@pytest.mark.parametrize(
    ("room", "never"),
    [
        ("knowledge", {"casework", "nlu", "bot", "actions", "api", "sqlalchemy", "fastapi", "rasa"}),
        ("casework", {"actions", "api", "rasa", "rasa_sdk", "fastapi"}),
        ("casework.*", {"casework.services", "casework.store", "sqlalchemy", "bot", "nlu"}),
        ("casework.services", {"casework.store", "sqlalchemy", "bot", "nlu"}),
        ("actions", {"casework.store", "sqlalchemy"}),
        ("api", {"casework.store", "sqlalchemy"}),
        ("nlu", {"casework", "bot", "actions", "api"}),
        ("bot", {"api", "casework.store"}),
    ],
)
def test_the_rules_of_the_design_are_written_down(room: str, never: set[str]) -> None:
    assert never <= forbidden_to(room)


def test_every_module_keeps_them() -> None:
    # In a process of its own: import-linter switches off the loggers of the one it runs in.
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
