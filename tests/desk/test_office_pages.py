"""Figures, audit trail and system in a browser: what stands there, what is done there, and that nothing runs over."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from casework.bootstrap import bootstrap
from casework.services.staff import Staff
from casework.settings import Settings
from casework.store.column_types import SHANGHAI
from tests.desk.conftest import Desk
from tests.desk.people import PASSWORD, hire
from tests.office.fill import fill
from tests.server import running

Open = Callable[..., Any]
YEAR = "admin/statistics?period=2025&place=500000"
BOSS = Staff("boss", "admin")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with a year of work, of its own: what was read in it is made up, and nobody can open it."""
    directory = tmp_path_factory.mktemp("office")
    services = bootstrap(Settings(data_dir=directory))
    hire(services)
    fill(services.store, datetime(2025, 1, 1, tzinfo=SHANGHAI), 360, 700)  # type: ignore[arg-type]
    with running(("tests.desk.desk_server", "DIRECTORY", "PORT"), directory) as url:
        yield Desk(url, directory, services)
        services.store.close()


def overflow(page: Any) -> list[str]:
    """What is wider than the place it stands in."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('.place *')].filter(one => {
             const box = one.getBoundingClientRect();
             return box.width && box.right > innerWidth + 1 && !one.closest('.scroll, .st-scroll, svg, .st-chart');
           }).map(one => one.tagName + '.' + one.className)"""
    )
    return found


def test_figures_stand_as_charts_with_a_table_beside_each(open_desk: Open) -> None:
    page = open_desk("qian.an", YEAR)
    page.wait_for_selector(".st-chart svg")
    charts, tables = page.locator(".st-body .st-chart"), page.locator(".st-body .st-scroll table")
    assert charts.count() == tables.count() > 8
    assert set(page.locator(".st-chart").evaluate_all("all => all.map(one => one.ariaHidden)")) == {"true"}
    assert page.locator(".st-tile").count() == 6
    for figure in page.locator(".st-table td").all_inner_texts():
        assert figure not in ("1", "2", "3", "4"), "a small group is shown"
    assert "＊" in page.locator(".st-table").first.page.inner_text(".place")
    assert page.get_by_text("为了不让人从合计倒推").count() == 1


def test_period_and_place_stand_in_the_address(open_desk: Open) -> None:
    page = open_desk("qian.an", YEAR)
    page.get_by_role("link", name="季度", exact=True).click()
    page.wait_for_url("**/admin/statistics?period=2025Q1&place=500000")
    page.get_by_role("navigation", name="时间", exact=True).get_by_role("link").last.click()
    page.wait_for_url("**period=2025Q2&place=500000")
    page.wait_for_selector("text=2025年第二季度")
    page.goto(page.url.replace("period=2025Q2", "period=nonsense").replace("place=500000", "place=%27"))
    page.wait_for_selector(".st-tiles, .nothing")
    assert page.locator("h1").inner_text() == "统计"


def test_a_period_without_anything_says_so(open_desk: Open) -> None:
    page = open_desk("qian.an", "admin/statistics?period=2021")
    assert "这段时间还没有对话和登记" in page.inner_text(".place")
    assert page.locator(".st-chart").count() == 0


def test_the_papers_are_handed_out_whole(open_desk: Open) -> None:
    page = open_desk("wang.li", YEAR)
    with page.expect_download() as word:
        page.get_by_role("button", name="年度报告（Word）").click()
    document = Document(io.BytesIO(word.value.path().read_bytes()))
    assert document.paragraphs[0].text == "举报处理总结分析报告"
    assert word.value.suggested_filename == "重庆市2025年统计.docx"
    with page.expect_download() as sheets:
        page.get_by_role("button", name="数据表（xlsx）").click()
    assert load_workbook(io.BytesIO(sheets.value.path().read_bytes())).sheetnames[0] == "举报"


