"""What a model is marked with: by its data and words, and by what it needs to run."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from api.preparation.sources import Sources, data_version, fingerprint, runtime
from api.preparation.training_process import _labelled
from tests.commandline.conftest import project

__all__ = ["project"]


def marks(sources: Sources) -> tuple[str, str]:
    return fingerprint(sources, "words"), runtime(sources)


def test_new_data_and_other_words_leave_a_model_able_to_run(project: Callable[[str], Sources]) -> None:
    sources = project("well")
    before = marks(sources)
    (sources.data / "b.yml").write_text("nlu: []\n")

    after = marks(sources)

    assert after[0] != before[0]
    assert after[1] == before[1]
    assert fingerprint(sources, "other words") != after[0]


@pytest.mark.parametrize("file", ["config.yml", "domain.yml", "nlu/reader.py", "nlu/lexicon/cues.yml"])
def test_another_program_needs_another_model(project: Callable[[str], Sources], file: str) -> None:
    sources = project("well")
    before = marks(sources)
    path = sources.project / file
    path.write_text(path.read_text() + "# changed\n")

    after = marks(sources)

    assert after[0] != before[0]
    assert after[1] != before[1]


@pytest.mark.parametrize("room", ["evaluation", "comparison"])
def test_what_measures_a_model_does_not_make_it(project: Callable[[str], Sources], room: str) -> None:
    sources = project("well")
    before = marks(sources)
    folder = sources.project / "nlu" / room
    folder.mkdir()
    (folder / "gold.py").write_text("x = 1\n")

    assert marks(sources) == before


def test_the_version_of_the_data_counts_own_items_in_any_order(project: Callable[[str], Sources]) -> None:
    sources = project("well")
    one, two = "A2-7\t一", "B1-1\t二"

    assert data_version(sources, [one, two]) == data_version(sources, [two, one])
    assert len({data_version(sources, own) for own in ([], [one], [two], [one, two])}) == 4


def test_items_with_an_intent_need_no_classifier_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, own = tmp_path / "data", tmp_path / "items.jsonl"
    data.mkdir()
    (data / "a.yml").write_text("version: '3.1'\nnlu:\n- intent: A2-7\n  examples: |\n    - 报销少了\n")
    own.write_text(json.dumps({"text": "大票少给了", "label": "appeal", "situation": "A2-7"}), encoding="utf-8")

    def never(*_: object) -> None:
        raise AssertionError("half a training for nothing")

    monkeypatch.setattr("nlu.classifier.IntentModel.train", never)

    written = _labelled([own], data, tmp_path).read_text(encoding="utf-8")

    assert "A2-7" in written
    assert "大票少给了" in written
