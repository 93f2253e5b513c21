"""Training in a process of its own: progress, failure, cancellation, and never a half-trained model."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from api.preparation.progress import Estimate, Progress
from api.preparation.shelf import Shelf
from api.preparation.sources import Sources, fingerprint
from api.preparation.training import TrainingFailed, Workshop, sweep, train
from tests.commandline.conftest import FAKE

Project = Callable[..., Sources]


def ignore(progress: Progress) -> None:
    """Nobody looks."""


async def test_a_trained_model_is_put_on_the_shelf_and_found_by_its_fingerprint(
    project: Project, workshop: Workshop
) -> None:
    seen: list[Progress] = []

    model = await train(project(), "f1", workshop, seen.append)

    assert workshop.shelf.current("f1") == model
    assert workshop.shelf.current("f2") is None
    assert {progress.step for progress in seen} >= {"import", "classifier"}
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)
    assert not list(workshop.shelf.directory.glob("training-*"))


@pytest.mark.parametrize(
    ("how", "words"),
    [("fails", "no data"), ("crashes", "exit code 7"), ("cut", "cannot be read"), ("foreign", "no Rasa")],
)
async def test_a_training_that_goes_wrong_says_why_and_leaves_no_model(
    project: Project, workshop: Workshop, how: str, words: str
) -> None:
    with pytest.raises(TrainingFailed, match=words):
        await train(project(how), "f1", workshop, ignore)

    assert workshop.shelf.current("f1") is None
    assert not list(workshop.shelf.directory.glob("*.tar.gz"))


async def test_a_failed_training_leaves_the_model_before_it_in_use(project: Project, workshop: Workshop) -> None:
    model = await train(project(), "f1", workshop, ignore)

    with pytest.raises(TrainingFailed):
        await train(project("fails"), "f1", workshop, ignore)

    assert workshop.shelf.current("f1") == model


async def test_a_cancelled_training_ends_its_process_and_leaves_nothing(project: Project, workshop: Workshop) -> None:
    task = asyncio.ensure_future(train(project("hangs"), "f1", workshop, ignore))
    pid = await _pid(workshop)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert not _alive(pid)
    assert not list(workshop.shelf.directory.glob("training-*"))
    assert workshop.shelf.current("f1") is None


async def test_the_training_process_ends_when_its_parent_is_killed(project: Project, workshop: Workshop) -> None:
    sources = project("hangs")
    script = (
        "import asyncio, sys, pathlib\n"
        "from api.preparation.shelf import Shelf\n"
        "from api.preparation.sources import Sources\n"
        "from api.preparation.training import Workshop, train\n"
        f"data = pathlib.Path({str(workshop.data_dir)!r})\n"
        f"shop = Workshop(data, data, Shelf(data / 'models'), (sys.executable, {str(FAKE)!r}))\n"
        f"root = pathlib.Path({str(sources.project)!r})\n"
        "asyncio.run(train(Sources(project=root, data=root / 'nlu' / 'data'), 'f1', shop, print))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL)
    pid = await _pid(workshop)

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    for _ in range(50):
        if not _alive(pid):
            break
        await asyncio.sleep(0.1)

    assert not _alive(pid)
    sweep(workshop)
    assert not list(workshop.shelf.directory.glob("training-*"))


def test_a_model_whose_file_was_changed_is_not_used(workshop: Workshop, tmp_path: Path) -> None:
    model = _shelved(workshop.shelf, tmp_path)

    model.write_bytes(model.read_bytes()[:-1] + b"x")

    assert workshop.shelf.current("f1") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"file": "../../etc/passwd"}', '{"file": 7}'])
def test_a_damaged_pointer_means_no_model(workshop: Workshop, tmp_path: Path, content: str) -> None:
    _shelved(workshop.shelf, tmp_path)

    (workshop.shelf.directory / "current.json").write_text(content)

    assert workshop.shelf.current("f1") is None


def test_only_the_last_three_models_are_kept(workshop: Workshop, tmp_path: Path) -> None:
    for number in range(5):
        model = _shelved(workshop.shelf, tmp_path, f"f{number}")
        os.utime(model, (number, number))

    assert len(list(workshop.shelf.directory.glob("petition-*.tar.gz"))) == 3
    assert workshop.shelf.current("f4") is not None


@pytest.mark.parametrize(
    "changed",
    ["config.yml", "domain.yml", "nlu/data/a.yml", "bot/dialogue/rules.yml", "nlu/lexicon/cues.yml", "nlu/reader.py"],
)
def test_whatever_training_reads_changes_the_fingerprint(project: Project, changed: str) -> None:
    sources = project()
    before = fingerprint(sources, "words-1")

    path = sources.project / changed
    path.write_text(path.read_text() + "# more\n")

    assert fingerprint(sources, "words-1") != before


def test_the_fingerprint_follows_the_words_and_not_the_place_or_the_line_endings(
    project: Project, tmp_path: Path
) -> None:
    sources = project()
    before = fingerprint(sources, "words-1")
    shutil.copytree(sources.project, tmp_path / "elsewhere")
    for path in (tmp_path / "elsewhere").rglob("*.yml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    moved = Sources(project=tmp_path / "elsewhere", data=tmp_path / "elsewhere" / "nlu" / "data")

    assert fingerprint(moved, "words-1") == before
    assert fingerprint(sources, "words-2") != before


def test_an_estimate_learns_how_long_steps_take_here(tmp_path: Path) -> None:
    now = [0.0]
    first = Estimate(tmp_path / "timings.json", now=lambda: now[0])
    first.plan(["import", "classifier"])
    first.begin("import")
    now[0] = 10.0
    first.begin("classifier")
    now[0] = 40.0
    first.finish()

    second = Estimate(tmp_path / "timings.json", now=lambda: now[0])
    second.plan(["import", "classifier"])
    second.begin("import")
    now[0] = 50.0
    second.begin("classifier")
    now[0] = 65.0
    middle = second.look()

    assert middle.done == pytest.approx(25 / 40, abs=0.02)
    assert middle.seconds_left == pytest.approx(15, abs=1)


def test_progress_never_runs_back_or_says_done_before_it_is(tmp_path: Path) -> None:
    now = [0.0]
    estimate = Estimate(tmp_path / "timings.json", now=lambda: now[0])
    estimate.plan(["import", "other", "other"])
    shown = []
    for second in range(200):
        now[0] = float(second)
        if second in (1, 80, 120):
            estimate.begin({1: "import", 80: "other", 120: "other"}[second])
        shown.append(estimate.look().done)

    assert shown == sorted(shown)
    assert max(shown) < 1.0


# ---------------------------------------------------------------- helpers


def _shelved(shelf: Shelf, tmp_path: Path, mark: str = "f1") -> Path:
    import io
    import tarfile

    trained = tmp_path / "trained.tar.gz"
    with tarfile.open(trained, "w:gz") as tar:
        content = mark.encode()
        entry = tarfile.TarInfo("metadata.json")
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    return shelf.put(trained, mark)


async def _pid(workshop: Workshop) -> int:
    path = workshop.data_dir / "logs" / "pid"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if path.exists() and path.read_text():
            return int(path.read_text())
        await asyncio.sleep(0.05)
    raise AssertionError("the training process did not start")


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
