"""Following up by number and code: the way in, what is shown, what is handed over, what is left on the device."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.chat_actions import is_within_width
from tests.web.mock_follow_up import ART_23, CODE, NUMBER
from tests.web.mock_server import MockServer
from tests.web.test_reading import HEADINGS, NAMELESS, SMALL_TARGETS

pytestmark = pytest.mark.e2e

KEPT = "JSON.stringify([localStorage, sessionStorage].map(kept => Object.assign({}, kept)))"


@pytest.fixture
def entry(context: Any, server: MockServer) -> Any:
    """The progress page, before anything is filled in."""
    page = context.new_page()
    page.goto(server.url + "/progress")
    page.wait_for_selector("#number")
    return page


@pytest.fixture
def home(entry: Any) -> Any:
    """The progress page of the mock's case."""
    enter(entry, NUMBER, CODE)
    entry.wait_for_selector(".home")
    return entry


def enter(page: Any, number: str, code: str) -> None:
    page.fill("#number", number)
    page.fill("#code", code)
    page.get_by_role("button", name="查询").click()


def choose(page: Any, name: str) -> None:
    """One of the ways of the home screen."""
    page.locator(".way").filter(has_text=name).click()


def hand_over(page: Any, text: str) -> None:
    page.fill("#writing", text)
    page.get_by_role("button", name="交上去").click()


def test_number_and_code_may_be_written_as_people_write_them(entry: Any, server: MockServer) -> None:
    enter(entry, " jb2025 1122０００１", "1234-5678 9012３４５６")
    entry.wait_for_selector(".home")

    assert server.chat.follow_up.tries == [{"number": NUMBER, "code": CODE}]


def test_the_paper_is_fetched_again_without_the_key_in_any_address(home: Any, server: MockServer) -> None:
    addresses: list[str] = []
    home.on("request", lambda request: addresses.append(request.url))
    key = next(iter(server.chat.follow_up.tokens))

    with home.expect_download() as download:
        choose(home, "下载登记的表")

    assert download.value.suggested_filename == "paper.docx"
    assert server.chat.follow_up.papers == [{"token": key}]
    assert not any(key in address for address in addresses)


def test_a_paper_that_cannot_be_fetched_is_said_and_the_page_stays(home: Any, server: MockServer) -> None:
    server.chat.follow_up.tokens.clear()

    choose(home, "下载登记的表")
    home.wait_for_selector(".ways .form-error:not(:empty)")

    assert home.inner_text(".ways .form-error") == "没能下载，请稍后再试。"
    assert home.locator(".home-state").count() == 1


def test_what_cannot_be_right_is_said_at_once_and_costs_no_try(entry: Any, server: MockServer) -> None:
    enter(entry, "JB1", "1234")

    assert "12 位数字" in entry.locator("#number-fault").inner_text()
    assert "您填了 4 位" in entry.locator("#code-fault").inner_text()
    assert entry.evaluate("document.activeElement.id") == "number"
    assert server.chat.follow_up.tries == []


def test_a_wrong_code_is_answered_plainly_and_what_was_typed_stays(entry: Any) -> None:
    enter(entry, NUMBER, "9" * 16)
    entry.get_by_text("对不上").wait_for()

    assert entry.input_value("#number") == NUMBER
    assert entry.get_by_role("button", name="查询").is_enabled()


def test_without_a_line_the_page_says_so_and_lets_one_try_again(entry: Any, context: Any) -> None:
    context.set_offline(True)
    enter(entry, NUMBER, CODE)
    entry.get_by_text("网络不通，没有查到").wait_for()
    context.set_offline(False)
    entry.get_by_role("button", name="查询").click()

    entry.wait_for_selector(".home")


def test_neither_number_nor_code_nor_token_ever_stands_in_an_address(entry: Any, server: MockServer) -> None:
    addresses: list[str] = []
    entry.on("request", lambda request: addresses.append(request.url))
    entry.on("framenavigated", lambda frame: addresses.append(frame.url))
    enter(entry, NUMBER, CODE)
    entry.wait_for_selector(".home")
    choose(entry, "补充情况")
    hand_over(entry, "一件事")
    entry.wait_for_selector(".finished")

    secrets = (NUMBER, CODE, *server.chat.follow_up.tokens)
    assert len(addresses) > 3
    assert [url for url in addresses if any(secret in url for secret in secrets)] == []


