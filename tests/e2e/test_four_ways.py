"""Each category on a phone: from a told story to the Word file and the receipt, followed up by number and code, and
seen as a case by staff.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from casework.services.staff import Staff
from tests.e2e.conftest import Served
from tests.e2e.phone import (
    answer_questions,
    back_home,
    fill_form,
    follow_up,
    go,
    press,
    receipt,
    say,
    summary,
    token_of,
    word_file,
)
from tests.web.chat_actions import is_within_width

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]

OFFICER = Staff("li", "senior_agent")
GPS, CAMERA = 0x8825, 0x0110


@dataclass(frozen=True)
class Way:
    """One category: what is told, which buttons lead on, what is answered to the fields, and what comes of it."""

    story: str
    buttons: tuple[str, ...]
    opens: str
    prefix: str
    form: str
    category: str
    answers: dict[str, str]
    on_paper: tuple[str, ...]


APPLICANT = {
    "申请人姓名": "林小满",
    "申请人姓名或者单位名称": "林小满",
    "联系电话": "13800138000",
    "申请人电话": "13800138000",
    "联系地址": "幸福街12号",
}
WAYS = {
    "report": Way(
        story="康乐药店用医保卡刷大米和食用油，刷完再换成现金，我上个月十五号和二十号都看见了",
        buttons=("我要举报", "举报", "骗保、违规用医保", "只有具体线索", "第一次举报", "在本地", "不是"),
        opens="登记举报",
        prefix="JB",
        form="report_registration",
        category="report",
        answers={"被举报方地址": "人民路3号"},
        on_paper=("康乐药店", "人民路3号"),
    ),
    "review": Way(
        story="我妈住院花了三万块，项城市医保中心2026年10月20日书面告知不予报销，我不服这个结果",
        buttons=("对结果不服", "有结果，我不认可", "其他决定", "项城市"),
        opens="填行政复议申请书",
        prefix="SQ",
        form="review_application",
        category="appeal",
        answers=APPLICANT | {"您的请求": "撤销不予报销的决定，给我妈报销住院费"},
        on_paper=("林小满", "撤销不予报销的决定，给我妈报销住院费"),
    ),
    "disclosure": Way(
        story="我想申请公开2025年吉林省医保基金的收支情况",
        buttons=("申请信息公开", "吉林省"),
        opens="填信息公开申请表",
        prefix="XX",
        form="disclosure_application",
        category="disclosure",
        answers=APPLICANT | {"怎么拿到信息": "邮寄纸质件"},
        on_paper=("林小满",),
    ),
    "suggestion": Way(
        story="建议医保局把门诊慢特病的取药点开到乡镇卫生院，老人走不动",
        buttons=("提意见建议", "不留姓名"),
        opens="登记意见建议",
        prefix="JY",
        form="suggestion_note",
        category="suggestion",
        answers={"和哪些人有关": "全市（州）"},
        on_paper=(),
    ),
}


def registered(page: Any, way: Way) -> tuple[str, str, dict[str, str]]:
    """Told, asked, filled and handed in: number, code, and what stood on the summary."""
    say(page, way.story)
    answer_questions(page, *way.buttons)
    press(page, way.opens)
    if way.form == "report_registration":
        press(page, "匿名举报")
    fill_form(page, way.answers, *way.buttons)
    seen = summary(page)
    press(page, "确认提交")
    return (*receipt(page), seen)


@pytest.mark.parametrize("name", WAYS)
def test_from_a_story_to_paper_receipt_and_follow_up(page: Any, served: Served, name: str, tmp_path: Path) -> None:
    way = WAYS[name]

    number, code, seen = registered(page, way)
    texts = word_file(page, tmp_path)
    fits = is_within_width(page)
    follow_up(page, code)
    shown = page.locator(".home").inner_text()
    with page.expect_download() as again:
        page.get_by_role("button", name="下载登记的表").click()
    again.value.save_as(tmp_path / "again.docx")
    case = served.services.cases.view(OFFICER, number)

    assert re.fullmatch(rf"{way.prefix}\d{{12}}", number)
    assert re.fullmatch(r"\d{16}", code)
    assert [value for value in way.on_paper if not any(value in text for text in texts)] == []
    assert any(number in text for text in texts) or way.form in ("review_application", "disclosure_application")
    assert any(value for value in seen.values())
    assert (tmp_path / "again.docx").read_bytes() == (tmp_path / "form.docx").read_bytes()
    assert number in shown
    assert page.locator(".home-state").inner_text() == "已登记"
    assert page.locator(".line-step").count() >= 3
    assert (case.case.form, case.case.category, case.case.state) == (way.form, way.category, "registered")
    assert fits
    assert is_within_width(page)
    assert number not in page.url
    assert code not in page.url


def test_what_a_report_lacks_is_said_and_it_can_be_handed_in_all_the_same(page: Any) -> None:
    way = WAYS["report"]
    say(page, way.story)
    answer_questions(page, *way.buttons)
    press(page, way.opens)
    press(page, "匿名举报")
    fill_form(page, way.answers, *way.buttons)
    card = page.locator(".card-summary").last
    lacking = card.locator(".accept-way").all_inner_texts()
    for fold in card.locator(".accept-fold summary").all():
        fold.click()
    lines = card.locator(".accept-line").count()
    press(page, "确认提交")

    assert any("匿名" in text and "第十三条第（五）项" in text for text in lacking)
    assert lines >= 8
    assert is_within_width(page)
    assert page.locator(".card-receipt").count() == 1


def test_a_question_of_staff_is_answered_facts_are_added_and_the_report_is_withdrawn(page: Any, served: Served) -> None:
    number, code, _seen = registered(page, WAYS["report"])
    served.services.cases.ask(OFFICER, number, "您看见的时候，是谁在柜台？")
    follow_up(page, code)

    page.get_by_role("button", name="去回答").click()
    asked = page.locator(".asked").inner_text()
    page.fill("#writing", "一个戴眼镜的女店员")
    page.get_by_role("button", name="交上去").click()
    page.wait_for_selector(".finished")
    back_home(page)
    go(page, "补充情况")
    page.fill("#writing", "我的电话是13900139000，二十五号又看见一次")
    page.get_by_role("button", name="交上去").click()
    page.wait_for_selector(".finished")
    back_home(page)
    go(page, "撤回")
    told = page.locator(".withdraw-lines").inner_text()
    page.get_by_label("我看清楚了").check()
    page.get_by_role("button", name="确认撤回").click()
    page.wait_for_selector(".finished")
    back_home(page)
    entries = [entry.text for entry in served.services.cases.view(OFFICER, number).entries]

    assert asked == "您看见的时候，是谁在柜台？"
    assert "立案" in told
    assert page.locator(".home-state").inner_text() == "已撤回"
    assert "一个戴眼镜的女店员" in entries
    assert any("二十五号又看见一次" in text for text in entries)
    assert not any("13900139000" in text for text in entries)
    assert b"13900139000" not in served.bytes_on_disk()


def photo(colour: str) -> bytes:
    """A picture that says where it was taken, and with what."""
    exif = Image.Exif()
    exif[CAMERA] = "Kamera-17"
    exif.get_ifd(GPS)[2] = (43.0, 53.0, 12.0)
    held = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(held, "JPEG", exif=exif)
    return held.getvalue()


def hand_in(page: Any, name: str, content: bytes) -> str:
    """Choose a file and wait until it has arrived or was refused; what the page says of it."""
    before = page.locator(".file").count()
    page.set_input_files(".files-input", [{"name": name, "mimeType": "image/jpeg", "buffer": content}])
    page.wait_for_function(
        """before => document.querySelectorAll('.file').length > before
             && !document.querySelector('.file[data-state=sending], .file[data-state=checking]')""",
        arg=before,
    )
    return str(page.locator(".file").first.inner_text())


def test_photos_go_with_the_report_and_more_can_be_handed_in_later(
    page: Any, served: Served, expected_noise: list[str]
) -> None:
    expected_noise.append("422")
    way = WAYS["report"]
    say(page, way.story)
    page.click("#attach")
    first = hand_in(page, "林小满家门口.jpg", photo("white"))
    refused = hand_in(page, "全部.jpg", b"PK\x03\x04" + b"0" * 200)
    page.keyboard.press("Escape")
    answer_questions(page, *way.buttons)
    press(page, way.opens)
    press(page, "匿名举报")
    fill_form(page, way.answers, "有证据材料", *way.buttons)
    press(page, "确认提交")
    number, code = receipt(page)
    follow_up(page, code)
    go(page, "交材料")
    page.wait_for_selector(".file[data-state=done]")
    later = hand_in(page, "票据.jpg", photo("yellow"))
    shown = page.locator(".file-name").all_inner_texts()
    kept = served.services.cases.view(OFFICER, number).evidence
    opened = served.services.evidence_desk.open(OFFICER, kept[0].id, "核对材料")
    content = b"".join(opened.pieces)

    assert "已收到" in first
    assert "没有收下" in refused
    assert "已收到" in later
    assert len(kept) == 2
    assert "林小满" not in "".join(shown)
    assert content.startswith(b"\xff\xd8")
    assert b"Kamera-17" not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    assert "林小满家门口" not in served.chat_events(token_of(page))
    assert "林小满家门口".encode() not in served.bytes_on_disk()


def test_an_upload_survives_a_broken_line_on_the_real_server(page: Any, expected_noise: list[str]) -> None:
    expected_noise.append("ERR_FAILED")
    say(page, WAYS["report"].story)
    page.evaluate("PetitionChat.uploadTiming.backoff = [200]")
    page.click("#attach")
    cut = []

    def break_once(route: Any) -> None:
        if route.request.method == "PATCH" and len(cut) < 2:
            cut.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/chat/files/**", break_once)
    page.set_input_files(".files-input", [{"name": "票据.jpg", "mimeType": "image/jpeg", "buffer": photo("white")}])
    page.wait_for_selector(".file[data-state=done]")
    page.unroute("**/api/v1/chat/files/**")

    assert len(cut) == 2
    assert "已收到" in page.locator(".file").inner_text()


def test_a_wrong_code_opens_nothing_and_says_no_more_than_that(page: Any, expected_noise: list[str]) -> None:
    expected_noise.append("403")
    number, code, _seen = registered(page, WAYS["suggestion"])
    wrong = str((int(code[0]) + 1) % 10) + code[1:]
    page.get_by_role("link", name="查办理进度").last.click()
    page.wait_for_selector("#code")
    page.fill("#code", wrong)
    answers: list[int] = []
    page.on("response", lambda response: answers.append(response.status))
    page.get_by_role("button", name="查询").click()
    page.wait_for_function("() => document.querySelector('.entry > .form-error').textContent")
    said = page.locator(".entry > .form-error").inner_text()

    assert page.input_value("#number") == number
    assert answers == [403]
    assert "对不上" in said or "不对" in said
    assert page.locator(".home").count() == 0


def test_the_place_is_picked_from_lists_and_brings_its_office(page: Any) -> None:
    say(page, "康乐药店用医保卡刷大米，我看见好几回了")
    answer_questions(page, "我要举报", "举报", "骗保、违规用医保")
    press(page, "选择地区")
    before = page.locator(".card-answer").count()
    page.get_by_role("button", name="从名单里选地区").last.click()
    for name in ("河南省", "周口市", "项城市"):
        page.locator(".place").filter(has_text=re.compile(f"^{name}$")).click()
    page.wait_for_function("count => document.querySelectorAll('.card-answer').length > count", arg=before)

    assert "0394-4662166" in page.locator(".card-answer").last.inner_text()
    assert "河南省周口市项城市" in page.locator(".message-citizen").last.inner_text()


def test_a_part_of_its_name_finds_the_place(page: Any) -> None:
    say(page, "康乐药店用医保卡刷大米，我看见好几回了")
    answer_questions(page, "我要举报", "举报", "骗保、违规用医保")
    press(page, "选择地区")
    page.get_by_role("button", name="从名单里选地区").last.click()
    page.fill("#place-search", "洪泽")
    page.locator(".place").filter(has_text="洪泽区").first.click()
    page.wait_for_function("() => document.querySelectorAll('.card-answer').length > 1")

    assert "洪泽" in page.locator(".card-answer").last.locator(".part-handler").inner_text()
