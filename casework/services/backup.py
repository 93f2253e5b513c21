"""Backup of one installation into one file, and back. Keys never lie in it unless somebody insists.

The file is a tar archive: `manifest.json` first (what is in it, with SHA-256), then the database as one consistent
snapshot, the sealed files handed in, and the present model with its pointer. What is sealed stays sealed.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from casework.errors import BackupRefused
from casework.services.accounts import OPERATOR
from casework.services.ports import Opener, Store
from casework.services.ports.office import LAST_BACKUP

FORMAT = 1
DATABASE = "triage.db"
_MANIFEST = "manifest.json"
KEYS = ("content.key", "identity.key")
"""Without them nothing that is sealed can be read."""
_PIECE = 1024 * 1024
_MANIFEST_MOST = 64 * 1024 * 1024
_PLACES = ("uploads", "models", "keys")
_PAGES = 2000
"""Pages of the database copied before writers get a turn."""


class Installation(Protocol):
    """Where things lie."""

    @property
    def data_dir(self) -> Path:
        """Everything."""
        ...

    @property
    def models_dir(self) -> Path:
        """Models and the pointer to the present one."""
        ...

    @property
    def keys_dir(self) -> Path:
        """Key files."""
        ...

    @property
    def uploads_dir(self) -> Path:
        """Sealed files."""
        ...

    @property
    def store_url(self) -> str:
        """The database."""
        ...


@dataclass(frozen=True, slots=True)
class BackupMade:
    """What was written. `database` is False where it lies on a server, which has its own means."""

    files: int
    size: int
    database: bool
    keys: bool


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    path: Path


def make_backup(
    installation: Installation, store: Store, out: Path, clock: Callable[[], datetime], *, with_keys: bool = False
) -> BackupMade:
    """Writes everything into a new file, which appears whole or not at all. The service may go on meanwhile.

    The line in the audit trail is written first, so that the snapshot has it. Raises BackupRefused, OSError.
    """
    if out.exists():
        raise BackupRefused("exists", str(out))
    out.parent.mkdir(parents=True, exist_ok=True)
    with store.write() as work:
        what = "备份，含密钥" if with_keys else "备份，不含密钥"
        work.audit.write(Opener(OPERATOR.name, OPERATOR.role, what), "backup_made", "data")
        work.commit()
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".triage-backup-") as held:
        parts = list(_parts(installation, Path(held), with_keys=with_keys))
        draft = Path(held) / "backup.tar"
        _write(draft, parts, clock())
        draft.chmod(0o600)
        out.hardlink_to(draft)  # never replaces; whoever was faster keeps their file
    with store.write() as work:
        work.office.set(LAST_BACKUP, clock().isoformat(timespec="seconds"), OPERATOR.name)
        work.commit()
    return BackupMade(len(parts), out.stat().st_size, _file_of(installation.store_url) is not None, with_keys)


def copy_keys(installation: Installation, out: Path) -> int:
    """Copies the key files into a directory of their own, for their owner only; how many. Raises BackupRefused."""
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any((out / name).exists() for name in KEYS):
        raise BackupRefused("exists", str(out))
    present = [installation.keys_dir / name for name in KEYS if (installation.keys_dir / name).exists()]
    for key in present:
        handle = os.open(out / key.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key.read_bytes())
    return len(present)


def restore_backup(installation: Installation, backup: Path, keys: Path | None = None) -> int:
    """Puts a backup into an empty data directory; how many files. Nothing is there unless all of it is whole.

    `keys`: where the key files lie, if the backup has none. Raises BackupRefused, OSError.
    """
    target = installation.data_dir
    if target.exists() and any(target.iterdir()):
        raise BackupRefused("not_empty", str(target))
    if _file_of(installation.store_url) != target / DATABASE:
        raise BackupRefused("server", installation.store_url.partition(":")[0])
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".triage-restore-") as held:
        fresh = Path(held) / "data"
        fresh.mkdir(mode=0o700)
        count = _unpack(backup, fresh)
        if not (fresh / DATABASE).exists():
            raise BackupRefused("no_database", str(backup))
        if keys is not None:
            (fresh / "keys").mkdir(mode=0o700, exist_ok=True)
            for name in KEYS:
                if (keys / name).exists():
                    shutil.copyfile(keys / name, fresh / "keys" / name)
                    (fresh / "keys" / name).chmod(0o600)
        if any(not (fresh / "keys" / name).exists() for name in KEYS):
            raise BackupRefused("no_keys", str(keys or backup))
        if target.exists():
            target.rmdir()
        fresh.rename(target)
    return count


def _parts(installation: Installation, held: Path, *, with_keys: bool) -> Iterator[_Part]:
    """The database first: a file that comes later has no record, which a sweep knows; the other way round is worse."""
    database = _file_of(installation.store_url)
    if database is not None:
        snapshot = held / DATABASE
        _snapshot(database, snapshot)
        yield _Part(DATABASE, snapshot)
    if installation.uploads_dir.is_dir():
        for path in sorted(installation.uploads_dir.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield _Part(f"uploads/{path.relative_to(installation.uploads_dir).as_posix()}", path)
    for path in _present_model(installation.models_dir):
        yield _Part(f"models/{path.name}", path)
    if with_keys:
        for name in KEYS:
            if (installation.keys_dir / name).exists():
                yield _Part(f"keys/{name}", installation.keys_dir / name)


def _present_model(directory: Path) -> Sequence[Path]:
    """The pointer and what it points to; other models can be made again."""
    pointer = directory / "current.json"
    try:
        named: dict[str, Any] = json.loads(pointer.read_text(encoding="utf-8"))
        model = directory / Path(str(named["file"])).name
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return (pointer, model) if model.is_file() else ()


def _snapshot(database: Path, out: Path) -> None:
    """SQLite's own way: consistent while others write."""
    try:
        with (
            closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(out)) as target,
        ):
            source.backup(target, pages=_PAGES)
            target.execute("PRAGMA journal_mode = DELETE")
            found = target.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupRefused("database", str(error)) from error
    if found != "ok":
        raise BackupRefused("database", str(found))
    out.chmod(0o600)


