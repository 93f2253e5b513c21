"""The conversation on the chat page: sending, receiving, failing and carrying on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.chat_actions import citizen_texts, shown_ids, talk, wait_for_bot, wait_for_text, write
from tests.web.mock_server import MockServer

pytestmark = pytest.mark.e2e


def test_the_greeting_is_the_servers_message(page: Any, server: MockServer) -> None:
    greeting = server.chat.samples["greeting"]["text"].split("\n\n")

    paragraphs = page.locator(".message-bot .bubble p").all_inner_texts()

    assert paragraphs == greeting


def test_a_message_is_sent_with_enter_and_answered(page: Any, server: MockServer) -> None:
    talk(page, "单位一直没给我交医保")

    assert citizen_texts(page) == ["单位一直没给我交医保"]
    assert page.locator(".message-bot .bubble").last.inner_text() == "收到：单位一直没给我交医保"
    assert page.input_value("#message-input") == ""
    assert len(server.chat.posts) == 1


def test_the_send_button_sends_too(page: Any, server: MockServer) -> None:
    page.fill("#message-input", "想问问医保怎么转")
    page.click(".send")
    wait_for_bot(page, 2)

    assert citizen_texts(page) == ["想问问医保怎么转"]


def test_shift_and_enter_begin_a_new_line(page: Any, server: MockServer) -> None:
    page.fill("#message-input", "第一行")
    page.press("#message-input", "Shift+Enter")
    page.type("#message-input", "第二行")

    assert page.input_value("#message-input") == "第一行\n第二行"
    assert server.chat.posts == []


@pytest.mark.parametrize("how", ["{keyCode: 229}", "{keyCode: 13, key: 'Enter', isComposing: true}"])
def test_enter_that_ends_a_word_of_the_input_method_sends_nothing(page: Any, server: MockServer, how: str) -> None:
    page.fill("#message-input", "bu gei bao xiao")
    page.evaluate(
        f"document.getElementById('message-input').dispatchEvent(new KeyboardEvent('keydown', "
        f"Object.assign({{key: 'Enter', bubbles: true, cancelable: true}}, {how})))"
    )
    page.wait_for_timeout(200)

    assert server.chat.posts == []
    assert page.input_value("#message-input") == "bu gei bao xiao"


def test_nothing_but_blanks_is_not_sent_but_explained(page: Any, server: MockServer) -> None:
    write(page, "  \u3000 ")

    assert "请先写下您的情况" in page.inner_text("#counter")
    assert server.chat.posts == []


def test_the_counter_appears_near_the_limit_and_too_long_a_text_stays(page: Any, server: MockServer) -> None:
    page.fill("#message-input", "医" * 8000)
    early = page.inner_text("#counter")
    page.fill("#message-input", "医" * 9990 + "𠮷")
    near = page.inner_text("#counter")
    write(page, "医" * 10_003)

    assert early == ""
    assert near == "还可以写 9 字"
    assert "超出 3 字" in page.inner_text("#counter")
    assert server.chat.posts == []
    assert len(page.input_value("#message-input")) == 10_003


def test_a_quick_reply_sends_its_title_and_payload_and_cannot_be_pressed_again(page: Any, server: MockServer) -> None:
    page.get_by_role("button", name="只想问一问").click()
    wait_for_bot(page, 2)

    first = page.locator(".message-bot").first
    assert (server.chat.posts[0]["text"], server.chat.posts[0]["payload"]) == ("只想问一问", "p4")
    assert first.locator(".choice:enabled").count() == 0
    assert first.locator(".chosen .quick-title").all_inner_texts() == ["只想问一问"]
    assert page.evaluate("document.activeElement.classList.contains('message-citizen')")


def test_only_the_latest_buttons_work_and_an_agents_word_leaves_them(page: Any, server: MockServer) -> None:
    talk(page, "plain")
    server.chat.say_all("agent")
    page.wait_for_selector(".message-agent")

    assert page.locator(".choice:enabled .quick-title").all_inner_texts() == ["没有了", "还有", "不清楚"]


def test_buttons_work_again_when_the_choice_could_not_be_sent(page: Any, server: MockServer) -> None:
    server.chat.post_faults = ["422"]

    page.get_by_role("button", name="只想问一问").click()
    page.wait_for_selector(".own-failed")

    assert page.locator(".choice:enabled").count() == 4


def test_a_failed_message_is_resent_once_with_the_same_id(page: Any, server: MockServer) -> None:
    server.chat.post_faults = ["500", "500", "500"]

    write(page, "医院多收了我三百块钱")
    page.get_by_role("button", name="重新发送").click(timeout=15_000)
    wait_for_bot(page, 2)

    assert citizen_texts(page) == ["医院多收了我三百块钱"]
    assert len({post["client_id"] for post in server.chat.posts}) == 1
    assert shown_ids(page) == [1, 2, 3]


def test_an_answer_lost_on_the_way_makes_no_second_message(page: Any, server: MockServer) -> None:
    server.chat.post_faults = ["drop_after"]

    talk(page, "我妈的慢病没批下来")
    page.wait_for_timeout(1500)

    assert citizen_texts(page) == ["我妈的慢病没批下来"]
    assert [m["text"] for s in server.chat.sessions.values() for m in s.messages if m["from"] == "citizen"] == [
        "我妈的慢病没批下来"
    ]


def test_a_message_the_server_never_saw_goes_out_by_itself(page: Any, server: MockServer) -> None:
    server.chat.post_faults = ["drop_before"]

    talk(page, "想查参保信息")

    assert citizen_texts(page) == ["想查参保信息"]
    assert len(server.chat.posts) == 2


def test_messages_written_in_a_hurry_keep_their_order(page: Any, server: MockServer) -> None:
    server.chat.post_faults = ["slow"]

    for text in ("一", "二", "三"):
        write(page, text)
    wait_for_text(page, "收到：三")

    assert citizen_texts(page) == ["一", "二", "三"]
    assert [post["text"] for post in server.chat.posts] == ["一", "二", "三"]


def test_what_the_server_refuses_is_explained_and_can_be_put_back(page: Any, server: MockServer) -> None:
    server.chat.post_faults = ["422"]
    write(page, "很长的一段话")
    page.wait_for_selector(".own-failed")
    page.fill("#message-input", "正在写的")

    reason = page.inner_text(".own-failed")
    page.get_by_role("button", name="放回输入框").click()

    assert "内容太长了，请分几次发送。" in reason
    assert page.locator(".own-resend").count() == 0
    assert page.input_value("#message-input") == "很长的一段话\n正在写的"
    assert citizen_texts(page) == []


def test_a_failed_message_is_still_there_after_a_reload(page: Any, server: MockServer) -> None:
    server.chat.post_faults = ["422"]
    write(page, "没送出去的话")
    page.wait_for_selector(".own-failed")

    page.reload()
    page.wait_for_selector(".message-bot")
    page.get_by_role("button", name="重新发送").click()
    wait_for_bot(page, 2)

    assert citizen_texts(page) == ["没送出去的话"]


def test_a_reload_keeps_the_conversation_and_the_draft(page: Any, server: MockServer) -> None:
    talk(page, "生育津贴不予受理")
    page.fill("#message-input", "写了一半")

    page.reload()
    wait_for_bot(page, 2)

    assert citizen_texts(page) == ["生育津贴不予受理"]
    assert page.input_value("#message-input") == "写了一半"
    assert len(server.chat.sessions) == 1


def test_a_cut_line_loses_nothing_and_repeats_nothing(page: Any, server: MockServer) -> None:
    for number in range(4):
        server.chat.drop_streams()
        server.chat.say_all(f"第{number}句")
    wait_for_text(page, "第3句")
    server.chat.drop_streams()
    server.chat.say_all("第4句")
    wait_for_text(page, "第4句")

    assert shown_ids(page) == [1, 2, 3, 4, 5, 6]
    assert server.chat.resumed_after[0] == 1
    assert server.chat.resumed_after[-1] >= 5
    assert page.locator("#banner").is_hidden()


def test_a_message_lost_inside_the_line_is_fetched_in_order(page: Any, server: MockServer) -> None:
    server.chat.skip_once = {2}

    for text in ("甲", "乙", "丙"):
        server.chat.say_all(text)
    wait_for_text(page, "丙")

    assert shown_ids(page) == [1, 2, 3, 4]


def test_a_message_that_comes_twice_is_shown_once(page: Any, server: MockServer) -> None:
    server.chat.twice = True

    talk(page, "重复")
    server.chat.say_all("最后一句")
    wait_for_text(page, "最后一句")

    assert shown_ids(page) == [1, 2, 3, 4]


def test_where_a_proxy_holds_the_line_back_the_page_asks_again_and_again(context: Any, server: MockServer) -> None:
    server.chat.hold_streams = True
    page = context.new_page()
    page.clock.install()
    page.goto(server.url + "/")
    page.wait_for_selector(".message-bot")

    for text in ("第一问", "第二问"):
        write(page, text)
        page.wait_for_timeout(300)
        page.clock.run_for(6000)
        wait_for_text(page, f"收到：{text}")
    page.wait_for_timeout(200)
    streams = server.chat.stream_count
    server.chat.say_all("工作人员的话")
    page.clock.run_for(21_000)
    wait_for_text(page, "工作人员的话")

    assert shown_ids(page) == [1, 2, 3, 4, 5, 6]
    assert server.chat.stream_count == streams


def test_markup_is_shown_as_text_whoever_wrote_it(page: Any, server: MockServer) -> None:
    hostile = "<img src=x onerror=window.broken=1><script>window.broken=1</script>"

    talk(page, hostile)
    talk(page, "markup")

    assert citizen_texts(page)[0] == hostile
    assert page.locator("#log img, #log script, #log b, #log i:not(.dots i)").count() == 0
    assert page.evaluate("window.broken") is None
    assert page.locator(".quick-title").last.inner_text() == "<i>斜</i>"


def test_a_card_of_unknown_shape_falls_back_to_its_text(page: Any) -> None:
    talk(page, "broken_card")

    assert page.locator(".message-bot .bubble").last.inner_text() == "卡片看不懂时，文字照样在。"


def test_while_the_assistant_gets_ready_messages_wait_and_then_go(context: Any, server: MockServer) -> None:
    server.chat.state = {"ready": False, "message": "正在装载语言模型", "progress": 0.4}
    page = context.new_page()
    page.goto(server.url + "/")
    page.wait_for_selector("#preparing:not([hidden])")
    server.chat.post_faults = ["503"]
    write(page, "先写下来")
    page.wait_for_selector("[data-state=waiting]")

    bar = page.eval_on_selector("#preparing-bar", "bar => bar.value")
    words = page.inner_text("#preparing-text")
    server.chat.state = {"ready": True, "message": "", "progress": None}
    wait_for_text(page, "收到：先写下来")

    assert (bar, words) == (0.4, "正在装载语言模型")
    assert page.locator("#preparing").is_hidden()
    assert citizen_texts(page) == ["先写下来"]


def test_the_typing_sign_stands_until_the_answer(page: Any, server: MockServer) -> None:
    server.chat.reply_delay = 0.8

    write(page, "慢慢想")
    page.wait_for_selector("#typing:not([hidden])")
    wait_for_bot(page, 2)

    assert page.locator("#typing").is_hidden()


def test_an_expired_session_is_replaced_and_explained_and_the_draft_stays(page: Any, server: MockServer) -> None:
    talk(page, "之前的话")
    page.fill("#message-input", "写了一半")

    server.chat.expire()
    wait_for_text(page, "原来的对话已过期")
    wait_for_bot(page, 3)

    assert page.input_value("#message-input") == "写了一半"
    assert citizen_texts(page) == ["之前的话"]
    assert len(server.chat.sessions) == 1
    assert page.locator(".choice:enabled").count() == 4


def test_a_session_that_expired_while_the_page_was_closed_is_explained_too(page: Any, server: MockServer) -> None:
    page.fill("#message-input", "写了一半")
    page.wait_for_timeout(400)
    server.chat.expire()

    page.goto("about:blank")
    page.goto(server.url + "/")
    wait_for_bot(page, 1)

    assert page.locator(".divider").all_inner_texts() == [
        "原来的对话已过期，已为您开始新的对话。没有送出的内容都还在。"
    ]
    assert page.input_value("#message-input") == "写了一半"


def test_a_message_into_an_expired_session_waits_for_the_citizens_word(page: Any, server: MockServer) -> None:
    server.chat.post_faults = ["401"]

    write(page, "这句别丢")
    wait_for_text(page, "原来的对话已过期")
    page.get_by_role("button", name="重新发送").click()
    wait_for_text(page, "收到：这句别丢")

    assert citizen_texts(page) == ["这句别丢"]
    assert len(server.chat.sessions) == 2


def test_offline_is_said_and_what_was_written_goes_out_afterwards(page: Any, context: Any, server: MockServer) -> None:
    context.set_offline(True)
    page.wait_for_selector("#banner:not([hidden])")
    words = page.inner_text("#banner-text")
    write(page, "断网时写的")
    page.wait_for_selector(".own-failed", timeout=15_000)

    context.set_offline(False)
    wait_for_text(page, "收到：断网时写的")

    assert "网络已断开" in words
    assert page.locator("#banner").is_hidden()
    assert citizen_texts(page) == ["断网时写的"]


def test_an_old_webview_without_modern_interfaces_can_still_talk(context: Any, server: MockServer) -> None:
    page = context.new_page()
    page.add_init_script(
        """
        ['fetch', 'ReadableStream', 'AbortController', 'ResizeObserver', 'IntersectionObserver', 'URLSearchParams',
         'visualViewport', 'EventSource', 'structuredClone']
         .forEach(name => { delete window[name]; window[name] = undefined; });
        delete Crypto.prototype.randomUUID;
        ['append', 'prepend', 'replaceChildren', 'toggleAttribute', 'replaceWith', 'before', 'after']
          .forEach(name => { delete Element.prototype[name]; });
        delete NodeList.prototype.forEach;
        ['entries', 'values', 'fromEntries', 'hasOwn'].forEach(name => { delete Object[name]; });
        ['padStart', 'replaceAll', 'matchAll', 'at'].forEach(name => { delete String.prototype[name]; });
        Object.defineProperty(navigator, 'clipboard', {value: undefined});
        """
    )
    page.goto(server.url + "/")
    page.wait_for_selector(".message-bot")

    talk(page, "answer_branches")
    talk(page, "receipt")

    assert page.locator(".branch").count() == 2
    assert page.locator(".receipt-code").count() == 1
    assert page.locator("[data-id]").count() == 5


def test_without_local_storage_the_chat_works_until_the_page_is_left(context: Any, server: MockServer) -> None:
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    page.goto(server.url + "/")
    page.wait_for_selector(".message-bot")

    talk(page, "无痕窗口")

    assert citizen_texts(page) == ["无痕窗口"]


def test_the_region_of_the_address_reaches_the_server(context: Any, server: MockServer) -> None:
    page = context.new_page()
    page.goto(server.url + "/?region=220000")
    page.wait_for_selector(".message-bot")
    other = context.new_page()
    other.goto(server.url + "/?region=%3Cscript%3E")
    other.wait_for_selector(".message-bot")

    assert server.chat.regions == ["220000", None]
