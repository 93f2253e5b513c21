"""Building the spaCy model of the project from the rule tables and word lists, and keeping it up to date on disk."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import spacy
from spacy import about
from spacy.language import Language

from knowledge import RuleBook, lexicon
from nlu.language import vocabulary
from nlu.language.entities import COMPONENT, PetitionEntities
from nlu.language.segmenter import TOKENIZER, JiebaSegmenter, new_jieba

if TYPE_CHECKING:
    import jieba

_MARK: Final = "mark.json"
_DATA_DIRECTORY: Final = "TRIAGE_DATA_DIR"
_FORMAT: Final = 5
"""Goes up when the code here changes what is built from the same words and rules."""


def language_directory() -> Path:
    """Where an installation keeps its language model: below TRIAGE_DATA_DIR, or `var` when that is not set."""
    return Path(os.environ.get(_DATA_DIRECTORY) or "var").expanduser().absolute() / "language" / "zh_petition"


def build_language(book: RuleBook | None = None) -> Language:
    """The model in memory: `zh`, jieba with the domain dictionary, rules for institutions, offices and documents."""
    book = book or RuleBook.load()
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.tokenizer = JiebaSegmenter(nlp.vocab, _dictionary(book))
    places = {name for place in book.places for name in (place.name, *place.names)}
    entities = cast(PetitionEntities, nlp.add_pipe(COMPONENT))
    entities.add_stops(word for word in lexicon.words(book) if word not in places)
    nlp.meta["name"] = "petition"
    return nlp


def ensure_language_model(directory: Path) -> Path:
    """Build the model into `directory` unless the one there was made from the same words, rules and spaCy.

    Offline; a few seconds. The directory appears whole or not at all, also with several processes at once. Raises
    OSError where it cannot be written.
    """
    book = RuleBook.load()
    mark = _mark(book)
    if _has(directory, mark):
        return directory
    directory.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(directory):
        if not _has(directory, mark):
            _write(build_language(book), directory, mark)
    return directory


def load_language_model(directory: Path | None = None) -> Language:
    """The up-to-date model of `directory` (default: the installation's); made in memory where it cannot be written."""
    directory = directory or language_directory()
    try:
        mark = ensure_language_model(directory) / _MARK
        return _read(directory, mark.stat().st_mtime_ns)
    except PermissionError:
        return build_language()


@lru_cache(maxsize=1)
def _read(directory: Path, written: int) -> Language:
    """Rasa asks for the model once for training data and once for messages: read once, as long as it is the same."""
    return spacy.load(directory)


@lru_cache(maxsize=1)
def words_of_trade() -> jieba.Tokenizer:
    """jieba with the domain dictionary, for who wants words without the model."""
    return new_jieba(_dictionary(RuleBook.load()))


def _dictionary(book: RuleBook) -> list[str]:
    return [*lexicon.jieba_lines(book), *vocabulary.dictionary_lines()]


def _mark(book: RuleBook) -> dict[str, Any]:
    content = [_dictionary(book), vocabulary.sources()]
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return {"format": _FORMAT, "spacy": about.__version__, "words_and_rules": digest}


def _has(directory: Path, mark: dict[str, Any]) -> bool:
    try:
        return bool(json.loads((directory / _MARK).read_text(encoding="utf-8")) == mark)
    except (OSError, ValueError):
        return False


def _write(nlp: Language, directory: Path, mark: dict[str, Any]) -> None:
    fresh = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        nlp.to_disk(fresh)
        # Last, so that a model without it is known to be unfinished.
        (fresh / _MARK).write_text(json.dumps(mark), encoding="utf-8")
        fresh.chmod(0o755)
        if directory.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{directory.name}-old-", dir=directory.parent))
            directory.rename(old / "model")
            fresh.rename(directory)
            shutil.rmtree(old)
        else:
            fresh.rename(directory)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


@contextmanager
def _only_one(directory: Path) -> Iterator[None]:
    with (directory.parent / f".{directory.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
