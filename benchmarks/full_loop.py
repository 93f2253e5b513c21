"""The whole loop with real parts: 40 misroutes are corrected in review, a model is trained, compared and promoted.

`python benchmarks/full_loop.py [--data DIR] [--keep DIR]`. Needs a trained model in DIR (TRIAGE_TEST_DATA_DIR by
default); it is copied, never changed. Held-out siblings of the misroutes must gain at least 20 points, the gold set
must lose nothing beyond noise. Takes one training and one comparison: some minutes. Exit code 1 when the bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from casework.bootstrap import Services
    from casework.services.ports.models import Comparison, JobView

_MISROUTES = Path(__file__).with_name("full_loop_misroutes.yml")
_BAR = 0.20
_PROJECT = Path(__file__).parents[1]


def main() -> int:
    """Plays the loop in a data directory of its own and prints what it gained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("TRIAGE_TEST_DATA_DIR"))
    parser.add_argument("--keep", type=Path, help="keep the data directory here, for other measurements")
    options = parser.parse_args()
    if options.data is None or not (Path(options.data) / "models" / "current.json").exists():
        sys.exit("no trained model: give --data or TRIAGE_TEST_DATA_DIR")
    place = options.keep or Path(tempfile.mkdtemp(prefix="full-loop-"))
    try:
        _copy(Path(options.data), place)
        os.environ |= {"TRIAGE_DATA_DIR": str(place), "RASA_TELEMETRY_ENABLED": "false"}
        return asyncio.run(_play(place))
    finally:
        if options.keep is None:
            shutil.rmtree(place, ignore_errors=True)


def _copy(source: Path, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source / "models", place / "models")
    shutil.copytree(source / "language", place / "language")


async def _play(place: Path) -> int:
    from casework.bootstrap import bootstrap
    from casework.services.staff import Staff
    from casework.settings import Settings

    services = bootstrap(Settings(data_dir=place))
    admin = Staff("anna", "admin")
    kinds: list[dict[str, Any]] = yaml.safe_load(_MISROUTES.read_text(encoding="utf-8"))
    corrected = [(text, kind["intent"]) for kind in kinds for text in kind["corrected"]]
    siblings = [(text, kind["intent"]) for kind in kinds for text in kind["siblings"]]
    base = services.models.adopt()
    assert base is not None
    before = _answers(place, services, base)
    print(f"misroutes answered right by the serving model: {_right(before, corrected)} of {len(corrected)}")
    _hear(services, before, corrected)
    print(f"labels accepted in review: {_review(services, dict(corrected))}")
    try:
        started = time.monotonic()
        job = _done(services, services.models.start_training(admin, "full loop"))
        items = services.training_data.items(admin, _all()).total
        print(f"training: {time.monotonic() - started:.0f} s, own items {items}")
        assert job.result is not None
        started = time.monotonic()
        _done(services, services.models.compare(admin, job.result))
        print(f"comparison: {time.monotonic() - started:.0f} s")
    finally:
        services.worker.stop()
    comparison = services.models.comparison(admin, job.result)
    assert comparison is not None
    promoted = await services.models.promote(admin, job.result)
    assert promoted.pointer.model == job.result
    after = _answers(place, services, job.result)
    return _report(before, after, siblings, comparison)


def _all() -> Any:
    from casework.services.ports.training import ItemQuery

    return ItemQuery(size=1)


def _answers(place: Path, services: Services, name: str) -> Any:
    """What a model would say of a text, and whether it would say it without asking back."""
    from api.commandline.evaluate import product_decision
    from nlu.evaluation.decision import Outcome
    from nlu.evaluation.model import load_archive

    with services.store.read() as work:
        record = work.models.by_name(name)
    assert record is not None
    read, decide = load_archive(place / "models" / record.file).reader(), product_decision()

    def outcome(text: str, intent: str) -> Outcome:
        from nlu.comparison.material import correction

        reading = read(text)
        return Outcome(correction(text, intent, "", trained_on=False).case, reading, decide(text, reading))

    return outcome


