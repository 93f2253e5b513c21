"""What the tests of the loop are played with."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from casework.errors import EngineFault, QueueFault
from casework.services.models import ModelService
from casework.services.models_view import cost_matrix
from casework.services.models_work import ModelWork
from casework.services.ports.models import ModelCard
from casework.services.ports.training import NewItem, TrainingItem
from casework.services.staff import Staff
from casework.store.unit import SqlStore
from knowledge import RuleBook
from tests.fakes import FixedClock

ANNA, BEN = Staff("anna", "admin"), Staff("ben", "admin")
AUDITOR, REVIEWER, AGENT = Staff("aud", "auditor"), Staff("rev", "reviewer"), Staff("agt", "agent")
BASE = "petition-base"


def card(name: str, at: datetime, runtime: str = "r1", parents: tuple[str, ...] = (BASE,)) -> ModelCard:
    return ModelCard(
        name=name,
        sha256=f"sha-{name}",
        size=10,
        data_version="d1",
        base_examples=7,
        own_items=0,
        rulebook="b1",
        code="git 1",
        fingerprint="f1",
        runtime=runtime,
        seeds={"PYTHONHASHSEED": 0},
        libraries={"rasa": "3.6.21"},
        trained_at=at,
        trained_by="anna",
        reason="",
        seconds=1.5,
        parents=parents,
    )


class FakeFiles:
    """Archives by name; `broken` ones are not what they were."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock
        self.broken: set[str] = set()
        self.removed: list[str] = []
        self.followed: list[str] = []
        self.full = False

    def runtime(self) -> str:
        return "r1"

    def path_is_whole(self, file: str, sha256: str) -> bool:
        return file not in self.broken

    def remove(self, file: str) -> None:
        self.removed.append(file)

    def adopt_current(self, own: Sequence[str] = ()) -> tuple[ModelCard, str] | None:
        return card(BASE, self._clock(), parents=()), f"{BASE}.tar.gz"

    def keep(self, file: str) -> str:
        return file

    def follow(self, file: str, card: ModelCard) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        self.followed.append(file)


class FakeQueue:
    """Remembers what was put in."""

    def __init__(self) -> None:
        self.jobs: list[str] = []
        self.woken = 0
        self.broken = False

    def put(self, job_id: str) -> None:
        if self.broken:
            raise QueueFault("no queue")
        self.jobs.append(job_id)

    def wake(self) -> None:
        self.woken += 1

    async def run(self) -> None:
        await asyncio.Event().wait()

    def stop(self) -> None:
        pass


class FakeRoom:
    """Engines that load at once; `unloadable` ones do not."""

    def __init__(self) -> None:
        self.unloadable: set[str] = set()
        self.prepared: set[str] = set()
        self.answers: str | None = None
        self.gate: asyncio.Event | None = None

    async def prepare(self, name: str, file: str) -> None:
        if self.gate is not None:
            await self.gate.wait()
        if name in self.unloadable:
            raise EngineFault("cannot be loaded")
        self.prepared.add(name)

    async def take(self, name: str) -> None:
        assert name in self.prepared, "only what was prepared may answer"
        self.answers = name

    def drop(self, name: str) -> None:
        self.prepared.discard(name)


def interval(serving: float = 0.9, candidate: float = 0.9) -> dict[str, Any]:
    return {"serving": serving, "candidate": candidate, "low": -0.01, "high": 0.01, "count": 50}


@dataclass
class Loop:
    """A service with all it hangs on."""

    store: SqlStore
    service: ModelService
    work: ModelWork
    files: FakeFiles
    queue: FakeQueue
    clock: FixedClock
    book: RuleBook
    room: FakeRoom = field(default_factory=FakeRoom)

    def served(self) -> str | None:
        with self.store.read() as work:
            return work.models.serving().model

    def candidate(self, name: str = "candidate-1", items: Sequence[int] = (), **changes: Any) -> str:
        """A trained model; the installation's own is adopted before it."""
        self.service.adopt()
        with self.store.write() as work:
            work.models.add(replace(card(name, self.clock()), **changes), f"{name}.tar.gz", items)
            work.commit()
        return name

    def compared(self, name: str, *reasons: str) -> None:
        """A comparison of it with what serves; with reasons the gate is shut."""
        with self.store.write() as work:
            costs = cost_matrix(work, self.book)
            serving = work.models.serving().model or BASE
            content = {
                "gold_version": "g1",
                "costs": {"default": costs.default, **costs.cells},
                "sets": [],
                "latency": interval(5.0, 5.0),
                "changed": [],
                "pictures": ["confusion_serving"],
                "verdict": {"passes": not reasons, "reasons": list(reasons), "notes": []},
                "seconds": 1.0,
            }
            work.models.keep_comparison(name, serving, content, {"confusion_serving": b"png"})
            work.commit()

    def item(self, label: int, text: str = "住院费没有报销", conversation: str = "c1", **changes: Any) -> TrainingItem:
        new = NewItem(
            label_id=label,
            conversation_id=conversation,
            text=text,
            intent="A2-7",
            category="appeal",
            state="kept",
            copy_of="",
            origin="review",
            by="rev",
            labelled_at=self.clock(),
        )
        with self.store.write() as work:
            kept = work.training.add(replace(new, **changes))
            work.commit()
        assert kept is not None
        return kept

    def actions(self) -> list[str]:
        with self.store.read() as work:
            return [entry.action for entry in work.audit.entries()]
