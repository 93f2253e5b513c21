"""With Rasa in this process and the trained model: what the journal takes from the dialogue, and a silent bot."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from api.preparation.job import workshop_of
from bot.engine import create_engine
from casework.bootstrap import Services, bootstrap, install, now
from casework.services.staff import Staff
from casework.services.talk_form import Handed
from casework.settings import Settings

pytestmark = pytest.mark.rasa
WANG = Staff("wang", "agent")
REPORT = "我要举报城南医院，给我多记了三天床位费，还让我签空白的单子"


@pytest.fixture
async def services(trained_data_directory: Path) -> AsyncIterator[Services]:
    settings = Settings(data_dir=trained_data_directory)
    services = bootstrap(settings)
    install(services)
    model = max(workshop_of(settings).shelf.directory.glob("*.tar.gz"))
    engine = create_engine(model, settings.store_url, None, settings.keys_dir)
    await engine.start()
    services.engine_slot.engine = engine
    with services.store.write() as work:
        work.users.add("wang", "王莉", "agent")
        work.staff_sessions.create("wang", now() + timedelta(hours=1))
        work.commit()
    yield services
    await engine.stop()
    install(None)
    services.store.close()


async def say(services: Services, token: str, *texts: str) -> None:
    for text in texts:
        await services.conversations.post(token, str(uuid.uuid4()), text)
        await services.conversations.settle()


async def test_turns_are_journalled_and_a_person_is_called(services: Services) -> None:
    token = services.conversations.open("220000").token
    with services.store.read() as work:
        one = work.conversations.by_token(token).id

    await say(services, token, REPORT, "分类不对", "找人工")
    view = services.live.open(WANG, one)

    assert (view.thread.state, view.thread.reason) == ("waiting", "asked")
    assert view.petition is not None
    assert view.petition.story == REPORT
    assert view.petition.decision.matters[0].category == "report"
    with services.store.read() as work:
        turns, signals = work.journal.turns_of(one), work.journal.signals_of(one)
    assert [turn.event_id for turn in turns] == [3, 5, 7]
    assert turns[0].action in ("answer", "ask")
    assert (turns[0].category, turns[0].parse["text"]) == ("report", REPORT)
    assert turns[0].parse["reading"]["matters"]
    assert [turn.category for turn in turns[1:]] == [None, None]
    kinds = [(signal.event_id, signal.kind) for signal in signals]
    assert (5, "disagreed") in kinds
    assert (7, "handed_over") in kinds
    assert next(signal for signal in signals if signal.kind == "disagreed").category == "report"

    services.live.claim(WANG, one)
    await say(services, token, "我要举报我们厂，三年没有给全厂工人交医保，请你们去查处")
    petition = services.live.open(WANG, one).petition
    assert petition is not None
    assert petition.decision.matters[0].situation == "B2-1"
    assert [message.sender for message in services.live.open(WANG, one).messages][-2:] == ["system", "citizen"]


async def test_the_bot_lets_go_of_a_form_that_staff_handed_in(services: Services) -> None:
    token = services.conversations.open("220000").token
    with services.store.read() as work:
        one = work.conversations.by_token(token).id
    await say(services, token, REPORT, "登记举报", "匿名")
    services.live.take_over(WANG, one)
    form = services.talk_form
    form.edit(WANG, one, "respondent_org", "城南医院")
    assert form.read_back(WANG, one) is None
    made = form.register(WANG, one, 0, confirmed=True)
    assert isinstance(made, Handed)
    services.live.give_back(WANG, one)
    before = len(services.conversations.events(token, 0))

    await say(services, token, "谢谢你", REPORT)

    answers = [event.data for event in services.conversations.events(token, 0)[before:] if event.data["from"] == "bot"]
    assert "已经替您登记" in answers[0]["text"]
    assert (answers[1]["card"] or {}).get("kind") in ("answer", "question")
    assert not any((answer["card"] or {}).get("kind") == "form" for answer in answers)
    with services.store.read() as work:
        assert [row.number for row in work.registrations.of_conversation(one)] == [made.number]
