"""The comparison as a job, and a candidate that reads along: on real rows, with small stand-ins for archives."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.jobs import comparing, shadowing
from api.jobs.worker import Kinds, run_job
from casework.bootstrap import Services, bootstrap, now
from casework.services.ports.journal import HeardTurn
from casework.services.ports.models import JobView
from casework.services.ports.training import NewItem
from casework.settings import Settings
from tests.casework.builders import rulebook
from tests.models.loop import ANNA, BASE, card
from tests.models.test_comparison import reader
from tests.models.test_jobs import Quiet

GOLD = [("医院挂床", "B1-1"), ("报销少了", "A2-7"), ("提个建议", "D-1"), ("乱收费", "B1-2")]


@pytest.fixture
def services(own_data_directory: Path) -> Iterator[Services]:
    wired = bootstrap(Settings(data_dir=own_data_directory), rulebook())
    wired.models._queue = Quiet()  # type: ignore[assignment]
    with wired.store.write() as work:
        for name in (BASE, "candidate-1"):
            work.models.add(card(name, now()), f"{name}.tar.gz", ())
        work.models.set_setting("adopted", BASE, "system")
        work.commit()
    yield wired
    wired.store.close()


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    names = {"B": "report", "A": "appeal", "D": "suggestion"}
    lines = [{"text": text, "label": names[intent[0]], "alt": None, "situation": intent} for text, intent in GOLD]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def archives(monkeypatch: pytest.MonkeyPatch) -> None:
    """The candidate reads everything right, what serves takes every second text for something else."""
    right = dict(GOLD)

    def of(_: Services, record):  # type: ignore[no-untyped-def]
        return reader(right if record.card.name != BASE else right | {"报销少了": "B1-1"})

    monkeypatch.setattr(comparing, "_reader", of)


def run(services: Services, gold_file: Path) -> JobView:
    job = services.models.compare(ANNA, "candidate-1")
    kinds = Kinds(lambda s, j, t: None, lambda s, j, t: comparing.compare(s, j, t, [gold_file]))
    run_job(job, services, kinds)
    with services.store.read() as work:
        view = work.jobs.by_id(job)
    assert view is not None
    return view


def test_a_comparison_is_kept_with_pictures_and_what_changes(services: Services, gold_file: Path) -> None:
    with services.store.write() as work:
        item = work.training.add(NewItem(1, "c1", "药费乱收", "B1-2", "report", "kept", "", "review", "rev", now()))
        assert item is not None
        work.models.add(card("candidate-1", now()), "candidate-1.tar.gz", [item.id])
        work.commit()

    job = run(services, gold_file)

    assert (job.state, job.error) == ("done", "")
    comparison = services.models.comparison(ANNA, "candidate-1")
    assert comparison is not None
    assert not comparison.stale
    gold, corrections, robust = comparison.sets
    assert (gold.count, corrections.count, corrections.trained_on, robust.count) == (4, 1, 1, 8)
    assert gold.accuracy is not None
    assert gold.accuracy.difference > 0
    assert [one.better for one in comparison.changed if one.set == "gold"] == [True]
    assert comparison.verdict.passes
    for name in comparison.pictures:
        assert services.models.picture(ANNA, "candidate-1", name).startswith(b"\x89PNG")


def test_an_erasure_reaches_comparisons_and_shadow_scores(
    services: Services, gold_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadowing.Shadow, "_load", lambda self, record: reader(dict(GOLD)))
    services.models.shadow(ANNA, "candidate-1")
    conversation = heard(services, "报销少了", "B1-1")
    shadowing.Shadow(services).look()
    with services.store.write() as work:
        work.training.add(NewItem(1, conversation, "报销少了", "A2-7", "appeal", "kept", "", "review", "rev", now()))
        work.commit()
    run(services, gold_file)
    before = services.models.comparison(ANNA, "candidate-1")
    assert before is not None
    assert [one.text for one in before.changed if one.set == "corrections"] == ["报销少了"]

    services.training_data.erase(conversation)

    after = services.models.comparison(ANNA, "candidate-1")
    assert after is not None
    assert [one for one in after.changed if one.set == "corrections"] == []
    assert after.sets == before.sets
    shadow = services.models.overview(ANNA).shadow
    assert shadow is not None
    assert shadow.scored == 0


def test_an_unknown_label_stops_the_comparison_and_an_earlier_one_stays(services: Services, gold_file: Path) -> None:
    run(services, gold_file)
    lines = gold_file.read_text(encoding="utf-8").splitlines()
    gold_file.write_text("\n".join([lines[0], lines[1].replace("A2-7", "A7-2")]), encoding="utf-8")

    job = run(services, gold_file)

    assert job.state == "failed"
    assert "第 2 行" in job.error
    assert "A7-2" in job.error
    comparison = services.models.comparison(ANNA, "candidate-1")
    assert comparison is not None
    assert comparison.sets[0].count == 4


def test_a_candidate_discarded_meanwhile_ends_the_comparison(
    services: Services, gold_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = comparing.gold

    def discard(*given):  # type: ignore[no-untyped-def]
        services.models.discard(ANNA, "candidate-1")
        return before(*given)

    monkeypatch.setattr(comparing, "gold", discard)

    job = run(services, gold_file)

    assert job.state == "failed"
    assert "已经删除" in job.error


def test_a_candidate_reads_along_and_only_ids_and_categories_are_kept(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadowing.Shadow, "_load", lambda self, record: reader(dict(GOLD)))
    services.models.shadow(ANNA, "candidate-1")
    heard(services, "报销少了", "B1-1")
    heard(services, "医院挂床", "B1-1")
    shadow = shadowing.Shadow(services)

    assert shadow.look() == 2
    assert shadow.look() == 0

    view = services.models.overview(ANNA).shadow
    assert view is not None
    assert (view.scored, view.same, view.agreement) == (2, 1, 0.5)
    (difference,) = view.differences
    assert (difference.serving, difference.candidate, difference.text) == ("B1-1", "A2-7", "报销少了")
    services.models.shadow(ANNA, None)
    heard(services, "乱收费", "B1-2")
    assert shadow.look() == 0
    assert services.models.overview(ANNA).shadow is None


def test_when_messages_come_faster_the_older_ones_are_left_out(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadowing.Shadow, "_load", lambda self, record: reader(dict(GOLD)))
    monkeypatch.setattr(shadowing, "_AT_ONCE", 3)
    services.models.shadow(ANNA, "candidate-1")
    for _ in range(5):
        heard(services, "医院挂床", "B1-1")

    assert shadowing.Shadow(services).look() == 3


def heard(services: Services, text: str, told: str) -> str:
    """A message as the journal keeps it, read as told."""
    reading = reader({text: told})(text)
    ranking = [{"name": one.name, "confidence": one.confidence} for one in reading.ranking]
    parse = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "reading": reading.as_dict()}
    with services.store.write() as work:
        conversation = work.conversations.create("220000").id
        payload = {"from": "citizen", "text": text, "buttons": [], "card": None}
        event = work.conversations.append_event(conversation, "message", payload).id
        turn = HeardTurn(conversation, event, now(), "report", told, None, 0.9, "answer", None, BASE, "r", parse)
        work.journal.heard(replace(turn, category={"B": "report", "A": "appeal"}[told[0]]))
        work.commit()
    return conversation
