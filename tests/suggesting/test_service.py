"""Suggestions for live conversations: made, followed up, remembered, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from casework.bootstrap import Services, bootstrap, now
from casework.errors import Denied, ThreadGone
from casework.services.live_hub import LiveChange
from casework.services.suggestions import edit_share
from casework.settings import Settings
from casework.suggesting import Suggestion
from tests.suggesting.talks import AGENT, AUDITOR, OTHER, REVIEWER, SENIOR, hire, say, talk_about

STORY = "我爸住院的手术材料不在目录里，医保中心书面答复不予支付"
LIKE = "住院用的材料不在目录里，医保中心书面答复不予支付，我不服"
HELP = "别着急，请把答复和费用清单拍清楚发给我，我帮您看看缺什么。"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    wired = bootstrap(Settings(data_dir=tmp_path))
    hire(wired)
    yield wired
    wired.suggestions.settle()
    wired.store.close()


def sent(services: Services, talk: str, text: str, by: str = AGENT.name) -> int:
    """An agent's message, and what listens to it done."""
    event = say(services, talk, text, "agent", by)
    services.suggestions.on_change(LiveChange("message", talk, event, by))
    services.suggestions.settle()
    return event


def offered(services: Services, talk: str) -> tuple[Suggestion, ...]:
    services.suggestions.warm()
    return services.suggestions.for_talk(AGENT, talk).items


# ---------------------------------------------------------------- made for what was said last


def test_a_talk_gets_the_way_of_its_matter_for_the_last_message(services: Services) -> None:
    talk = talk_about(services, "A2-7", STORY)

    found = services.suggestions.for_talk(AGENT, talk)

    assert found.for_event == 1
    assert found.items[0].source == "rule"
    assert "复查是自愿的" in found.items[0].text


def test_when_the_citizen_writes_on_the_suggestions_are_no_longer_those(services: Services) -> None:
    talk = talk_about(services, "B1-1", "药店拿医保卡刷大米")
    before = services.suggestions.for_talk(AGENT, talk)
    assert services.suggestions.still_fits(AGENT, talk, before.for_event)

    say(services, talk, "再拖我就不想活了")
    after = services.suggestions.for_talk(AGENT, talk)

    assert not services.suggestions.still_fits(AGENT, talk, before.for_event)
    assert after.for_event > before.for_event
    assert (before.items[0].source, after.items[0].source) == ("rule", "safety")


def test_what_the_bot_has_told_already_is_not_offered_first(services: Services) -> None:
    talk = talk_about(services, "A1-1", "骗保处罚我不服")
    way = services.suggestions.for_talk(AGENT, talk).items[0]
    say(services, talk, way.text, "bot")

    assert services.suggestions.for_talk(AGENT, talk).items[0].source != "rule"


def test_the_place_said_in_answer_to_the_question_brings_its_office(services: Services) -> None:
    talk = talk_about(services, "B1-1", "药店拿医保卡刷大米", None)
    asked = [one for one in services.suggestions.for_talk(AGENT, talk).items if one.source == "question"]
    say(services, talk, asked[0].text, "agent", AGENT.name)

    say(services, talk, "项城的")

    assert "法规和基金监管股" in services.suggestions.for_talk(AGENT, talk).items[0].text


def test_what_was_answered_stays_known_after_an_agents_next_words(services: Services) -> None:
    talk = talk_about(services, "A2-7", "住院的钱没给报")
    say(services, talk, "请问是哪一种答复？", "agent", AGENT.name)
    say(services, talk, "给的是不予受理通知书")
    say(services, talk, "好的，请稍等。", "agent", AGENT.name)
    say(services, talk, "嗯")

    best = services.suggestions.for_talk(AGENT, talk).items[0]

    assert "先依法申请行政复议" in best.text


def test_words_of_the_system_are_no_answer(services: Services) -> None:
    talk = talk_about(services, "A2-7", "住院的钱没给报")
    say(services, talk, "我不想活了")
    say(services, talk, "工作人员来了", "system")

    assert services.suggestions.for_talk(AGENT, talk).items[0].source == "safety"


def test_nobody_is_greeted_twice(services: Services) -> None:
    talk = talk_about(services, "A2-7", STORY)
    assert services.suggestions.for_talk(AGENT, talk).items[0].text.startswith("您好，")

    say(services, talk, "您好，我来看一下。", "agent", AGENT.name)

    assert not any(one.text.startswith("您好") for one in services.suggestions.for_talk(AGENT, talk).items)


@pytest.mark.parametrize("viewer", [REVIEWER, AUDITOR], ids=["reviewer", "auditor"])
def test_who_does_not_answer_citizens_gets_no_suggestions(services: Services, viewer: object) -> None:
    talk = talk_about(services, "B1-1", "药店拿医保卡刷大米")

    with pytest.raises(Denied):
        services.suggestions.for_talk(viewer, talk)  # type: ignore[arg-type]
    with pytest.raises(Denied):
        services.suggestions.for_petition(viewer, None)  # type: ignore[arg-type]
    with pytest.raises(ThreadGone):
        services.suggestions.for_talk(AGENT, "no-such-talk")


