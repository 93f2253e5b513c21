"""Handing in files: from the chat and from the progress page, over a line that breaks, and refused with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.chat_actions import talk
from tests.web.mock_files import REFUSED
from tests.web.mock_server import MockServer
from tests.web.test_reading import NAMELESS, SMALL_TARGETS

pytestmark = pytest.mark.e2e

PHOTO = {"name": "清单.jpg", "mimeType": "image/jpeg", "buffer": b"0123456789"}
QUICK = "PetitionChat.uploadTiming.backoff = [50]"


@pytest.fixture
def sheet(page: Any) -> Any:
    """The chat with the sheet for files open."""
    page.evaluate(QUICK)
    page.click("#attach")
    page.wait_for_selector(".files-about .aside:not(:empty)")
    return page


def choose(page: Any, *files: dict[str, Any]) -> None:
    page.set_input_files(".files-input", list(files))


def wait_for_state(page: Any, state: str) -> None:
    page.wait_for_selector(f".file[data-state={state}]")


def test_a_file_arrives_in_pieces_and_is_told_of(sheet: Any, server: MockServer) -> None:
    choose(sheet, PHOTO)
    wait_for_state(sheet, "done")
    row = sheet.locator(".file").inner_text()
    sheet.keyboard.press("Escape")

    kept = list(server.chat.files.files.values())
    assert [(one.name, one.data, one.number) for one in kept] == [("清单.jpg", b"0123456789", None)]
    assert [method for method, _ in server.chat.files.asked].count("PATCH") == 3
    assert "拍摄地点等信息已去掉" in row
    assert sheet.locator("#attach-count").inner_text() == "1"
    assert "您交了 1 份材料" in sheet.locator("#log").inner_text()
    assert sheet.evaluate("document.activeElement.id") == "attach"


@pytest.mark.parametrize("fault", ["lose", "drop", "busy"])
def test_a_broken_line_costs_nothing_that_has_arrived(sheet: Any, server: MockServer, fault: str) -> None:
    server.chat.files.faults = ["", fault]

    choose(sheet, PHOTO)
    wait_for_state(sheet, "done")

    assert [one.data for one in server.chat.files.files.values()] == [PHOTO["buffer"]]
    assert [method for method, _ in server.chat.files.asked].count("POST") == 1


def test_the_last_answer_lost_is_asked_for_again(sheet: Any, server: MockServer) -> None:
    server.chat.files.faults = ["", "", "drop"]

    choose(sheet, PHOTO)
    wait_for_state(sheet, "done")

    assert [(one.data, one.state) for one in server.chat.files.files.values()] == [(PHOTO["buffer"], "kept")]


def test_while_the_line_is_down_the_row_says_so_and_goes_on_by_itself(sheet: Any, server: MockServer) -> None:
    sheet.evaluate("PetitionChat.uploadTiming.backoff = [60000]")
    server.chat.files.faults = ["", "lose"]
    choose(sheet, PHOTO)
    wait_for_state(sheet, "waiting")
    said = sheet.locator(".file-line").inner_text()
    sheet.evaluate("dispatchEvent(new Event('online'))")
    wait_for_state(sheet, "done")

    assert "已传的不会丢（40%）" in said


def test_after_a_reload_the_same_file_goes_on_where_it_stopped(sheet: Any, server: MockServer) -> None:
    sheet.evaluate("PetitionChat.uploadTiming.backoff = [60000]")
    server.chat.files.faults = ["", "lose"]
    choose(sheet, PHOTO)
    wait_for_state(sheet, "waiting")
    sheet.once("dialog", lambda dialog: dialog.accept())
    sheet.reload()
    sheet.wait_for_selector(".message-bot")
    sheet.click("#attach")
    wait_for_state(sheet, "unfinished")
    told = sheet.locator(".file-line").inner_text()
    choose(sheet, PHOTO)
    wait_for_state(sheet, "done")

    assert "上次传到 40%" in told
    assert [one.data for one in server.chat.files.files.values()] == [PHOTO["buffer"]]
    assert sheet.locator(".file").count() == 1


def test_a_refused_file_is_told_why_in_the_servers_words_and_can_be_put_away(sheet: Any, server: MockServer) -> None:
    server.chat.files.faults = ["refuse"]
    choose(sheet, PHOTO)
    wait_for_state(sheet, "failed")
    said = sheet.locator(".file-line").inner_text()
    tools = sheet.locator(".file-tools button").all_inner_texts()
    sheet.get_by_role("button", name="知道了").click()

    assert REFUSED in said
    assert tools == ["知道了"]
    assert sheet.locator(".file").count() == 0


def test_a_full_store_offers_another_try_with_the_same_file(sheet: Any, server: MockServer) -> None:
    server.chat.files.faults = ["", "", "full"]
    choose(sheet, PHOTO)
    wait_for_state(sheet, "failed")
    sheet.get_by_role("button", name="再试一次").click()
    wait_for_state(sheet, "done")

    assert [one.data for one in server.chat.files.files.values()] == [PHOTO["buffer"]]


def test_an_upload_can_be_held_and_given_up(sheet: Any, server: MockServer) -> None:
    sheet.evaluate("PetitionChat.uploadTiming.backoff = [60000]")
    server.chat.files.faults = ["", "lose"]
    choose(sheet, PHOTO)
    wait_for_state(sheet, "waiting")
    sheet.get_by_role("button", name="先停一下").click()
    wait_for_state(sheet, "paused")
    sheet.get_by_role("button", name="不交这份了").click()
    sheet.wait_for_timeout(300)

    assert sheet.locator(".file").count() == 0
    assert server.chat.files.files == {}


def test_what_has_arrived_can_be_taken_back(sheet: Any, server: MockServer) -> None:
    choose(sheet, PHOTO)
    wait_for_state(sheet, "done")
    sheet.get_by_role("button", name="撤下这份").click()
    sheet.wait_for_function("() => !document.querySelector('.file')")

    assert server.chat.files.files == {}


def test_the_way_on_stands_under_the_files_once_all_have_arrived(sheet: Any, server: MockServer) -> None:
    sheet.evaluate("PetitionChat.uploadTiming.backoff = [60000]")
    before = sheet.get_by_role("button", name="好了，返回").count()
    choose(sheet, PHOTO)
    wait_for_state(sheet, "done")
    server.chat.files.faults = ["lose"]
    choose(sheet, {**PHOTO, "name": "另一张.jpg"})
    wait_for_state(sheet, "waiting")
    meanwhile = sheet.get_by_role("button", name="好了，返回").count()
    sheet.evaluate("dispatchEvent(new Event('online'))")
    sheet.get_by_role("button", name="好了，返回").click()

    assert (before, meanwhile) == (0, 0)
    assert sheet.locator("#sheet").is_hidden()


def test_from_a_receipt_the_file_goes_with_its_registration(page: Any, server: MockServer) -> None:
    talk(page, "receipt")
    page.get_by_role("button", name="交照片等材料").click()
    choose(page, PHOTO)
    wait_for_state(page, "done")

    assert [one.number for one in server.chat.files.files.values()] == ["JB202511220001"]


def test_the_kinds_and_sizes_are_the_servers(sheet: Any) -> None:
    assert sheet.get_attribute(".files-input", "accept") == "image/jpeg,image/png,application/pdf,audio/*,video/*"
    assert "录像 500 MB" in sheet.locator(".files-about").inner_text()


def test_the_sheet_keeps_the_focus_and_everything_can_be_hit(sheet: Any, server: MockServer) -> None:
    server.chat.files.faults = ["refuse"]
    choose(sheet, PHOTO)
    wait_for_state(sheet, "failed")
    inside = []
    for _ in range(6):
        sheet.keyboard.press("Tab")
        inside.append(sheet.evaluate("document.getElementById('sheet').contains(document.activeElement)"))

    assert all(inside)
    assert [one for one in sheet.evaluate(SMALL_TARGETS) if "知道了" in one or "返回" in one] == []
    assert sheet.evaluate(NAMELESS) == []
