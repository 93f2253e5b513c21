"""Backup, and back: the same case is read again; nothing is overwritten, nothing half restored, no keys by accident."""

import io
import json
import sqlite3
import stat
import tarfile
import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.commandline.main import app
from casework.bootstrap import Services, bootstrap, now
from casework.errors import BackupRefused
from casework.sealing.faults import KeyFault
from casework.services.backup import copy_keys, make_backup, restore_backup
from casework.services.evidence import Holder
from casework.services.staff import Staff
from casework.settings import Settings
from tests.desk.people import NAME, hire, report

LI = Staff("wang.li", "senior_agent")
PICTURE = b"\x89PNG not really"


@pytest.fixture
def running(tmp_path: Path) -> Services:
    services = bootstrap(Settings(data_dir=tmp_path / "data"))
    hire(services)
    (services.settings.uploads_dir / "ab").mkdir(parents=True)
    (services.settings.uploads_dir / "ab" / "x.kept").write_bytes(PICTURE)
    models = services.settings.models_dir
    models.mkdir(parents=True, exist_ok=True)
    (models / "m-1.tar.gz").write_bytes(b"a model")
    (models / "m-0.tar.gz").write_bytes(b"an old one")
    (models / "current.json").write_text(json.dumps({"file": "m-1.tar.gz", "trained_at": "2026-11-01T10:00:00+08:00"}))
    return services


def names_in(backup: Path) -> list[str]:
    with tarfile.open(backup) as archive:
        return archive.getnames()


def test_what_was_backed_up_is_read_again_by_a_service_on_the_restored_data(running: Services, tmp_path: Path) -> None:
    number = report(running)
    seen = running.cases.open_reporter(LI, number, "核对")
    make_backup(running.settings, running.store, tmp_path / "b.tar", now)
    copy_keys(running.settings, tmp_path / "keys")
    running.store.close()

    restored = Settings(data_dir=tmp_path / "again")
    assert restore_backup(restored, tmp_path / "b.tar", tmp_path / "keys") == 4
    services = bootstrap(restored)
    assert services.cases.open_reporter(LI, number, "核对") == seen
    assert seen is not None
    assert seen.fields["reporter_name"] == NAME
    code = services.registrations.code_to_show(number)
    assert code is not None
    with TestClient(create_app(services)) as client:
        answer = client.post("/api/v1/follow-up/sessions", json={"number": number, "code": code})
        assert answer.status_code in (200, 201), answer.text
    assert services.staff.sign_in("wang.li", "correct horse battery")
    assert (restored.uploads_dir / "ab" / "x.kept").read_bytes() == PICTURE
    assert sorted(path.name for path in restored.models_dir.iterdir()) == ["current.json", "m-1.tar.gz"]
    with services.store.read() as work:
        assert work.audit.verify().fault is None
    services.store.close()


def test_a_backup_is_consistent_while_others_write(running: Services, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with running.store.write() as work:
                conversation = work.conversations.create(None)
                for _ in range(5):
                    work.conversations.append_event(conversation.id, "message", {"text": "x" * 500})
                work.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for index in range(3):
            make_backup(running.settings, running.store, tmp_path / f"{index}.tar", now)
    finally:
        stop.set()
        writer.join()
    for index in range(3):
        with tarfile.open(tmp_path / f"{index}.tar") as archive:
            archive.extract("triage.db", tmp_path / str(index), filter="data")
        read = sqlite3.connect(tmp_path / str(index) / "triage.db")
        assert read.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        whole = "SELECT count(*) FROM conversation_events GROUP BY conversation_id"
        assert {count for (count,) in read.execute(whole)} <= {5}
        read.close()


def test_keys_stay_apart_unless_somebody_insists(running: Services, tmp_path: Path) -> None:
    made = make_backup(running.settings, running.store, tmp_path / "b.tar", now)
    assert not made.keys
    assert not [name for name in names_in(tmp_path / "b.tar") if "key" in name]
    key = (running.settings.keys_dir / "content.key").read_bytes().split()[1]
    assert key not in (tmp_path / "b.tar").read_bytes()
    assert stat.S_IMODE((tmp_path / "b.tar").stat().st_mode) == 0o600

    make_backup(running.settings, running.store, tmp_path / "all.tar", now, with_keys=True)
    assert {"keys/content.key", "keys/identity.key"} <= set(names_in(tmp_path / "all.tar"))
    running.store.close()
    restore_backup(Settings(data_dir=tmp_path / "again"), tmp_path / "all.tar")
    assert stat.S_IMODE((tmp_path / "again" / "keys" / "content.key").stat().st_mode) == 0o600
    bootstrap(Settings(data_dir=tmp_path / "again")).store.close()


def test_nothing_is_overwritten(running: Services, tmp_path: Path) -> None:
    out = tmp_path / "b.tar"
    make_backup(running.settings, running.store, out, now)
    before = out.read_bytes()
    with pytest.raises(BackupRefused, match="exists"):
        make_backup(running.settings, running.store, out, now)
    assert out.read_bytes() == before
    with pytest.raises(BackupRefused, match="not_empty"):
        restore_backup(running.settings, out, running.settings.keys_dir)
    copy_keys(running.settings, tmp_path / "keys")
    with pytest.raises(BackupRefused, match="exists"):
        copy_keys(running.settings, tmp_path / "keys")


def test_without_the_right_keys_nothing_is_restored(running: Services, tmp_path: Path) -> None:
    make_backup(running.settings, running.store, tmp_path / "b.tar", now)
    again = Settings(data_dir=tmp_path / "again")
    with pytest.raises(BackupRefused, match="no_keys"):
        restore_backup(again, tmp_path / "b.tar")
    assert not again.data_dir.exists()
    other = bootstrap(Settings(data_dir=tmp_path / "other"))
    restore_backup(again, tmp_path / "b.tar", other.settings.keys_dir)
    with pytest.raises(KeyFault):
        bootstrap(again)


@pytest.mark.parametrize("spoil", ["flip", "cut", "swap", "extra", "outside", "text"])
def test_a_damaged_backup_restores_nothing(running: Services, tmp_path: Path, spoil: str) -> None:
    backup, keys = tmp_path / "b.tar", running.settings.keys_dir
    make_backup(running.settings, running.store, backup, now)
    content = bytearray(backup.read_bytes())
    match spoil:
        case "flip":
            content[content.index(b"SQLite format 3") + 5000] ^= 1
        case "cut":
            del content[len(content) // 2 :]
        case "swap":
            at = content.index(PICTURE)
            content[at : at + 4] = b"evil"
        case "text":
            content = bytearray("不是备份".encode())
        case _:
            content = bytearray(
                _with(backup, "../../evil" if spoil == "outside" else "uploads/extra", spoil == "outside")
            )
    backup.write_bytes(content)
    again = Settings(data_dir=tmp_path / "again")
    if spoil == "extra":  # what the manifest does not name is left where it is
        restore_backup(again, backup, keys)
        assert not (again.uploads_dir / "extra").exists()
        return
    with pytest.raises(BackupRefused, match="broken"):
        restore_backup(again, backup, keys)
    assert not again.data_dir.exists()
    assert not (tmp_path.parent / "evil").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".triage")] == []


