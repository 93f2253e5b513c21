"""Choosing where it happened, from lists or by typing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.chat_actions import citizen_texts, talk, wait_for_bot

pytestmark = pytest.mark.e2e


@pytest.fixture
def picker(page: Any) -> Any:
    talk(page, "question_place")
    page.get_by_role("button", name="从名单里选地区").click()
    page.wait_for_selector(".place")
    return page


def press(page: Any, name: str) -> None:
    page.locator(".place").filter(has_text=name).first.click()


def test_province_city_county_one_list_at_a_time(picker: Any) -> None:
    press(picker, "河南省")
    press(picker, "周口市")
    trail = picker.locator(".place-trail")
    picker.get_by_text("河南省周口市，再往下选").wait_for()
    press(picker, "项城市")
    wait_for_bot(picker, 3)

    assert citizen_texts(picker)[-1] == "河南省周口市项城市"
    assert trail.count() == 0


def test_one_may_stop_at_the_province_and_go_up_again(picker: Any) -> None:
    press(picker, "河南省")
    press(picker, "上一级")
    press(picker, "吉林省")
    press(picker, "就是吉林省")
    wait_for_bot(picker, 3)

    assert citizen_texts(picker)[-1] == "吉林省"


def test_part_of_a_name_finds_the_place(picker: Any) -> None:
    picker.fill("#place-search", "商水")
    picker.locator(".place").filter(has_text="商水县").click()
    wait_for_bot(picker, 3)

    assert citizen_texts(picker)[-1] == "河南省周口市商水县"


def test_without_the_list_the_page_says_what_one_can_do(page: Any, context: Any) -> None:
    talk(page, "question_place")
    context.route("**/api/v1/divisions*", lambda route: route.abort())
    page.get_by_role("button", name="从名单里选地区").click()
    page.get_by_text("没能打开名单").wait_for()
    context.unroute("**/api/v1/divisions*")
    page.get_by_role("button", name="再试一次").click()

    page.wait_for_selector(".place")
