"""Which model a process begins with, and how it hears that another one is to serve."""

import io
import json
import tarfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.preparation.archives import ArchiveFiles
from api.preparation.engines import Engines
from api.preparation.following import Following
from api.preparation.shelf import Shelf
from api.preparation.sources import Sources
from casework.bootstrap import EngineSlot
from casework.errors import EngineFault
from casework.services.training_data import TrainingDataService
from tests.models.loop import ANNA, Loop
from tests.models.test_engines import FakeEngine


class Play:
    """A process on a shelf with real files; `runtime` is that of the program as it is now."""

    def __init__(self, loop: Loop, tmp_path: Path) -> None:
        self.loop, self.unloadable = loop, ""
        self.shelf = Shelf(tmp_path / "models")
        self.shelf.directory.mkdir()
        self.files = ArchiveFiles(self.shelf, lambda: "b1", Sources())
        loop.service._files = self.files
        self.slot = EngineSlot()
        self.log: list[str] = []
        self.engines = Engines(self.slot, self._create, self.shelf.directory)
        labels = TrainingDataService(loop.store, None, None)  # type: ignore[arg-type]
        self.following = Following(
            loop.service, loop.work, labels, self.engines, self.shelf, self.files, tmp_path
        )  # fmt: skip

    def _create(self, path: Path | None) -> FakeEngine:
        assert path is not None
        return FakeEngine(path.name, self.log, path.name == self.unloadable)

    def archive(self, content: str) -> Path:
        path = self.shelf.directory / f"{content}.trained"
        with tarfile.open(path, "w:gz") as tar:
            for name, text in (("metadata.json", "{}"), ("who", content)):
                entry = tarfile.TarInfo(name)
                entry.size = len(text)
                tar.addfile(entry, io.BytesIO(text.encode()))
        return path

    def candidate(self, content: str, runtime: str | None = None) -> str:
        path, digest = self.shelf.put_candidate(self.archive(content))
        name = path.name.removesuffix(".tar.gz")
        return self.loop.candidate(name, sha256=digest, runtime=runtime or self.files.runtime())

    def point(self, name: str) -> None:
        with self.loop.store.write() as work:
            before = work.models.serving()
            work.models.point(before.version, name, before.model, "anna")
            work.commit()

    async def begin(self) -> str | None:
        model = self.following.chosen() or self.shelf.current("f1", self.files.runtime())
        assert model is not None
        engine = self._create(model)
        await engine.start()
        self.following.began(engine, model, ())
        return self.engines.answers


@pytest.fixture
def play(quick: Loop, tmp_path: Path) -> Play:
    return Play(quick, tmp_path)


def named_present(play: Play, at: datetime) -> None:
    entry = play.shelf.entry()
    assert entry is not None
    play.shelf.name_present(entry | {"trained_at": at.isoformat()})


async def test_without_a_promotion_the_trained_model_serves_and_can_be_rolled_back_to(play: Play) -> None:
    base = play.shelf.put(play.archive("base"), "f1")

    assert await play.begin() == base.name.removesuffix(".tar.gz")

    overview = play.loop.service.overview(ANNA)
    assert overview.serving is not None
    assert overview.serving.name == play.engines.answers
    await play.engines.close()


async def test_later_trainings_do_not_clear_away_the_model_of_a_rollback(play: Play) -> None:
    play.shelf.put(play.archive("base"), "f1")
    base = await play.begin()
    assert base is not None
    name = play.candidate("promoted")
    play.loop.compared(name)
    with play.loop.store.write() as work:
        kept = work.models.comparison(name)
        assert kept is not None
        work.models.keep_comparison(name, base, kept.content, {})
        work.commit()
    await play.loop.service.promote(ANNA, name)

    for number in range(5):
        play.shelf.put(play.archive(f"later {number}"), f"x{number}")

    assert (await play.loop.service.rollback(ANNA, "不好")).pointer.model == base
    await play.engines.close()


async def test_a_promoted_model_stays_over_a_restart_whatever_data_and_words_became(play: Play) -> None:
    play.shelf.put(play.archive("base"), "f1")
    await play.begin()
    name = play.candidate("promoted")
    play.loop.compared(name)
    with play.loop.store.write() as work:  # compared with the model of the shelf, not with the stand-in's
        kept = work.models.comparison(name)
        assert kept is not None
        work.models.keep_comparison(name, play.engines.answers or "", kept.content, {})
        work.commit()
    play.loop.service.room = play.engines
    await play.loop.service.promote(ANNA, name)

    assert play.following.chosen() == play.shelf.directory / f"{name}.tar.gz"
    # tools without the database find it too, under a fingerprint of other words
    assert play.shelf.current("another fingerprint", play.files.runtime()) == play.following.chosen()
    assert play.shelf.current("another fingerprint", "another runtime") is None
    assert await play.begin() == name
    await play.engines.close()


