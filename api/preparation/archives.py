"""The archives of one installation, as the model service sees them (ports.models.ModelFiles)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from subprocess import DEVNULL, PIPE, SubprocessError, run

import yaml

from api.preparation.shelf import BrokenModel, Shelf, check_archive
from api.preparation.sources import PROJECT, Sources, data_version, runtime
from casework.services.ports.models import ModelCard

_LIBRARIES = ("rasa", "scikit-learn", "numpy", "spacy")


class ArchiveFiles:
    """Checks, names and deletes archives; writes the card of a new one."""

    def __init__(self, shelf: Shelf, rulebook: Callable[[], str], sources: Sources | None = None) -> None:
        self._shelf, self._rulebook = shelf, rulebook
        self._sources = sources or Sources()

    @cached_property
    def _runtime(self) -> str:
        return runtime(self._sources)

    def runtime(self) -> str:
        """Mark of what a model has to have been trained with to run here; code does not change while it runs."""
        return self._runtime

    def path(self, file: str) -> Path:
        """Where an archive lies."""
        return self._shelf.directory / Path(file).name

    def path_is_whole(self, file: str, sha256: str) -> bool:
        """Is the file there, with this content, and a whole archive?"""
        if not self._shelf.is_whole(file, sha256):
            return False
        try:
            check_archive(self.path(file))
        except BrokenModel:
            return False
        return True

    def remove(self, file: str) -> None:
        """Deletes one; nothing happens when it is gone."""
        self.path(file).unlink(missing_ok=True)

    def adopt_current(self, own: Sequence[str] = ()) -> tuple[ModelCard, str] | None:
        """The model that was trained at installation or by `triage train`; None when there is none."""
        entry = self._shelf.entry()
        if entry is None or entry.get("promoted") or not self._shelf.is_whole(entry["file"], entry["sha256"]):
            return None
        moment = datetime.fromisoformat(entry["trained_at"])
        name = entry["file"].removesuffix(".tar.gz")
        described = self.described(self.path(entry["file"]), entry["sha256"])
        card = self.card(name, described, entry["fingerprint"], moment, "system", "安装时训练", 0.0, (), own)
        return card, str(entry["file"])

    def keep(self, file: str) -> str:
        """Keeps an archive from being cleared away by later trainings; the name it has then. Raises OSError."""
        return self._shelf.keep(self.path(file)).name

    def described(self, path: Path, sha256: str) -> Mapping[str, int | str]:
        """Size and sha256 of an archive."""
        return {"size": path.stat().st_size, "sha256": sha256}

    def card(
        self,
        name: str,
        file: Mapping[str, int | str],
        fingerprint: str,
        trained_at: datetime,
        by: str,
        reason: str,
        seconds: float,
        parents: tuple[str, ...],
        own: Sequence[str],
    ) -> ModelCard:
        """Where a model comes from; `own` are the office's examples as `intent TAB text`."""
        return ModelCard(
            name=name,
            sha256=str(file["sha256"]),
            size=int(file["size"]),
            data_version=data_version(self._sources, own),
            base_examples=_examples(self._sources),
            own_items=len(own),
            rulebook=self._rulebook(),
            code=code_version(),
            fingerprint=fingerprint,
            runtime=self.runtime(),
            seeds=_seeds(self._sources),
            libraries={library: version(library) for library in _LIBRARIES},
            trained_at=trained_at,
            trained_by=by,
            reason=reason,
            seconds=round(seconds, 1),
            parents=parents,
        )

    def follow(self, file: str, card: ModelCard) -> None:
        """Names what serves in `current.json`, for tools that do not open the database. Raises OSError."""
        entry = {
            "file": file,
            "fingerprint": card.fingerprint,
            "sha256": card.sha256,
            "trained_at": card.trained_at.isoformat(timespec="seconds"),
            "extra": [],
            "promoted": True,
            "runtime": card.runtime,
        }
        self._shelf.name_present(entry)


def code_version() -> str:
    """The commit where there is one, marked when files were changed since; else the version of the package."""
    if (PROJECT / ".git").exists():
        asked = ("git", "-C", str(PROJECT), "describe", "--always", "--dirty", "--abbrev=12")
        try:
            found = run(  # noqa: S603 - no part of it comes from outside
                asked,
                stdout=PIPE,
                stderr=DEVNULL,
                timeout=10,
                check=True,
            )
            return f"git {found.stdout.decode().strip()}"
        except (OSError, SubprocessError):
            pass  # no git here, or it does not trust the directory
    try:
        return version("medical-insurance-triage")
    except PackageNotFoundError:
        return "unknown"


def _examples(sources: Sources) -> int:
    from nlu.training_data import load_examples

    return len(load_examples(sources.data))


def _seeds(sources: Sources) -> dict[str, int]:
    """Seeds by component, as the configuration fixes them; the classifier itself draws no lots."""
    content = yaml.safe_load(sources.config.read_text(encoding="utf-8"))
    parts = [*(content.get("pipeline") or []), *(content.get("policies") or [])]
    seeds = {str(part["name"]).rsplit(".", 1)[-1]: part.get("random_seed") for part in parts}
    return {name: int(seed) for name, seed in seeds.items() if seed is not None} | {"PYTHONHASHSEED": 0}
