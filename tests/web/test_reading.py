"""Can everybody read and use the page? Small screens, large type, keyboard, screen reader, reduced motion."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.web.chat_actions import citizen_texts, is_within_width, talk, wait_for_bot, write
from tests.web.mock_server import MockServer

pytestmark = pytest.mark.e2e

CARDS = (
    "greeting",
    "question",
    "question_place",
    "question_evidence",
    "question_identity",
    "form",
    "summary",
    "receipt",
    "answer",
    "answer_branches",
    "answer_several",
    "answer_consult",
    "markup",
)
SMALL_TARGETS = """() => Array.from(document.querySelectorAll('button, summary, a[href^="tel:"]'))
  .filter(node => node.offsetParent !== null && !node.disabled)
  .map(node => [node.textContent.trim(), node.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
NAMELESS = """() => Array.from(document.querySelectorAll('button, a, textarea, progress, iframe, summary, [role]'))
  .filter(node => !(node.getAttribute('aria-label') || node.getAttribute('aria-labelledby') || node.title
    || (node.labels && node.labels.length) || node.textContent.trim()
    || (node.getAttribute('role') === 'status') || node.getAttribute('role') === 'alert'))
  .map(node => node.outerHTML.slice(0, 80))"""
HEADINGS = """() => Array.from(document.querySelectorAll('h1, h2, h3, h4, h5, h6'))
  .filter(node => node.offsetParent !== null).map(node => Number(node.tagName[1]))"""


@pytest.mark.parametrize(
    ("width", "height", "type_size"),
    [(320, 640, "112.5%"), (320, 640, "225%"), (360, 740, "156.25%"), (640, 360, "225%"), (1366, 768, "112.5%")],
)
def test_nothing_scrolls_sideways(page: Any, width: int, height: int, type_size: str) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(f"document.documentElement.style.fontSize = '{type_size}'; dispatchEvent(new Event('resize'))")

    for card in CARDS:
        talk(page, card)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    assert is_within_width(page)


def test_at_200_percent_and_320_pixels_the_words_still_have_room(page: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '225%'; dispatchEvent(new Event('resize'))")

    talk(page, "answer")

    assert page.locator("#scroller").bounding_box()["height"] > 640 * 0.5


def test_the_page_of_patterns_shows_every_sample_and_fits(context: Any, server: MockServer) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(server.url + "/static/patterns.html")
    page.wait_for_selector("body.is-drawn")

    assert page.locator("#patterns > .message").count() == len(server.chat.samples) + 5
    assert page.locator("#patterns-progress > .screen").count() == 6
    assert is_within_width(page)


def test_everything_to_tap_is_large_enough_for_a_finger(page: Any) -> None:
    for card in CARDS:
        talk(page, card)
        assert page.evaluate(SMALL_TARGETS) == []
    page.click("#menu-button")

    assert page.evaluate(SMALL_TARGETS) == []


def test_every_control_has_a_name_and_headings_skip_no_level(page: Any) -> None:
    for card in CARDS:
        talk(page, card)

    levels = page.evaluate(HEADINGS)

    assert page.evaluate(NAMELESS) == []
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_new_messages_are_announced_but_the_history_is_not(page: Any, context: Any, server: MockServer) -> None:
    talk(page, "第一句")
    log = page.locator("#log")
    roles = [log.get_attribute(name) for name in ("role", "aria-live", "aria-label")]

    again = context.new_page()
    again.add_init_script(
        """document.addEventListener('DOMContentLoaded', () => {
             if (window !== top) { return; }
             window.heard = [];
             new MutationObserver(list => list.forEach(change => change.addedNodes.forEach(node =>
               window.heard.push(document.getElementById('log').getAttribute('aria-live')))))
               .observe(document.getElementById('log'), {childList: true});
           });"""
    )
    again.goto(server.url + "/")
    wait_for_bot(again, 2)
    history = again.evaluate("window.heard.splice(0)")
    again.wait_for_selector("#log[aria-live=polite]")
    talk(again, "第二句")

    assert roles == ["log", "polite", "对话记录"]
    assert history == ["off"] * 3
    assert set(again.evaluate("window.heard")) == {"polite"}


def test_who_speaks_is_told_to_a_screen_reader(page: Any, server: MockServer) -> None:
    write(page, "agent")
    page.wait_for_selector(".message-agent")

    assert page.locator(".message-bot h2").first.text_content() == "助手"
    assert page.locator(".message-agent h2").text_content() == "工作人员"
    assert page.locator(".message-citizen .vh").first.text_content() == "您："


def test_a_whole_exchange_by_keyboard_alone(page: Any, server: MockServer) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("answer")
    page.keyboard.press("Enter")
    wait_for_bot(page, 2)
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")
    opened = page.evaluate("document.activeElement.parentNode.open")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "不是这回事":
            break
    page.keyboard.press("Space")
    wait_for_bot(page, 3)

    assert opened
    assert citizen_texts(page) == ["answer", "不是这回事"]


def test_after_a_quick_reply_the_next_stop_is_the_answers_buttons(page: Any, server: MockServer) -> None:
    server.chat.samples["只想问一问"] = server.chat.samples["plain"]
    page.get_by_role("button", name="只想问一问").focus()
    page.keyboard.press("Enter")
    wait_for_bot(page, 2)

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "没有了"


def test_the_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(page: Any) -> None:
    page.focus("#menu-button")
    page.keyboard.press("Enter")
    inside = page.evaluate("document.activeElement.id")
    expanded = page.get_attribute("#menu-button", "aria-expanded")
    page.keyboard.press("Escape")

    assert (inside, expanded) == ("menu-progress", "true")
    assert page.evaluate("document.activeElement.id") == "menu-button"
    assert page.locator("#menu").is_hidden()


def test_the_dialog_keeps_the_focus_and_escape_says_no(page: Any, server: MockServer) -> None:
    page.click("#menu-button")
    page.click("#menu-restart")
    stops = []
    for _ in range(3):
        stops.append(page.evaluate("document.activeElement.textContent"))
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    assert stops == ["不，返回", "重新开始", "不，返回"]
    assert page.evaluate("document.activeElement.id") == "menu-button"
    assert server.chat.posts == []


def test_every_stop_of_the_keyboard_shows_where_it_is(page: Any) -> None:
    talk(page, "summary")
    unseen = []
    for _ in range(16):
        page.keyboard.press("Tab")
        if page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth) < 1.5"):
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))

    assert unseen == []