async def test_another_version_of_the_program_does_not_load_it(play: Play) -> None:
    play.shelf.put(play.archive("base"), "f1")
    name = play.candidate("old", runtime="r0")
    play.point(name)
    named_present(play, play.loop.clock() - timedelta(hours=1))

    assert play.following.chosen() is None
    assert await play.begin() != name
    move = play.loop.service.overview(ANNA).history[0]
    assert (move.kind, move.before) == ("upgraded", name)
    await play.engines.close()


async def test_what_an_operator_trained_later_counts(play: Play) -> None:
    name = play.candidate("promoted")
    play.point(name)
    assert play.following.chosen() is not None

    play.shelf.put(play.archive("by hand"), "f1")
    named_present(play, play.loop.clock() + timedelta(hours=1))

    assert play.following.chosen() is None
    await play.begin()
    assert play.loop.served() == play.engines.answers
    await play.engines.close()


@pytest.mark.parametrize("harm", ["cut", "gone", "other"])
async def test_a_damaged_promoted_file_is_never_loaded(play: Play, harm: str) -> None:
    name = play.candidate("promoted")
    play.point(name)
    path = play.shelf.directory / f"{name}.tar.gz"
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:20] if harm == "cut" else b"something else")

    assert play.following.chosen() is None


async def test_a_process_follows_what_another_one_decided(play: Play) -> None:
    play.shelf.put(play.archive("base"), "f1")
    await play.begin()
    name = play.candidate("new")
    play.point(name)

    await play.following.look()

    assert play.engines.answers == name
    assert play.slot.engine is not None
    assert play.slot.engine.model_name == f"{name}.tar.gz"
    await play.engines.close()


async def test_a_process_that_cannot_load_it_goes_on_and_says_so_once(play: Play) -> None:
    play.shelf.put(play.archive("base"), "f1")
    before = await play.begin()
    name = play.candidate("new")
    play.unloadable = f"{name}.tar.gz"
    play.point(name)

    await play.following.look()
    await play.following.look()

    assert play.engines.answers == before
    assert [move.kind for move in play.loop.service.overview(ANNA).history] == ["not_loaded"]
    await play.engines.close()


async def test_after_a_restart_the_model_of_a_rollback_is_loaded_too(play: Play) -> None:
    play.shelf.put(play.archive("base"), "f1")
    await play.begin()
    named_present(play, play.loop.clock() - timedelta(hours=1))
    names = [play.candidate("one"), play.candidate("two")]
    for name in names:
        play.point(name)
    await play.begin()
    play.log.clear()

    await play.following.load_spare()

    assert play.log == [f"start {names[0]}.tar.gz"]
    assert play.engines.answers == names[1]
    await play.engines.take(names[0])
    await play.engines.close()


def test_items_go_into_a_training_after_an_update_and_their_file_is_gone_afterwards(play: Play) -> None:
    with play.following.own_items() as (extra, items):
        assert (list(extra), list(items)) == ([], [])
    item = play.loop.item(1)
    play.point(play.candidate("promoted"))

    with play.following.own_items() as (extra, items):
        (path,) = extra
        assert json.loads(path.read_text())["situation"] == "A2-7"
        assert [one.id for one in items] == [item.id]

    assert not path.exists()


def test_a_full_disk_leaves_the_pointer_as_it_was(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    play.shelf.put(play.archive("base"), "f1")
    before = play.shelf.entry()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("api.preparation.shelf.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        play.shelf.put(play.archive("other"), "f2")

    assert play.shelf.entry() == before
    assert not list(play.shelf.directory.glob("*.new"))


def test_a_card_can_be_written_and_read_back(play: Play) -> None:
    name = play.candidate("new")

    kept = play.loop.service.card(ANNA, name)

    assert replace(kept, name="x").parents == ("petition-base",)
    assert kept.trained_at == play.loop.clock()


async def test_an_engine_fault_is_what_a_broken_archive_ends_in(play: Play) -> None:
    play.unloadable = "x.tar.gz"
    with pytest.raises(EngineFault):
        await play.engines.prepare("x", "x.tar.gz")