def _right(answer: Any, texts: Sequence[tuple[str, str]]) -> int:
    from nlu.comparison.pairs import told

    outcomes = [answer(text, intent) for text, intent in texts]
    return sum(told(one) == one.case.matters[0] and one.decision.answers for one in outcomes)


def _hear(services: Services, answer: Any, texts: Sequence[tuple[str, str]]) -> None:
    """Each text as a conversation that was misread and whose citizen said so."""
    from casework.bootstrap import now
    from casework.services.ports.journal import HeardTurn
    from nlu.comparison.pairs import told

    for text, intent in texts:
        one = answer(text, intent)
        ranking = [{"name": scored.name, "confidence": scored.confidence} for scored in one.reading.ranking]
        parse = {
            "text": text,
            "intent": ranking[0],
            "intent_ranking": ranking,
            "entities": [],
            "reading": one.reading.as_dict(),
        }
        said = told(one)
        with services.store.write() as work:
            conversation = work.conversations.create("220000").id
            payload = {"from": "citizen", "text": text, "buttons": [], "card": None}
            event = work.conversations.append_event(conversation, "message", payload).id
            situation = said if "-" in said else None
            work.journal.heard(
                HeardTurn(
                    conversation, event, now(), one.category, situation, None, one.confidence, "answer", None,
                    "base", services.rulebook.version, parse,
                )
            )  # fmt: skip
            work.journal.signal(conversation, event, "disagreed")
            work.commit()


def _review(services: Services, truth: dict[str, str]) -> int:
    """Two reviewers decide everything there is; where a second opinion is drawn the other one gives it."""
    from casework.services.ports.review import ReviewQuery
    from casework.services.review import Picked
    from casework.services.staff import Staff

    services.review.collect()
    for reviewer, state in ((Staff("rui", "reviewer"), "open"), (Staff("lan", "reviewer"), "second")):
        while True:
            page = services.review.page(reviewer, ReviewQuery(state=state, grouped=False, limit=50))  # type: ignore[arg-type]
            if not page.cards:
                break
            for card in page.cards:
                with services.store.read() as work:
                    events = work.conversations.events_after(card.item.conversation_id, card.item.event_id - 1, 1)
                picked = Picked(card.item.id, card.item.version)
                services.review.label(reviewer, picked, truth[str(events[0].payload["text"])])
    return len(services.review.accepted_labels(0))


def _done(services: Services, job_id: str) -> JobView:
    while True:
        with services.store.read() as work:
            job = work.jobs.by_id(job_id)
        assert job is not None
        if not job.runs:
            if job.state != "done":
                sys.exit(f"{job.kind} {job.state}: {job.error}\n" + "\n".join(job.log[-15:]))
            return job
        services.worker.wake()
        time.sleep(1)


def _report(before: Any, after: Any, siblings: Sequence[tuple[str, str]], comparison: Comparison) -> int:
    count = len(siblings)
    old, new = _right(before, siblings) / count, _right(after, siblings) / count
    gold = comparison.sets[0]
    assert gold.accuracy is not None
    assert gold.cost is not None
    assert gold.report_recall is not None
    figures = {
        "siblings_right_before": round(old, 3),
        "siblings_right_after": round(new, 3),
        "gain_points": round((new - old) * 100, 1),
        "gold": {
            name: {"before": one.serving, "after": one.candidate, "low": one.low, "high": one.high}
            for name, one in (("accuracy", gold.accuracy), ("cost", gold.cost), ("report_recall", gold.report_recall))
        },
        "latency_ms": {"before": comparison.latency.serving, "after": comparison.latency.candidate},
        "gate": {"passes": comparison.verdict.passes, "notes": list(comparison.verdict.notes)},
    }
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    costs_nothing = gold.accuracy.high >= 0 and comparison.verdict.passes
    print(f"bar: +{_BAR * 100:.0f} points, gold set no worse beyond noise")
    return 0 if new - old >= _BAR and costs_nothing else 1


if __name__ == "__main__":
    sys.path.insert(0, str(_PROJECT))
    sys.exit(main())
