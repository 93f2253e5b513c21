"""Which trained model is the present one? Models are files of one directory; `current.json` names the one in use.

A model appears on the shelf by one rename, after training has ended and the archive has been checked: a half-trained
model is never found.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tarfile import TarError
from tarfile import open as open_tar
from zoneinfo import ZoneInfo

_KEPT = 3
_PIECE = 1024 * 1024


class BrokenModel(Exception):
    """The archive is not a whole Rasa model."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The models of one installation."""

    directory: Path

    def current(self, fingerprint: str) -> Path | None:
        """The model for this fingerprint, None when there is none or its file is not the one that was put here."""
        try:
            entry = json.loads(self._pointer.read_text(encoding="utf-8"))
            path = self.directory / Path(entry["file"]).name
            whole = entry["fingerprint"] == fingerprint and _sha256(path) == entry["sha256"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return path if whole else None

    def put(self, trained: Path, fingerprint: str, extra: Sequence[Path] = ()) -> Path:
        """Puts a freshly trained archive on the shelf and makes it the present one. Raises BrokenModel, OSError."""
        check_archive(trained)
        digest = _sha256(trained)
        path = self.directory / f"petition-{fingerprint[:8]}-{digest[:8]}.tar.gz"
        self.directory.mkdir(parents=True, exist_ok=True)
        trained.replace(path)
        entry = {
            "file": path.name,
            "fingerprint": fingerprint,
            "sha256": digest,
            "trained_at": datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds"),
            "extra": [file.name for file in extra],
        }
        waiting = self._pointer.with_suffix(".new")
        with waiting.open("w", encoding="utf-8") as file:
            json.dump(entry, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(self._pointer)
        self._forget_old(path)
        return path

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
