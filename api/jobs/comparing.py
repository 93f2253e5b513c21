"""The job that compares a candidate with what serves."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from api.commandline.evaluate import product_decision
from api.jobs.telling import JobFailed, Telling
from casework.services.models_work import Compared
from casework.services.training_data import place_of
from nlu.comparison.compare import Compared as Result
from nlu.comparison.compare import compare as compare_readings
from nlu.comparison.material import GOLD, correction, gold, gold_version
from nlu.comparison.pairs import Prices
from nlu.evaluation.cases import BrokenCases
from nlu.evaluation.decision import Read
from nlu.evaluation.model import UnusableModel, load_archive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casework.bootstrap import Services
    from casework.services.ports.models import JobView
    from casework.services.ports.models_rows import ModelRecord

_LOADING, _DRAWING = "载入两个模型", "写下结果"


def compare(services: Services, job: JobView, telling: Telling, gold_files: Sequence[Path] = GOLD) -> None:
    """Raises JobFailed, Cancelled; an earlier comparison stays until a new one is whole."""
    started = time.monotonic()
    assert job.candidate is not None, "a comparison is of a candidate"
    telling.at(None, _LOADING, now=True)
    compared = services.model_work.compared(job.candidate)
    trained_on = services.model_work.items_of(job.candidate)
    corrections = [
        correction(item.text, item.intent, place_of(item.id), item.id in trained_on) for item in compared.corrections
    ]
    try:
        texts = gold({situation.id for situation in services.rulebook.situations}, gold_files)
    except (BrokenCases, OSError) as error:
        raise JobFailed(f"标准集不能用，没有比较：{error}") from error
    serving, candidate = (_reader(services, one) for one in (compared.serving, compared.candidate))

    def on_progress(done: float, step: str) -> None:
        telling.at(done, step)

    prices = Prices(compared.costs.default, compared.costs.cells, services.rulebook.policy.ask_cost)
    result = compare_readings(texts, corrections, serving, candidate, product_decision(), prices, on_progress)
    telling.at(1.0, _DRAWING, now=True)
    _keep(services, job, compared, result, gold_version(gold_files), time.monotonic() - started)


def _keep(services: Services, job: JobView, compared: Compared, result: Result, version: str, seconds: float) -> None:
    content = dict(result.content) | {"gold_version": version, "seconds": round(seconds, 1)}
    if not services.model_work.keep_comparison(job.id, compared, content, result.pictures):
        raise JobFailed("候选模型已经删除，没有比较")


def _reader(services: Services, record: ModelRecord) -> Read:
    path = services.settings.models_dir / Path(record.file).name
    try:
        return load_archive(path).reader()
    except (UnusableModel, FileNotFoundError) as error:
        raise JobFailed(f"模型 {record.card.name} 不能读取，没有比较") from error
