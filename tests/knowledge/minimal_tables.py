"""A rule book small enough to break one thing in it at a time."""

from __future__ import annotations

import shutil
from pathlib import Path

from knowledge.load import TABLES

MINIMAL = Path(__file__).parent / "minimal"
BROKEN = Path(__file__).parent / "broken"


def minimal_tables(directory: Path) -> Path:
    """A directory with the minimal tables and the real policy."""
    root = directory / "tables"
    shutil.copytree(MINIMAL, root)
    shutil.copy(TABLES / "policy.yml", root / "policy.yml")
    return root


def with_broken(directory: Path, name: str) -> Path:
    """The minimal tables and one broken file beside them."""
    root = minimal_tables(directory)
    shutil.copy(BROKEN / f"{name}.yml", root / f"zz_{name}.yml")
    return root
