"""Cards one can act on, the menu, and clearing the device."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.web.chat_actions import citizen_texts, talk, wait_for_bot, wait_for_text, write
from tests.web.mock_server import MockServer

pytestmark = pytest.mark.e2e

STORED = "JSON.stringify(Object.keys(localStorage).filter(key => key.indexOf('petition-chat:') === 0))"


def clear_device(page: Any) -> None:
    page.click("#menu-button")
    page.click("#menu-clear")
    page.get_by_role("alertdialog").get_by_role("button", name="清除").click()


def test_the_answer_names_matter_channel_limits_office_and_clauses(page: Any) -> None:
    talk(page, "answer")
    card = page.locator(".card-answer")

    steps = [re.sub(r"\s", "", text) for text in card.locator(".step").all_inner_texts()]

    assert card.locator(".badge").inner_text() == "申诉求决"
    assert card.locator(".why-words li").all_inner_texts() == ["生育津贴", "不予受理"]
    assert [step[:3] for step in steps] == ["先：向", "然后："]
    assert card.locator(".not-given").inner_text() == "这条途径里没有列出：复查。"
    assert card.get_by_role("link", name="0000-1234567").get_attribute("href") == "tel:00001234567"
    assert card.locator(".phone-role").all_inner_texts() == ["服务电话", "投诉电话"]
    assert card.locator(".guidance").inner_text() == "这是指引，不是受理决定。"


def test_alternatives_and_sequences_are_told_apart(page: Any) -> None:
    talk(page, "answer_branches")

    words = [
        branch.locator(".relation").all_inner_texts() for branch in (page.locator(".branch").nth(n) for n in (0, 1))
    ]

    assert words == [["先", "然后"], ["可以", "或者", "或者", "然后"]]
    assert page.locator(".branch-label").all_inner_texts() == ["收到的是“不予受理决定”", "收到的是其他决定"]


def test_what_a_report_lacks_is_told_with_what_helps_and_never_in_the_way(page: Any) -> None:
    talk(page, "summary")
    card = page.locator(".card-summary")
    folded = card.locator(".accept-fold summary").all_inner_texts()
    for summary in card.locator(".accept-fold summary").all():
        summary.click()

    assert folded == ["还有 1 条不清楚（点开看）", "2 条没有问题（点开看）"]
    assert "交上照片、单据、录音" in card.locator(".accept-way").inner_text()
    assert "第十二条第（五）项" in card.locator(".accept-way").inner_text()
    assert "同一件事正在办" in card.locator(".accept-open").inner_text()
    assert [one.split("\n")[0] for one in card.locator(".accept-good").all_inner_texts()] == [
        "说清了举报的是谁：对得上",
        "已经在打官司或者复议：没有这种情形",
    ]
    assert card.inner_text().count("现在就可以提交") == 1
    assert page.get_by_role("button", name="没有错，提交").is_enabled()


def test_the_clauses_behind_a_question_are_folded_away_and_can_be_read(page: Any) -> None:
    talk(page, "question_identity")
    card = page.locator(".card-question")
    hidden = card.locator(".quote").first.is_visible()
    card.locator(".card-sources > summary").click()
    for clause in card.locator(".citation summary").all():
        clause.click()

    assert not hidden
    assert card.locator(".card-sources > summary").inner_text() == "看法规原文（2 条）"
    assert card.locator(".quote").all_inner_texts() == ["（示例原文）", "（示例原文）"]


def test_a_time_that_is_kept_as_a_day_only_is_not_shown_as_midnight(page: Any, server: MockServer) -> None:
    talk(page, "plain")
    kept = server.chat.sessions[next(iter(server.chat.sessions))].messages[-1]
    kept["at"] = kept["at"][:10] + "T00:00:00+08:00"
    page.reload()
    wait_for_bot(page, 2)

    assert page.locator(f"[data-id='{kept['id']}'] .clock").count() == 0
    assert page.locator("[data-id='1'] .clock").count() == 1


def test_who_has_registered_before_finds_the_way_without_opening_a_menu(page: Any) -> None:
    page.get_by_role("link", name="查办理进度").first.click()

    page.wait_for_selector("#number")


def test_the_receipt_leads_to_the_progress_page_with_its_number_but_not_its_code(page: Any) -> None:
    talk(page, "receipt")
    page.locator(".card-receipt").get_by_role("link", name="查办理进度").click()
    page.wait_for_selector("#number")

    assert page.input_value("#number") == "JB202511220001"
    assert page.input_value("#code") == ""
    page.wait_for_url("**/progress")


def test_a_time_limit_opens_the_clause_it_rests_on(page: Any, server: MockServer) -> None:
    talk(page, "answer")
    quote = server.chat.samples["answer"]["card"]["matters"][0]["citations"][1]["quote"]
    hidden = page.locator(".quote").nth(1).is_visible()

    page.get_by_role("link", name="查看依据2原文").first.click()

    assert not hidden
    assert page.locator(".quote").nth(1).inner_text() == quote
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_several_matters_stand_as_sections_with_their_own_headings(page: Any) -> None:
    talk(page, "answer_several")

    assert page.locator("h3.card-lead").inner_text() == "您的话里有2件事，分别这样办"
    assert page.locator("h4.matter-title .badge").all_inner_texts() == ["检举控告", "建议"]


def test_the_form_says_how_far_it_is(page: Any) -> None:
    talk(page, "form")

    bar = page.locator(".card-form progress")

    assert page.locator(".form-place").inner_text() == "第2项／共9项"
    assert (bar.get_attribute("value"), bar.get_attribute("max")) == ("2", "9")


def test_a_field_of_the_summary_is_changed_by_its_button(page: Any, server: MockServer) -> None:
    talk(page, "summary")

    page.get_by_role("button", name="修改联系电话").click()
    wait_for_text(page, "收到：修改联系电话")

    assert server.chat.posts[-1]["text"] == "修改联系电话"
    assert page.locator(".card-summary .choice:enabled").count() == 0


def test_the_summary_says_what_its_message_says_around_the_fields(page: Any) -> None:
    talk(page, "summary")

    assert page.locator(".card-summary .text").all_inner_texts() == [
        "都填好了，请您看一遍：",
        "没问题就点“没有错，提交”；哪一项要改，直接说，比如“修改电话”。",
    ]


def test_plain_words_come_first_and_the_lists_own_words_after(page: Any) -> None:
    talk(page, "answer")

    assert page.inner_text(".matter-text") == "生育津贴、生育医疗费有争议"
    assert page.inner_text(".matter-verbatim") == "清单上的说法：对生育保险待遇核准支付类业务办理存在争议的。"
    assert page.get_by_role("heading", name="法律另外还规定").is_visible()


def test_an_answer_to_a_question_lists_steps_office_and_telephone(page: Any) -> None:
    talk(page, "answer_consult")
    office = page.locator(".office")

    assert office.locator(".step-name").all_inner_texts() == ["申请", "评审"]
    assert office.locator(".step").count() == 3
    assert office.get_by_role("link", name="0000-1234567").is_visible()


def test_a_field_that_may_not_be_changed_has_no_button(page: Any) -> None:
    talk(page, "summary")

    assert page.locator(".field").count() == 7
    assert page.locator(".field button").count() == 6


def test_the_receipt_shows_copies_and_reads_the_code(page: Any, context: Any) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    talk(page, "receipt")

    page.get_by_role("button", name="复制查询码").click()
    page.get_by_role("button", name="已复制").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == "1234567890123456"
    assert page.locator(".code-group").all_inner_texts() == ["1234", "5678", "9012", "3456"]
    assert page.locator(".receipt-code .vh").text_content() == "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6"
    assert "只显示这一次" in page.inner_text(".receipt-once")


def test_a_receipt_without_its_code_says_that_it_was_shown_before(page: Any) -> None:
    talk(page, "receipt_again")

    assert page.locator(".receipt-code").count() == 0
    assert page.inner_text(".receipt-gone") == "查询码已经显示过"
    assert page.get_by_role("button", name="复制查询码").count() == 0


def test_the_word_file_is_fetched_without_the_token_in_any_address(page: Any, server: MockServer) -> None:
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    talk(page, "receipt")
    token = next(iter(server.chat.sessions))

    with page.expect_download() as download:
        page.get_by_role("button", name="下载填好的表（Word）").click()

    assert download.value.suggested_filename == "registration.docx"
    assert server.chat.documents == [{"token": token, "number": "JB202511220001"}]
    assert not any(token in address for address in addresses)


def test_a_failed_download_is_said_and_the_chat_stays(page: Any, server: MockServer) -> None:
    talk(page, "receipt")
    server.chat.document_fails = True

    page.get_by_role("button", name="下载填好的表（Word）").click()
    page.wait_for_selector(".form-error:not(:empty)")

    assert page.inner_text(".form-error") == "没能下载，请稍后再试。"
    assert page.locator(".card-receipt").count() == 1


def test_a_person_is_one_menu_away(page: Any, server: MockServer) -> None:
    page.click("#menu-button")
    page.get_by_role("button", name="找人工").click()
    wait_for_bot(page, 2)

    assert server.chat.posts[0]["text"] == "找人工"
    assert page.locator("#menu").is_hidden()


def test_starting_over_asks_first(page: Any, server: MockServer) -> None:
    page.click("#menu-button")
    page.click("#menu-restart")
    page.get_by_role("button", name="不，返回").click()
    refused = list(server.chat.posts)

    page.click("#menu-button")
    page.click("#menu-restart")
    page.get_by_role("alertdialog").get_by_role("button", name="重新开始").click()
    wait_for_bot(page, 2)

    assert refused == []
    assert citizen_texts(page) == ["重新开始"]


def test_clearing_leaves_nothing_on_the_device(page: Any, server: MockServer) -> None:
    talk(page, "我的私事")
    page.fill("#message-input", "还没写完的私事")
    page.wait_for_timeout(400)

    clear_device(page)

    assert page.evaluate(STORED) == "[]"
    assert "私事" not in page.inner_text("body")
    assert page.input_value("#message-input") == ""
    assert page.get_by_role("heading", name="本机记录已清除").is_visible()
    assert page.evaluate("document.activeElement.id") == "again"


def test_after_clearing_a_new_conversation_begins_only_when_asked_for(page: Any, server: MockServer) -> None:
    clear_device(page)
    page.wait_for_timeout(300)
    before = len(server.chat.sessions)

    page.get_by_role("button", name="开始新的对话").click()
    page.wait_for_selector(".message-bot")
    talk(page, "新的事")

    assert (before, len(server.chat.sessions)) == (1, 2)
    assert citizen_texts(page) == ["新的事"]


def test_clearing_in_one_window_clears_the_other(page: Any, context: Any, server: MockServer) -> None:
    other = context.new_page()
    other.goto(server.url + "/")
    other.wait_for_selector(".message-bot")
    write(other, "另一个窗口里的话")

    clear_device(page)
    other.wait_for_selector("#cleared:not([hidden])")

    assert "另一个窗口里的话" not in other.inner_text("body")


def test_the_type_size_is_kept(page: Any) -> None:
    sizes = [page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")]
    for _ in range(2):
        page.click("#type-button")
        sizes.append(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))

    page.reload()
    page.wait_for_selector(".message-bot")

    assert sizes == [18, 21, 25]
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 25
    assert "特大" in page.inner_text("#type-button")


def test_printing_an_answer_prints_that_answer_with_its_clauses(page: Any) -> None:
    page.evaluate("window.print = () => {}")
    talk(page, "answer")
    talk(page, "后来的话")

    page.get_by_role("button", name="打印", exact=True).click()
    page.emulate_media(media="print")

    assert page.locator(".card-answer").is_visible()
    assert page.locator(".quote").first.is_visible()
    assert [page.locator(name).is_visible() for name in ("#composer", ".head-tools", ".card-tools")] == [False] * 3
    assert page.locator(".message-citizen").last.is_hidden()
