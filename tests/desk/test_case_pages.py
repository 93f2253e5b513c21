"""Working on cases in the browser: the list, one case, its moves, what only some may do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from casework.services.ports import Opener
from casework.services.staff import Staff
from tests.desk.conftest import Desk
from tests.desk.people import NAME, PHONE, report

OpenDesk = Callable[..., Any]
LI = Staff("wang.li", "senior_agent")


def view(desk: Desk, number: str) -> Any:
    return desk.services.cases.view(LI, number)


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def move(page: Any, name: str) -> Any:
    """Opens the dialog of a move."""
    page.locator(".move-btn", has=page.locator(f".move-name:text-is('{name}')")).click()
    dialog = page.locator(".dialog")
    dialog.wait_for()
    return dialog


def told(page: Any, words: str) -> None:
    page.locator(".q-notification", has_text=words).first.wait_for()


def test_a_case_is_found_by_number_and_opened_with_the_keyboard_alone(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)
    page = open_desk("wang.li")

    page.keyboard.press("/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.locator(".chip-q").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    page.locator(".case-number").wait_for()
    assert page.inner_text(".case-number") == number
    page.wait_for_url(f"**/desk/cases/{number}")
    page.keyboard.press("u")
    page.locator(".cases").wait_for()


def test_a_filter_stands_in_the_address_and_going_back_takes_it_back(desk: Desk, open_desk: OpenDesk) -> None:
    report(desk.services)
    page = open_desk("wang.li")

    page.get_by_role("link", name="申诉求决").click()
    page.locator(".nothing, .cases").first.wait_for()
    page.wait_for_url("**/desk/?category=appeal")
    page.go_back()

    page.locator(".cases").wait_for()
    assert page.locator(".choice[aria-current=true]", has_text="各类").is_visible()


def test_nonsense_in_an_address_shows_the_plain_list(desk: Desk, open_desk: OpenDesk) -> None:
    report(desk.services)

    page = open_desk("wang.li", "?page=-3&state=<script>&category=x&order=1&scope=%00")

    assert page.locator(".sheet h1").inner_text() == "案件"


def test_a_page_that_is_not_there_says_so_in_chinese(open_desk: OpenDesk) -> None:
    page = open_desk("wang.li")

    for path in ("/no/such/page", "/cases/JB202001019999", "/cases/x/y"):
        page.evaluate(f"emitEvent('sub_pages_navigate', '{path}')")
        page.wait_for_selector(".lost")

        assert "没有" in page.inner_text(".place")
        assert not any("a" <= char <= "z" for char in page.inner_text(".place"))
        page.get_by_role("link", name="回到案件").click()
        page.wait_for_selector(".place .sheet")


def test_a_case_shows_content_conditions_and_clauses_but_not_who_filed_it(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)

    page = open_desk("wang.li", f"cases/{number}")

    shown = page.inner_text(".case")
    assert "向阳区仁和大药房" in shown
    assert "第十二条第（三）项" in shown
    assert NAME not in page.content()
    assert PHONE not in page.content()
    assert page.locator(".sealed", has_text="电话1").count() == 1


def test_what_a_citizen_wrote_is_never_markup(desk: Desk, open_desk: OpenDesk) -> None:
    bad = "<img src=x onerror=\"document.title='broken in'\"><script>document.title='broken in'</script>{{7*7}}"
    number = report(desk.services, shop=f"坏药房{bad}", story=bad * 2)

    page = open_desk("wang.li", f"cases/{number}")
    page.wait_for_timeout(500)

    assert "<img src=x" in page.inner_text(".form")
    assert "{{7*7}}" in page.inner_text(".form")
    assert page.title() == "医保信访工作台"
    assert page.locator(".form img").count() == 0


def test_a_move_shows_its_clause_and_leads_on(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)
    page = open_desk("wang.li", f"cases/{number}")

    dialog = move(page, "初核完成")
    assert "第十条第二款" in dialog.inner_text()
    dialog.get_by_role("button", name="初核完成").click()
    told(page, "已办理")

    page.locator(".step.now", has_text="已初核").wait_for()
    assert view(desk, number).case.state == "pre_checked"


def test_a_move_that_needs_a_reason_is_not_made_without_one_and_nothing_typed_is_lost(
    desk: Desk, open_desk: OpenDesk
) -> None:
    number = report(desk.services)
    desk.services.cases.move(LI, number, "report_pre_check", "", 1)
    page = open_desk("wang.li", f"cases/{number}")

    dialog = move(page, "不予受理")
    dialog.get_by_role("button", name="不予受理").click()
    told(page, "")
    assert view(desk, number).case.state == "pre_checked"
    dialog.locator("textarea").first.fill("没有证据材料，也没有具体线索。")
    page.wait_for_function("document.querySelectorAll('.dialog textarea')[1].value.includes('没有证据材料')")
    dialog.get_by_role("button", name="不予受理").click()

    page.locator(".step.now", has_text="不予受理").wait_for()
    notice = next(entry for entry in view(desk, number).entries if entry.kind == "notice")
    assert "没有证据材料，也没有具体线索" in notice.text
    assert notice.for_citizen


def test_a_notice_edited_by_hand_goes_out_as_edited(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)
    desk.services.cases.move(LI, number, "report_pre_check", "", 1)
    page = open_desk("wang.li", f"cases/{number}")

    dialog = move(page, "受理")
    draft = dialog.locator("textarea").nth(1)
    draft.click()
    draft.press("Control+End")
    draft.type("请保持电话畅通。")
    dialog.get_by_role("button", name="受理", exact=True).click()

    page.locator(".step.now", has_text="已受理").wait_for()
    notice = next(entry for entry in view(desk, number).entries if entry.kind == "notice")
    assert notice.text.endswith("请保持电话畅通。")


def test_whoever_comes_second_is_told_and_overwrites_nothing(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)
    page = open_desk("wang.li", f"cases/{number}")
    dialog = move(page, "初核完成")

    desk.services.cases.assign(LI, number, "zhao.yi", 1)
    dialog.get_by_role("button", name="初核完成").click()

    page.locator(".q-notification").first.wait_for()
    assert view(desk, number).case.state == "registered"


def test_a_case_is_offered_to_nobody_who_keeps_out_or_only_looks(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)
    desk.services.cases.ask_recusal(LI, number, "zhao.yi", "是亲戚")
    page = open_desk("wang.li", f"cases/{number}")

    press(page, "承办：未分派")
    page.locator(".dialog .q-select").click()
    page.locator(".q-menu .q-item").first.wait_for()
    offered = page.locator(".q-menu .q-item").all_inner_texts()

    assert "王莉" in offered
    assert {"赵一鸣", "钱安", "孙桂芝"}.isdisjoint(offered)


def test_a_question_reaches_the_reporter_and_a_note_does_not(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)
    page = open_desk("zhao.yi", f"cases/{number}")

    page.locator(".writing textarea").fill("收据上的日期是哪一天？")
    press(page, "向登记人询问")
    page.locator(".event.question", has_text="收据上的日期").wait_for()
    page.locator(".writing textarea").fill("和上周那件是同一家店。")
    press(page, "记为内部备注")
    page.locator(".event.note", has_text="同一家店").wait_for()

    entries = {entry.kind: entry.for_citizen for entry in view(desk, number).entries}
    assert entries == {"question": True, "note": False}
    assert page.locator(".event.question .pill", has_text="等答复").is_visible()


def test_a_fact_settled_by_staff_decides_its_line(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)
    page = open_desk("zhao.yi", f"cases/{number}")
    line = page.locator(".line", has_text="被举报的人或单位已不存在")

    line.get_by_role("button", name="核定").click()
    dialog = page.locator(".dialog")
    dialog.locator(".q-radio").first.click()
    dialog.get_by_role("button", name="核定").click()

    page.locator(".line:not(.open)", has_text="被举报的人或单位已不存在").wait_for()
    assert [fact.actor for fact in view(desk, number).settled] == ["zhao.yi"]


def test_who_filed_it_is_shown_for_a_reason_only_and_audited(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)
    page = open_desk("wang.li", f"cases/{number}")

    press(page, "查看登记人")
    page.locator(".dialog").get_by_role("button", name="查看").click()
    page.locator(".q-notification").first.wait_for()
    assert NAME not in page.content()
    page.get_by_label("为什么要查看").fill("电话核对收据日期")
    page.locator(".dialog").get_by_role("button", name="查看").click()

    page.locator(".dialog", has_text=NAME).wait_for()
    assert PHONE in page.locator(".dialog", has_text=NAME).inner_text()
    with desk.services.store.read() as work:
        lines = [one for one in work.audit.entries(limit=5000) if one.action == "open_reporter_identity"]
    assert (lines[-1].actor, lines[-1].subject, lines[-1].reason) == ("wang.li", number, "电话核对收据日期")


def test_of_an_anonymous_case_there_is_nobody_to_look_at_and_no_time_of_day(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services, anonymous=True)
    desk.services.cases.note(LI, number, "看过了")

    page = open_desk("wang.li", f"cases/{number}")

    assert page.get_by_role("button", name="查看登记人").count() == 0
    assert page.locator(".pill", has_text="匿名").is_visible()
    assert ":" not in page.locator(".event.note .event-at").inner_text()


def test_the_form_is_fetched_once_by_this_session_and_holds_no_reporter(
    desk: Desk, open_desk: OpenDesk, tmp_path: Path
) -> None:
    number = report(desk.services)
    page = open_desk("wang.li", f"cases/{number}")

    with page.expect_download() as begun:
        page.locator(".file").first.get_by_role("button", name="下载").click()
    begun.value.save_as(tmp_path / "form.docx")

    assert begun.value.suggested_filename.endswith(f"_{number}.docx")
    with zipfile.ZipFile(tmp_path / "form.docx") as content:
        words = content.read("word/document.xml").decode()
    assert number in words
    assert NAME not in words
    again = httpx.get(begun.value.url, cookies={one["name"]: one["value"] for one in page.context.cookies()})
    assert again.status_code == 404


def test_who_keeps_out_finds_the_case_nowhere_until_it_is_declined(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)
    page = open_desk("zhao.yi", f"cases/{number}")

    press(page, "我要回避")
    page.get_by_label("为什么要回避").fill("店主是我表哥")
    page.locator(".dialog").get_by_role("button", name="声明回避").click()
    page.wait_for_url("**/desk/")
    page.goto(f"{desk.url}/desk/cases/{number}")
    page.wait_for_selector(".lost")
    page.goto(f"{desk.url}/desk/?q={number}")
    page.wait_for_selector(".nothing")

    reviewer = open_desk("sun.gui", f"cases/{number}")
    press(reviewer, "不同意")
    reviewer.locator(".dialog").get_by_role("button", name="不同意").click()
    told(reviewer, "已决定")
    page.reload()
    page.wait_for_selector(".cases")


def test_roles_see_only_the_buttons_they_may_press(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)

    auditor = open_desk("qian.an", f"cases/{number}")

    assert auditor.locator(".move-btn").count() == 0
    assert auditor.locator(".writing").count() == 0
    assert auditor.get_by_role("button", name="核定").count() == 0
    assert auditor.get_by_role("button", name="查看登记人").count() == 0
    assert auditor.locator(".rail-item", has_text="帐号").count() == 0
    auditor.goto(f"{desk.url}/desk/accounts")
    auditor.wait_for_selector(".lost")
    assert auditor.get_by_role("button", name="新建帐号").count() == 0


def test_an_administrator_makes_an_account_and_its_password_is_shown_once(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("boss", "accounts")

    press(page, "新建帐号")
    page.get_by_label("姓名").fill("吴新")
    page.get_by_label("帐号名").fill("wu.xin")
    page.locator(".dialog").get_by_role("button", name="新建").click()
    page.locator(".dialog .secret").wait_for()
    once = page.inner_text(".dialog .secret")
    press(page, "记下了")

    page.locator("tr", has_text="wu.xin").get_by_text("等本人换密码").wait_for()
    page.locator(".dialog").wait_for(state="detached")
    assert once not in page.content()
    assert desk.services.staff.seat(desk.services.staff.sign_in("wu.xin", once)).must_change


def test_a_calendar_address_is_made_shown_once_and_dropped(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("wang.li", "calendar")

    press(page, "生成日历地址")
    page.locator(".dialog .secret").wait_for()
    address = page.inner_text(".dialog .secret")
    press(page, "记下了")
    assert httpx.get(address).text.startswith("BEGIN:VCALENDAR")
    press(page, "停用")
    page.locator(".dialog").get_by_role("button", name="停用").click()

    page.get_by_role("button", name="生成日历地址").wait_for()
    assert httpx.get(address).status_code == 404


def test_what_the_library_draws_has_our_colours(open_desk: OpenDesk) -> None:
    page = open_desk("wang.li", "me")

    colour = "name => getComputedStyle(document.body).getPropertyValue(name).trim()"
    assert [page.evaluate(colour, name) for name in ("--q-primary", "--q-positive")] == ["#14564a", "#1a6a5a"]


def test_nothing_personal_and_no_token_is_left_in_the_browser(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)
    page = open_desk("wang.li", f"cases/{number}")

    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")

    assert number not in kept
    assert "desk_session" not in kept
    assert "王莉" not in kept
    assert not list(desk.directory.glob("**/.nicegui")) + list(Path.cwd().glob(".nicegui/storage-user*"))


def test_the_log_of_the_service_holds_nothing_of_a_case(desk: Desk, open_desk: OpenDesk) -> None:
    number = report(desk.services)
    with desk.services.store.write() as work:
        work.audit.write(Opener("x", "none", "y"), "probe", number)
        work.commit()

    open_desk("wang.li", f"cases/{number}?q={NAME}")

    written = "".join(file.read_text(encoding="utf-8") for file in desk.directory.glob("logs/*"))
    assert number not in written
    assert NAME not in written