def test_the_case_is_shown_as_state_next_step_with_clause_and_line(home: Any) -> None:
    home.locator(".home-next summary").click()
    steps = [step.get_attribute("class").split("line-")[-1] for step in home.locator(".line-step").all()]

    assert home.locator(".home-state").inner_text() == "正在看材料"
    assert "2025年11月24日起" in home.locator(".home-now").inner_text()
    assert home.locator(".home-next .quote").inner_text() == ART_23["quote"]
    assert steps == ["done", "now", "ahead", "ahead", "ahead"]
    assert home.locator("[aria-current=step]").inner_text().startswith("初步审查")


def test_a_question_of_staff_stands_first_and_is_answered(home: Any, server: MockServer) -> None:
    server.chat.follow_up.write("question", "staff", "是哪几天？")
    home.get_by_role("button", name="看有没有新进展").click()
    home.get_by_role("button", name="去回答").click()
    asked = home.locator(".asked").inner_text()
    hand_over(home, "三月五号")
    home.wait_for_selector(".finished")
    home.get_by_role("button", name="返回").click()
    home.wait_for_selector(".home")
    waiting = home.locator(".home-ask").count()
    choose(home, "往来记录")

    assert asked == "是哪几天？"
    assert waiting == 0
    assert [text.split(" ")[0] for text in home.locator(".entry-who").all_inner_texts()] == ["您回答", "工作人员问"]


def test_an_addition_whose_answer_is_lost_is_not_handed_over_twice(home: Any, server: MockServer) -> None:
    server.chat.follow_up.faults = ["drop_after"]
    choose(home, "补充情况")
    hand_over(home, "又想起一件事")
    home.wait_for_selector(".finished")

    assert [entry["text"] for entry in server.chat.follow_up.case["entries"]] == ["又想起一件事"]


def test_an_addition_that_did_not_arrive_stays_in_the_box(home: Any, server: MockServer) -> None:
    server.chat.follow_up.faults = ["drop_before", "503"]
    choose(home, "补充情况")
    hand_over(home, "又想起一件事")
    home.get_by_text("没有交上去").wait_for()
    home.get_by_role("button", name="交上去").click()
    home.get_by_text("系统正忙").wait_for()
    kept = home.input_value("#writing")
    home.get_by_role("button", name="交上去").click()
    home.wait_for_selector(".finished")

    assert kept == "又想起一件事"
    assert len(server.chat.follow_up.case["entries"]) == 1


def test_nothing_is_handed_over_empty(home: Any, server: MockServer) -> None:
    choose(home, "补充情况")
    hand_over(home, "  \n")

    assert home.get_by_text("请先写下内容").is_visible()
    assert server.chat.follow_up.case["entries"] == []


def test_withdrawing_is_explained_first_and_needs_a_tick(home: Any, server: MockServer) -> None:
    choose(home, "撤回")
    told = home.locator(".withdraw-lines").inner_text()
    home.get_by_role("button", name="确认撤回").click()
    before = list(server.chat.follow_up.case["entries"])
    home.get_by_label("我看清楚了").check()
    home.get_by_role("button", name="确认撤回").click()
    home.wait_for_selector(".finished")
    home.get_by_role("button", name="返回").click()
    home.wait_for_selector(".home")

    assert "案件照样查下去" in told
    assert ART_23["clause"] in told
    assert before == []
    assert home.locator(".home-state").inner_text() == "已撤回"
    ways = home.locator(".way-label").all_inner_texts()
    assert "往来记录" in ways
    assert set(ways).isdisjoint({"补充情况", "交材料", "撤回"})


def test_a_file_handed_in_for_a_case_stays_with_it(home: Any, server: MockServer) -> None:
    choose(home, "交材料")
    home.set_input_files(".files-input", [{"name": "清单.jpg", "mimeType": "image/jpeg", "buffer": b"0123456789"}])
    home.wait_for_selector(".file[data-state=done]")
    kept = [one.data for one in server.chat.follow_up.files.files.values()]

    assert kept == [b"0123456789"]
    assert home.locator(".file-tools button").count() == 0