def _with(backup: Path, name: str, listed: bool) -> bytes:
    """The archive with one more file, named in the manifest or not."""
    out = io.BytesIO()
    with tarfile.open(backup) as old, tarfile.open(fileobj=out, mode="w") as new:
        for member in old.getmembers():
            source = old.extractfile(member)
            assert source is not None
            body = source.read()
            if listed and member.name == "manifest.json":
                manifest = json.loads(body)
                manifest["files"].append({"name": name, "sha256": "0" * 64, "size": 3})
                body = json.dumps(manifest).encode()
                member.size = len(body)
            new.addfile(member, io.BytesIO(body))
        added = tarfile.TarInfo(name)
        added.size = 3
        new.addfile(added, io.BytesIO(b"bad"))
    return out.getvalue()


def test_the_commands_say_what_happened(running: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running.store.close()
    run = CliRunner()
    monkeypatch.setenv("TRIAGE_DATA_DIR", str(tmp_path / "data"))
    made = run.invoke(app, ["backup", "--out", str(tmp_path / "b.tar"), "--keys-out", str(tmp_path / "keys")])
    assert (made.exit_code, "备份好了" in made.output) == (0, True), made.output
    beside = run.invoke(app, ["backup", "--out", str(tmp_path / "c.tar"), "--keys-out", str(tmp_path)])
    assert beside.exit_code == 1
    assert not (tmp_path / "c.tar").exists()
    insisted = run.invoke(app, ["backup", "--out", str(tmp_path / "d.tar"), "--with-keys"])
    assert "密钥也在这个文件里" in insisted.output
    assert run.invoke(app, ["restore", str(tmp_path / "b.tar")]).exit_code == 1
    assert "审计记录完整" in run.invoke(app, ["audit", "verify"]).output

    monkeypatch.setenv("TRIAGE_DATA_DIR", str(tmp_path / "again"))
    back = run.invoke(app, ["restore", str(tmp_path / "b.tar"), "--keys", str(tmp_path / "keys")])
    assert (back.exit_code, "恢复好了" in back.output) == (0, True), back.output
    assert "审计记录完整" in run.invoke(app, ["audit", "verify"]).output
    spoilt = sqlite3.connect(tmp_path / "again" / "triage.db")
    spoilt.execute("UPDATE audit_lines SET actor = 'x' WHERE sequence = 1")
    spoilt.commit()
    spoilt.close()
    found = run.invoke(app, ["audit", "verify"])
    assert (found.exit_code, "第1条被改动过" in found.output) == (1, True)
    paper = run.invoke(app, ["report", "--year", "2026", "--place", "500000", "--out", str(tmp_path / "out")])
    assert paper.exit_code == 0, paper.output
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".docx", ".xlsx"]
    for wrong in (
        ["--quarter", "2026Q5"],
        ["--year", "2026", "--quarter", "2026Q1"],
        ["--year", "2026", "--out", "x.pdf"],
    ):
        assert run.invoke(app, ["report", *wrong]).exit_code == 1


def test_an_erased_conversation_takes_its_unregistered_files_along(running: Services) -> None:
    from casework.services.staff import Staff

    with running.store.write() as work:
        conversation = work.conversations.create(None)
        work.commit()
    holder = Holder(conversation_id=conversation.id)
    file, _ = running.evidence.begin(holder, "照片.png", 100, "c1")
    running.office.erase_conversation(Staff("boss", "admin"), conversation.id, "本人要求")
    with running.store.read() as work:
        assert work.evidence.by_id(file.id) is None
