"""A name that was told stands behind its token wherever it comes again: in the same text, in replies, in notes."""

from __future__ import annotations

import asyncio

from casework.bootstrap import Services, now
from casework.redaction import find_sensitive, replace_sensitive
from casework.services.staff import Staff
from casework.services.telephone_draft import CallDrafts

LI = Staff("wang.li", "senior_agent")
NAME = "赵小满"


def test_a_name_is_taken_out_wherever_it_stands_in_a_text() -> None:
    text = f"我叫{NAME}，我要举报。去年也是我{NAME}打的电话，{NAME}说的都是真的。"
    found = find_sensitive(text)
    assert [one.value for one in found] == [NAME] * 3
    assert NAME not in replace_sensitive(text, dict.fromkeys(found, "〔姓名1〕"))
    assert NAME not in CallDrafts.without_names(text)


def test_the_name_a_citizen_gave_does_not_stand_in_what_staff_write(services: Services) -> None:
    with services.store.write() as work:
        conversation = work.conversations.create("500100").id
        work.vault.seal(conversation, "name", NAME)
        event = work.conversations.append_event(conversation, "message", {"from": "citizen", "text": "我要举报"})
        work.threads.heard(conversation, event.id)
        work.commit()
    services.live.take_over(LI, conversation)
    asyncio.run(services.live.say(LI, conversation, "1", f"{NAME}女士，您好，{NAME}的材料收到了。"))
    services.live.note(LI, conversation, f"{NAME}今天来过")

    seen = services.live.open(LI, conversation)
    assert NAME not in str(seen)
    assert seen.messages[-1].text == "〔姓名1〕女士，您好，〔姓名1〕的材料收到了。"
    with services.store.read() as work:
        shown = work.vault.unseal_text(conversation, seen.messages[-1].text)
    assert shown == f"{NAME}女士，您好，{NAME}的材料收到了。", "the citizen reads it as it was written"


def test_staff_may_write_before_anybody_gave_a_name(services: Services) -> None:
    with services.store.write() as work:
        conversation = work.conversations.create("500100").id
        event = work.conversations.append_event(conversation, "message", {"from": "citizen", "text": "我要举报"})
        work.threads.heard(conversation, event.id)
        work.commit()
    assert services.live.note(LI, conversation, "没有名字").text == "没有名字"


def test_what_says_who_reports_is_not_opened_in_the_case_by_standing_at_the_respondents_too(services: Services) -> None:
    with services.store.write() as work:
        conversation = work.conversations.create("500100").id
        name = work.vault.seal(conversation, "name", NAME)
        other = work.vault.seal(conversation, "phone", "13911112222")
        work.commit()
    values = {"reporter_name": name, "respondent_org": f"药房{name}", "respondent_phone": other, "content": "刷卡"}
    number = services.registrations.register(conversation, values, "B1-1", "v", False, now())
    with services.store.read() as work:
        made = work.registrations.by_number(number)
    assert made is not None
    assert NAME not in str(made.content)
    assert made.content["respondent_phone"] == "13911112222", "what is told of the respondent is what the case is about"
    assert NAME not in str(services.cases.view(LI, number))
