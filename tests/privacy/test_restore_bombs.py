"""A backup somebody else made: nothing lands outside, nothing fills the disk, and nothing is half restored."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from casework.errors import BackupRefused
from casework.services.backup import restore_backup
from casework.settings import Settings

_TERABYTE = 1 << 40


def archive(path: Path, files: list[dict[str, object]], *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    body = json.dumps({"format": 1, "files": files}).encode()
    head = tarfile.TarInfo("manifest.json")
    head.size = len(body)
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as made:
        made.addfile(head, io.BytesIO(body))
        for info, content in members:
            made.addfile(info, io.BytesIO(content))
    return path


def listed(name: object, content: bytes = b"", size: int | None = None) -> dict[str, object]:
    return {
        "name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content) if size is None else size,
    }  # fmt: skip


def plain(name: str, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    return info, content


def link(name: str, to: str, kind: bytes) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, to
    return info, b""


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "/tmp/evil", "uploads/../../evil", "uploads/./x", "uploads//x", "", ".", "uploads", "keys",
        "models/", "triage.db/x", "uploads/a\0b", "uploads/\ud800", "uploads/a\nb", "other/x", None, 7, ["uploads/x"],
    ],
)  # fmt: skip
def test_a_name_that_no_backup_has_is_refused(tmp_path: Path, name: object) -> None:
    member = plain(name if isinstance(name, str) and name and "\ud800" not in name else "x", b"evil")
    refused(tmp_path, archive(tmp_path / "b.tar", [listed(name, b"evil")], member))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_what_is_no_file_is_refused(tmp_path: Path, kind: bytes) -> None:
    refused(tmp_path, archive(tmp_path / "b.tar", [listed("keys/x")], link("keys/x", "/etc/passwd", kind)))


def test_a_sparse_file_that_claims_a_terabyte_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("triage.db")
    info.pax_headers = {
        "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.size": str(_TERABYTE),
        "GNU.sparse.map": f"{_TERABYTE},0", "GNU.sparse.name": "triage.db",
    }  # fmt: skip
    path = archive(tmp_path / "b.tar", [listed("triage.db", size=_TERABYTE)], (info, b""))
    with tarfile.open(path) as made:
        assert made.getmembers()[1].size == _TERABYTE, "the trap is one"
    refused(tmp_path, path)


def test_a_packed_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "b.tar", [listed("triage.db", b"x" * 1000)], plain("triage.db", b"x" * 1000))
    path.write_bytes(gzip.compress(path.read_bytes()))
    refused(tmp_path, path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body[:700],
        lambda body: b"",
        lambda body: b"\0" * 10_000,
        lambda body: body.replace(b'"format": 1', b'"format": []'),
        lambda body: body.replace(b'"files"', b'"filez"'),
        lambda body: body.replace(b'{"format"', b"[" * 10),
    ],
)
def test_an_archive_that_is_none_is_refused(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    path = archive(tmp_path / "b.tar", [listed("triage.db", b"x")], plain("triage.db", b"x"))
    path.write_bytes(spoil(path.read_bytes()))
    refused(tmp_path, path)


def refused(tmp_path: Path, backup: Path) -> None:
    target = tmp_path / "data"
    with pytest.raises(BackupRefused):
        restore_backup(Settings(data_dir=target), backup)
    assert not target.exists()
    assert [one.name for one in tmp_path.iterdir()] == [backup.name], "nothing half restored is left"
