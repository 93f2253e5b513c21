"""来电 in a browser: from the first word of a call to its case in the list, and what must not get lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from casework.bootstrap import bootstrap
from casework.services.ports import CaseQuery
from casework.services.staff import Staff
from casework.settings import Settings
from tests.desk.conftest import Desk
from tests.desk.people import hire
from tests.server import running

OpenDesk = Callable[..., Any]
LI = Staff("wang.li", "senior_agent")
STORY = (
    "我叫赵小满，我的电话是13800138000。我要举报向阳区仁和大药房，今年三月把不是医保的东西刷成感冒药，"
    "一共刷了四千二百元，我手里有两张收据的照片，在长春市。"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk whose assistant reads by words, and is there at once."""
    directory = tmp_path_factory.mktemp("phone")
    services = bootstrap(Settings(data_dir=directory))
    hire(services)
    with running(("tests.telephone.phone_server", "DIRECTORY", "PORT"), directory) as url:
        yield Desk(url, directory, services)
        services.store.close()


def call(open_desk: OpenDesk, name: str = "wang.li", path: str = "phone", **options: Any) -> Any:
    page = open_desk(name, path, **options)
    page.locator("#ph-text").wait_for()
    return page


def say(page: Any, text: str) -> None:
    """Types it, and waits until it was read."""
    page.fill("#ph-text", text)
    page.locator(".ph-side .mp-matter").first.wait_for()


def kept(page: Any) -> None:
    page.locator(".ph-state", has_text="已保存").wait_for()


def field(page: Any, name: str) -> str:
    return str(page.locator(f"[data-field={name}]").input_value())


def cases(desk: Desk) -> int:
    return desk.services.cases.page(LI, CaseQuery()).total


def test_a_call_becomes_a_case_by_keyboard_alone_and_stands_in_the_list(open_desk: OpenDesk, desk: Desk) -> None:
    page = call(open_desk)
    page.keyboard.insert_text(STORY)  # the cursor is in the story from the start
    page.locator(".mp-matter", has_text="举报骗保").wait_for()
    page.locator(".mp-option", has_text="第一次举报").wait_for()
    page.keyboard.press("Alt+2")
    page.keyboard.press("Enter")
    page.locator(".mp-chip.on", has_text="第一次举报").wait_for()
    page.get_by_role("button", name="实名", exact=True).click()
    page.locator("[data-field=reporter_phone]").wait_for()

    assert field(page, "respondent_org") == "向阳区仁和大药房"
    assert field(page, "reporter_name") == "赵小满"
    assert field(page, "reporter_phone") == "13800138000"
    page.keyboard.press("Control+Enter")
    page.locator(".ph-receipt").wait_for()

    shown = page.locator(".ph-number").first.inner_text()
    number = shown.replace(" ", "")
    assert number.startswith("JB")
    assert shown.count(" ") == 3
    assert len(page.locator(".ph-number").nth(1).inner_text().replace(" ", "")) >= 6
    assert "登记不等于受理" in page.locator(".ph-told").inner_text()
    page.get_by_role("button", name="念完了，结束这通").click()
    page.locator(".ph-receipt").wait_for(state="hidden")
    page.wait_for_function("document.getElementById('ph-text').value === ''")
    page.goto(f"{desk.url}/desk/")
    page.get_by_role("link", name=number).click()
    page.locator(".case-number").wait_for()
    words = page.locator(".case-main").inner_text()
    assert "赵小满" not in words
    assert "13800138000" not in words
    assert "向阳区仁和大药房" in words


def test_a_field_written_by_hand_stays_when_the_story_goes_on(open_desk: OpenDesk) -> None:
    page = call(open_desk)
    say(page, "我要举报仁和大药房")
    page.wait_for_function("document.querySelector('[data-field=respondent_org]')?.value === '仁和大药房'")
    assert page.locator("[data-field-box=respondent_org].told").count() == 1
    page.fill("[data-field=respondent_org]", "仁和大药房东街店")

    page.fill("#ph-text", "我要举报仁和大药房，今年三月刷成感冒药")
    page.wait_for_function("document.querySelector('[data-field=content]').value.includes('感冒药')")

    assert field(page, "respondent_org") == "仁和大药房东街店"
    assert page.locator("[data-field-box=respondent_org].told").count() == 0


def test_a_call_is_there_again_after_a_reload_and_in_a_new_browser(open_desk: OpenDesk, desk: Desk) -> None:
    page = call(open_desk)
    say(page, STORY)
    page.fill("[data-field=respondent_address]", "东街5号")
    kept(page)
    page.wait_for_url("**call=*")

    page.reload()
    page.locator(".mp-matter", has_text="举报骗保").wait_for()

    assert page.input_value("#ph-text") == STORY
    page.wait_for_function("document.querySelector('[data-field=respondent_address]')?.value === '东街5号'")
    other = call(open_desk)
    other.locator(".ph-others", has_text="继续上一通").click()
    other.locator(".ph-calls .move-btn", has_text="我叫〔姓名1〕").first.click()
    other.wait_for_function("document.getElementById('ph-text').value.includes('感冒药')")
    assert other.input_value("#ph-text") == STORY


def test_a_reload_in_the_middle_of_a_word_loses_nothing(open_desk: OpenDesk) -> None:
    page = call(open_desk)
    say(page, "我要举报仁和大药房")
    kept(page)
    page.wait_for_url("**call=*")
    page.fill("#ph-text", "我要举报仁和大药房，今年三月刷成感")

    page.reload()
    page.locator("#ph-text").wait_for()

    page.wait_for_function("document.getElementById('ph-text').value === '我要举报仁和大药房，今年三月刷成感'")
    assert page.evaluate("sessionStorage.getItem('phone-held')") is None


