"""The use cases with a loaded model, for a command that answers without serving."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.commandline.failure import CommandFailed
from api.log import log_to_file
from api.preparation.job import Preparation
from bot.quiet import hush
from casework.bootstrap import Services, bootstrap, install
from casework.errors import EngineFault
from casework.settings import Settings
from knowledge import lexicon


@asynccontextmanager
async def ready_services() -> AsyncIterator[Services]:
    """Loads the present model. Raises CommandFailed when there is none for the present data."""
    settings = Settings()
    log_to_file(settings.data_dir / "logs")
    hush()
    services = bootstrap(settings)
    install(services)
    preparation = Preparation(settings, lexicon.mark(services.rules), services.readiness, services.engine_slot)
    model = preparation.present_model()
    if model is None and not settings.rasa_url:
        raise CommandFailed("还没有对应现有数据的模型，请先运行 triage train。")
    try:
        engine = await preparation.load(model)
    except EngineFault as error:
        raise CommandFailed(f"模型不能载入：{error}。请重新运行 triage train。") from error
    services.engine_slot.engine = engine
    try:
        yield services
    finally:
        await engine.stop()
        services.store.close()
