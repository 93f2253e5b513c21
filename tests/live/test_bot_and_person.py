"""Who answers: the bot, a person, nobody for the moment. The real conversation over a real store."""

from __future__ import annotations

import asyncio

import pytest

from casework.errors import AlreadyHeld, NotReady
from casework.services.ports import ThreadQuery
from knowledge import RuleBook
from tests.casework.builders import PHONE, matter, parse_of, rulebook
from tests.casework.engines import asking
from tests.live.stage import HUMAN, LI, READER, WANG, LiveStage

STORY = "医院给我多记了三天床位费，我想举报"


@pytest.fixture
def book() -> RuleBook:
    return rulebook()


async def test_who_asks_for_a_person_waits_for_one(stage: LiveStage, book: RuleBook) -> None:
    token, one = await stage.waiting(STORY)

    thread = stage.thread(one)
    assert (thread.state, thread.reason, thread.urgent, thread.category) == ("waiting", "asked", False, "report")
    assert stage.shown(token)[-1] == ("bot", book.reply("hand_over"))
    assert "handed_over" in stage.signals(one)


async def test_while_one_waits_it_is_said_once_and_then_nothing(stage: LiveStage, book: RuleBook) -> None:
    token, one = await stage.waiting()
    before = len(stage.engine.heard)

    await stage.say(token, "在吗", "还在吗", "有人吗")

    assert stage.shown(token)[2:] == [
        ("citizen", "在吗"), ("bot", book.reply("live_waiting")), ("citizen", "还在吗"), ("citizen", "有人吗"),
    ]  # fmt: skip
    assert len(stage.engine.heard) == before
    assert stage.thread(one).last_event == 8


async def test_who_does_not_want_to_wait_goes_back_to_the_bot(stage: LiveStage, book: RuleBook) -> None:
    token, one = await stage.waiting()

    await stage.say(token, "在吗", book.reply("button_back_to_bot"))
    await stage.say(token, STORY)

    assert stage.thread(one).state == "bot"
    assert ("bot", book.reply("live_bot_again")) in stage.shown(token)
    assert stage.engine.texts[-1] == STORY


async def test_the_button_back_to_the_bot_is_no_petition_once_its_time_is_over(
    stage: LiveStage, book: RuleBook
) -> None:
    token, _ = stage.begin()

    await stage.say(token, book.reply("button_back_to_bot"))

    assert stage.shown(token)[-1] == ("bot", book.reply("live_bot_again"))
    assert stage.engine.heard == []


async def test_where_nobody_is_there_it_is_said_and_the_bot_goes_on(stage: LiveStage, book: RuleBook) -> None:
    stage.sign_out(WANG, LI)

    token, one = await stage.waiting()
    await stage.say(token, STORY)

    assert stage.shown(token)[1] == ("bot", book.reply("live_nobody_there"))
    assert stage.engine.texts == [HUMAN, STORY]
    assert stage.thread(one).state == "waiting"


async def test_when_the_last_one_goes_home_the_bot_takes_up_what_was_left(stage: LiveStage) -> None:
    token, _ = await stage.waiting()
    await stage.say(token, "在吗", STORY)
    assert stage.engine.texts == [HUMAN]

    stage.sign_out(WANG, LI)
    await asyncio.to_thread(stage.watch.sweep)
    await stage.talk.wait_for_events(token, 99, timeout=0.3)
    await stage.talk.settle()

    assert stage.engine.texts == [HUMAN, STORY]
    assert stage.shown(token)[-1][0] == "bot"


async def test_a_reviewer_at_the_desk_is_nobody_who_could_come(stage: LiveStage, book: RuleBook) -> None:
    stage.sign_out(WANG, LI)
    stage.sign_in(READER)

    token, _ = await stage.waiting()

    assert stage.shown(token)[-1] == ("bot", book.reply("live_nobody_there"))