def _write(draft: Path, parts: Sequence[_Part], at: datetime) -> None:
    listed = []
    for part in parts:
        digest, size = _digest(part.path)
        listed.append({"name": part.name, "sha256": digest, "size": size})
    manifest = {"format": FORMAT, "made_at": at.isoformat(timespec="seconds"), "files": listed}
    body = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    with tarfile.open(draft, "w") as archive:
        head = tarfile.TarInfo(_MANIFEST)
        head.size, head.mode = len(body), 0o600
        archive.addfile(head, io.BytesIO(body))
        for part, one in zip(parts, listed, strict=True):
            info = tarfile.TarInfo(part.name)
            info.size, info.mode = int(str(one["size"])), 0o600
            with part.path.open("rb") as file:
                archive.addfile(info, file)
    with draft.open("rb") as file:
        os.fsync(file.fileno())


def _unpack(backup: Path, fresh: Path) -> int:
    """Takes out what the manifest names, and nothing else; every file must be the one that was put in."""
    with _archive(backup) as archive:
        first = archive.next()
        if first is None or first.name != _MANIFEST or not _plain(first) or first.size > _MANIFEST_MOST:
            raise BackupRefused("broken", _MANIFEST)
        manifest = _manifest(archive, first)
        for name, (digest, size) in manifest.items():
            member = archive.next()
            if member is None or member.name != name or not _plain(member) or member.size != size:
                raise BackupRefused("broken", name)
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            source = archive.extractfile(member)
            assert source is not None, "a regular file can be read"
            with path.open("wb") as file:
                shutil.copyfileobj(source, file, _PIECE)
                file.flush()
                os.fsync(file.fileno())
            path.chmod(0o600)
            if _digest(path)[0] != digest:
                raise BackupRefused("broken", name)
    return len(manifest)


def _manifest(archive: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, tuple[str, int]]:
    source = archive.extractfile(member)
    try:
        content = json.loads(source.read() if source else b"")
        if content["format"] != FORMAT:
            raise BackupRefused("newer", str(content["format"]))
        listed = {str(one["name"]): (str(one["sha256"]), int(one["size"])) for one in content["files"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BackupRefused("broken", _MANIFEST) from error
    for name in listed:
        if not _belongs(name):
            raise BackupRefused("broken", name)
    return listed


def _belongs(name: str) -> bool:
    """Whether a file of this name is one that a backup has, under its own name in its own place."""
    parts = PurePosixPath(name).parts
    inside = len(parts) > 1 and parts[0] in _PLACES and ".." not in parts
    return (name == DATABASE or inside) and name == "/".join(parts) and name.isprintable()


def _plain(member: tarfile.TarInfo) -> bool:
    """A file whose bytes all lie in the archive: a sparse one of a few bytes may claim to be as large as the disk."""
    return member.isreg() and not member.issparse()


@contextmanager
def _archive(backup: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(backup, "r:") as archive:  # never packed: what is taken out is no larger than what came
            yield archive
    except (tarfile.TarError, EOFError, UnicodeError) as error:
        raise BackupRefused("broken", str(backup)) from error


def _digest(path: Path) -> tuple[str, int]:
    total, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            total.update(piece)
            size += len(piece)
    return total.hexdigest(), size


def _file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for a server."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
