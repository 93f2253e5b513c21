"""常用语: written, previewed and kept with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.desk.conftest import Desk

OpenDesk = Callable[..., Any]
COLUMNS = "getComputedStyle(document.querySelector('.canned-cols')).gridTemplateColumns.split(' ').length"


def test_a_reply_is_written_previewed_and_kept_without_a_mouse(open_desk: OpenDesk) -> None:
    page = open_desk("zhao.yi", "canned")

    page.keyboard.press("n")
    page.locator(".canned-head h2", has_text="新建").wait_for()
    page.wait_for_function("document.activeElement.matches('.canned-form input')")
    page.keyboard.type("要清单")
    page.keyboard.press("Tab")
    page.keyboard.type("您好，我是{经办}，请把清单发给我。")
    page.locator(".canned-bubble", has_text="我是赵一鸣").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".canned-row", has_text="要清单").first.wait_for()

    page.reload()
    page.wait_for_selector(".canned-row")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "要清单"
    page.keyboard.press("Enter")
    page.locator(".canned-row[aria-current=true]", has_text="要清单").first.wait_for()


def test_an_unknown_variable_and_law_in_own_words_are_pointed_out(open_desk: OpenDesk) -> None:
    page = open_desk("zhao.yi", "canned")
    page.locator("[data-canned-new]").click()

    page.locator(".canned-text textarea").fill("您好{密码}")
    page.locator(".canned-wrong", has_text="不认识的变量").wait_for()
    page.locator(".canned-text textarea").fill("三个月内都能去复议。")
    page.locator(".canned-law").wait_for()
    page.locator(".canned-text textarea").fill("请等一等。")
    page.locator(".canned-bubble", has_text="请等一等").wait_for()

    assert page.locator(".canned-law, .canned-wrong").count() == 0


def test_a_variable_goes_where_the_cursor_stands(open_desk: OpenDesk) -> None:
    page = open_desk("zhao.yi", "canned")
    page.locator("[data-canned-new]").click()
    box = page.locator(".canned-text textarea")
    box.fill("您好，请稍等。")
    box.press("Home")

    page.locator("[data-put='{称呼}']").click()

    page.locator(".canned-bubble", has_text="您您好").wait_for()
    assert box.input_value() == "{称呼}您好，请稍等。"


def test_the_teams_replies_are_read_by_agents_and_changed_by_senior_ones(open_desk: OpenDesk, desk: Desk) -> None:
    senior = open_desk("wang.li", "canned")
    senior.locator(".canned-row", has_text="安抚").click()
    senior.locator(".canned-head .panel-note", has_text="系统自带").wait_for()
    senior.get_by_label("谁能用").click()
    senior.get_by_role("option", name="整个团队").click()
    senior.locator("[data-canned-save]").click()
    senior.locator(".canned-head .panel-note", has_text="团队的").wait_for()

    agent = open_desk("zhao.yi", "canned")
    agent.locator(".canned-group:has-text('团队') + .canned-row").click()
    agent.locator(".canned-foot", has_text="资深坐席").wait_for()

    assert agent.locator("[data-canned-save]").count() == 0
    assert agent.locator(".canned-text textarea").is_disabled()


def test_who_answers_no_citizens_does_not_come_here(open_desk: OpenDesk) -> None:
    page = open_desk("sun.gui", "canned")

    assert "不能打开" in page.locator(".lost h1").inner_text()


def test_it_fits_a_tablet_and_a_phone(open_desk: OpenDesk) -> None:
    for width, columns in ((1366, 2), (1024, 2), (700, 1)):
        page = open_desk("wang.li", "canned", viewport={"width": width, "height": 768})
        page.locator(".canned-row").first.click()
        page.locator(".canned-form").wait_for()

        assert page.evaluate(COLUMNS) == columns
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
