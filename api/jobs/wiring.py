"""The model loop of one process, wired: rows in the store, archives in the data directory, the worker beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from api.jobs.queue import WorkerProcess
from api.jobs.texts import TrainingTexts
from api.preparation.archives import ArchiveFiles
from api.preparation.shelf import Shelf
from casework.services.models import ModelService
from casework.services.models_work import ModelWork
from casework.services.ports import Store
from casework.services.training_data import Labels, TrainingDataService
from casework.settings import Settings
from knowledge import RuleBook


@dataclass(frozen=True, slots=True)
class ModelLoop:
    """The use cases of the loop, and the worker's keeper."""

    models: ModelService
    work: ModelWork
    training_data: TrainingDataService
    worker: WorkerProcess


def model_loop(
    settings: Settings,
    store: Store,
    book: Callable[[], RuleBook],
    clock: Callable[[], datetime],
    labels: Labels,
) -> ModelLoop:
    """Nothing is opened or started before it is needed."""
    work = ModelWork(store, book, clock)
    worker = WorkerProcess(settings, work)
    files = ArchiveFiles(Shelf(settings.models_dir), lambda: book().version)
    return ModelLoop(
        models=ModelService(store, book, clock, files, worker),
        work=work,
        training_data=TrainingDataService(store, labels, lru_cache(maxsize=1)(TrainingTexts)),
        worker=worker,
    )
