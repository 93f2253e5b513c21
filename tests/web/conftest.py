"""A mock server and a headless Chromium for the tests of the chat page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import chromium
from tests.web.mock_server import MockServer

# What the browser itself logs for an answer that is not 200, and for a line that is cut: wanted in these tests.
EXPECTED_NOISE = ("Failed to load resource", "net::ERR_")


@pytest.fixture
def server() -> Iterator[MockServer]:
    mock = MockServer()
    thread = threading.Thread(target=mock.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield mock
    mock.chat.drop_streams()
    mock.shutdown()
    mock.server_close()
    thread.join(5)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def complaints() -> list[str]:
    """What the page's console complained about; `context` fails a test that leaves any."""
    return []


@pytest.fixture
def context(browser: Any, complaints: list[str]) -> Iterator[Any]:
    """A phone of 360 x 740 with nothing stored on it."""
    made = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai")
    made.set_default_timeout(10_000)

    def listen(page: Any) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)

    made.on("page", listen)
    yield made
    made.close()
    assert [text for text in complaints if not any(noise in text for noise in EXPECTED_NOISE)] == []


@pytest.fixture
def page(context: Any, server: MockServer) -> Any:
    """The chat, open and greeted."""
    chat = context.new_page()
    chat.goto(server.url + "/")
    chat.wait_for_selector(".message-bot")
    return chat
