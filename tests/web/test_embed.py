"""The chat on somebody else's site: one script tag, a button, a frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.mock_server import MockServer

pytestmark = pytest.mark.e2e


@pytest.fixture
def host(server: MockServer) -> Iterator[MockServer]:
    """Another site (another port is another origin) whose style sheet tries to spoil every button."""
    other = MockServer()
    tag = f'<script src="{server.url}/embed.js" data-region="220000" defer></script>'
    style = (
        "<style>button { display: none !important; color: red !important } iframe { width: 10px !important }</style>"
    )
    other.chat.extra_pages["/host.html"] = (
        f"<!DOCTYPE html><html lang='zh-CN'><title>某局网站</title>{style}<h1>某局网站</h1>"
        f"<script>window.before = Object.keys(window);</script>{tag}</html>"
    )
    thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield other
    other.shutdown()
    other.server_close()
    thread.join(5)


@pytest.fixture
def site(context: Any, host: MockServer) -> Any:
    page = context.new_page()
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(host.url + "/host.html")
    page.get_by_role("button", name="医保诉求助手").wait_for()
    return page


def open_chat(site: Any) -> Any:
    """Press the button; the frame's page once the bot has greeted."""
    site.get_by_role("button", name="医保诉求助手").click()
    frame = site.frame_locator("iframe")
    frame.locator(".message-bot").wait_for()
    return frame


def test_nothing_is_loaded_and_no_name_left_before_the_button_is_pressed(site: Any, server: MockServer) -> None:
    left = site.evaluate("Object.keys(window).filter(key => window.before.indexOf(key) < 0 && key !== 'before')")

    assert left == []
    assert site.locator("iframe").count() == 0
    assert server.chat.sessions == {}


def test_the_button_opens_the_chat_with_the_sites_region_and_without_cookies(
    site: Any, server: MockServer, context: Any
) -> None:
    frame = open_chat(site)

    frame.locator("#message-input").fill("在别的网站上说的话")
    frame.locator("#message-input").press("Enter")
    frame.get_by_text("收到：在别的网站上说的话").wait_for()

    assert server.chat.regions == ["220000"]
    assert site.get_by_role("button", name="医保诉求助手").get_attribute("aria-expanded") == "true"
    assert site.get_by_role("dialog", name="医保诉求助手").bounding_box()["width"] == 420
    assert context.cookies() == []


def test_escape_inside_the_frame_closes_it_and_gives_the_focus_back(site: Any) -> None:
    frame = open_chat(site)

    frame.locator("#message-input").press("Escape")
    site.get_by_role("dialog").wait_for(state="hidden")

    assert site.evaluate("document.activeElement.textContent") == "医保诉求助手"


def test_escape_on_the_site_closes_it_too(site: Any) -> None:
    open_chat(site)

    site.evaluate("document.activeElement.blur()")
    site.locator("h1").click()
    site.keyboard.press("Escape")
    site.get_by_role("dialog").wait_for(state="hidden")

    assert site.get_by_role("button", name="医保诉求助手").get_attribute("aria-expanded") == "false"


def test_escape_first_closes_what_is_open_inside(site: Any) -> None:
    frame = open_chat(site)
    frame.locator("#menu-button").click()

    frame.locator("#menu-human").press("Escape")

    assert frame.locator("#menu").is_hidden()
    assert site.get_by_role("dialog").is_visible()


def test_on_a_phone_it_takes_the_whole_screen_and_has_its_own_way_out(site: Any) -> None:
    site.set_viewport_size({"width": 360, "height": 740})
    frame = open_chat(site)
    box = site.get_by_role("dialog").bounding_box()

    frame.locator("#close-button").click()
    site.get_by_role("dialog").wait_for(state="hidden")

    assert (box["width"], box["height"]) == (360, 740)
    assert site.get_by_role("button", name="医保诉求助手").is_visible()
    assert site.evaluate("document.documentElement.style.overflow") == ""


def test_opening_again_finds_the_conversation_as_it_was(site: Any, server: MockServer) -> None:
    frame = open_chat(site)
    frame.locator("#message-input").fill("写了一半")
    frame.locator("#message-input").press("Escape")

    site.get_by_role("button", name="医保诉求助手").click()

    assert frame.locator("#message-input").input_value() == "写了一半"
    assert len(server.chat.sessions) == 1


def test_when_the_chat_cannot_be_loaded_there_is_still_a_way_out(site: Any, server: MockServer) -> None:
    site.route("**/?embed=1*", lambda route: route.abort())

    site.get_by_role("button", name="医保诉求助手").click()
    site.get_by_role("button", name="关闭").click()

    assert site.get_by_role("dialog").is_hidden()
