"""Jobs: a small trainer in place of Rasa, everything around it real. Whatever goes wrong, nothing half-done is left."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.jobs.queue import WorkerProcess
from api.jobs.telling import Telling
from api.jobs.training import export, train
from api.jobs.worker import Kinds, run_job
from api.preparation.shelf import Shelf
from api.preparation.sources import Sources
from api.preparation.training import Workshop
from casework.bootstrap import Services, bootstrap
from casework.services.ports.models import JobView
from casework.services.ports.training import NewItem
from casework.settings import Settings
from tests.casework.builders import rulebook
from tests.commandline.conftest import project
from tests.models.loop import ANNA

__all__ = ["project"]
FAKE = Path(__file__).parent.parent / "commandline" / "fake_training.py"
SMALL = [("A2-7", "住院费报少了要求重算"), ("B1-1", "医院挂床骗保请来查")]


class Quiet:
    """A queue that starts nothing: the test runs the job itself."""

    def put(self, job_id: str) -> None:
        pass

    def wake(self) -> None:
        pass


@pytest.fixture
def services(own_data_directory: Path) -> Iterator[Services]:
    wired = bootstrap(Settings(data_dir=own_data_directory), rulebook())
    wired.models._queue = Quiet()  # type: ignore[assignment]
    yield wired
    wired.store.close()


@pytest.fixture
def workshop(services: Services) -> Workshop:
    settings = services.settings
    return Workshop(settings.data_dir, settings.language_dir, Shelf(settings.models_dir), (sys.executable, str(FAKE)))


@pytest.fixture
def small(project: Callable[[str], Sources]) -> Callable[[str], Sources]:
    """A project of two examples whose training goes as the word says."""

    def make(how: str = "well") -> Sources:
        sources = project(how)
        blocks = "".join(f"- intent: {intent}\n  examples: |\n    - {text}\n" for intent, text in SMALL)
        (sources.data / "a.yml").write_text(f"version: '3.1'\nnlu:\n{blocks}")
        return sources

    return make


def keep_item(services: Services, label: int = 1, text: str = "护工说一天收三回护理费") -> int:
    with services.store.write() as work:
        item = work.training.add(
            NewItem(label, f"c{label}", text, "B1-2", "report", "kept", "", "review", "rev", services_now())
        )
        work.commit()
    assert item is not None
    return item.id


def services_now():  # type: ignore[no-untyped-def]
    from casework.bootstrap import now

    return now()


def run(services: Services, workshop: Workshop, sources: Sources) -> JobView:
    job = services.models.start_training(ANNA, "试一试")
    kinds = Kinds(lambda s, j, t: train(s, j, t, workshop, sources), lambda s, j, t: None)
    run_job(job, services, kinds)
    with services.store.read() as work:
        view = work.jobs.by_id(job)
    assert view is not None
    return view


def left_over(services: Services) -> list[str]:
    found = [*services.settings.models_dir.glob("*training-*"), *services.settings.data_dir.glob("*export-*")]
    return [path.name for path in [*found, *services.settings.models_dir.glob("*.tar.gz")]]


def test_a_training_gives_a_candidate_with_its_card(
    services: Services, workshop: Workshop, small: Callable[[str], Sources]
) -> None:
    item = keep_item(services)

    job = run(services, workshop, small("well"))

    assert (job.state, job.error) == ("done", "")
    overview = services.models.overview(ANNA)
    (candidate,) = overview.candidates
    card = candidate.card
    assert (candidate.name, candidate.state) == (job.result, "candidate")
    assert (card.base_examples, card.own_items, card.trained_by, card.reason) == (2, 1, "anna", "试一试")
    assert card.rulebook == services.rulebook.version
    assert card.code
    assert card.seeds["PYTHONHASHSEED"] == 0
    assert services.model_work.items_of(card.name) == {item}
    assert overview.serving is None, "training never changes what serves"
    assert workshop.shelf.entry() is None
    assert left_over(services) == [f"{card.name}.tar.gz"]
    assert any("训练数据" in line for line in job.log)


def test_other_items_make_another_data_version(
    services: Services, workshop: Workshop, small: Callable[[str], Sources]
) -> None:
    first = run(services, workshop, small("well"))
    assert first.result is not None
    before = services.models.card(ANNA, first.result).data_version
    keep_item(services)
    with services.store.write() as work:
        work.models.drop(first.result)
        work.commit()

    second = run(services, workshop, small("well"))

    assert second.result is not None
    assert services.models.card(ANNA, second.result).data_version != before


@pytest.mark.parametrize("how", ["fails", "crashes", "cut", "foreign"])
def test_a_training_that_goes_wrong_leaves_nothing(
    services: Services, workshop: Workshop, small: Callable[[str], Sources], how: str
) -> None:
    keep_item(services)

    job = run(services, workshop, small(how))

    assert job.state == "failed"
    assert "训练没有成功" in job.error
    assert services.models.overview(ANNA).candidates == ()
    assert left_over(services) == []


def test_a_full_disk_while_the_model_is_written_leaves_nothing(
    services: Services, workshop: Workshop, small: Callable[[str], Sources], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("api.preparation.shelf.Shelf._take", full)

    job = run(services, workshop, small("well"))

    assert job.state == "failed"
    assert "磁盘" in job.error
    assert left_over(services) == []
    services.models.start_training(ANNA)


def test_a_full_disk_after_the_archive_was_written_takes_it_away_again(
    services: Services, workshop: Workshop, small: Callable[[str], Sources], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(services.model_work.__class__, "keep_candidate", full)

    assert run(services, workshop, small("well")).state == "failed"
    assert left_over(services) == []


def test_a_full_disk_while_the_items_are_exported(
    services: Services, workshop: Workshop, small: Callable[[str], Sources], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_item(services)

    def full(items: object, folder: Path) -> Path:
        (folder / "items.jsonl").write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("api.jobs.training.export", full)

    assert run(services, workshop, small("well")).state == "failed"
    assert left_over(services) == []


def test_a_cancelled_training_ends_its_process_and_leaves_nothing(
    services: Services, workshop: Workshop, small: Callable[[str], Sources]
) -> None:
    def cancel() -> None:
        pid = workshop.log.with_name("pid")
        while not pid.exists():
            time.sleep(0.05)
        services.models.cancel(ANNA)

    threading.Thread(target=cancel, daemon=True).start()
    job = run(services, workshop, small("hangs"))

    assert (job.state, job.error) == ("cancelled", "")
    assert left_over(services) == []
    pid = int(workshop.log.with_name("pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_exported_items_are_readable_by_this_user_only_and_fit_own_messages(services: Services, tmp_path: Path) -> None:
    from nlu.own_messages import read_messages

    keep_item(services)

    path = export(services.training_data.for_training(), tmp_path)

    assert path.stat().st_mode & 0o777 == 0o600
    (message,) = read_messages(path)
    assert (message.text, message.category, message.intent) == ("护工说一天收三回护理费", "report", "B1-2")


def test_an_unexpected_error_ends_the_job_and_quotes_nothing(services: Services) -> None:
    def work(s: Services, job: JobView, telling: Telling) -> None:
        raise RuntimeError("护工说一天收三回护理费")

    job = services.models.start_training(ANNA)
    run_job(job, services, Kinds(work, work))

    view = services.models.job(ANNA)
    assert view is not None
    assert view.state == "failed"
    assert "护工" not in view.error


def test_a_worker_sweeps_what_another_left_and_not_what_is_not_its_own(services: Services) -> None:
    from api.jobs.worker import _sweep

    models, data = services.settings.models_dir, services.settings.data_dir
    models.mkdir(exist_ok=True)
    for folder in (models / "job-training-1", data / "job-export-1", models / "training-2"):
        folder.mkdir()
        (folder / "items.jsonl").write_text("x")

    _sweep(data, models)

    assert left_over(services) == ["training-2"], "a start of the service may be training there"


def wait_for(done: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


def test_a_killed_worker_is_begun_anew_and_its_job_marked_as_failed(services: Services, tmp_path: Path) -> None:
    """The worker itself, in its own process; the training inside it hangs until it is killed."""
    hanging = tmp_path / "hanging_worker.py"
    hanging.write_text(
        "import sys, time\n"
        "from api.jobs import worker\n"
        "def hang(services, job, telling):\n"
        "    while True:\n"
        "        telling.at(0.5, '训练分类器', now=True)\n"
        "        time.sleep(0.1)\n"
        "worker.kinds = lambda: worker.Kinds(hang, hang)\n"
        "sys.exit(worker.main())\n"
    )
    process = WorkerProcess(services.settings, services.model_work, (sys.executable, str(hanging)))
    services.models._queue = process
    try:
        services.models.start_training(ANNA)

        def state() -> str:
            job = services.models.job(ANNA)
            return job.state if job else ""

        wait_for(lambda: state() == "running")
        first = process.pid
        assert first is not None
        assert os.getpriority(os.PRIO_PROCESS, first) == 15
        second = subprocess.run(
            (sys.executable, str(hanging)), env=os.environ | {"TRIAGE_DATA_DIR": str(services.settings.data_dir),
            "PYTHONPATH": str(Path.cwd())}, stdin=subprocess.DEVNULL, timeout=60, check=False,
        )  # fmt: skip
        assert second.returncode == 3, "a second worker finds the first at work"
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: process.pid is None)

        process.wake()

        wait_for(lambda: state() == "failed")
        services.models.start_training(ANNA)
        wait_for(lambda: state() == "running")
        services.models.cancel(ANNA)
        wait_for(lambda: state() == "cancelled")
    finally:
        last = process.pid
        process.stop()
    assert last is not None
    with pytest.raises(ProcessLookupError):
        os.kill(last, 0)


def test_the_worker_as_the_service_starts_it_does_its_jobs(services: Services) -> None:
    """A comparison of models whose archives are missing: it fails, and says so in its row."""
    from tests.models.loop import card

    with services.store.write() as work:
        for name in ("petition-base", "candidate-1"):
            work.models.add(card(name, services_now()), f"{name}.tar.gz", ())
        work.models.set_setting("adopted", "petition-base", "system")
        work.commit()
    services.models._queue = services.worker
    try:
        job = services.models.compare(ANNA, "candidate-1")

        def view() -> JobView:
            found = services.model_work.job(job)
            assert found is not None
            return found

        wait_for(lambda: not view().runs)
    finally:
        services.worker.stop()

    assert (view().state, view().error) == ("failed", "模型 petition-base 不能读取，没有比较")
