"""One real `triage serve` for all tests of this directory, and a phone to use it with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.tracker_rows import TrackerRows
from casework.bootstrap import Services, bootstrap
from casework.settings import Settings
from tests.browser import chromium
from tests.server import SERVE, running, trained_directory

READY_WITHIN = 150.0
"""Seconds. The bar for a second start is 15 (tests/commandline); here only a server that trains must be found out."""


@dataclass(frozen=True)
class Served:
    """The server, and a look into what it has written."""

    url: str
    directory: Path
    services: Services

    def chat_events(self, token: str) -> str:
        """Everything kept of a conversation, opened, as JSON: what an event holds, before the page fills it in."""
        with self.services.store.read() as work:
            conversation = work.conversations.by_token(token)
            kept = work.conversations.events_after(conversation.id, 0)
            return json.dumps([dict(event.payload) for event in kept], ensure_ascii=False)

    def engine_events(self, token: str) -> str:
        """Everything the dialogue engine remembers of a conversation, opened, as JSON."""
        with self.services.store.read() as work:
            sender = work.conversations.by_token(token).id
        settings = self.services.settings
        rows = TrackerRows(settings.store_url, settings.keys_dir / "content.key")
        try:
            loaded = rows.load(sender, full=True)
            assert loaded is not None
            return json.dumps(loaded.events, ensure_ascii=False)
        finally:
            rows.close()

    def bytes_on_disk(self) -> bytes:
        """The database and the logs as they lie there."""
        files = [*self.directory.glob("triage.db*"), *self.directory.glob("logs/*")]
        return b"".join(file.read_bytes() for file in files)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on a free port, with a database of its own and the model `make test` has trained."""
    trained = trained_directory()
    directory = tmp_path_factory.mktemp("served")
    for name in ("models", "language"):
        (directory / name).symlink_to(trained / name)
    with running(SERVE, directory, answers="/readyz", within=READY_WITHIN) as url:
        services = bootstrap(Settings(data_dir=directory))
        yield Served(url, directory, services)
        services.store.close()


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    """Another system that calls the interfaces."""
    with httpx.Client(base_url=served.url, timeout=30) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def expected_noise() -> list[str]:
    """What the browser itself will log in this test, because the test wants a refusal or a broken line: put it in."""
    return []


@pytest.fixture
def page(browser: Any, served: Served, expected_noise: list[str]) -> Iterator[Any]:
    """The chat on a phone of 360 x 740, open and greeted; fails the test when the page complained about anything."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(45_000)
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    page.goto(served.url + "/")
    page.wait_for_selector(".choice:enabled")
    yield page
    context.close()
    assert [text for text in complaints if not any(noise in text for noise in expected_noise)] == []