def test_a_long_answer_is_read_from_its_beginning(page: Any) -> None:
    talk(page, "answer")
    page.wait_for_timeout(200)

    top = page.locator(".card-answer").bounding_box()["y"]
    frame = page.locator("#scroller").bounding_box()

    assert frame["y"] <= top < frame["y"] + frame["height"] / 2


def test_who_reads_above_is_not_pulled_down_but_told(page: Any, server: MockServer) -> None:
    talk(page, "answer_branches")
    page.evaluate("document.getElementById('scroller').scrollTop = 0")
    page.wait_for_timeout(100)

    server.chat.say_all("后来的话")
    page.wait_for_selector("#more:not([hidden])")
    stayed = page.evaluate("document.getElementById('scroller').scrollTop")
    page.click("#more")

    assert stayed == 0
    assert page.locator("#more").is_hidden()
    assert page.get_by_text("后来的话").is_visible()


def test_the_text_box_grows_and_stops_growing(page: Any) -> None:
    heights = []
    for lines in (1, 3, 60):
        page.fill("#message-input", "\n".join(["一行"] * lines))
        heights.append(page.locator("#message-input").bounding_box()["height"])

    assert heights[0] < heights[1] < heights[2] <= 740 * 0.35


def test_reduced_motion_stands_still(page: Any, server: MockServer) -> None:
    page.emulate_media(reduced_motion="reduce")
    server.chat.reply_delay = 1.0
    page.fill("#message-input", "等一等")
    page.press("#message-input", "Enter")
    page.wait_for_selector("#typing:not([hidden])")

    assert page.evaluate("getComputedStyle(document.querySelector('#typing i')).animationName") == "none"


def test_the_dark_palette_follows_the_device(page: Any) -> None:
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")

    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert (light, dark) == ("rgb(245, 241, 232)", "rgb(20, 26, 26)")


def test_chinese_is_set_large_and_open(page: Any) -> None:
    size, height = page.evaluate(
        "(style => [parseFloat(style.fontSize), parseFloat(style.lineHeight)])"
        "(getComputedStyle(document.querySelector('.bubble p')))"
    )

    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert size >= 18
    assert height / size >= 1.7