async def test_the_bot_is_silent_while_a_person_has_the_conversation(stage: LiveStage, book: RuleBook) -> None:
    token, one = await stage.held()

    await stage.say(token, STORY, "你们什么时候来查", "好的")

    assert stage.engine.texts == [HUMAN]
    assert stage.shown(token)[1:] == [
        ("bot", book.reply("hand_over")), ("system", book.reply("live_came")), ("citizen", STORY),
        ("citizen", "你们什么时候来查"), ("citizen", "好的"),
    ]  # fmt: skip
    with stage.store.read() as work:
        turns = work.journal.turns_of(one)
    assert [turn.action for turn in turns][-3:] == ["held"] * 3
    assert turns[-3].parse["text"] == STORY
    assert not stage.thread(one).urgent


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("不想活了", "emergency_self_harm"),
        ("他说有人要杀我全家", "emergency_threat"),
        ("我爸突然昏迷了，叫不醒了", "emergency_medical"),
    ],
)
@pytest.mark.parametrize("loaded", [True, False])
async def test_words_of_danger_said_to_a_person_bring_the_numbers_and_alarm_who_has_it(
    stage: LiveStage, book: RuleBook, words: str, reply: str, loaded: bool
) -> None:
    token, one = await stage.held()
    stage.loaded = loaded
    stage.changes.clear()

    await stage.say(token, words)

    assert stage.shown(token)[-2:] == [("citizen", words), ("bot", book.reply(reply))]
    thread = stage.thread(one)
    assert (thread.state, thread.holder, thread.urgent, thread.last_from) == ("held", "wang", True, "citizen")
    assert ("thread", "bot") in [(change.kind, change.by) for change in stage.changes]
    assert (stage.live.counts(WANG)["alarmed"], stage.live.counts(LI)["alarmed"]) == (1, 0)
    assert ("danger" in stage.signals(one)) is loaded


async def test_a_conversation_in_danger_is_urgent_until_it_is_given_back_or_closed(stage: LiveStage) -> None:
    token, one = stage.begin()
    await stage.say(token, "我不想活了")

    for step in (
        lambda: stage.live.claim(WANG, one),
        lambda: stage.live.hand_to(WANG, one, "li"),
    ):
        await asyncio.to_thread(step)
        assert stage.thread(one).urgent
    await asyncio.to_thread(stage.live.give_back, LI, one)
    assert not stage.thread(one).urgent


async def test_a_restart_before_the_sentence_for_danger_does_not_lose_it(stage: LiveStage, book: RuleBook) -> None:
    token, one = await stage.held()
    stage.talk._steps.take_in(one, "c9", "我不想活了", book)

    await stage.restarted().talk.wait_for_events(token, 0, 0.1)
    await stage.talk.settle()
    await stage.talk.wait_for_events(token, 0, 0.1)
    await stage.talk.settle()

    assert [text for who, text in stage.shown(token) if who == "bot"].count(book.reply("emergency_self_harm")) == 1


async def test_a_rest_client_gets_the_sentence_for_danger_while_a_person_has_the_conversation(
    stage: LiveStage, book: RuleBook
) -> None:
    await stage.talk.rest_turn("elsewhere", STORY, {})
    await stage.talk.settle()
    with stage.store.read() as work:
        one = work.threads.page(ThreadQuery("watch")).threads[0].conversation_id
    await asyncio.to_thread(stage.live.take_over, WANG, one)

    says = await stage.talk.rest_turn("elsewhere", "我不想活了", {})

    assert says[-1]["text"] == book.reply("emergency_self_harm")
    assert stage.thread(one).urgent


async def test_no_answer_of_the_bot_comes_after_a_person_has(stage: LiveStage) -> None:
    token, one = stage.begin()
    stage.engine.gate = asyncio.Event()
    await stage.talk.post(token, "c1", STORY)
    await asyncio.sleep(0.05)

    await asyncio.to_thread(stage.live.take_over, WANG, one)
    stage.engine.gate.set()
    await stage.talk.settle()

    assert [who for who, _ in stage.shown(token)] == ["citizen", "system"]


async def test_a_receipt_is_shown_whoever_has_come(stage: LiveStage) -> None:
    token, one = stage.begin()
    stage.engine.gate = asyncio.Event()
    receipt = {"kind": "receipt", "number": "JB202611220001", "code": "〔回执码〕", "document": True, "text": "t"}
    stage.engine.script["确认"] = [{"text": "登记好了", "buttons": [], "custom": receipt}]
    await stage.talk.post(token, "c1", "确认")
    await asyncio.sleep(0.05)

    await asyncio.to_thread(stage.live.take_over, WANG, one)
    stage.engine.gate.set()
    await stage.talk.settle()

    assert stage.shown(token)[-1] == ("bot", "登记好了")
    assert stage.thread(one).number == "JB202611220001"
    assert "registered" in stage.signals(one)


