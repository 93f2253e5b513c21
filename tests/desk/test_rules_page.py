"""规则: looking up a rule at the desk, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OpenDesk = Callable[..., Any]


def clipboard(page: Any) -> str:
    """What was copied last; a page without TLS has no clipboard to read, so the copying is watched."""
    return str(page.evaluate("window.copiedWords || ''"))


WATCH = """() => {
  window.copiedWords = "";
  document.addEventListener("copy", () => { window.copiedWords = document.activeElement.value; });
  Object.defineProperty(navigator, "clipboard", { value: undefined });
}"""


def test_a_rule_is_found_read_in_context_and_copied_without_a_mouse(open_desk: OpenDesk) -> None:
    page = open_desk("wang.li", "rules")
    page.evaluate(WATCH)

    page.keyboard.press("/")
    page.keyboard.type("第12条")
    page.keyboard.press("Enter")
    page.locator(".hit").first.wait_for()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "条文 受理要同时满足六个条件。"
    page.keyboard.press("c")
    page.locator(".hit-copy", has_text="已复制").wait_for()

    assert clipboard(page).endswith("27号）第十二条，来源 cq2023，规则 cq2023-art-12")
    assert page.evaluate("document.activeElement.matches('.hit')")
    page.keyboard.press("j")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    near = page.locator(".hit").nth(1).locator(".context[open]")
    assert "所在的条文" in near.inner_text()
    assert "后一条" in near.inner_text()


def test_words_are_marked_and_a_filter_stands_in_the_address(open_desk: OpenDesk) -> None:
    page = open_desk("zhao.yi", "rules?q=实名")

    assert set(page.locator(".hit h2 mark").all_inner_texts()) == {"实名"}
    page.locator(".facet").nth(1).get_by_role("link", name="重庆市").click()
    page.wait_for_url("**place=500000*")
    page.locator(".facet .choice[aria-current=true]", has_text="重庆市").wait_for()
    origins = page.locator(".hit-origin").all_inner_texts()
    assert origins
    assert all("重庆市" in origin for origin in origins)
    assert page.locator(".rail-item[aria-current=page]").inner_text().strip() == "规则"
    page.go_back()
    page.locator(".hit-origin", has_text="洪泽").first.wait_for()


def test_a_defective_row_is_shown_as_such_and_copied_with_a_warning(open_desk: OpenDesk) -> None:
    page = open_desk("sun.gui", "rules?q=领取奖励&place=320813")
    page.evaluate(WATCH)

    hit = page.locator(".hit").first
    assert hit.locator(".pill", has_text="来源有缺陷").is_visible()
    assert "不作原文引用" in hit.inner_text()
    hit.get_by_role("button", name="复制").click()
    page.locator(".hit-copy", has_text="已复制").wait_for()

    assert "2个工作日" not in clipboard(page)
    assert "引用前请核对" in clipboard(page)


def test_without_a_word_it_says_what_to_do_and_without_a_hit_too(open_desk: OpenDesk) -> None:
    page = open_desk("wang.li", "rules")
    assert page.locator(".rules-begin").is_visible()
    page.get_by_role("link", name="信访工作条例").click()
    page.locator(".hit").first.wait_for()

    page.fill("#rules-find", "天气预报")
    page.press("#rules-find", "Enter")
    page.locator(".no-hit").wait_for()
    assert "没有找到" in page.inner_text(".no-hit")
    page.get_by_role("link", name="不限来源和地方再找").click()
    page.wait_for_url("**/desk/rules?q=*")


def test_nonsense_in_the_address_is_left_out_and_never_markup(open_desk: OpenDesk) -> None:
    page = open_desk("wang.li", 'rules?q=<img src=x onerror="document.title=1">举报&source=<b>&place=99&page=-4')

    assert page.locator(".place .sheet h1").inner_text() == "规则"
    assert page.locator(".place img").count() == 0
    assert page.title() == "医保信访工作台"


def test_the_search_of_cases_still_goes_to_cases(open_desk: OpenDesk) -> None:
    page = open_desk("wang.li", "rules")

    page.fill("#desk-find", "JB2020")
    page.press("#desk-find", "Enter")
    page.locator(".chip-q").wait_for()
    page.wait_for_url("**/desk/?q=JB2020")  # the address changes a moment after the list
