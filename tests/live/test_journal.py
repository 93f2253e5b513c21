"""What is written down of a turn, and which signs of something gone wrong."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from casework.errors import EngineFault
from casework.services.ports import HeardTurn
from knowledge import RuleBook
from tests.casework.builders import certain, matter, parse_of, rulebook, said
from tests.live.stage import HUMAN, WANG, LiveStage

STORY = "医院给我多记了三天床位费，我想举报"


@pytest.fixture
def book() -> RuleBook:
    return rulebook()


def turns(stage: LiveStage, one: str) -> list[HeardTurn]:
    with stage.store.read() as work:
        return list(work.journal.turns_of(one))


def signals(stage: LiveStage, one: str) -> list[tuple[int, str, str | None, str | None]]:
    with stage.store.read() as work:
        found = work.journal.signals_of(one)
    return [(signal.event_id, signal.kind, signal.category, signal.situation_id) for signal in found]


async def test_an_answered_petition_is_one_turn_with_its_reading(stage: LiveStage, book: RuleBook) -> None:
    token, one = stage.begin()

    await stage.say(token, STORY)

    (turn,) = turns(stage, one)
    assert (turn.event_id, turn.action, turn.category, turn.situation_id, turn.topic) == (
        3, "answer", "report", "B1-1", None,
    )  # fmt: skip
    assert turn.confidence == pytest.approx(0.97)
    assert (turn.model, turn.rulebook, turn.novelty) == ("scripted", book.version, None)
    assert turn.parse["text"] == STORY
    assert signals(stage, one) == []


async def test_a_question_back_is_told_from_an_answer(stage: LiveStage) -> None:
    stage.engine.parses["不给我报"] = parse_of("不给我报", matter({"A2-7": 0.97}))
    token, one = stage.begin()

    await stage.say(token, "不给我报")

    assert [(turn.action, turn.situation_id) for turn in turns(stage, one)] == [("ask", "A2-7")]


async def test_the_same_asked_again_after_its_answer_is_a_sign(stage: LiveStage) -> None:
    stage.engine.parses["医院骗保我要举报"] = certain("B1-1", "医院骗保我要举报")
    stage.engine.parses["单位不给交"] = certain("B2-1", "单位不给交")
    token, one = stage.begin()

    await stage.say(token, STORY, "医院骗保我要举报", "单位不给交")

    assert signals(stage, one) == [(5, "asked_again", "report", "B1-1")]


async def test_who_says_that_the_category_is_wrong_means_the_answer_before(stage: LiveStage, book: RuleBook) -> None:
    wrong = book.reply("button_wrong")
    stage.engine.parses[wrong] = said(wrong, "disagree")
    stage.engine.script[wrong] = [{"text": "您要办的是哪一类？", "buttons": [], "custom": {}}]
    token, one = stage.begin()

    await stage.say(token, STORY, wrong)

    assert signals(stage, one) == [(5, "disagreed", "report", "B1-1")]
    assert turns(stage, one)[1].category is None


async def test_what_is_sent_to_another_department_is_a_sign(stage: LiveStage) -> None:
    stage.engine.parses["工资不发"] = certain("oos_labour", "工资不发")
    token, one = stage.begin()

    await stage.say(token, "工资不发")

    assert signals(stage, one) == [(3, "sent_away", "out_of_scope", None)]
    assert turns(stage, one)[0].topic == "oos_labour"


async def test_asking_for_a_person_keeps_what_it_was_about(stage: LiveStage) -> None:
    token, one = stage.begin()

    await stage.say(token, STORY, HUMAN)

    assert signals(stage, one) == [(5, "handed_over", "report", "B1-1")]


async def test_what_nothing_could_be_made_of_is_a_turn_with_its_reading(stage: LiveStage) -> None:
    stage.engine.parses["嗯啊这个"] = parse_of("嗯啊这个", matter({"A2-7": 0.15, "B1-1": 0.1}))
    token, one = stage.begin()

    await stage.say(token, "嗯啊这个")

    (turn,) = turns(stage, one)
    assert (turn.action, turn.category) == ("hand_over", "appeal")
    assert signals(stage, one) == [(3, "low_confidence", "appeal", "A2-7")]


async def test_a_turn_in_a_form_tells_no_petition(stage: LiveStage) -> None:
    form = {"kind": "form", "step": 1, "total": 9, "field": "f", "label": "l", "seal": "name"}
    stage.engine.script["登记"] = [{"text": "您叫什么？", "buttons": [], "custom": form}]
    token, one = stage.begin()

    await stage.say(token, STORY, "登记")

    assert [(turn.action, turn.category) for turn in turns(stage, one)] == [("answer", "report"), ("form", None)]


async def test_personal_data_is_masked_in_the_journal(stage: LiveStage) -> None:
    token, one = stage.begin()

    await stage.say(token, "医院多收费，打我电话13800138000")

    assert turns(stage, one)[0].parse["text"] == "医院多收费，打我电话〔电话1〕"


@pytest.mark.parametrize("failing", ["petition_state", "last_parse"])
async def test_a_journal_that_fails_costs_the_citizen_nothing(
    stage: LiveStage, failing: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: str) -> dict[str, Any] | None:
        raise EngineFault("no tracker")

    setattr(stage.engine, failing, fail)
    token, one = stage.begin()

    await stage.say(token, STORY)

    assert [who for who, _ in stage.shown(token)] == ["citizen", "bot"]
    assert turns(stage, one) == []
    assert "not journalled" in caplog.text
    assert STORY not in caplog.text


async def test_the_answer_does_not_wait_for_the_journal(stage: LiveStage) -> None:
    gate = asyncio.Event()
    asked = stage.engine.petition_state

    async def slow(sender: str) -> dict[str, Any] | None:
        await gate.wait()
        return await asked(sender)

    stage.engine.petition_state = slow  # type: ignore[method-assign]
    token, one = stage.begin()
    await stage.talk.post(token, "c1", STORY)
    events = await stage.talk.wait_for_events(token, 3, timeout=5)

    assert [event.kind for event in events] == ["message", "typing", "thread"]
    assert events[1].data["on"] is False
    assert turns(stage, one) == []
    gate.set()
    await stage.talk.settle()
    assert len(turns(stage, one)) == 1


async def test_each_message_to_a_person_is_journalled_while_the_bot_is_silent(stage: LiveStage) -> None:
    token, one = await stage.held()
    stage.engine.parses["好的"] = said("好的", "affirm")

    await stage.say(token, "好的", STORY)

    assert [(turn.action, turn.category) for turn in turns(stage, one)][1:] == [("held", None), ("held", "report")]
    view = stage.live.open(WANG, one)
    assert view.petition is not None
    assert view.petition.story == STORY


async def test_a_long_message_that_is_only_guessed_at_leaves_what_was_read_before(stage: LiveStage) -> None:
    token, one = await stage.held(texts=[STORY])
    guess = "怎" * 60
    stage.engine.parses[guess] = parse_of(guess, matter({"B1-1": 0.2, "A2-7": 0.18, "C2-1": 0.15}))

    await stage.say(token, guess)

    view = stage.live.open(WANG, one)
    assert view.petition is not None
    assert view.petition.story == STORY