async def test_after_it_was_given_back_the_bot_answers_and_asks_its_question_again(
    stage: LiveStage, book: RuleBook
) -> None:
    stage.engine.parses["不给我报"] = parse_of("不给我报", matter({"A2-7": 0.97}))
    token, one = await stage.held(texts=["不给我报"])
    state = stage.live.open(WANG, one).state
    assert state is not None
    assert state.pending is not None

    await asyncio.to_thread(stage.live.give_back, WANG, one)
    await stage.say(token, STORY)

    said = [text for _, text in stage.shown(token)]
    assert said[-4:-2] == [book.reply("live_given_back"), state.pending["question"]]
    assert stage.engine.texts[-1] == STORY
    assert stage.shown(token)[-1][0] == "bot"


async def test_words_of_danger_are_answered_at_once_and_go_to_the_top(stage: LiveStage, book: RuleBook) -> None:
    _, early = await stage.waiting()
    token, one = stage.begin()

    await stage.say(token, "不给我报销，我不想活了")

    assert stage.shown(token)[1:] == [
        ("bot", book.reply("emergency_self_harm")), ("bot", book.reply("live_danger")),
    ]  # fmt: skip
    assert stage.engine.texts == [HUMAN]
    with stage.store.read() as work:
        page = work.threads.page(ThreadQuery("waiting"))
    assert [thread.conversation_id for thread in page.threads] == [one, early]
    assert (page.threads[0].urgent, page.threads[0].reason) == (True, "danger")


async def test_words_of_danger_while_waiting_are_answered_too(stage: LiveStage, book: RuleBook) -> None:
    token, one = await stage.waiting()
    await stage.say(token, "在吗", "我不想活了")

    assert stage.shown(token)[-2:] == [
        ("bot", book.reply("emergency_self_harm")), ("bot", book.reply("live_danger")),
    ]  # fmt: skip
    assert stage.thread(one).urgent


async def test_danger_where_nobody_is_there_is_answered_and_the_bot_goes_on(stage: LiveStage, book: RuleBook) -> None:
    stage.sign_out(WANG, LI)
    token, one = stage.begin()

    await stage.say(token, "不给我报销，我不想活了")

    assert stage.shown(token)[1] == ("bot", book.reply("emergency_self_harm"))
    assert stage.engine.texts == ["不给我报销，我不想活了"]
    assert (stage.thread(one).state, stage.thread(one).urgent) == ("waiting", True)


async def test_what_the_bot_cannot_make_anything_of_twice_is_seen_by_a_person_while_it_goes_on(
    stage: LiveStage, book: RuleBook
) -> None:
    for text in ("嗯啊这个", "就是那个", "哎呀"):
        stage.engine.parses[text] = parse_of(text, matter({"A2-7": 0.1, "B1-1": 0.1}))
    token, one = stage.begin()

    await stage.say(token, "嗯啊这个")
    first = stage.thread(one).state
    await stage.say(token, "就是那个", STORY)

    assert first == "bot"
    assert (stage.thread(one).state, stage.thread(one).reason) == ("waiting", "low_confidence")
    assert stage.shown(token)[-1][0] == "bot"
    assert stage.signals(one).count("low_confidence") == 2


async def test_a_turn_that_fails_is_seen_by_a_person(stage: LiveStage, book: RuleBook) -> None:
    token, one = stage.begin()
    stage.engine.fault = RuntimeError("out of order")

    await stage.say(token, STORY)

    assert stage.shown(token)[-1] == ("bot", book.reply("error_internal"))
    assert (stage.thread(one).state, stage.thread(one).reason) == ("waiting", "failed")


async def test_a_report_that_sounds_afraid_is_seen_by_a_person_and_taken_down_all_the_same(stage: LiveStage) -> None:
    token, one = stage.begin()

    await stage.say(token, "我想举报医院，可是怕被报复", STORY)

    assert (stage.thread(one).state, stage.thread(one).reason) == ("waiting", "sensitive")
    assert len(stage.engine.texts) == 2


async def test_what_is_written_into_a_closed_conversation_opens_it(stage: LiveStage) -> None:
    token, one = await stage.held()
    await asyncio.to_thread(stage.live.close, WANG, one, "answered")
    assert stage.thread(one).state == "closed"

    await stage.say(token, STORY)

    assert stage.thread(one).state == "bot"
    assert stage.engine.texts[-1] == STORY


