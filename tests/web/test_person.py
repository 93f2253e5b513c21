"""A person in the conversation: who is there, what they say, who is writing; at 360 pixels and over a cut line."""

from __future__ import annotations

import os
import re
from typing import Any

from tests.web.chat_actions import is_within_width, shown_ids, talk, wait_for_text, write
from tests.web.mock_server import MockServer


def said_by_line(page: Any) -> str:
    return str(page.locator("#person-text").inner_text())


def keep_picture(page: Any, name: str) -> None:
    """Where TRIAGE_TEST_PICTURES names a directory, what it looks like."""
    if directory := os.environ.get("TRIAGE_TEST_PICTURES"):
        page.screenshot(path=f"{directory}/{name}.png")


def test_the_line_says_who_is_there_from_calling_to_the_bots_return(page: Any, server: MockServer) -> None:
    talk(page, "医院多收费")
    assert page.locator("#person").is_hidden()

    server.chat.now_with("calling")
    page.wait_for_selector("#person[data-who='calling']")
    assert said_by_line(page) == "正在为您转接人工"
    keep_picture(page, "person-calling")

    server.chat.now_with("person")
    page.wait_for_selector("#person[data-who='person']")
    assert said_by_line(page) == "工作人员正在为您服务"

    server.chat.now_with("bot")
    page.wait_for_selector("#person[data-who='bot']")
    assert said_by_line(page) == "已转回智能助手"
    assert is_within_width(page)
    talk(page, "那怎么报销")
    assert page.locator("#person").is_hidden()


def test_what_a_person_says_is_told_from_what_the_bot_says(page: Any, server: MockServer) -> None:
    talk(page, "找人工")
    server.chat.now_with("person")
    server.chat.agent("您好，我看到您说的了。请问是哪家医院？")

    page.wait_for_selector(".message-agent")
    agent = page.locator(".message-agent")
    assert agent.locator(".speaker").inner_text() == "工作人员"
    assert agent.locator(".speaker").is_visible()
    assert page.locator(".message-bot .speaker").count() == 0
    bot_edge, agent_edge = (
        page.eval_on_selector(f".message-{who} .bubble", "one => getComputedStyle(one).borderLeftColor")
        for who in ("bot", "agent")
    )
    assert bot_edge != agent_edge
    assert is_within_width(page)
    shown = page.locator("#person").inner_text() + page.locator("#log").inner_text()
    assert re.findall(r"[A-Za-z]{2,}", shown) == []
    keep_picture(page, "person-there")


def test_a_page_opened_again_knows_at_once_who_is_there(page: Any, server: MockServer) -> None:
    server.chat.now_with("person")
    page.wait_for_selector("#person[data-who='person']")

    page.reload()

    page.wait_for_selector("#person[data-who='person']")


def test_what_a_person_says_while_the_line_is_cut_comes_with_the_next(page: Any, server: MockServer) -> None:
    server.chat.now_with("person")
    server.chat.agent("第一句")
    wait_for_text(page, "第一句")
    server.chat.drop_streams()
    for text in ("第二句", "第三句"):
        server.chat.agent(text)

    wait_for_text(page, "第三句")

    assert shown_ids(page) == sorted(set(shown_ids(page)))
    assert page.locator(".message-agent").count() == 3


def test_a_persons_writing_is_shown_as_theirs(page: Any, server: MockServer) -> None:
    server.chat.now_with("person")
    (token,) = server.chat.sessions

    server.chat.signal(token, "typing", {"on": True, "from": "agent"})
    page.wait_for_selector("#typing:not([hidden])")
    assert page.locator("#typing").inner_text().strip() == "工作人员正在输入"

    server.chat.agent("请稍等")
    page.wait_for_selector("#typing", state="hidden")


def test_the_citizens_writing_is_told_rarely_and_to_persons_only(page: Any, server: MockServer) -> None:
    page.locator("#message-input").press_sequentially("还没有人在", delay=5)
    server.chat.now_with("person")
    page.wait_for_selector("#person[data-who='person']")
    assert server.chat.typed == []

    page.locator("#message-input").press_sequentially("我想问问报销的事", delay=20)
    page.wait_for_timeout(300)
    assert server.chat.typed == [True]

    page.fill("#message-input", "")
    page.wait_for_timeout(300)
    assert server.chat.typed == [True, False]


def test_nothing_seems_to_be_prepared_while_a_person_has_it(page: Any, server: MockServer) -> None:
    server.chat.now_with("person")
    page.wait_for_selector("#person[data-who='person']")

    write(page, "在吗")

    page.wait_for_function("() => document.querySelectorAll('.message-citizen[data-id]').length === 1")
    assert page.locator("#typing").is_hidden()
