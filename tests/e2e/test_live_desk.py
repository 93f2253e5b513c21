"""Two browsers on a real server with the trained model: a citizen and an agent, from the story to the way back."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.startup import free_port
from casework.bootstrap import Services, bootstrap
from casework.services.staff import Staff
from casework.settings import Settings
from tests.browser import chromium
from tests.desk.people import PASSWORD, hire
from tests.e2e.conftest import READY_WITHIN
from tests.e2e.phone import say
from tests.server import SERVE, end, start, trained_directory

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]
APPEAL = "我爱人的生育津贴，医保中心说材料对不上，最后只发了一半，我不认这个结果"
ZHAO = Staff("zhao.yi", "agent")
SAY = '.talk[data-may="say"]'


class Office:
    """A server that can be stopped and started again at the same address, and the use cases over its store."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.services: Services = bootstrap(Settings(data_dir=directory))
        hire(self.services)
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Runs it until it can answer."""
        self._process = start(SERVE, self.directory, self._port, answers="/readyz", within=READY_WITHIN)

    def stop(self) -> None:
        """Ends it as a reboot would."""
        assert self._process is not None
        end(self._process)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    trained = trained_directory()
    directory = tmp_path_factory.mktemp("office")
    for name in ("models", "language"):
        (directory / name).symlink_to(trained / name)
    office = Office(directory)
    office.start()
    yield office
    office.stop()
    office.services.store.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def contexts(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a browser of somebody's own."""
    opened = []

    def open_one(**options: Any) -> Any:
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        context.set_default_timeout(45_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def agent(office: Office, contexts: Callable[..., Any]) -> Callable[[str], Any]:
    """The desk, with somebody signed in at it."""

    def sit(name: str) -> Any:
        context = contexts(viewport={"width": 1366, "height": 768})
        token = office.services.staff.sign_in(name, PASSWORD)
        context.add_cookies([{"name": "desk_session", "value": token, "url": f"{office.url}/desk", "httpOnly": True}])
        page = context.new_page()
        page.goto(f"{office.url}/desk/talks")
        page.wait_for_selector(".talks")
        return page

    return sit


@pytest.fixture
def citizen(office: Office, contexts: Callable[..., Any]) -> Any:
    """The chat on a phone, open and greeted."""
    page = contexts(viewport={"width": 360, "height": 740}).new_page()
    page.goto(office.url + "/")
    page.wait_for_selector(".choice:enabled")
    return page


def asks_for_a_person(citizen: Any) -> None:
    """Tells what is wrong and wants somebody to talk to."""
    say(citizen, APPEAL)
    say(citizen, "找人工")


def tell(citizen: Any, words: str) -> None:
    """Writes something without waiting for an answer."""
    citizen.fill("#message-input", words)
    citizen.press("#message-input", "Enter")
    citizen.locator(".message-citizen", has_text=words).last.wait_for()


def take(desk: Any) -> str:
    """Takes the first who waits; the conversation's id."""
    desk.locator(".queue-row", has_text="生育").first.wait_for()
    desk.keyboard.press("a")
    desk.wait_for_selector(SAY)
    found: str = desk.locator(".talk").get_attribute("data-talk")
    return found


def agents_words(citizen: Any) -> list[str]:
    found: list[str] = citizen.eval_on_selector_all(
        ".message-agent[data-text]", "all => all.map(one => one.dataset.text)"
    )
    return found


def test_from_the_story_to_a_person_and_back_to_the_bot(office: Office, agent: Any, citizen: Any) -> None:
    desk = agent("zhao.yi")
    asks_for_a_person(citizen)
    desk.wait_for_function("document.title.startsWith('(')")
    row = desk.locator(".queue-row").first
    row.wait_for()
    assert "要求人工" in row.inner_text()
    assert "生育津贴" in row.inner_text()

    take(desk)
    citizen.get_by_text("工作人员来了").first.wait_for()
    bots = citizen.locator(".message-bot").count()
    tell(citizen, "材料我都交齐了的")
    desk.locator(".said.citizen", has_text="材料我都交齐了的").wait_for()

    desk.wait_for_selector("[data-offer]")
    desk.keyboard.press("Alt+1")
    desk.keyboard.type("请您先找到那张通知。")
    desk.press(".composer textarea", "Enter")
    citizen.locator(".message-agent", has_text="请您先找到那张通知").wait_for()
    assert citizen.locator(".message-bot").count() == bots

    desk.keyboard.press("Alt+1")
    edited = desk.input_value(".composer textarea")
    tell(citizen, "通知找到了，上面写的是核定表")
    desk.get_by_text("对话有了新消息，请再看一眼").wait_for()
    assert desk.input_value(".composer textarea") == edited
    desk.fill(".composer textarea", "好的，请按核定表上的日期算。")
    desk.press(".composer textarea", "Enter")
    citizen.locator(".message-agent", has_text="请按核定表上的日期算").wait_for()

    desk.get_by_role("button", name="交回助手").click()
    citizen.get_by_text("工作人员已把对话转回").wait_for()
    answer = say(citizen, "这个办理进度在哪里查")

    assert answer
    assert citizen.locator(".message-bot").count() > bots
    assert len(agents_words(citizen)) == 2


def test_two_agents_reach_for_the_same_conversation(office: Office, agent: Any, citizen: Any) -> None:
    first, second = agent("zhao.yi"), agent("wang.li")
    asks_for_a_person(citizen)
    for desk in (first, second):
        desk.locator(".queue-row", has_text="生育").first.wait_for()

    # both press before either page has heard of the other
    for desk in (first, second):
        desk.evaluate("document.querySelector('.queue [data-claim]').click()")

    first.wait_for_selector(SAY)
    told = second.locator(".q-notification").first
    told.wait_for()
    assert "赵一鸣" in told.inner_text()
    assert second.locator(SAY).count() == 0
    assert citizen.locator(".message", has_text="工作人员来了").count() == 1


def test_a_restart_in_the_middle_loses_nothing_and_says_nothing_twice(office: Office, agent: Any, citizen: Any) -> None:
    desk = agent("zhao.yi")
    asks_for_a_person(citizen)
    conversation = take(desk)

    office.stop()
    desk.fill(".composer textarea", "重启的时候写的这句话")
    desk.press(".composer textarea", "Enter")
    desk.locator(".unsent-one").wait_for()
    office.start()

    citizen.locator(".message-agent", has_text="重启的时候写的这句话").wait_for()
    desk.wait_for_selector(f'.talk[data-talk="{conversation}"]')
    desk.wait_for_function("!document.querySelector('.unsent-one')")
    tell(citizen, "收到，谢谢")
    desk.locator(".said.citizen", has_text="收到，谢谢").wait_for()
    assert agents_words(citizen) == ["重启的时候写的这句话"]


def test_a_browser_closed_in_the_middle_of_a_reply_keeps_it(office: Office, agent: Any, citizen: Any) -> None:
    desk = agent("zhao.yi")
    asks_for_a_person(citizen)
    conversation = take(desk)
    desk.fill(".composer textarea", "您好，关于生育津贴，我正在")
    context = desk.context
    desk.close()

    again = context.new_page()
    again.goto(f"{office.url}/desk/talks/{conversation}")
    again.wait_for_selector(f"{SAY} textarea")

    again.wait_for_function("document.querySelector('.composer textarea').value === '您好，关于生育津贴，我正在'")
    assert agents_words(citizen) == []
