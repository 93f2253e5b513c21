"""What an administrator is told about the installation, and what an office forgets by itself."""

import asyncio
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from api.office_tasks import sweep_office
from casework.errors import Denied, StoreFault
from casework.services.health import HealthService
from casework.services.office import OfficeService
from casework.services.ports.office import LAST_BACKUP
from casework.settings import Settings
from casework.store.unit import SqlStore
from tests.fakes import FixedClock
from tests.store.desk import LI, ZHAO, Office


@dataclass
class Ready:
    ready: bool = True
    message: str = "好了"


@pytest.fixture
def paths(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def health(desk: Office, sql_store: SqlStore, clock: FixedClock, paths: Settings) -> HealthService:
    return HealthService(sql_store, paths, lambda: desk.book, lambda: None, clock)


def test_everything_is_looked_at(
    health: HealthService, sql_store: SqlStore, paths: Settings, office: OfficeService, clock: FixedClock
) -> None:
    paths.models_dir.mkdir()
    (paths.models_dir / "current.json").write_text(json.dumps({"trained_at": "2026-01-05T08:00:00+08:00"}))
    with sql_store.write() as work:
        work.office.set(LAST_BACKUP, "2026-03-01T03:00:00+08:00", "operator")
        work.commit()
    office.sweep()
    found = health.view(ZHAO, Ready())
    assert found.model_since is not None
    assert found.model_since.date() == date(2026, 1, 5)
    assert found.holidays_until == date(2026, 12, 31), "the notice of the year of the clock"
    assert found.last_backup is not None
    assert found.last_sweep == clock().replace(microsecond=0)
    assert found.database_bytes > 10_000
    assert 0 < found.disk_free <= found.disk_total
    assert [(key.name, key.present, key.private) for key in found.keys] == [
        ("content.key", True, True), ("identity.key", True, True),
    ]  # fmt: skip
    with pytest.raises(Denied):
        health.view(LI, Ready())


def test_a_key_that_is_gone_or_open_to_others_is_told(health: HealthService, paths: Settings) -> None:
    (paths.keys_dir / "content.key").unlink()
    (paths.keys_dir / "identity.key").chmod(0o644)
    found = {key.name: (key.present, key.private) for key in health.view(ZHAO, Ready()).keys}
    assert found == {"content.key": (False, False), "identity.key": (True, False)}


@pytest.mark.parametrize("pointer", ["", "{", "[]", '{"trained_at": 5}', '{"trained_at": "gestern"}'])
def test_a_damaged_pointer_breaks_no_page(health: HealthService, paths: Settings, pointer: str) -> None:
    paths.models_dir.mkdir()
    (paths.models_dir / "current.json").write_text(pointer)
    assert health.view(ZHAO, Ready()).model_since is None


def test_the_rule_tables_are_checked_when_asked(health: HealthService) -> None:
    assert health.check_rules(ZHAO) == ""
    with pytest.raises(Denied):
        health.check_rules(LI)


def test_the_daily_sweep_goes_on_after_a_fault(office: OfficeService, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[int] = []

    def sweep() -> None:
        times.append(1)
        if len(times) == 1:
            raise StoreFault("the disk was full")

    monkeypatch.setattr(office, "sweep", sweep)

    async def watch() -> None:
        task = asyncio.create_task(sweep_office(office, first=0, every=0.01))
        while len(times) < 3:
            await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(asyncio.wait_for(watch(), 10))
    assert len(times) >= 3
