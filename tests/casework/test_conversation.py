"""One citizen's conversation from the outside, with an engine that does as it is told."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from casework.errors import (
    EmptyMessage,
    EngineFault,
    MessageTooLong,
    NotReady,
    SessionUnknown,
    TurnPending,
    UnknownRegion,
)
from casework.services.conversation import ChatEvent, ConversationService
from casework.services.live_calling import Calling
from casework.services.live_hub import LiveHub
from casework.services.live_journal import TurnJournal
from casework.services.say import RECEIPT_CODE
from casework.services.smalltalk import Smalltalk
from knowledge import RuleBook
from tests.casework.builders import FALSE_ID, HONGZE, PHONE, rulebook
from tests.casework.engines import FakeRegistrations, ScriptedEngine, asking, reply
from tests.fakes import FixedClock, MemoryStore


class Stage:
    """A wired service over a memory store."""

    def __init__(self) -> None:
        self.store = MemoryStore(FixedClock())
        self.engine = ScriptedEngine()
        self.loaded = True
        self.registrations = FakeRegistrations()
        self.service = self.restarted()

    def restarted(self) -> ConversationService:
        """A new process over the same store."""
        hub = LiveHub()
        calling = Calling(self.store, rulebook, self.store.clock, hub)
        engine = self._engine
        self.service = ConversationService(
            self.store,
            engine,
            rulebook,
            Smalltalk(rulebook, calling),
            self.registrations,  # type: ignore[arg-type]
            calling,
            TurnJournal(self.store, engine, rulebook, self.store.clock, hub, calling),
            hub,
        )
        return self.service

    def _engine(self) -> ScriptedEngine | None:
        return self.engine if self.loaded else None

    async def say(self, token: str, *texts: str) -> None:
        for text in texts:
            await self.service.post(token, f"c-{text[:20]}-{len(self.engine.heard)}", text)
            await self.service.settle()

    def messages(self, token: str, after: int = 2) -> list[dict[str, Any]]:
        return [dict(event.data) for event in self.service.events(token, after)]

    def texts(self, token: str, after: int = 2) -> list[tuple[str, str]]:
        return [(one["from"], one["text"]) for one in self.messages(token, after)]

    def kept(self) -> str:
        """Everything that is stored about events and states, as text."""
        events = [event.payload for events in self.store.records.events.values() for event in events]
        return json.dumps([events, list(self.store.records.states.values())], ensure_ascii=False)


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def token(stage: Stage) -> str:
    return stage.service.open(None).token


# ---------------------------------------------------------------- opening


def test_a_conversation_opens_with_what_it_can_do_and_how_it_treats_personal_data(stage: Stage, book: RuleBook) -> None:
    opened = stage.service.open(HONGZE)

    greeting, privacy = stage.messages(opened.token, after=0)
    assert opened.events == 2
    assert greeting["text"] == book.reply("greeting")
    assert privacy["text"] == book.reply("privacy_notice")
    assert [button["title"] for button in privacy["buttons"]] == [
        "医保不给我报销", "我要举报", "我想问问医保政策", "找人工",
    ]  # fmt: skip


def test_a_region_that_is_none_opens_nothing(stage: Stage) -> None:
    for region in ("22", "999999", "22000A", "２２００００"):
        with pytest.raises(UnknownRegion):
            stage.service.open(region)


async def test_the_region_of_the_page_is_told_to_the_engine(stage: Stage) -> None:
    await stage.say(stage.service.open(HONGZE).token, "不给报销")

    assert stage.engine.heard[0][2] == {"region": HONGZE}


async def test_a_token_of_nobody_opens_nothing(stage: Stage) -> None:
    with pytest.raises(SessionUnknown):
        await stage.service.post("nobody", "c1", "你好")
    with pytest.raises(SessionUnknown):
        stage.service.events("nobody", 0)


# ---------------------------------------------------------------- turns


async def test_a_message_is_kept_and_answered(stage: Stage, token: str) -> None:
    posted = await stage.service.post(token, "c1", "医院多收费")
    await stage.service.settle()

    assert (posted.event_id, posted.duplicate) == (3, False)
    assert stage.texts(token) == [("citizen", "医院多收费"), ("bot", "听到：医院多收费")]
    assert stage.messages(token)[0]["client_id"] == "c1"


async def test_messages_sent_while_one_is_answered_wait_their_turn_in_order(stage: Stage, token: str) -> None:
    stage.engine.gate = asyncio.Event()

    for text in ("一", "二", "三"):
        await stage.service.post(token, text, f"第{text}句")
    await asyncio.sleep(0)
    stage.engine.gate.set()
    await stage.service.settle()

    assert stage.engine.texts == ["第一句", "第二句", "第三句"]
    assert stage.engine.most_at_once == 1
    assert [text for who, text in stage.texts(token) if who == "bot"] == [
        "听到：第一句",
        "听到：第二句",
        "听到：第三句",
    ]


async def test_two_conversations_do_not_wait_for_each_other(stage: Stage, token: str) -> None:
    other = stage.service.open(None).token
    stage.engine.gate = asyncio.Event()

    await stage.service.post(token, "c1", "甲")
    await stage.service.post(other, "c1", "乙")
    while stage.engine.busy < 2:
        await asyncio.sleep(0.001)
    stage.engine.gate.set()
    await stage.service.settle()

    assert stage.engine.most_at_once == 2


async def test_too_many_waiting_messages_are_refused_and_the_waiting_ones_are_answered(
    stage: Stage, token: str
) -> None:
    stage.engine.gate = asyncio.Event()
    for number in range(5):
        await stage.service.post(token, f"c{number}", f"第{number}句")

    with pytest.raises(TurnPending):
        await stage.service.post(token, "c5", "第5句")

    stage.engine.gate.set()
    await stage.service.settle()
    assert len(stage.engine.heard) == 5
    await stage.service.post(token, "c5", "第5句")
    await stage.service.settle()
    assert stage.engine.texts[-1] == "第5句"


async def test_the_same_client_id_twice_does_nothing_twice(stage: Stage, token: str) -> None:
    first = await stage.service.post(token, "c1", "医院多收费")
    await stage.service.settle()

    again = await stage.service.post(token, "c1", "医院多收费")
    await stage.service.settle()

    assert (again.event_id, again.duplicate) == (first.event_id, True)
    assert len(stage.engine.heard) == 1
    assert len(stage.texts(token)) == 2


async def test_the_same_client_id_sent_again_before_the_answer_starts_no_second_turn(stage: Stage, token: str) -> None:
    stage.engine.gate = asyncio.Event()

    posted = await asyncio.gather(*(stage.service.post(token, "c1", "医院多收费") for _ in range(4)))
    stage.engine.gate.set()
    await stage.service.settle()

    assert sorted(one.duplicate for one in posted) == [False, True, True, True]
    assert len(stage.engine.heard) == 1


async def test_pressing_a_button_is_saying_its_words(stage: Stage, token: str) -> None:
    await stage.service.post(token, "c1", "第一个", payload="“不予受理”决定")
    await stage.service.settle()

    assert stage.engine.texts == ["“不予受理”决定"]


@pytest.mark.parametrize(
    ("text", "error"), [("", EmptyMessage), (" \n\x00", EmptyMessage), ("长" * 10_001, MessageTooLong)]
)
async def test_what_cannot_be_a_message_is_refused_and_not_kept(
    stage: Stage, token: str, text: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await stage.service.post(token, "c1", text)

    assert stage.texts(token) == []


async def test_before_the_engine_is_loaded_nothing_is_taken(stage: Stage, token: str) -> None:
    stage.loaded = False

    with pytest.raises(NotReady):
        await stage.service.post(token, "c1", "医院多收费")

    assert stage.texts(token) == []


@pytest.mark.parametrize(
    ("text", "row"), [("😀😀", "not_words"), ("？？？", "not_words"), ("please help me", "not_chinese")]
)
async def test_what_no_engine_could_read_is_answered_without_one(
    stage: Stage, token: str, book: RuleBook, text: str, row: str
) -> None:
    await stage.say(token, text)

    assert stage.engine.heard == []
    assert stage.texts(token)[1] == ("bot", book.reply(row))


async def test_a_cry_for_help_is_answered_before_all_else_and_the_matter_still_read(
    stage: Stage, token: str, book: RuleBook
) -> None:
    await stage.say(token, "不给我报销，我不想活了")

    assert [text for _, text in stage.texts(token)[1:]] == [
        book.reply("emergency_self_harm"), "听到：不给我报销，我不想活了",
    ]  # fmt: skip


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize("fault", [EngineFault("broken"), RuntimeError("anything"), ValueError("任何")])
async def test_whatever_breaks_the_citizen_gets_an_apology_and_loses_nothing(
    stage: Stage, token: str, book: RuleBook, fault: Exception
) -> None:
    stage.engine.fault = fault
    await stage.say(token, "医院多收费")
    stage.engine.fault = None
    await stage.say(token, "还在吗")

    assert stage.texts(token) == [
        ("citizen", "医院多收费"),
        ("bot", book.reply("error_internal")),
        ("citizen", "还在吗"),
        ("bot", "听到：还在吗"),
    ]


async def test_an_engine_that_says_nothing_is_a_fault(stage: Stage, token: str, book: RuleBook) -> None:
    stage.engine.silent = True

    await stage.say(token, "医院多收费")

    assert stage.texts(token)[1] == ("bot", book.reply("error_internal"))


async def test_an_apology_tells_nothing_about_what_broke(stage: Stage, token: str) -> None:
    stage.engine.fault = RuntimeError("secret detail in /srv/app.py")

    await stage.say(token, "医院多收费")

    assert "secret" not in stage.kept()


async def test_the_log_never_holds_what_a_citizen_wrote(
    stage: Stage, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    stage.engine.fault = RuntimeError("医院多收费")

    await stage.say(token, "医院多收费")

    assert caplog.records
    assert "多收费" not in caplog.text


# ---------------------------------------------------------------- personal data


async def test_identity_number_and_telephone_never_reach_the_engine_nor_the_stored_events(
    stage: Stage, token: str
) -> None:
    await stage.say(token, f"我叫张三，身份证{FALSE_ID}，电话{PHONE}，不给我报销")

    assert stage.engine.texts == ["我叫〔姓名1〕，身份证〔身份证1〕，电话〔电话1〕，不给我报销"]
    for secret in (FALSE_ID, PHONE, "张三"):
        assert secret not in stage.kept()


async def test_the_citizen_sees_their_own_data_again(stage: Stage, token: str) -> None:
    stage.engine.script["电话〔电话1〕"] = [
        reply("记下了：〔电话1〕", {"kind": "summary", "fields": [{"value": "〔电话1〕"}]})
    ]

    await stage.say(token, f"电话{PHONE}")

    citizen, bot = stage.messages(token)
    assert citizen["text"] == f"电话{PHONE}"
    assert bot["text"] == f"记下了：{PHONE}"
    assert bot["card"]["fields"] == [{"value": PHONE}]


async def test_after_the_form_asked_for_a_name_the_whole_answer_is_sealed(stage: Stage, token: str) -> None:
    stage.engine.script["实名举报"] = asking("name")

    await stage.say(token, "实名举报", "欧阳小明", "欧阳小明")

    # The question after it asked for nothing personal, so the third message is read as it stands.
    assert stage.engine.texts == ["实名举报", "〔姓名1〕", "欧阳小明"]


@pytest.mark.parametrize("between", ["😀", "。。。"])
async def test_an_answer_nobody_could_read_does_not_make_the_form_forget_what_it_asked(
    stage: Stage, token: str, between: str
) -> None:
    stage.engine.script["实名举报"] = asking("name")

    await stage.say(token, "实名举报", between, "欧阳小明")

    assert stage.engine.texts[-1] == "〔姓名1〕"
    assert "欧阳小明" not in stage.kept()


async def test_a_fault_does_not_make_the_form_forget_what_it_asked(stage: Stage, token: str) -> None:
    stage.engine.script["实名举报"] = asking("name")
    await stage.say(token, "实名举报")
    stage.engine.fault = EngineFault("broken")
    await stage.say(token, "王小")
    stage.engine.fault = None

    await stage.say(token, "欧阳小明")

    assert stage.engine.texts[-2:] == ["〔姓名1〕", "〔姓名2〕"]


# ---------------------------------------------------------------- receipts


NUMBER = "JB202603020001"
RECEIPT = {
    "kind": "receipt",
    "number": NUMBER,
    "code": RECEIPT_CODE,
    "document": True,
    "text": f"码{RECEIPT_CODE}",
}


async def test_a_receipt_code_is_shown_and_never_stands_in_a_stored_event(stage: Stage, token: str) -> None:
    stage.registrations.codes[NUMBER] = "1234567890123456"
    stage.engine.script["确认提交"] = [reply(f"查询码：{RECEIPT_CODE}", dict(RECEIPT))]

    await stage.say(token, "确认提交")

    shown = stage.messages(token)[1]
    assert shown["text"] == "查询码：1234567890123456"
    assert shown["card"]["code"] == "1234567890123456"
    assert shown["card"]["text"] == "码1234567890123456"
    assert "1234567890123456" not in stage.kept()


async def test_a_receipt_code_that_may_not_be_shown_again_is_not(stage: Stage, token: str, book: RuleBook) -> None:
    stage.engine.script["确认提交"] = [reply(f"查询码：{RECEIPT_CODE}", dict(RECEIPT))]

    await stage.say(token, "确认提交")

    shown = stage.messages(token)[1]
    assert shown["card"]["code"] == book.reply("receipt_code_gone")
    assert RECEIPT_CODE not in shown["text"]


# ---------------------------------------------------------------- reading along


async def test_a_reader_who_waits_gets_the_answer_when_it_comes(stage: Stage, token: str) -> None:
    stage.engine.gate = asyncio.Event()
    await stage.service.post(token, "c1", "医院多收费")
    waiting = asyncio.create_task(stage.service.wait_for_events(token, 3, timeout=5))
    await asyncio.sleep(0.02)
    assert not waiting.done()

    stage.engine.gate.set()

    events = await waiting
    assert [(event.kind, event.id) for event in events] == [("message", 4), ("typing", None), ("thread", None)]
    assert events[1].data == {"on": False, "from": "bot"}


async def test_while_an_answer_is_prepared_the_typing_sign_is_on(stage: Stage, token: str) -> None:
    stage.engine.gate = asyncio.Event()
    await stage.service.post(token, "c1", "医院多收费")

    events = await stage.service.wait_for_events(token, 2, timeout=1)

    assert [event.kind for event in events] == ["message", "typing", "thread"]
    assert events[1:] == [
        ChatEvent("typing", None, {"on": True, "from": "bot"}),
        ChatEvent("thread", None, {"with": "bot"}),
    ]
    stage.engine.gate.set()
    await stage.service.settle()


async def test_a_reader_who_waits_in_vain_gets_nothing(stage: Stage, token: str) -> None:
    assert await stage.service.wait_for_events(token, 2, timeout=0.01) == []


async def test_nothing_is_lost_and_nothing_comes_twice_over_a_dropped_line(stage: Stage, token: str) -> None:
    await stage.say(token, "一句", "两句")

    everything = stage.messages(token, after=0)

    assert [one["id"] for one in everything] == [1, 2, 3, 4, 5, 6]
    assert stage.messages(token, after=4) == everything[4:]


async def test_every_message_carries_its_time_with_the_zone(stage: Stage, token: str) -> None:
    assert all(one["at"].endswith("+08:00") for one in stage.messages(token, after=0))


# ---------------------------------------------------------------- a restart in the middle


async def cut_off(stage: Stage, token: str, text: str) -> None:
    """The process stops after it has kept a message and before it could answer."""
    stage.engine.gate = asyncio.Event()
    await stage.service.post(token, "c1", text)
    for task in tuple(stage.service._turns):
        task.cancel()
    await stage.service.settle()
    stage.engine = ScriptedEngine()
    stage.restarted()


@pytest.mark.parametrize("seen", [2, 3])
async def test_a_turn_that_a_restart_cut_off_is_taken_up_whether_or_not_the_page_saw_the_message(
    stage: Stage, token: str, seen: int
) -> None:
    await cut_off(stage, token, "医院多收费")
    assert stage.texts(token) == [("citizen", "医院多收费")]

    await stage.service.wait_for_events(token, seen, timeout=2)
    await stage.service.settle()

    assert stage.texts(token) == [("citizen", "医院多收费"), ("bot", "听到：医院多收费")]


async def test_a_turn_is_taken_up_once_however_many_pages_are_open(stage: Stage, token: str) -> None:
    await cut_off(stage, token, "医院多收费")

    await asyncio.gather(*(stage.service.wait_for_events(token, 3, timeout=1) for _ in range(3)))
    await stage.service.settle()

    assert stage.engine.texts == ["医院多收费"]


async def test_what_was_answered_is_not_answered_again_when_a_page_comes_back(stage: Stage, token: str) -> None:
    await stage.say(token, "医院多收费")
    stage.restarted()

    await stage.service.wait_for_events(token, 0, timeout=1)
    await stage.service.settle()

    assert len(stage.engine.heard) == 1


# ---------------------------------------------------------------- Rasa's REST channel


async def test_a_client_of_the_rest_channel_gets_its_answer_at_once(stage: Stage) -> None:
    stage.engine.script["你好"] = [reply("您好", {"kind": "question", "fact": "region"}), reply("请说")]

    answer = await stage.service.rest_turn("client-7", "你好", {"region": HONGZE})

    assert answer == [
        {"recipient_id": "client-7", "text": "您好", "custom": {"kind": "question", "fact": "region"}},
        {"recipient_id": "client-7", "text": "请说"},
    ]
    assert stage.engine.heard[0][2] == {"region": HONGZE}


async def test_a_sender_keeps_one_conversation_and_its_name_is_not_the_engines(stage: Stage) -> None:
    await stage.service.rest_turn("client-7", "一", {})
    await stage.service.rest_turn("client-7", "两", {})

    senders = {sender for sender, _, _ in stage.engine.heard}
    assert len(senders) == 1
    assert "client-7" not in senders


async def test_the_rest_channel_seals_too_and_leaves_tokens_closed(stage: Stage) -> None:
    answer = await stage.service.rest_turn("client-7", f"电话{PHONE}", {})

    assert answer[0]["text"] == "听到：电话〔电话1〕"
    assert PHONE not in stage.kept()