def test_the_trail_is_found_by_person_and_action_and_taken_with_a_reason(open_desk: Open, desk: Desk) -> None:
    desk.services.office.set(BOSS, "office_name", "某区医疗保障局")
    page = open_desk("qian.an", "admin/audit")
    page.select_option("[name=what]", label="改设置")
    page.select_option("[name=who]", label="周主任")
    page.get_by_role("button", name="查找").click()
    page.wait_for_url("**/admin/audit?who=boss&what=setting_changed")
    page.wait_for_function(
        "[...document.querySelectorAll('.audit tbody tr')].every(r => r.innerText.includes('改设置'))"
    )
    row = page.locator(".audit tbody tr").first.inner_text()
    assert "单位名称" in row
    assert "某区医疗保障局" in row
    page.get_by_role("button", name="导出（xlsx）").click()
    page.get_by_label("为什么导出").fill("=季度检查")
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出", exact=True).click()
    sheet = load_workbook(io.BytesIO(taken.value.path().read_bytes())).active
    assert {row[5].value for row in sheet.iter_rows(min_row=3)} == {"改设置"}
    page.goto(f"{desk.url}/desk/admin/audit?what=audit_exported")
    page.wait_for_selector(".audit tbody tr")
    assert "=季度检查" in page.locator(".audit tbody tr").first.inner_text()


def test_the_trail_says_whether_it_is_whole(open_desk: Open) -> None:
    page = open_desk("qian.an", "admin/audit")
    page.get_by_role("button", name="检查有没有被改过").click()
    assert "审计记录完整" in page.locator(".q-dialog").inner_text()


def test_an_administrator_signs_somebody_out(open_desk: Open, desk: Desk) -> None:
    token = desk.services.staff.sign_in("zhao.yi", PASSWORD)
    page = open_desk("boss", "admin/system")
    page.get_by_role("button", name="让赵一鸣退出登录").first.click()
    page.locator(".q-dialog").get_by_role("button", name="退出登录").click()
    page.wait_for_selector("text=赵一鸣 已退出。")
    with desk.services.store.read() as work:
        assert work.staff_sessions.by_token(token) is None


def test_what_no_rule_says_of_keeping_is_called_our_own(open_desk: Open) -> None:
    page = open_desk("boss", "admin/system")

    said = page.locator(".place").inner_text()

    assert "都是本系统的约定" in said
    assert "没有写保存多少年" in said
    assert "按规定保留" not in said


def test_a_setting_below_its_lower_bound_is_refused_with_a_sentence(open_desk: Open, desk: Desk) -> None:
    page = open_desk("boss", "admin/system")
    page.get_by_role("button", name="修改对话保存天数").click()
    value = page.get_by_label("天数（30 到 36,500）")
    value.fill("29")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_selector("text=天数要在给出的范围里")
    value.fill("200")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_selector("text=200 天")
    desk.services.office.set(BOSS, "conversation_days", "365")


def test_an_administrator_erases_a_conversation(open_desk: Open, desk: Desk) -> None:
    with desk.services.store.write() as work:
        conversation = work.conversations.create(None)
        work.commit()
    page = open_desk("boss", "admin/system")
    page.get_by_role("button", name="删除一个对话").click()
    page.get_by_label("对话编号（在对话页的地址里）").fill("abc")
    page.get_by_label("为什么删除").fill("本人当面要求")
    page.get_by_role("button", name="删除", exact=True).click()
    page.wait_for_selector("text=没有这个编号的对话")
    page.get_by_label("对话编号（在对话页的地址里）").fill(conversation.id)
    page.get_by_role("button", name="删除", exact=True).click()
    page.wait_for_selector("text=已经删除。")
    with desk.services.store.read() as work:
        found = [line for line in work.audit.entries(0, 10_000) if line.action == "conversation_erased"]
    assert found[-1].subject == conversation.id


@pytest.mark.parametrize(("who", "path"), [("zhao.yi", YEAR), ("wang.li", "admin/audit"), ("qian.an", "admin/system")])
def test_who_may_not_come_in_is_told_so(open_desk: Open, who: str, path: str) -> None:
    page = open_desk(who, path)
    assert "您的角色不能打开这一页" in page.inner_text(".place")


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768), (683, 384)])
@pytest.mark.parametrize("path", [YEAR, "admin/audit", "admin/system"])
def test_nothing_runs_over_at_any_size(open_desk: Open, path: str, size: tuple[int, int]) -> None:
    page = open_desk("boss", path, viewport={"width": size[0], "height": size[1]})
    page.wait_for_timeout(300)
    assert overflow(page) == []