def test_the_phones_back_button_goes_back_one_screen_and_a_reload_stays(home: Any) -> None:
    choose(home, "往来记录")
    home.wait_for_selector(".records")
    home.reload()
    home.wait_for_selector(".records")
    home.go_back()

    home.wait_for_selector(".home")


def test_who_leaves_leaves_nothing_on_the_device_and_the_key_is_dead(home: Any, server: MockServer) -> None:
    choose(home, "补充情况")
    home.fill("#writing", "写了一半")
    home.click("#leave-button")
    home.get_by_text("已经退出").wait_for()
    home.wait_for_function("() => !document.querySelector('.home')")
    home.wait_for_timeout(200)

    kept = home.evaluate(KEPT)
    assert [word for word in ("写了一半", NUMBER, "follow-") if word in kept] == []
    assert server.chat.follow_up.tokens == set()
    assert home.evaluate("location.hash") == ""


def test_an_ended_session_asks_again_and_keeps_what_was_being_written(home: Any, server: MockServer) -> None:
    choose(home, "补充情况")
    server.chat.follow_up.tokens.clear()
    hand_over(home, "写好的话")
    home.wait_for_selector("#number")
    note = home.locator(".screen-note").inner_text()
    number = home.input_value("#number")
    home.fill("#code", CODE)
    home.get_by_role("button", name="查询").click()
    home.wait_for_selector(".home")
    choose(home, "补充情况")

    assert "已经退出" in note
    assert number == NUMBER
    assert home.input_value("#writing") == "写好的话"


def test_who_comes_next_in_the_same_window_does_not_see_what_was_being_written(home: Any, server: MockServer) -> None:
    choose(home, "补充情况")
    home.fill("#writing", "前一个人的话")
    server.chat.follow_up.tokens.clear()
    home.get_by_role("button", name="交上去").click()
    home.wait_for_selector("#number")
    home.evaluate("sessionStorage.setItem('petition-chat:progress:number', JSON.stringify('JB202511220002'))")
    home.reload()
    home.wait_for_selector("#number")
    enter(home, NUMBER, CODE)
    home.wait_for_selector(".home")
    choose(home, "补充情况")

    assert home.input_value("#writing") == ""


def test_after_a_while_without_a_touch_nobody_who_comes_by_reads_on(entry: Any, server: MockServer) -> None:
    server.chat.follow_up.idle_minutes = 0.02
    enter(entry, NUMBER, CODE)
    entry.wait_for_selector(".home")

    entry.wait_for_selector("#number")
    assert entry.locator(".home").count() == 0


def test_what_a_citizen_or_staff_wrote_is_never_markup(home: Any, server: MockServer) -> None:
    server.chat.follow_up.write("notice", "staff", "<img src=x onerror=alert(1)><b>粗</b>")
    home.get_by_role("button", name="看有没有新进展").click()
    choose(home, "往来记录")

    assert home.locator(".entries img, .entries b").count() == 0
    assert "<b>粗</b>" in home.locator(".entries").inner_text()


@pytest.mark.parametrize(("width", "type_size"), [(320, "112.5%"), (360, "225%"), (1366, "112.5%")])
def test_every_screen_fits_its_width_and_can_be_hit_and_named(
    home: Any, server: MockServer, width: int, type_size: str
) -> None:
    home.set_viewport_size({"width": width, "height": 740})
    home.evaluate(f"document.documentElement.style.fontSize = '{type_size}'; dispatchEvent(new Event('resize'))")
    server.chat.follow_up.write("question", "staff", "是哪几天？" * 20)
    home.get_by_role("button", name="看有没有新进展").click()
    home.wait_for_selector(".home-ask")
    for screen in ("", "answer", "add", "files", "records", "withdraw"):
        home.evaluate(f"location.hash = '{screen}'")
        home.wait_for_timeout(100)
        home.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

        assert is_within_width(home), screen
        assert home.evaluate(SMALL_TARGETS) == [], screen
        assert home.evaluate(NAMELESS) == [], screen
        assert home.evaluate(HEADINGS)[:2] == [1, 2], screen