def test_no_suggestion_reaches_the_citizen_by_itself(services: Services) -> None:
    talk = talk_about(services, "A2-7", STORY)
    services.suggestions.for_talk(AGENT, talk)
    one = services.suggestions.for_talk(AGENT, talk).items[0]
    services.suggestions.record(AGENT, talk, 1, one, "rejected")

    with services.store.read() as work:
        events = work.conversations.events_after(talk)
    assert [event.payload["from"] for event in events] == ["citizen"]


# ---------------------------------------------------------------- what became of them


def test_rates_tell_accepted_from_edited_by_the_words_that_went_out(services: Services) -> None:
    talk = talk_about(services, "A2-7", STORY)
    rule, form = services.suggestions.for_talk(AGENT, talk).items[:2]
    keep = services.suggestions.record

    keep(AGENT, talk, 1, rule, "accepted", sent=rule.text + "\n")
    keep(AGENT, talk, 1, form, "accepted", sent=form.text.replace("您", "你") + "还有什么要问的吗？")
    say(services, talk, "还有一件事")
    keep(OTHER, talk, 2, rule, "rejected")
    keep(OTHER, talk, 2, form, "stale")
    rates = {rate.source: rate for rate in services.suggestions.rates(SENIOR, now().date())}

    assert (rates["rule"].accepted, rates["rule"].edited, rates["rule"].rejected, rates["rule"].shown) == (1, 0, 1, 2)
    assert (rates["form"].edited, rates["form"].stale) == (1, 1)
    assert rates["rule"].edit_share == 0
    assert 0 < (rates["form"].edit_share or 0) < 0.5
    assert services.suggestions.rates(AUDITOR, now().date() + timedelta(days=1)) == []


def test_the_same_suggestion_after_the_same_message_counts_once(services: Services) -> None:
    talk = talk_about(services, "A2-7", STORY)
    rule = services.suggestions.for_talk(AGENT, talk).items[0]

    services.suggestions.record(AGENT, talk, 1, rule, "rejected")
    services.suggestions.record(AGENT, talk, 1, rule, "accepted", sent=rule.text)

    (rate,) = services.suggestions.rates(AGENT, now().date())
    assert (rate.accepted, rate.rejected) == (1, 0)


@pytest.mark.parametrize(
    ("before", "after", "least", "most"),
    [
        ("请把清单发给我", "请把清单 发给我\n", 0, 0),
        ("请把清单发给我", "请把发票发给我", 0.1, 0.5),
        ("一二三", "四五六", 1, 1),
    ],
)
def test_the_share_that_was_edited(before: str, after: str, least: float, most: float) -> None:
    assert least <= edit_share(before, after) <= most


# ---------------------------------------------------------------- remembered


def test_a_helpful_reply_is_offered_in_a_like_case_of_somebody_else(services: Services) -> None:
    sent(services, talk_about(services, "A2-7", STORY), HELP)

    found = offered(services, talk_about(services, "A2-7", LIKE))

    assert [one.text for one in found if one.source == "memory"] == [HELP]


def test_it_is_not_offered_in_its_own_conversation_nor_in_another_situation(services: Services) -> None:
    own = talk_about(services, "A2-7", STORY)
    sent(services, own, HELP)

    for talk in (own, talk_about(services, "A2-9", LIKE)):
        assert not [one for one in offered(services, talk) if one.source == "memory"]


@pytest.mark.parametrize(
    "text",
    [
        "赵大爷您别着急，请把费用清单拍清楚发给我。",
        "〔姓名1〕您别着急，请把费用清单拍清楚发给我。",
        "您那五万三的费用清单请拍清楚发给我。",
        "长春的窗口可以打费用清单，请拍清楚发给我。",
        "请去人民医院打费用清单，拍清楚发给我。",
        "这种要在三十天里去法院，别的都没有用。",
    ],
)
def test_a_reply_that_names_somebody_or_states_law_of_its_own_is_not_remembered(services: Services, text: str) -> None:
    sent(services, talk_about(services, "A2-7", STORY), text)

    assert not [one for one in offered(services, talk_about(services, "A2-7", LIKE)) if one.source == "memory"]


def test_what_the_citizen_or_the_bot_wrote_is_never_remembered(services: Services) -> None:
    talk = talk_about(services, "A2-7", STORY)
    event = say(services, talk, HELP, "bot")

    assert services.suggestions.learn(talk, event) is False
    assert services.suggestions.learn(talk, 1) is False


def test_a_conversation_that_is_erased_takes_its_replies_with_it(services: Services) -> None:
    talk = talk_about(services, "A2-7", STORY)
    sent(services, talk, HELP)
    other = talk_about(services, "A2-7", LIKE)
    assert [one for one in offered(services, other) if one.source == "memory"]

    assert services.suggestions.forget(talk) == 1

    assert not [one for one in offered(services, other) if one.source == "memory"]
    assert services.suggestions.forget(talk) == 0


def test_a_reply_erased_behind_the_index_is_not_offered_either(services: Services) -> None:
    talk = talk_about(services, "A2-7", STORY)
    sent(services, talk, HELP)
    other = talk_about(services, "A2-7", LIKE)
    assert [one for one in offered(services, other) if one.source == "memory"]

    with services.store.write() as work:
        work.suggestions.forget(talk)
        work.commit()

    assert not [one for one in services.suggestions.for_talk(AGENT, other).items if one.source == "memory"]
