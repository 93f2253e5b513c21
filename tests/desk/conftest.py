"""One real server with its desk for all tests of this directory, and browsers in which somebody is signed in."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.startup import free_port
from casework.bootstrap import Services, bootstrap
from casework.settings import Settings
from tests.browser import chromium
from tests.desk.people import PASSWORD, hire

_UP_WITHIN = 60.0


@dataclass
class Desk:
    """The server, and the use cases over the same store."""

    url: str
    directory: Path
    services: Services
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    directory = tmp_path_factory.mktemp("desk")
    services = bootstrap(Settings(data_dir=directory))
    hire(services)
    port = free_port()
    with (directory / "terminal.log").open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.desk.desk_server", str(directory), str(port)],
            stdout=terminal,
            stderr=terminal,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process)
            yield Desk(url, directory, services)
            services.store.close()
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < _UP_WITHIN:
        assert process.poll() is None, f"the server ended with code {process.returncode}"
        try:
            if httpx.get(f"{url}/healthz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"no answer in {_UP_WITHIN:.0f} s")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def open_desk(browser: Any, desk: Desk) -> Iterator[Callable[..., Any]]:
    """Opens a page of the desk as somebody; fails the test when a page complained about anything."""
    contexts, complaints = [], []

    def open_as(name: str | None, path: str = "", **options: Any) -> Any:
        settings = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = browser.new_context(**(settings | options))
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
        if name is None:
            page.goto(f"{desk.url}/desk/sign-in")
            return page
        # not by the form, which lets nobody in twenty times a minute
        token = desk.services.staff.sign_in(name, PASSWORD)
        context.add_cookies([{"name": "desk_session", "value": token, "url": f"{desk.url}/desk", "httpOnly": True}])
        page.goto(f"{desk.url}/desk/{path}")
        page.wait_for_selector(".place .sheet, .place .talk, .place .phone, .place .lost")
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Any, name: str, password: str) -> None:
    """Fills the form and sends it."""
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("button")
