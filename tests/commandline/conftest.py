"""A small project to train, and a training process that needs no Rasa."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.preparation.shelf import Shelf
from api.preparation.sources import Sources
from api.preparation.training import Workshop

FAKE = Path(__file__).with_name("fake_training.py")


@pytest.fixture
def project(tmp_path: Path) -> Callable[[str], Sources]:
    """A project whose training goes as the word says: well, fails, crashes, hangs, cut, foreign."""

    def make(how: str = "well") -> Sources:
        root = tmp_path / "project"
        for directory in ("nlu/data", "nlu/lexicon", "bot/dialogue"):
            (root / directory).mkdir(parents=True, exist_ok=True)
        (root / "config.yml").write_text(f"#{how}\npipeline: []\n")
        (root / "domain.yml").write_text("intents: []\n")
        (root / "nlu" / "data" / "a.yml").write_text("nlu: []\n")
        (root / "nlu" / "lexicon" / "cues.yml").write_text("cues: []\n")
        (root / "nlu" / "reader.py").write_text("x = 1\n")
        (root / "bot" / "dialogue" / "rules.yml").write_text("rules: []\n")
        return Sources(project=root, data=root / "nlu" / "data")

    return make


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    data = tmp_path / "var"
    command = (sys.executable, str(FAKE))
    return Workshop(data, data / "language", Shelf(data / "models"), command)
