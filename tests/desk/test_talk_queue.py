"""The queue of live conversations in a browser: what is in it, what arrives, who gets it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from casework.services.staff import Staff
from tests.desk.conftest import Desk
from tests.desk.talk_people import STORY, quiet, says, tells, waiting

pytestmark = pytest.mark.e2e
OpenDesk = Callable[..., Any]
LI, ZHAO = Staff("wang.li", "senior_agent"), Staff("zhao.yi", "agent")


@pytest.fixture(autouse=True)
def _nobody_waits(desk: Desk) -> Iterator[None]:
    quiet(desk.services)
    yield
    quiet(desk.services)


def rows(page: Any) -> list[str]:
    found: list[str] = page.locator(".queue-row").all_inner_texts()
    return found


def test_a_row_says_why_what_where_and_how_long_and_nothing_sealed(desk: Desk, open_desk: OpenDesk) -> None:
    waiting(desk.services)

    page = open_desk("zhao.yi", "talks")

    [row] = rows(page)
    for words in ("要求人工", "申诉求决", "报销、支付有争议", "吉林省", "网页", "等了", "住院花了三万多", "接入"):
        assert words in row
    assert "13800000000" not in page.content()
    before = page.locator(".qr-time b").inner_text()
    page.wait_for_function("before => document.querySelector('.qr-time b').textContent !== before", arg=before)


def test_safety_words_stand_first_and_the_others_by_waiting_time(desk: Desk, open_desk: OpenDesk) -> None:
    waiting(desk.services)
    waiting(desk.services, "low_confidence")
    waiting(desk.services, "danger")

    page = open_desk("zhao.yi", "talks")

    reasons = page.locator(".qr-why").all_inner_texts()
    assert reasons == ["安全用语", "要求人工", "助手没把握"]
    assert page.locator(".queue-row.urgent").count() == 1


def test_a_new_arrival_announces_itself_and_takes_nobodys_focus(desk: Desk, open_desk: OpenDesk) -> None:
    first = waiting(desk.services)
    page = open_desk("zhao.yi", "talks")
    page.wait_for_function("document.title.startsWith('(1)')")
    page.keyboard.press("j")
    focused = "document.activeElement.dataset.row"
    assert page.evaluate(focused) == first

    waiting(desk.services, "danger")

    page.wait_for_function("document.title.startsWith('(2)')")
    page.wait_for_function("document.querySelectorAll('.queue-row').length === 2")
    page.wait_for_timeout(300)
    assert page.evaluate(focused) == first
    assert "有新的对话等人工" in page.locator("#desk-bell").inner_text()
    assert page.locator("#desk-bell").get_attribute("aria-live") == "polite"
    assert page.locator(".rail-item .count").inner_text() == "2"


def test_the_sign_is_seen_on_every_page(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("zhao.yi", "rules")
    assert page.title() == "医保信访工作台"

    waiting(desk.services)

    page.wait_for_function("document.title.startsWith('(1)')")


def test_the_key_a_takes_the_first_and_opens_it(desk: Desk, open_desk: OpenDesk) -> None:
    waiting(desk.services)
    urgent = waiting(desk.services, "danger")
    page = open_desk("zhao.yi", "talks")

    page.keyboard.press("a")

    page.wait_for_url(f"**/desk/talks/{urgent}")
    page.wait_for_selector('.talk[data-may="say"]')
    assert desk.services.live.open(ZHAO, urgent).thread.holder == "zhao.yi"


def test_who_comes_second_reads_who_was_first(desk: Desk, open_desk: OpenDesk) -> None:
    conversation = waiting(desk.services)
    page = open_desk("zhao.yi", "talks")
    page.wait_for_selector(".queue-row")
    desk.services.live.claim(LI, conversation)

    claim = "id => document.querySelector('.queue-hook').dispatchEvent(new CustomEvent('talkclaim', {detail: id}))"
    page.evaluate(claim, conversation)

    page.get_by_text("王莉").first.wait_for()
    assert "王莉" in page.locator(".q-notification").first.inner_text()
    assert "/talks/" not in page.url
    page.wait_for_selector(".calm")


def test_views_filters_and_pages_stand_in_the_address(desk: Desk, open_desk: OpenDesk) -> None:
    waiting(desk.services)
    watched = tells(desk.services, situation="B1-1", story="康乐药店刷医保卡卖大米", evidence=("卖大米",))
    page = open_desk("zhao.yi", "talks")

    page.get_by_role("link", name=re.compile("智能助手在答")).click()
    page.wait_for_url("**/desk/talks?view=watch")
    page.wait_for_selector(f'[data-row="{watched}"]')
    page.locator("select[name=category]").select_option("appeal")
    page.wait_for_url("**/desk/talks?view=watch&category=appeal")
    page.wait_for_selector(".calm")
    page.go_back()
    page.wait_for_selector(f'[data-row="{watched}"]')
    page.fill("#talks-filter [name=q]", "nothing-like-it")
    page.keyboard.press("Enter")

    page.wait_for_url("**q=nothing-like-it")
    assert "没有这样的对话" in page.locator(".calm").inner_text()


def test_nonsense_in_the_address_shows_the_plain_queue(open_desk: OpenDesk) -> None:
    page = open_desk("zhao.yi", "talks?view=x&category=%00&place=99&page=-1&q=%3Cscript%3E")

    assert page.locator(".seg .choice[aria-current=true]").inner_text().startswith("待接入")


def test_what_a_citizen_wrote_is_never_markup(desk: Desk, open_desk: OpenDesk) -> None:
    conversation = waiting(desk.services)
    says(desk.services, conversation, "<img src=x onerror=\"document.title='in'\">{{7*7}}")

    page = open_desk("zhao.yi", "talks")
    page.wait_for_selector(".queue-row")

    assert "<img src=x" in rows(page)[0]
    assert page.locator(".queue img").count() == 0


def test_the_sound_is_off_until_somebody_wants_it_and_then_remembered(open_desk: OpenDesk) -> None:
    page = open_desk("zhao.yi", "talks")
    switch = page.locator("[data-sound]")
    page.wait_for_function("document.querySelector('[data-sound]').textContent === '提示音：关'")

    switch.click()
    page.reload()

    page.wait_for_function("document.querySelector('[data-sound]').textContent === '提示音：开'")


def test_a_reviewer_has_no_queue(open_desk: OpenDesk) -> None:
    page = open_desk("sun.gui", "talks")

    assert "不能打开" in page.locator(".lost").inner_text()
    assert page.locator(".rail-item", has_text="对话").count() == 0


def test_agents_begin_at_the_queue_and_administrators_at_the_cases(open_desk: OpenDesk) -> None:
    from tests.desk.conftest import sign_in
    from tests.desk.people import PASSWORD

    agent = open_desk(None)
    sign_in(agent, "zhao.yi", PASSWORD)
    agent.wait_for_url("**/desk/talks")
    admin = open_desk(None)
    sign_in(admin, "boss", PASSWORD)

    admin.wait_for_url("**/desk/")


def test_the_words_of_the_story_stand_in_the_row_when_the_last_word_is_short(desk: Desk) -> None:
    conversation = waiting(desk.services)
    says(desk.services, conversation, "找人工")
    thread = desk.services.live.open(ZHAO, conversation).thread

    words = desk.services.talks.last_words(ZHAO, [thread])[conversation]

    assert words.who == "citizen"
    assert words.text.startswith(STORY[:20])
    assert "〔电话1〕" in words.text
