"""Which trained model is the present one? Models are files of one directory; `current.json` names the one in use.

A model appears on the shelf by one rename, after training has ended and the archive has been checked: a half-trained
model is never found. A promoted candidate stays the present one as long as it can run here (`runtime`); one that was
merely trained gives way as soon as what it was trained from changes (`fingerprint`). docs/adr/0021 says why.
"""

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tarfile import TarError
from tarfile import open as open_tar
from typing import Any
from zoneinfo import ZoneInfo

_KEPT = 3
_PIECE = 1024 * 1024


class BrokenModel(Exception):
    """The archive is not a whole Rasa model."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The models of one installation."""

    directory: Path

    def current(self, fingerprint: str, runtime: str | None = None) -> Path | None:
        """The model for this fingerprint, or the promoted one for this runtime; None when there is none or its file is
        not the one that was put here.
        """
        entry = self.entry()
        if entry is None:
            return None
        promoted = runtime is not None and entry.get("promoted") is True and entry.get("runtime") == runtime
        fits = promoted or entry["fingerprint"] == fingerprint
        return self.directory / entry["file"] if fits and self.is_whole(entry["file"], entry["sha256"]) else None

    def entry(self) -> dict[str, Any] | None:
        """What `current.json` says, None when it is missing or not of ours."""
        try:
            entry = json.loads(self._pointer.read_text(encoding="utf-8"))
            names = {name: str(entry[name]) for name in ("file", "fingerprint", "sha256", "trained_at")}
        except (OSError, ValueError, KeyError, TypeError):
            return None
        known: dict[str, Any] = {**entry, **names, "file": Path(names["file"]).name}
        return known

    def is_whole(self, file: str, sha256: str) -> bool:
        """Is the file here with this content?"""
        try:
            return _sha256(self.directory / Path(file).name) == sha256
        except OSError:
            return False

    def put(self, trained: Path, fingerprint: str, extra: Sequence[Path] = ()) -> Path:
        """Puts a freshly trained archive on the shelf and makes it the present one. Raises BrokenModel, OSError."""
        path, digest = self._take(trained, f"petition-{fingerprint[:8]}")
        entry = {
            "file": path.name,
            "fingerprint": fingerprint,
            "sha256": digest,
            "trained_at": datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds"),
            "extra": [file.name for file in extra],
        }
        self.name_present(entry)
        self._forget_old(path)
        return path

    def put_candidate(self, trained: Path) -> tuple[Path, str]:
        """Puts a freshly trained archive beside the present one; its path and sha256. Raises BrokenModel, OSError."""
        return self._take(trained, "candidate")

    def keep(self, path: Path) -> Path:
        """The same archive under a name that later trainings leave alone. Raises OSError."""
        if not path.name.startswith("petition-"):
            return path
        kept = path.with_name(f"kept-{path.name}")
        if not kept.exists():
            waiting = kept.with_suffix(".new")
            waiting.unlink(missing_ok=True)
            try:
                os.link(path, waiting)
            except OSError:  # a disk without hard links
                shutil.copyfile(path, waiting)
            waiting.replace(kept)
        return kept

    def name_present(self, entry: Mapping[str, Any]) -> None:
        """Writes `current.json` in one step. Raises OSError, the file as it was."""
        waiting = self._pointer.with_suffix(".new")
        try:
            with waiting.open("w", encoding="utf-8") as file:
                json.dump(entry, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            waiting.replace(self._pointer)
        except OSError:
            waiting.unlink(missing_ok=True)
            raise

    def _take(self, trained: Path, prefix: str) -> tuple[Path, str]:
        check_archive(trained)
        digest = _sha256(trained)
        path = self.directory / f"{prefix}-{digest[:8]}.tar.gz"
        self.directory.mkdir(parents=True, exist_ok=True)
        trained.replace(path)
        return path, digest

    def drop(self) -> None:
        """Forgets the present model, after it turned out that it cannot be loaded."""
        self._pointer.unlink(missing_ok=True)

    @property
    def _pointer(self) -> Path:
        return self.directory / "current.json"

    def _forget_old(self, present: Path) -> None:
        models = sorted(self.directory.glob("petition-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in [path for path in models if path != present][_KEPT - 1 :]:
            path.unlink(missing_ok=True)


def check_archive(path: Path) -> None:
    """Reads the archive to its end. Raises BrokenModel when it is cut off, or has no metadata of a Rasa model."""
    try:
        with open_tar(path) as archive:
            names = {name.removeprefix("./") for name in archive.getnames()}
    except (OSError, TarError, EOFError, zlib.error) as error:
        raise BrokenModel(f"{path.name} cannot be read: {type(error).__name__}") from error
    if "metadata.json" not in names:
        raise BrokenModel(f"{path.name} is no Rasa model")


def _sha256(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            total.update(piece)
    return total.hexdigest()
