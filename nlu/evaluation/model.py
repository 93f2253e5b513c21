"""The classifier to be measured: out of a trained archive, without starting Rasa, or trained on the spot."""

from __future__ import annotations

import json
import tarfile
import tempfile
import time
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from nlu.classifier import IntentModel
from nlu.evaluation.decision import Read
from nlu.reader import Reading, read
from nlu.training_data import load_examples

_COMPONENT: Final = "nlu.components.petition_classifier.PetitionClassifier"


class UnusableModel(Exception):
    """The archive has no classifier of ours, or a damaged one; the message says so in Chinese."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A classifier, where it came from, and how long its training took in seconds (None: not known)."""

    model: IntentModel
    source: str
    training_seconds: float | None

    def reader(self) -> Read:
        """Reads as the Rasa component does."""

        def call(text: str) -> Reading:
            return read(self.model, text)

        return call


def load_archive(archive: Path) -> Measured:
    """The classifier of a Rasa archive. Raises UnusableModel, FileNotFoundError."""
    try:
        with tarfile.open(archive) as tar, tempfile.TemporaryDirectory() as folder:
            resource = _resource(tar)
            inside = [
                member
                for member in tar.getmembers()
                if member.isfile() and PurePosixPath(member.name).parts[-3:-1] == ("components", resource)
            ]
            for member in inside:
                member.name = PurePosixPath(member.name).name  # the last part only: nothing is written elsewhere
                tar.extract(member, folder)
            return Measured(IntentModel.load(Path(folder)), archive.name, None)
    except FileNotFoundError as error:
        if not archive.exists():
            raise
        raise UnusableModel(f"{archive.name} 里的分类器不完整，请重新训练。") from error
    except (tarfile.TarError, zlib.error, EOFError, KeyError, ValueError, OSError) as error:
        raise UnusableModel(f"{archive.name} 不是可用的模型（{type(error).__name__}），请重新训练。") from error


def train_now() -> Measured:
    """A classifier trained on nlu/data with the classifier's own defaults, timed."""
    examples = load_examples()
    start = time.perf_counter()
    model = IntentModel.train([example.text for example in examples], [example.intent for example in examples])
    return Measured(model, f"nlu/data（{len(examples)} 条，现场训练）", round(time.perf_counter() - start, 1))


def _resource(tar: tarfile.TarFile) -> str:
    """The folder the classifier was stored in, as the archive's own plan for answering names it."""
    names = {PurePosixPath(name).name: name for name in tar.getnames() if len(PurePosixPath(name).parts) <= 2}
    file = tar.extractfile(names["metadata.json"])
    assert file is not None
    nodes: dict[str, Any] = json.load(file)["predict_schema"]["nodes"]
    for node in nodes.values():
        if node["uses"] == _COMPONENT and node["resource"]:
            return str(node["resource"]["name"])
    raise KeyError(_COMPONENT)
