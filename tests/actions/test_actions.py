"""Rasa's actions hand over to the use cases and bring back what these say; they decide nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.registration import (
    ActionAskRegistrationAnswer,
    ActionFinishRegistration,
    ActionStartRegistration,
    ValidateRegistrationForm,
)
from actions.smalltalk import ActionHandOver, ActionSmalltalk, ActionStartOver
from actions.triage import (
    ActionAskClarification,
    ActionAskPlace,
    ActionDisagree,
    ActionInform,
    ActionTriage,
    ValidateClarifyForm,
)
from casework import bootstrap
from casework.services.live_calling import Calling
from casework.services.live_hub import LiveHub
from casework.services.registration_turns import RegistrationTurns
from casework.services.smalltalk import Smalltalk
from casework.services.triage_turns import TriageTurns
from knowledge import RuleBook
from tests.cases.conversation import Counter
from tests.casework.builders import HONGZE, JILIN, certain, parse_of, rulebook, said
from tests.fakes import NOON, MemoryStore

WANTED = said("登记举报", "start_report")


@dataclass
class Stage:
    """The use cases over a memory store, and what Rasa would keep between two actions."""

    store: MemoryStore
    sender: str
    registrar: Counter
    slots: dict[str, Any]

    async def run(self, action: Any, parse: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Run an action on a message, keep its slots, return its messages."""
        dispatcher = CollectingDispatcher()
        events = await action.run(dispatcher, self.tracker(parse or {}), {})
        self.slots |= {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        messages: list[dict[str, Any]] = dispatcher.messages
        return messages

    def tracker(self, parse: dict[str, Any]) -> Tracker:
        return Tracker(self.sender, dict(self.slots), parse, [], False, None, {}, "action_listen")

    def validated(self, form: Any, slot: str, parse: dict[str, Any]) -> list[dict[str, Any]]:
        """Take a message into a form's slot, as Rasa's form loop does."""
        dispatcher = CollectingDispatcher()
        self.slots |= getattr(form, f"validate_{slot}")(parse["text"], dispatcher, self.tracker(parse), {})
        messages: list[dict[str, Any]] = dispatcher.messages
        return messages


@pytest.fixture
def stage() -> Iterator[Stage]:
    store, registrar = MemoryStore(), Counter()
    with store.write() as work:
        sender = work.conversations.create(JILIN).id
        work.threads.heard(sender, 3)
        work.commit()
    wired = SimpleNamespace(
        triage_turns=TriageTurns(rulebook),
        registration_turns=RegistrationTurns(rulebook, store, registrar, lambda: NOON),
        smalltalk=Smalltalk(rulebook, Calling(store, rulebook, lambda: NOON, LiveHub())),
    )
    bootstrap.install(wired)  # type: ignore[arg-type]
    yield Stage(store, sender, registrar, {})
    bootstrap.install(None)


async def test_a_matter_is_triaged_uttered_with_its_card_and_kept(stage: Stage) -> None:
    (message,) = await stage.run(ActionTriage(), certain("B1-1"))

    assert message["custom"]["kind"] == "answer"
    assert message["custom"]["matters"][0]["situation_id"] == "B1-1"
    assert {"title": "登记举报", "payload": "登记举报", "hint": ""} in message["buttons"]
    assert stage.slots["next_step"] == "offer"
    assert stage.slots["petition"]["parse"]["intent"]["name"] == "B1-1"


async def test_the_region_of_the_page_reaches_the_use_case(stage: Stage) -> None:
    parse = certain("B1-3") | {"metadata": {"region": HONGZE}}

    (message,) = await stage.run(ActionTriage(), parse)

    assert message["custom"]["matters"][0]["handler"]["office"] == "待遇保障科（医药服务管理科）"


async def test_a_question_is_put_answered_and_the_matter_decided(stage: Stage) -> None:
    await stage.run(ActionTriage(), certain("A2-7"))
    (question,) = await stage.run(ActionAskClarification())
    assert (stage.slots["next_step"], question["custom"]) == ("clarify", {"kind": "question", "fact": "decision_kind"})

    remarks = stage.validated(ValidateClarifyForm(), "clarification", said("其他决定", "inform"))
    (answer,) = await stage.run(ActionTriage(), said("其他决定", "inform"))

    assert remarks == []
    assert len(answer["custom"]["matters"][0]["channels"]) == 1
    assert stage.slots["clarification"] is None


async def test_an_answer_that_settles_nothing_leaves_the_slot_empty_and_says_so(stage: Stage, book: RuleBook) -> None:
    await stage.run(ActionTriage(), certain("A2-7"))

    (remark,) = stage.validated(ValidateClarifyForm(), "clarification", said("哎", "chitchat"))

    assert stage.slots["clarification"] is None
    assert remark["text"] == book.reply("answer_by_button")


async def test_an_open_question_left_for_a_person_leads_to_one(stage: Stage) -> None:
    await stage.run(ActionTriage(), certain("A2-7"))
    stage.validated(ValidateClarifyForm(), "clarification", said("找人工", "ask_human"))

    messages = await stage.run(ActionTriage(), said("找人工", "ask_human"))

    assert messages == []
    assert (stage.slots["next_step"], stage.slots["clarification"]) == ("hand_over", None)


async def test_an_open_question_left_by_starting_over_forgets_the_petition(stage: Stage, book: RuleBook) -> None:
    await stage.run(ActionTriage(), certain("A2-7"))
    stage.validated(ValidateClarifyForm(), "clarification", said("重新开始", "start_over"))

    (message,) = await stage.run(ActionTriage(), said("重新开始", "start_over"))

    assert message["text"] == book.reply("restarted")
    assert stage.slots["petition"]["parse"] == {}


@pytest.mark.parametrize(
    ("form", "slot"), [(ValidateClarifyForm(), "clarification"), (ValidateRegistrationForm(), "registration_answer")]
)
async def test_a_slot_that_was_only_emptied_is_no_answer(stage: Stage, form: Any, slot: str) -> None:
    await stage.run(ActionTriage(), certain("A2-7"))
    before = dict(stage.slots)

    assert stage.validated(form, slot, {"text": None}) == []

    assert stage.slots == before


async def test_a_form_is_filled_and_registered(stage: Stage) -> None:
    parse = parse_of(
        "平安药店空刷医保卡", *certain("B1-1")["reading"]["matters"], entities=[("institution", "平安药店")]
    )
    await stage.run(ActionTriage(), parse)
    assert await stage.run(ActionStartRegistration(), WANTED) == []
    assert stage.slots["next_step"] == "fill"

    asked = []
    for word in ("匿名举报", "跳过", "东街", "有证据材料", "第一次举报", "吉林省", "不是", "确认提交"):
        (prompt,) = await stage.run(ActionAskRegistrationAnswer())
        asked.append(prompt["custom"].get("field") or prompt["custom"].get("fact") or prompt["custom"]["kind"])
        stage.validated(ValidateRegistrationForm(), "registration_answer", said(word, "inform", 0.3))
    (receipt,) = await stage.run(ActionFinishRegistration())

    assert asked == [
        *("identity", "respondent_name", "respondent_address"),
        *("evidence", "repeat", "region", "other_route", "summary"),
    ]
    assert receipt["custom"]["kind"] == "receipt"
    assert stage.slots["registration_answer"] is None
    assert stage.slots["petition"]["form"] is None
    assert [values["respondent_org"] for values in stage.registrar.written] == ["平安药店"]


async def test_when_it_stays_open_which_form_is_meant_the_rules_are_told_and_none_opens(
    stage: Stage, book: RuleBook
) -> None:
    (which,) = await stage.run(ActionStartRegistration(), said("帮我写申请", "start_form"))

    assert which["text"] == book.reply("form_which")
    assert len(which["buttons"]) == len(book.forms) + 1
    assert stage.slots["next_step"] == "offer"
    assert stage.slots["petition"]["form"] is None


async def test_the_citizens_other_forms_open_by_their_names(stage: Stage) -> None:
    (opened,) = await stage.run(ActionStartRegistration(), said("填信息公开申请表", "start_form"))

    assert "申请表" in opened["text"]
    assert stage.slots["next_step"] == "fill"
    assert stage.slots["petition"]["form"]["form"] == "disclosure_application"


async def test_as_long_as_the_form_is_open_its_slot_stays_empty(stage: Stage) -> None:
    await stage.run(ActionStartRegistration(), WANTED)

    stage.validated(ValidateRegistrationForm(), "registration_answer", said("匿名举报", "anonymous"))
    assert stage.slots["registration_answer"] is None

    stage.validated(ValidateRegistrationForm(), "registration_answer", said("取消登记", "cancel"))
    assert stage.slots["registration_answer"] == "cancelled"


async def test_a_person_wanted_in_the_middle_of_the_form_is_told_to_the_rules(stage: Stage) -> None:
    await stage.run(ActionStartRegistration(), WANTED)
    stage.validated(ValidateRegistrationForm(), "registration_answer", said("找人工", "ask_human"))

    await stage.run(ActionFinishRegistration())

    assert stage.slots["next_step"] == "hand_over"
    assert stage.registrar.written == []


async def test_the_place_is_asked_for_when_the_office_is_wanted(stage: Stage) -> None:
    await stage.run(ActionTriage(), certain("B1-1"))

    await stage.run(ActionAskPlace(), said("选择地区", "ask_place"))

    assert stage.slots["next_step"] == "clarify"
    assert stage.slots["petition"]["pending"]["id"] == "region"


async def test_who_disagrees_is_asked_for_the_category(stage: Stage) -> None:
    await stage.run(ActionTriage(), certain("B1-1"))

    await stage.run(ActionDisagree(), said("不是这个意思", "disagree"))

    assert stage.slots["next_step"] == "clarify"
    assert stage.slots["petition"]["pending"]["id"] == "category_choice"


async def test_a_bare_place_completes_the_answer(stage: Stage) -> None:
    await stage.run(ActionTriage(), certain("B1-1"))

    (message,) = await stage.run(ActionInform(), said("在项城", "inform"))

    assert message["custom"]["matters"][0]["handler"]["office"] == "法规和基金监管股"


async def test_small_talk_is_answered_by_its_intent(stage: Stage, book: RuleBook) -> None:
    (message,) = await stage.run(ActionSmalltalk(), said("谢谢", "thanks"))

    assert message["text"] == book.reply("smalltalk_thanks")


async def test_handing_over_marks_the_conversation_of_the_sender(stage: Stage, book: RuleBook) -> None:
    (message,) = await stage.run(ActionHandOver(), said("找人工", "ask_human"))

    assert message["text"] == book.reply("live_nobody_there")
    with stage.store.read() as work:
        thread = work.threads.by_id(stage.sender)
    assert (thread.state, thread.reason) == ("waiting", "asked")


async def test_starting_over_empties_the_petition(stage: Stage) -> None:
    await stage.run(ActionTriage(), certain("B1-1"))

    await stage.run(ActionStartOver())

    assert stage.slots["petition"]["parse"] == {}