def test_what_was_typed_last_is_kept_when_the_browser_is_closed(open_desk: OpenDesk, desk: Desk) -> None:
    page = call(open_desk, "zhao.yi")
    say(page, "我要举报城南门诊的仁和大药房，刚说到一半")
    page.context.close()
    yi = Staff("zhao.yi", "agent")
    other = call(open_desk, "zhao.yi")
    other.locator(".ph-others", has_text="继续上一通").wait_for()

    found = desk.services.telephone.calls(yi)
    assert [one.beginning for one in found] == ["我要举报城南门诊的仁和大药房，刚说到一半"]


def test_two_windows_of_one_call_file_it_once_and_do_not_overwrite_each_other(open_desk: OpenDesk, desk: Desk) -> None:
    page = call(open_desk)
    say(page, STORY)
    page.get_by_role("button", name="匿名", exact=True).click()
    page.wait_for_url("**call=*")
    kept(page)
    other = call(open_desk, path="phone" + page.url.rpartition("/phone")[2])
    other.locator(".mp-matter").first.wait_for()
    before = cases(desk)

    other.fill("#ph-text", STORY + "在另一个窗口里补充。")
    kept(other)
    page.fill("#ph-text", STORY + "在这里补充。")
    page.locator(".ph-moved").wait_for()
    page.get_by_role("button", name="用这里的").click()
    kept(page)
    page.locator(".ph-file").dblclick()
    page.locator(".ph-receipt").wait_for()
    other.locator(".ph-file").click()
    other.locator(".dialog h2", has_text="已经登记过").wait_for()

    assert cases(desk) == before + 1
    assert other.locator(".ph-number").first.inner_text() == page.locator(".ph-number").first.inner_text()


def test_a_very_long_paste_is_read_and_beyond_the_limit_it_says_so(open_desk: OpenDesk, desk: Desk) -> None:
    page = call(open_desk)
    five_thousand = (STORY * 70)[:5000]
    say(page, five_thousand)
    assert page.locator(".ph-cut").inner_text() == ""
    assert page.locator(".ph-count").inner_text() == "5,000 字"

    limit = desk.services.rulebook.policy.message_max_chars
    page.fill("#ph-text", "我要举报" + "一" * limit)
    page.locator(".ph-cut", has_text="超出 4 字").wait_for()


def test_words_of_danger_put_the_sentence_on_top_at_once(open_desk: OpenDesk) -> None:
    page = call(open_desk)
    page.fill("#ph-text", "报销总也不给，我就不想活了")

    page.locator(".ph-danger").wait_for()

    assert "12356" in page.locator(".ph-danger").inner_text()
    assert page.locator(".ph-danger").bounding_box()["y"] < page.locator(".ph-head").bounding_box()["y"]
    page.fill("#ph-text", "报销总也不给")
    page.locator(".ph-danger").wait_for(state="detached")


def test_what_is_missing_is_said_at_the_field_in_chinese(open_desk: OpenDesk, desk: Desk) -> None:
    page = call(open_desk)
    say(page, STORY)
    before = cases(desk)
    page.keyboard.press("Control+Enter")
    page.locator(".ph-missing", has_text="实名举报，还是匿名举报").wait_for()
    page.get_by_role("button", name="实名", exact=True).click()
    page.fill("[data-field=reporter_phone]", "138")
    page.fill("[data-field=respondent_org]", "")
    page.keyboard.press("Control+Enter")

    page.locator("[data-field-box=reporter_phone] .fs-fault", has_text="电话号码不对").wait_for()
    assert "至少填一个" in page.locator("[data-field-box=respondent_org] .fs-fault").inner_text()
    assert page.evaluate("document.activeElement.dataset.field") == "reporter_phone"
    assert cases(desk) == before
    page.fill("[data-field=reporter_phone]", "13800138000")
    assert page.locator("[data-field-box=reporter_phone] .fs-fault").inner_text() == ""


def test_a_wrong_reading_is_put_right_by_one_click(open_desk: OpenDesk) -> None:
    page = call(open_desk)
    say(page, "我要举报仁和大药房，今年三月刷成感冒药")

    page.locator(".mp-instead > .mp-chip").first.click()

    page.locator(".mp-name", has_text="举报医院药店乱收费").wait_for()


def test_the_place_is_found_by_typing_part_of_its_name(open_desk: OpenDesk) -> None:
    page = call(open_desk)
    say(page, "我要举报仁和大药房，今年三月刷成感冒药")
    page.keyboard.press("Alt+5")
    page.keyboard.type("渝中")
    page.locator(".ph-place", has_text="重庆市渝中区").wait_for()
    page.keyboard.press("Enter")

    page.wait_for_function("document.getElementById('ph-place').value === '重庆市渝中区'")
    page.locator(".mp-office .mp-note", has_text="重庆").wait_for()


def test_markup_in_what_a_caller_says_stays_words(open_desk: OpenDesk) -> None:
    page = call(open_desk)
    say(page, '我要举报<img src=x onerror="document.title=1">大药房，今年三月')

    assert page.locator(".phone img").count() == 0
    assert page.title() == "医保信访工作台"


def test_who_takes_no_calls_does_not_see_the_page(open_desk: OpenDesk) -> None:
    page = open_desk("sun.gui", "phone")

    assert "不能打开" in page.locator(".lost").inner_text()
    assert page.locator(".rail-item", has_text="来电").count() == 0
