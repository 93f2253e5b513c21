"""The job that trains a candidate: items taken in and exported, trained in a process of its own, kept with its card."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from api.jobs.telling import Cancelled, JobFailed, Telling
from api.preparation.archives import ArchiveFiles
from api.preparation.job import workshop_of
from api.preparation.progress import Progress
from api.preparation.sources import Sources, fingerprint
from api.preparation.training import TrainingFailed, Workshop, train_candidate
from casework.services.ports.training import TrainingItem
from casework.services.training_data import SYSTEM_STAFF
from knowledge import lexicon

if TYPE_CHECKING:
    from casework.bootstrap import Services
    from casework.services.ports.models import JobView

STEPS = {
    "import": "载入程序",
    "language": "建立词语库",
    "data": "读取训练数据",
    "own_messages": "加入本单位的训练数据",
    "PetitionClassifier": "训练分类器",
    "packing": "打包模型",
}
_OTHER = "训练其他部分"
EXPORT_FOLDER = "job-export-"
_COLLECTING = "收集训练数据"


def train(
    services: Services,
    job: JobView,
    telling: Telling,
    workshop: Workshop | None = None,
    sources: Sources | None = None,
) -> None:
    """Raises JobFailed, Cancelled, OSError; nothing of a training that did not end well is kept."""
    started = time.monotonic()
    workshop, base = workshop or workshop_of(services.settings), sources or Sources()
    telling.follow(workshop.log)
    telling.at(None, _COLLECTING, now=True)
    taken = services.training_data.take_in(SYSTEM_STAFF)
    telling.say(f"新收 {taken.kept} 条，重复 {taken.copies} 条，不能用 {taken.unusable} 条")
    items = services.training_data.for_training()
    telling.say(f"本单位训练数据 {len(items)} 条")
    telling.at(None, _COLLECTING, now=True)
    parents = services.model_work.parents()
    with tempfile.TemporaryDirectory(prefix=EXPORT_FOLDER, dir=services.settings.data_dir) as folder:
        extra = (export(items, Path(folder)),) if items else ()
        source = Sources(project=base.project, data=base.data, extra=extra)
        path, digest = _run(source, workshop, telling)
    try:
        files = ArchiveFiles(workshop.shelf, lambda: services.rulebook.version, base)
        own = [f"{item.intent}\t{item.text}" for item in items]
        mark = fingerprint(base, lexicon.mark(services.rules))
        moment = datetime.now(ZoneInfo("Asia/Shanghai"))
        name = path.name.removesuffix(".tar.gz")
        seconds = time.monotonic() - started
        described = files.described(path, digest)
        card = files.card(name, described, mark, moment, job.started_by, job.reason, seconds, parents, own)
        kept = services.model_work.keep_candidate(job.id, card, path.name, [item.id for item in items])
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if not kept:
        path.unlink(missing_ok=True)


def export(items: Sequence[TrainingItem], folder: Path) -> Path:
    """The items as labelled messages (nlu.own_messages), readable by this user only; the caller deletes the folder."""
    path = folder / "items.jsonl"
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8") as file:
        for item in items:
            line = {"text": item.text, "label": item.category, "situation": item.intent}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def _run(sources: Sources, workshop: Workshop, telling: Telling) -> tuple[Path, str]:
    async def work() -> tuple[Path, str]:
        training = asyncio.current_task()
        assert training is not None
        stop: list[Cancelled] = []

        def on_progress(progress: Progress) -> None:
            try:
                telling.at(progress.done, STEPS.get(progress.step, _OTHER), progress.seconds_left)
            except Cancelled as cancelled:
                stop.append(cancelled)
                training.cancel()

        try:
            return await train_candidate(sources, workshop, on_progress)
        except asyncio.CancelledError:
            if stop:
                raise stop[0] from None
            raise

    try:
        return asyncio.run(work())
    except TrainingFailed as error:
        raise JobFailed(f"训练没有成功：{error.reason}") from error
