"""How the installation is doing: what an administrator looks at before anybody calls."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from casework.errors import Denied
from casework.services.backup import KEYS, Installation
from casework.services.dialogue_port import DialogueEngine
from casework.services.ports import Store
from casework.services.ports.models import JobView
from casework.services.ports.office import LAST_BACKUP, LAST_SWEEP
from casework.services.staff import Staff
from casework.working_days import is_working_day
from knowledge import RuleBook
from knowledge.errors import KnowledgeError

_YEARS_AHEAD = 3


class Ready(Protocol):
    """How far the assistant is."""

    @property
    def ready(self) -> bool:
        """Whether a turn can be answered."""
        ...

    @property
    def message(self) -> str:
        """What the page says meanwhile."""
        ...


@dataclass(frozen=True, slots=True)
class KeyState:
    """A key file. `private`: nobody but its owner may read it."""

    name: str
    present: bool
    private: bool


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the installation. `holidays_until`: the last day whose days off are announced.

    `queue`: conversations by state; sizes in bytes; `model_since` None where nobody wrote it down.
    """

    ready: bool
    message: str
    model: str
    model_since: datetime | None
    queue: Mapping[str, int]
    job: JobView | None
    disk_free: int
    disk_total: int
    database_bytes: int
    holidays_until: date | None
    rulebook: str
    rules: int
    last_backup: datetime | None
    last_sweep: datetime | None
    keys: tuple[KeyState, ...]


class HealthService:
    """Looks at everything without changing anything. Raises Denied for whoever is no administrator."""

    def __init__(
        self,
        store: Store,
        paths: Installation,
        book: Callable[[], RuleBook],
        engine: Callable[[], DialogueEngine | None],
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._paths, self._book, self._engine, self._clock = store, paths, book, engine, clock

    def view(self, viewer: Staff, readiness: Ready) -> Health:
        """The state now."""
        _administrator(viewer)
        with self._store.read() as work:
            queue, size, made = work.office.waiting(), work.office.size(), work.office.settings()
            job = work.jobs.latest()
        disk = shutil.disk_usage(self._paths.data_dir)
        book, engine = self._book(), self._engine()
        return Health(
            ready=readiness.ready,
            message=readiness.message,
            model=engine.model_name if engine is not None else "",
            model_since=self._model_since(),
            queue=queue,
            job=job,
            disk_free=disk.free,
            disk_total=disk.total,
            database_bytes=size,
            holidays_until=_announced_until(self._clock().date()),
            rulebook=book.version,
            rules=len(book.rows()),
            last_backup=_moment(made[LAST_BACKUP].value) if LAST_BACKUP in made else None,
            last_sweep=_moment(made[LAST_SWEEP].value) if LAST_SWEEP in made else None,
            keys=tuple(_key(self._paths.keys_dir / name) for name in KEYS),
        )

    def check_rules(self, viewer: Staff) -> str:
        """Reads and checks all rule tables anew; "" when they are sound, else what is wrong. Takes some seconds."""
        _administrator(viewer)
        try:
            RuleBook.load()
        except KnowledgeError as error:
            return str(error)
        return ""

    def _model_since(self) -> datetime | None:
        """When the present model was made, as its pointer says."""
        try:
            entry = json.loads((self._paths.models_dir / "current.json").read_text(encoding="utf-8"))
            return _moment(str(entry["trained_at"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _announced_until(today: date) -> date | None:
    years = [
        year for year in range(today.year, today.year + _YEARS_AHEAD) if is_working_day(date(year, 7, 1)).announced
    ]
    return date(max(years), 12, 31) if years else None


def _key(path: Path) -> KeyState:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return KeyState(path.name, present=False, private=False)
    return KeyState(path.name, present=True, private=not mode & 0o077)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _administrator(viewer: Staff) -> None:
    if viewer.role != "admin":
        raise Denied(f"role {viewer.role!r} does not look after the installation")
