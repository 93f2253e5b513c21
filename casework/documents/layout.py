"""How the papers are laid out (papers.yml), and where their templates lie."""

from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
LAYOUT: dict[str, Any] = yaml.safe_load((_HERE / "papers.yml").read_text("utf-8"))


def template_of(form_id: str) -> Path:
    """Where the template of a form lies."""
    return _HERE / "templates" / f"{form_id}.docx"
