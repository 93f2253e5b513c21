"""The whole way on a phone: a story told, a question answered, a report registered, the Word file in hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casework.services.say import RECEIPT_CODE
from knowledge import RuleBook
from tests.e2e.conftest import Served
from tests.e2e.phone import (
    answer_questions,
    choices,
    fill_form,
    press,
    receipt,
    say,
    shown,
    summary,
    token_of,
    word_file,
)
from tests.web.chat_actions import is_within_width

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]

APPEAL = "我爱人的生育津贴，医保中心说材料对不上，最后只发了一半，我不认这个结果"
FRAUD = "康乐药店用医保卡刷大米和食用油，刷完再换成现金，我看见好几回了，有照片"
OVERCHARGE = "我要举报长春市平安医院多收费，我爸住院五天收了九天的护理费，我手里有费用清单"
NAME, ID_NUMBER, PHONE, NEW_PHONE = "张三丰", "11010519491231002X", "13800138000", "13900139000"
ADDRESS = "幸福街12号"
LABELS = ("被举报人姓名", "被举报单位名称", "信息来源", "举报对象类别", "身份证号码", "联系电话", "联系地址", "备注")


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load()


@pytest.fixture
def report_form(page: Any, book: RuleBook) -> Callable[[dict[str, str]], list[str]]:
    """Goes through the open report form, saying for each field what `answers` has; the ids of the fields asked."""
    form = book.form("report_registration")
    ids = {field.caption: field.id for field in form.fields}

    def fill(answers: dict[str, str]) -> list[str]:
        return [ids[caption] for caption in fill_form(page, {form.field(key).caption: answers[key] for key in answers})]

    return fill


def test_a_dispute_is_told_asked_about_and_answered_with_channel_and_clauses(page: Any, book: RuleBook) -> None:
    say(page, APPEAL)
    answer_questions(page, "对结果不服", "有结果，我不认可", "其他决定")
    card = page.locator(".card-answer").last
    card.locator(".citation summary").first.click()

    quotes = {re.sub(r"\s", "", one.quote) for one in (book.citation("A2-8"), book.citation("A2-7"))}
    assert card.locator(".badge").inner_text() == "申诉求决"
    assert card.locator(".why-words li").count() > 0
    assert any("行政复议" in step for step in card.locator(".step-text").all_inner_texts())
    assert "60日" in re.sub(r"\s", "", card.locator(".part-limits").inner_text())
    assert re.sub(r"\s", "", card.locator(".quote").first.inner_text()) in quotes
    assert card.locator(".cite-clause").count() >= 3
    assert "不是受理决定" in card.inner_text()
    assert is_within_width(page)


def test_the_place_said_afterwards_brings_that_place_into_the_answer(page: Any) -> None:
    say(page, "康乐药店用医保卡刷大米，我看见好几回了")
    answer_questions(page, "我要举报", "举报")

    before = page.locator(".card-answer").last.inner_text()
    answer = say(page, "在项城")

    assert "项城" not in before
    assert "0394-4662166" in answer
    assert "选择地区" not in choices(page)


def test_an_anonymous_report_is_talked_through_and_carries_nobodys_name(
    page: Any, served: Served, report_form: Callable[[dict[str, str]], list[str]], tmp_path: Path
) -> None:
    say(page, FRAUD)
    answer_questions(page, "我要举报", "举报", "骗保、违规用医保")
    press(page, "登记举报")
    press(page, "匿名举报")

    asked = report_form({"respondent_kind": "定点药店", "respondent_org": "康乐药店", "respondent_address": "人民路"})
    seen = summary(page)
    press(page, "确认提交")
    number, code = receipt(page)
    texts = word_file(page, tmp_path)

    assert not [field for field in asked if field.startswith("reporter_")]
    assert seen["被举报单位名称"] == "康乐药店"
    assert seen["举报内容"] == FRAUD
    assert re.fullmatch(r"JB\d{12}", number)
    assert re.fullmatch(r"\d{16}", code)
    assert [label for label in LABELS if not any(label in text for text in texts)] == []
    assert any(number in text for text in texts)
    assert {"康乐药店", "人民路"} <= set(texts)
    assert any(FRAUD in text for text in texts)
    assert is_within_width(page)


def test_a_real_name_report_survives_second_thoughts_and_keeps_its_reporter_secret(
    page: Any, served: Served, report_form: Callable[[dict[str, str]], list[str]], tmp_path: Path
) -> None:
    say(page, OVERCHARGE)
    answer_questions(page, "我要举报", "举报", "收费、价格不对", "反映医院、药店违规")
    press(page, "登记举报")
    press(page, "实名举报")
    say(page, NAME)
    wrong_number = say(page, "110105194912310021")
    say(page, ID_NUMBER)
    say(page, PHONE)
    press(page, "上一步")
    in_between = say(page, "我的信息会不会泄露出去？")
    say(page, PHONE)
    say(page, ADDRESS)
    report_form({"respondent_kind": "定点医疗机构", "respondent_org": "长春市平安医院"})
    say(page, "我想改一下电话")
    say(page, NEW_PHONE)
    seen = summary(page)
    press(page, "确认提交")
    number, code = receipt(page)
    texts = word_file(page, tmp_path)
    token = token_of(page)
    chat, engine, disk = served.chat_events(token), served.engine_events(token), served.bytes_on_disk()

    assert "身份证号码有一位不对" in wrong_number
    assert "加密保存" in in_between
    assert "联系到您的电话" in in_between
    assert (seen["您的姓名"], seen["您的电话"], seen["您的地址"]) == (NAME, NEW_PHONE, ADDRESS)
    assert {NAME, ID_NUMBER, NEW_PHONE, ADDRESS, "长春市平安医院"} <= set(texts)
    assert any(number in text for text in texts)
    assert "〔电话1〕" in engine
    for secret in (NAME, ID_NUMBER, PHONE, NEW_PHONE, ADDRESS, code):
        assert secret not in engine
        assert secret not in chat
        assert secret.encode() not in disk
    assert RECEIPT_CODE in chat


def test_after_a_reload_everything_is_there_and_the_report_goes_on(
    page: Any, report_form: Callable[[dict[str, str]], list[str]]
) -> None:
    say(page, FRAUD)
    answer_questions(page, "我要举报", "举报", "骗保、违规用医保")
    press(page, "登记举报")
    press(page, "匿名举报")
    before, offered = shown(page), choices(page)
    page.fill("#message-input", "康乐")

    page.reload()
    page.wait_for_function("count => document.querySelectorAll('[data-id]').length === count", arg=len(before))
    draft = page.input_value("#message-input")
    after, still_offered = shown(page), choices(page)
    report_form({"respondent_org": "康乐药店"})
    press(page, "确认提交")
    number, code = receipt(page)
    page.reload()
    page.wait_for_selector(".card-receipt")

    assert after == before
    assert (draft, still_offered) == ("康乐", offered)
    assert receipt(page) == (number, code)


def test_a_cancelled_form_leaves_nothing_behind_and_the_talk_goes_on(page: Any) -> None:
    say(page, FRAUD)
    answer_questions(page, "我要举报", "举报", "骗保、违规用医保")
    press(page, "登记举报")
    press(page, "实名举报")
    say(page, NAME)

    answer = say(page, "算了吧，不登记了")
    again = say(page, "取消登记") if "不登记" not in answer else answer

    assert "没有提交" in again
    assert page.locator(".card-receipt").count() == 0
    assert "登记举报" in choices(page)


def test_two_messages_in_a_hurry_are_both_answered_in_their_order(page: Any) -> None:
    before = len(shown(page))
    for text in ("你好", "居民医保今年交多少钱"):
        page.fill("#message-input", text)
        page.press("#message-input", "Enter")
    page.wait_for_selector(".card-answer")

    texts = shown(page)[before:]

    assert [text for text in texts if text in ("你好", "居民医保今年交多少钱")] == ["你好", "居民医保今年交多少钱"]
    assert len(texts) == 4


def test_who_calls_the_answer_wrong_may_say_what_was_meant_or_fetch_a_person(page: Any) -> None:
    say(page, FRAUD)
    answer_questions(page, "我要举报", "举报", "骗保、违规用医保")

    press(page, "不是这个意思")
    offered = choices(page)
    press(page, "只是想问问")
    badge = page.locator(".card-answer").last.locator(".badge").inner_text()
    person = press(page, "找人工")

    assert {"自己的事，不服结果", "举报别人违规", "提意见建议", "申请信息公开"} <= set(offered)
    assert badge == "咨询"
    # nobody is signed in at this desk, and that is said
    assert "现在没有工作人员在线" in person
    assert "12393" in person
