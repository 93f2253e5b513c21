"""A serving process and the row that says what is to serve: which model it begins with, and how it hears of changes.

A promoted model is kept as long as it can run here. When the program changed so that it cannot, a model is trained anew
from the project's data and the office's own items: their corrections are not lost with an update.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.log import service_log
from api.preparation.archives import ArchiveFiles
from api.preparation.engines import Engines
from api.preparation.shelf import Shelf
from casework.errors import EngineFault, TriageError
from casework.services.dialogue_port import DialogueEngine
from casework.services.models import ModelService
from casework.services.models_work import ModelWork
from casework.services.ports.training import TrainingItem
from casework.services.training_data import TrainingDataService

if TYPE_CHECKING:
    from casework.bootstrap import Services

_log = service_log(__name__)
LOOK_EVERY: Final = 1.0
SPARE_AFTER: Final = 60.0
"""Seconds from the start of serving to the loading of the model a rollback would go to."""
_TRAINED_ANEW: Final = "程序更新后重新训练，已含本单位的训练数据"
_EXPORT_FOLDER: Final = "start-export-"
_BY_OPERATOR: Final = "用 triage train 训练"


class Following:
    """Keeps one process in step with the row."""

    def __init__(
        self,
        models: ModelService,
        work: ModelWork,
        training_data: TrainingDataService,
        engines: Engines,
        shelf: Shelf,
        files: ArchiveFiles,
        data_dir: Path,
    ) -> None:
        self._models, self._work, self._training = models, work, training_data
        self._engines, self._shelf, self._files, self._data_dir = engines, shelf, files, data_dir
        self._refused: tuple[int, str] | None = None

    def chosen(self) -> Path | None:
        """The archive that was promoted, when it is whole, runs here, and nobody has trained by hand since then."""
        pointer, record = self._work.serving()
        if record is None or pointer.since is None:
            return None
        entry = self._shelf.entry()
        if entry is not None and not entry.get("promoted") and entry["file"] != record.file.removeprefix("kept-"):
            trained_at = datetime.fromisoformat(entry["trained_at"])
            if trained_at > pointer.since and self._shelf.is_whole(entry["file"], entry["sha256"]):
                return None  # the later act of a person counts
        fits = record.card.runtime == self._files.runtime() and not record.broken
        return self._files.path(record.file) if fits and self._shelf.is_whole(record.file, record.card.sha256) else None

    @contextlib.contextmanager
    def own_items(self) -> Iterator[tuple[Sequence[Path], Sequence[TrainingItem]]]:
        """The office's items as files for a training, where the loop was ever used; gone afterwards."""
        items = self._training.for_training() if self._work.serving()[0].version else ()
        if not items:
            yield (), ()
            return
        from api.jobs.training import export

        for left in self._data_dir.glob(f"{_EXPORT_FOLDER}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=_EXPORT_FOLDER, dir=self._data_dir) as folder:
            yield (export(items, Path(folder)),), items

    def began(self, engine: DialogueEngine, chosen: Path | None, items: Sequence[TrainingItem]) -> None:
        """An engine is loaded: it answers, under the name its model is known by."""
        pointer, record = self._work.serving()
        if chosen is not None and record is not None and chosen.name == record.file:
            self._engines.begin(record.card.name, engine)
            return
        name = self._models.adopt(items)
        if name is not None and pointer.version:
            self._work.upgraded(name, _TRAINED_ANEW if items else _BY_OPERATOR)
        self._engines.begin(name or engine.model_name, engine)

    def failed(self, model: Path) -> None:
        """What was promoted cannot be loaded; another model is looked for."""
        self._work.not_loaded(model.name.removesuffix(".tar.gz"), None)

    async def run(self, ready: Callable[[], bool]) -> None:
        """Looks once a second whether something else is to serve; a model that cannot be loaded is tried once."""
        begun, spare = time.monotonic(), False
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if ready() and self._engines.answers is not None:
                try:
                    await self.look()
                    if not spare and time.monotonic() - begun > SPARE_AFTER:
                        spare = True
                        await self.load_spare()
                except (TriageError, OSError) as error:
                    _log.warning("what is to serve is not known", error=type(error).__name__)

    async def look(self) -> None:
        """One look."""
        pointer, record = await asyncio.to_thread(self._work.serving)
        if record is None or record.card.name == self._engines.answers:
            return
        if self._refused == (pointer.version, record.card.name):
            return
        try:
            whole = await asyncio.to_thread(self._files.path_is_whole, record.file, record.card.sha256)
            if not whole or record.card.runtime != self._files.runtime():
                raise EngineFault(f"{record.card.name} does not fit this process")
            await self._engines.prepare(record.card.name, record.file)
        except EngineFault as error:
            _log.warning("model not loaded, the present one goes on", model=record.card.name, code=error.code)
            self._refused = (pointer.version, record.card.name)
            await asyncio.to_thread(self._work.not_loaded, record.card.name, self._engines.answers)
            return
        await self._engines.take(record.card.name)

    async def load_spare(self) -> None:
        """After a restart: the model a rollback would go to, loaded beside the one that answers."""
        name = (await asyncio.to_thread(self._work.serving))[0].previous
        record = await asyncio.to_thread(self._work.model, name) if name else None
        if record is None or record.broken or record.card.runtime != self._files.runtime():
            return
        if await asyncio.to_thread(self._files.path_is_whole, record.file, record.card.sha256):
            with contextlib.suppress(EngineFault):  # a rollback will say so
                await self._engines.prepare(record.card.name, record.file)

    async def close(self) -> None:
        """Ends every engine of this process."""
        await self._engines.close()


def following(services: Services) -> Following:
    """The following of one serving process; from then on its service swaps engines itself."""
    from api.preparation.job import engine_maker

    settings = services.settings
    engines = Engines(services.engine_slot, engine_maker(settings), settings.models_dir)
    services.models.room = engines
    shelf = Shelf(settings.models_dir)
    files = ArchiveFiles(shelf, lambda: services.rulebook.version)
    return Following(
        services.models, services.model_work, services.training_data, engines, shelf, files, settings.data_dir
    )