async def test_who_is_told_to_the_page_follows_the_thread(stage: LiveStage) -> None:
    token, one = stage.begin()
    await stage.say(token, STORY)
    seen = [(await stage.talk.with_whom(token)).data["with"]]
    await stage.say(token, HUMAN)
    seen.append((await stage.talk.with_whom(token)).data["with"])
    stage.live.claim(WANG, one)
    seen.append((await stage.talk.with_whom(token)).data["with"])
    stage.live.give_back(WANG, one)
    seen.append((await stage.talk.with_whom(token)).data["with"])

    assert seen == ["bot", "calling", "person", "bot"]


async def test_a_page_that_waits_hears_of_a_claim_and_of_the_persons_writing(stage: LiveStage) -> None:
    token, one = await stage.waiting()
    waiting = asyncio.create_task(stage.talk.wait_for_events(token, 99, timeout=5))
    await asyncio.sleep(0.1)
    await asyncio.to_thread(stage.live.claim, WANG, one)
    first = await waiting
    assert {event.kind: dict(event.data) for event in first}["thread"] == {"with": "person"}

    waiting = asyncio.create_task(stage.talk.wait_for_events(token, 99, timeout=5))
    await asyncio.sleep(0.1)
    await asyncio.to_thread(stage.live.typing, WANG, one, True)
    second = await waiting
    assert {event.kind: dict(event.data) for event in second}["typing"] == {"on": True, "from": "agent"}

    await asyncio.to_thread(stage.live.typing, LI, one, True)
    assert stage.hub.types(one) == {"wang"}


async def test_what_the_form_had_asked_for_is_no_more_expected_of_what_is_said_to_a_person(stage: LiveStage) -> None:
    token, one = stage.begin()
    stage.engine.script["填表"] = asking("name")
    await stage.say(token, "填表")
    await asyncio.to_thread(stage.live.take_over, WANG, one)

    await stage.say(token, f"我叫什么不重要，电话{PHONE}")

    (message,) = [one for one in stage.live.open(WANG, one).messages if one.sender == "citizen"][-1:]
    assert message.text == "我叫什么不重要，电话〔电话1〕"


async def test_a_restart_in_the_middle_loses_nothing_and_answers_nothing_twice(stage: LiveStage) -> None:
    token, one = await stage.held()
    await stage.say(token, STORY)
    await stage.live.say(WANG, one, "m-1", "请问是哪家医院？")

    stage.restarted()
    again = await stage.live.say(WANG, one, "m-1", "请问是哪家医院？")
    await stage.live.say(WANG, one, "m-2", "还在吗？")
    await stage.talk.wait_for_events(token, 2, timeout=0.2)
    await stage.say(token, "项城中医院")

    assert again.duplicate
    assert [text for who, text in stage.shown(token) if who == "agent"] == ["请问是哪家医院？", "还在吗？"]
    assert stage.engine.texts == []
    with pytest.raises(AlreadyHeld):
        stage.live.claim(LI, one)


async def test_a_person_is_heard_and_answered_while_the_model_is_still_loading(stage: LiveStage) -> None:
    token, one = await stage.held()
    other, _ = stage.begin()
    stage.restarted()
    stage.loaded = False

    await stage.say(token, STORY)
    await stage.live.say(WANG, one, "m-1", "请说")

    assert stage.shown(token)[-2:] == [("citizen", STORY), ("agent", "请说")]
    with pytest.raises(NotReady):
        await stage.say(other, STORY)


# ---------------------------------------------------------------- other programs' clients


async def test_a_rest_client_gets_what_a_person_says_with_its_next_message(stage: LiveStage, book: RuleBook) -> None:
    first = await stage.talk.rest_turn("kiosk-3", HUMAN, {})
    await stage.talk.settle()
    with stage.store.read() as work:
        one = work.threads.page(ThreadQuery("waiting")).threads[0].conversation_id
    await asyncio.to_thread(stage.live.claim, WANG, one)
    silent = await stage.talk.rest_turn("kiosk-3", "在吗", {})
    await stage.live.say(WANG, one, "m-1", "在的，请说")

    later = await stage.talk.rest_turn("kiosk-3", STORY, {})
    nothing = await stage.talk.rest_turn("kiosk-3", "还有", {})

    assert [say["text"] for say in first] == [book.reply("hand_over")]
    assert [say["text"] for say in silent] == [book.reply("live_came")]
    assert later == [{"recipient_id": "kiosk-3", "text": "在的，请说"}]
    assert nothing == []
    assert stage.engine.texts == [HUMAN]
