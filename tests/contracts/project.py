"""What the contract tests read of the project's own files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


def yaml_file(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def python_files(*rooms: str) -> Iterator[Path]:
    """Every module of the rooms, migrations left out."""
    for room in rooms:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the nodes that are docstrings, those under assignments included."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def strings_in(path: Path) -> list[str]:
    """Every string a module can say or compare, docstrings left out; of an f-string, its fixed parts."""
    tree = tree_of(path)
    skipped = docstrings(tree)
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped
    ]


def training_examples() -> dict[str, set[str]]:
    """Example text → intents it stands under."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "nlu" / "data").glob("*.yml")):
        for entry in yaml_file(str(path.relative_to(ROOT)))["nlu"]:
            for line in str(entry.get("examples") or "").splitlines():
                if line.strip().startswith("- "):
                    found.setdefault(line.strip()[2:].strip(), set()).add(str(entry.get("intent")))
    return found


def rules() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml_file("bot/dialogue/rules.yml")["rules"]
    return found


def intents_of(rule: dict[str, Any]) -> list[str]:
    """The intents that set a rule off."""
    first = rule["steps"][0]
    steps = first.get("or", [first])
    return [step["intent"] for step in steps if "intent" in step]
