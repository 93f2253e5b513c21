"""The conversation page in a browser: live both ways, nothing lost, nothing said twice, nothing said by itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from casework.services.staff import Staff
from tests.desk.conftest import Desk
from tests.desk.talk_people import quiet, says, tells, waiting

pytestmark = pytest.mark.e2e
OpenDesk = Callable[..., Any]
LI, ZHAO = Staff("wang.li", "senior_agent"), Staff("zhao.yi", "agent")
SAY = '.talk[data-may="say"]'


@pytest.fixture(autouse=True)
def _nobody_waits(desk: Desk) -> Iterator[None]:
    quiet(desk.services)
    yield
    quiet(desk.services)


@pytest.fixture
def held(desk: Desk) -> str:
    """A conversation that 赵一鸣 has."""
    conversation = waiting(desk.services)
    desk.services.live.claim(ZHAO, conversation)
    return conversation


@pytest.fixture
def page(held: str, open_desk: OpenDesk) -> Any:
    """It, open."""
    opened = open_desk("zhao.yi", f"talks/{held}")
    opened.wait_for_selector(SAY)
    opened.wait_for_selector("[data-offer]")
    return opened


def said(desk: Desk, conversation: str) -> list[str]:
    """What agents said in it."""
    view = desk.services.live.open(ZHAO, conversation)
    return [message.text for message in view.messages if message.sender == "agent"]


def value(page: Any) -> str:
    found: str = page.input_value(".composer textarea")
    return found


def write(page: Any, words: str) -> None:
    page.fill(".composer textarea", words)


def test_the_story_stands_marked_with_its_legend_and_its_telephone_behind_a_lock(desk: Desk, page: Any) -> None:
    told = page.locator(".said.citizen").first

    assert told.locator("mark.matter").first.get_attribute("data-matter") == "1"
    assert "不予报销" in told.locator("mark b").all_inner_texts()
    assert told.locator(".sealed").inner_text() == "电话1"
    assert "报销、支付有争议" in page.locator(".legend").inner_text()
    assert "13800000000" not in page.content()
    assert "法定途径" in page.locator(".talk-side").inner_text()


def test_enter_sends_once_however_often_it_is_pressed(desk: Desk, held: str, page: Any) -> None:
    write(page, "您好，请问决定书是哪天收到的？")
    for _ in range(3):
        page.press(".composer textarea", "Enter")

    page.locator(".said.agent", has_text="决定书").wait_for()
    page.wait_for_function("!document.querySelector('.unsent-one')")
    assert said(desk, held) == ["您好，请问决定书是哪天收到的？"]
    assert value(page) == ""


def test_an_enter_that_ends_an_input_method_sends_nothing(desk: Desk, held: str, page: Any) -> None:
    write(page, "nihao")
    page.evaluate(
        """() => document.querySelector('.composer textarea').dispatchEvent(
             new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"""
    )
    page.wait_for_timeout(300)

    assert value(page) == "nihao"
    page.press(".composer textarea", "Shift+Enter")
    assert value(page) == "nihao\n"
    assert said(desk, held) == []


def test_a_suggestion_is_put_in_changed_and_sent_and_counts_as_changed(desk: Desk, held: str, page: Any) -> None:
    text = page.locator("[data-offer]").first.get_attribute("data-text")
    page.keyboard.press("Alt+1")
    assert value(page) == text
    assert said(desk, held) == []

    page.keyboard.type("请您核对。")
    page.press(".composer textarea", "Enter")

    page.locator(".said.agent").wait_for()
    page.wait_for_timeout(800)
    assert said(desk, held) == [f"{text}请您核对。"]
    with desk.services.store.read() as work:
        rates = work.suggestions.rates(desk.services.live.open(ZHAO, held).thread.opened_at.date())
    assert sum(rate.edited for rate in rates) >= 1


def test_words_of_the_citizen_during_an_edit_leave_it_alone_and_say_so(desk: Desk, held: str, page: Any) -> None:
    page.keyboard.press("Alt+1")
    page.keyboard.type("我再看一下")
    before = value(page)

    says(desk.services, held, "我还想问一下，复议要交钱吗？")

    page.locator(".said.citizen", has_text="复议要交钱吗").wait_for()
    page.get_by_text("对话有了新消息，请再看一眼").wait_for()
    assert value(page) == before
    page.press(".composer textarea", "Enter")
    page.locator(".said.agent").wait_for()
    page.wait_for_timeout(800)
    assert page.locator(".stale-note").is_hidden()
    with desk.services.store.read() as work:
        rates = work.suggestions.rates(desk.services.live.open(ZHAO, held).thread.opened_at.date())
    assert sum(rate.stale for rate in rates) >= 1


def test_a_draft_outlives_the_page_and_is_each_conversations_own(
    desk: Desk, held: str, page: Any, open_desk: OpenDesk
) -> None:
    write(page, "写到一半的话")
    other = waiting(desk.services)
    desk.services.live.claim(ZHAO, other)

    page.reload()
    page.wait_for_selector(SAY)
    assert value(page) == "写到一半的话"
    page.evaluate(f"emitEvent('sub_pages_navigate', '/talks/{other}')")
    page.wait_for_selector(f'.talk[data-talk="{other}"]')
    page.wait_for_selector(f"{SAY} textarea")

    assert value(page) == ""
    assert said(desk, held) == []


def test_signing_out_takes_the_drafts_along(page: Any) -> None:
    write(page, "不该留下的话")
    kept = "Object.keys(localStorage).filter(name => name.startsWith('desk-talk:')).length"
    assert page.evaluate(kept) == 1

    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/desk/sign-in")

    assert page.evaluate(kept) == 0


def test_more_than_the_limit_is_counted_and_not_sent(desk: Desk, held: str, page: Any) -> None:
    write(page, "长" * 5000)
    assert "5,000 / 10,000 字" in page.locator(".composer .count").inner_text()

    write(page, "长" * 10_001)

    assert "超出 1 字" in page.locator(".composer .count").inner_text()
    page.press(".composer textarea", "Enter")
    page.wait_for_timeout(300)
    assert said(desk, held) == []
    assert len(value(page)) == 10_001


def test_a_note_is_private_and_never_reaches_the_citizen(desk: Desk, held: str, page: Any) -> None:
    page.keyboard.press("Alt+n")
    write(page, "上个月也来过，先查旧案。")
    page.press(".composer textarea", "Enter")

    note = page.locator(".said.note")
    note.wait_for()
    assert "群众看不到" in note.inner_text()
    assert said(desk, held) == []
    assert page.locator(".composer.note-mode").count() == 0


def test_what_is_refused_stays_with_the_reason(desk: Desk, held: str, page: Any) -> None:
    desk.services.live.hand_to(ZHAO, held, "wang.li")
    write(page, "我来回答")
    page.press(".composer textarea", "Enter")

    failed = page.locator(".unsent-one.failed, .said.note")
    failed.first.wait_for()
    page.locator(".banner", has_text="王莉在接待").wait_for()
    assert said(desk, held) == []
    assert page.locator("[data-note]").is_hidden()


def test_reading_further_up_is_not_disturbed_by_new_words(desk: Desk, held: str, page: Any) -> None:
    for number in range(20):
        says(desk.services, held, f"第 {number} 句话")
    page.locator(".said.citizen", has_text="第 19 句话").wait_for()
    page.locator(".stream").evaluate("stream => { stream.scrollTop = 0 }")
    page.wait_for_timeout(300)

    says(desk.services, held, "刚说的话")

    chip = page.get_by_role("button", name="有新消息")
    chip.wait_for()
    assert page.locator(".stream").evaluate("stream => stream.scrollTop") == 0
    chip.click()
    page.wait_for_function(
        """() => {
          const stream = document.querySelector('.stream');
          return stream.scrollHeight - stream.scrollTop - stream.clientHeight < 40;
        }"""
    )


def test_a_canned_reply_comes_by_a_slash_with_its_variables_filled(desk: Desk, page: Any) -> None:
    page.focus(".composer textarea")
    page.keyboard.type("/问候")
    page.locator(".slash li").first.wait_for()

    page.keyboard.press("Enter")

    page.wait_for_function("document.querySelector('.composer textarea').value.includes('赵一鸣')")
    assert "/" not in value(page)
    assert "{" not in value(page)


def test_who_only_watches_can_note_but_not_speak(desk: Desk, open_desk: OpenDesk) -> None:
    watched = tells(desk.services)

    page = open_desk("zhao.yi", f"talks/{watched}")
    page.wait_for_selector(".composer.note-mode")

    assert "智能助手在答" in page.locator(".banner").inner_text()
    page.keyboard.press("a")
    page.wait_for_selector(SAY)
    assert desk.services.live.open(ZHAO, watched).thread.state == "held"


def test_a_correction_is_taken_over_at_once(desk: Desk, held: str, page: Any) -> None:
    page.locator(".talk-side").get_by_text("异地就医备案有争议").first.click()

    page.locator(".talk-title h1", has_text="异地就医备案有争议").wait_for()
    assert desk.services.live.open(ZHAO, held).thread.situation_id == "A2-5"


def test_handing_over_and_closing_ask_first(desk: Desk, held: str, page: Any) -> None:
    page.locator("h1").first.click()
    page.keyboard.press("x")
    dialog = page.locator(".dialog")
    dialog.get_by_text("已登记办理").click()
    dialog.get_by_role("button", name="结束").click()

    page.locator(".banner", has_text="已结束：已登记办理").wait_for()
    assert desk.services.live.open(ZHAO, held).thread.state == "closed"


def test_a_conversation_that_is_not_there_says_so(open_desk: OpenDesk) -> None:
    page = open_desk("zhao.yi", "talks/no-such-conversation")

    assert page.locator(".lost").is_visible()


def test_figures_show_the_own_work_and_rank_nobody(desk: Desk, page: Any) -> None:
    page.evaluate("emitEvent('sub_pages_navigate', '/talks/figures')")
    page.locator(".figures").first.wait_for()

    shown = page.inner_text(".talks")
    assert "接待的对话" in shown
    assert "王莉" not in shown


def test_words_of_danger_alarm_who_has_the_conversation_on_whatever_page_they_are(
    desk: Desk, open_desk: OpenDesk
) -> None:
    with desk.services.store.write() as work:
        made = work.conversations.create(None)
        work.threads.heard(made.id, 0)
        work.commit()
    desk.services.live.take_over(ZHAO, made.id)
    page, elsewhere = open_desk("zhao.yi", f"talks/{made.id}"), open_desk("zhao.yi", "rules")
    colleague = open_desk("wang.li", "rules")
    page.wait_for_selector(SAY)
    assert page.locator(".banner.alarm").count() == 0

    said_to_a_person = {"client_id": str(uuid.uuid4()), "text": "我不想活了"}
    head = {"Authorization": f"Bearer {made.token}"}
    httpx.post(f"{desk.url}/chat/messages", json=said_to_a_person, headers=head).raise_for_status()

    page.locator(".said.bot", has_text="12356").wait_for()
    page.locator(".banner.alarm", has_text="危险信号").wait_for()
    assert page.locator(".hand-row.urgent.owes").count() == 1
    elsewhere.locator(".alarm-note", has_text="危险信号").wait_for()
    assert elsewhere.locator("#desk-bell").get_attribute("data-arrived") == "1"
    assert colleague.locator(".alarm-note").count() == 0
