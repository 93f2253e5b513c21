"""The work between the open page and the first answer: find or train a model, load it, say how far it is."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from api.errors import log_unexpected
from api.log import service_log
from api.preparation.following import Following
from api.preparation.progress import Progress
from api.preparation.shelf import Shelf
from api.preparation.sources import Sources, fingerprint, runtime
from api.preparation.training import OnProgress, TrainingFailed, Workshop, sweep, train
from api.sentences import duration, readiness_sentence
from casework.errors import EngineFault
from casework.services.dialogue_port import DialogueEngine
from casework.services.ports.training import TrainingItem
from casework.settings import Settings

_log = service_log(__name__)
CreateEngine = Callable[[Path | None], DialogueEngine]
Reporter = Callable[[str, Progress | None], None]


class Readiness(Protocol):
    """What the job writes and the page reads."""

    ready: bool
    message: str
    progress: float | None


class EngineSlot(Protocol):
    """Where the finished engine goes; None until there is one."""

    engine: DialogueEngine | None


def workshop_of(settings: Settings) -> Workshop:
    """Where this installation keeps models, the language model and the log of training."""
    return Workshop(settings.data_dir, settings.language_dir, Shelf(settings.models_dir))


def engine_maker(settings: Settings) -> CreateEngine:
    """Makes the engine the settings ask for; the model is None for a Rasa server elsewhere."""

    def make(model: Path | None) -> DialogueEngine:
        from bot.engine import create_engine

        return create_engine(model, settings.store_url, settings.rasa_url, settings.keys_dir)

    return make


def training_report(report: Reporter) -> OnProgress:
    """Turns progress into the sentence people read."""

    def tell(progress: Progress) -> None:
        if progress.step == "language":
            message = readiness_sentence("language")
        elif progress.seconds_left is None:
            message = readiness_sentence("training")
        else:
            message = readiness_sentence("training_left", left=duration(progress.seconds_left))
        report(message, progress)

    return tell


class Preparation:
    """Runs once beside the open service. `report` tells the operator what the page tells the citizen."""

    def __init__(
        self,
        settings: Settings,
        words_mark: str,
        readiness: Readiness,
        slot: EngineSlot,
        create_engine: CreateEngine | None = None,
        sources: Sources | None = None,
        report: Reporter | None = None,
        following: Following | None = None,
    ) -> None:
        self._settings = settings
        self._words_mark = words_mark
        self._readiness = readiness
        self._slot = slot
        self._create_engine = create_engine or engine_maker(settings)
        self._sources = sources or Sources()
        self._workshop = workshop_of(settings)
        self._report = report
        self._following = following
        self.failure: str | None = None
        """Why there is no assistant, for the operator; None as long as nothing has failed."""
        readiness.message = readiness_sentence("waiting")

    def present_model(self) -> Path | None:
        """The trained model for the present data, None when one must be trained first."""
        promoted = self._following.chosen() if self._following is not None else None
        return promoted or self._workshop.shelf.current(self._fingerprint(), runtime(self._sources))

    async def run(self) -> None:
        """From start to ready; then keeps the engine until it is cancelled. A failure is said on the page and kept."""
        engine: DialogueEngine | None = None
        try:
            engine, model, items = await self._ready_engine()
            if self._following is None:
                self._slot.engine = engine
            else:
                await asyncio.to_thread(self._following.began, engine, model, items)
            self._readiness.ready = True
            self._say("ready")
            _log.info("ready", model=engine.model_name)
            if self._following is None:
                await asyncio.Event().wait()
            else:
                await self._following.run(lambda: self._readiness.ready)
        except TrainingFailed as error:
            self._fail(f"训练没有成功：{error.reason}。详情见 {error.log}", error)
        except EngineFault as error:
            self._fail(f"模型不能载入：{error}", error)
        except OSError as error:
            self._fail(f"磁盘读写失败：{error.strerror or error}（{error.filename or self._settings.data_dir}）", error)
        except Exception as error:  # noqa: BLE001 - the page must stay up and say so, whatever it was
            self._fail(f"准备过程中出错（{type(error).__name__}）。", error)
        finally:
            self._readiness.ready = False
            self._slot.engine = None
            if self._following is not None:
                await self._following.close()
            if engine is not None:
                await engine.stop()

    async def load(self, model: Path | None) -> DialogueEngine:
        """A started engine. Raises EngineFault, with nothing of it left running."""
        engine = self._create_engine(model)
        try:
            await engine.start()
        except BaseException:
            await engine.stop()
            raise
        return engine

    async def _ready_engine(self) -> tuple[DialogueEngine, Path | None, Sequence[TrainingItem]]:
        """A started engine, its archive, and the office's items that were trained into it just now."""
        if self._settings.rasa_url:
            self._say("loading")
            return await self.load(None), None, ()
        model = await asyncio.to_thread(self.present_model)
        if model is not None:
            self._say("loading")
            try:
                return await self.load(model), model, ()
            except EngineFault as error:
                # the file is the one that was trained, and yet it cannot be loaded: train anew rather than stay shut
                _log.warning("model cannot be loaded, training again", model=model.name, code=error.code)
                self._workshop.shelf.drop()
                if self._following is not None:
                    await asyncio.to_thread(self._following.failed, model)
        await asyncio.to_thread(sweep, self._workshop)
        mark = await asyncio.to_thread(self._fingerprint)
        with self._following.own_items() if self._following else nullcontext(((), ())) as (extra, items):
            sources = replace(self._sources, extra=(*self._sources.extra, *extra))
            model = await train(sources, mark, self._workshop, training_report(self._tell))
        self._say("loading")
        return await self.load(model), model, items

    def _fingerprint(self) -> str:
        return fingerprint(self._sources, self._words_mark)

    def _tell(self, message: str, progress: Progress | None) -> None:
        self._readiness.message = message
        self._readiness.progress = None if progress is None else round(progress.done, 3)
        if self._report is not None:
            self._report(message, progress)

    def _say(self, key: str) -> None:
        self._tell(readiness_sentence(key), None)

    def _fail(self, words: str, error: Exception) -> None:
        log_unexpected(error, stage="preparation")
        self.failure = words
        self._say("failed")
        if self._report is not None:
            self._report(words, None)
