"""One real server with its desk for all tests of this directory, and browsers in which somebody is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from casework.bootstrap import Services, bootstrap
from casework.settings import Settings
from tests.browser import chromium
from tests.desk.people import PASSWORD, hire
from tests.server import running


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
    with running(("tests.desk.desk_server", "DIRECTORY", "PORT"), directory) as url:
        yield Desk(url, directory, services)
        services.store.close()


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
