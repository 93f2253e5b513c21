"""The pages of the model loop in the browser, over a loop that never trains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.desk import fake_loop
from tests.desk.conftest import Desk
from tests.desk.fake_loop import CANDIDATE, REASON, TEXTS, WORSE
from tests.desk.loop_desk import loop_desk

OpenDesk = Callable[..., Any]
MODELS, TRAINING = "admin/models", "admin/training"
ACTS = (
    "重新训练",
    "定期训练",
    "退回上一个模型",
    "影子运行",
    "删除",
    "启用这个模型",
    "越过检查启用…",
    "收下审核结果",
    "移除",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with loop_desk(tmp_path_factory.mktemp("loop")) as running:
        yield running


@pytest.fixture(autouse=True)
def usual(desk: Desk) -> None:
    """Every test begins with the usual scene, and nothing asked for."""
    scene(desk, "usual")
    (desk.directory / "calls.jsonl").unlink(missing_ok=True)


def scene(desk: Desk, name: str) -> None:
    (desk.directory / "scene").write_text(name)


def did(desk: Desk) -> list[tuple[str, str]]:
    """Who did what."""
    return [(call["by"], call["did"]) for call in fake_loop.calls(desk.directory)]


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def told(page: Any, words: str) -> None:
    page.locator(".q-notification", has_text=words).first.wait_for()


def buttons(page: Any) -> set[str]:
    return {words.strip() for words in page.locator(".place button").all_inner_texts()}


def test_the_page_says_which_model_serves_how_good_it_is_and_what_it_was_made_of(open_desk: OpenDesk) -> None:
    page = open_desk("boss", MODELS)

    serving = page.inner_text(".ml-serving")
    assert "正在服务" in serving
    assert "92.5%" in serving
    assert "7,233" in serving
    assert "2024-a1b2c3d4e5f6" in serving
    assert "e0211dc" in serving
    rows = page.locator(".ml-list").first.locator("tbody tr").all_inner_texts()
    assert ["可以启用" in row for row in rows] == [True, False]
    assert "检查没通过" in rows[1]


STATES = {
    "empty": ("还没有候选模型", "还没有换过模型", "还没有收下训练数据"),
    "preparing": ("模型还在准备",),
    "queued": ("在排队，马上开始",),
    "comparing": ("已完成 20%",),
    "compared": ("比较好了",),
    "tainted": ("有 2 条后来按要求删除了",),
    "shadow": ("旁读 231 条，96.5% 与现在的模型一致，8 条不一致",),
}


def test_every_state_of_the_loop_is_said_in_words_as_soon_as_it_is_there(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("boss", MODELS)
    for name, sentences in STATES.items():
        scene(desk, name)

        for words in sentences:
            page.get_by_text(words).first.wait_for()


def test_a_trained_candidate_waits_to_be_compared_and_says_so(desk: Desk, open_desk: OpenDesk) -> None:
    scene(desk, "trained")
    page = open_desk("boss", MODELS)

    assert "还没有启用" in page.inner_text(".ml-notice")
    press(page, "现在比较")
    page.locator(".ml-job", has_text="比较两个模型").wait_for()

    assert did(desk) == [("boss", "compare")]


def test_training_is_begun_with_a_reason_followed_and_cancelled(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("boss", MODELS)

    press(page, "重新训练")
    page.get_by_label("为什么要重新训练").fill("收下了本周的更正")
    press(page, "开始训练")
    page.locator(".ml-job-left", has_text="还要约 50 秒").wait_for()
    assert page.locator(".ml-steps .now").inner_text().strip() == "训练分类器"
    assert not page.locator(".ml-log-lines").is_visible()
    page.locator(".ml-log summary").click()
    assert "PetitionClassifier" in page.inner_text(".ml-log-lines")
    page.wait_for_timeout(2500)  # longer than a look at the job: an opened log stays open
    assert page.locator(".ml-log-lines").is_visible()
    press(page, "取消")
    press(page, "取消训练")
    page.locator(".ml-job").wait_for(state="detached")

    assert did(desk) == [("boss", "start_training"), ("boss", "cancel")]
    assert fake_loop.calls(desk.directory)[0]["reason"] == "收下了本周的更正"


def test_a_training_that_failed_says_why_that_nothing_is_lost_and_what_to_do(desk: Desk, open_desk: OpenDesk) -> None:
    scene(desk, "failed")

    page = open_desk("boss", MODELS)

    notice = page.inner_text(".ml-notice")
    assert "磁盘写满了" in notice
    assert "正在服务的模型没有受影响" in notice
    assert "先清出空间" in notice
    press(page, "再训练一次")
    page.locator(".dialog", has_text="开始训练").wait_for()


def test_a_better_candidate_is_promoted_in_the_version_that_was_seen(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("boss", f"{MODELS}/{CANDIDATE}")

    verdict = page.inner_text(".ml-verdict")
    assert "可以启用：新模型更好" in verdict
    assert [int(one) for one in page.locator(".ml-change-number").all_inner_texts()] == [3, 1, 1]
    assert page.locator(".ml-pictures img").count() == 4
    assert page.evaluate("[...document.querySelectorAll('.ml-pictures img')].every((one) => one.naturalWidth > 0)")
    recall = page.locator(".ml-figures tr", has_text="举报没有漏掉").inner_text()
    assert "92.5%" in recall
    assert "93.6%" in recall
    assert "变好了" in recall
    press(page, "启用这个模型")
    press(page, "启用")
    told(page, "已启用")
    page.locator(".ml-verdict", has_text="它正在服务").wait_for()

    (call,) = fake_loop.calls(desk.directory)
    assert (call["did"], call["candidate"], call["seen"], call["override"]) == ("promote", CANDIDATE, 3, None)


def test_a_worse_candidate_needs_a_reason_and_another_administrator(desk: Desk, open_desk: OpenDesk) -> None:
    mine = open_desk("boss", f"{MODELS}/{WORSE}")
    assert "不能直接启用" in mine.inner_text(".ml-verdict")
    assert REASON in mine.inner_text(".ml-verdict")
    assert "启用这个模型" not in buttons(mine)

    press(mine, "越过检查启用…")
    press(mine, "提出申请")
    told(mine, "理由")
    mine.get_by_label("为什么仍要启用").fill("专项检查今天开始")
    press(mine, "提出申请")
    told(mine, "等另一位管理员同意")
    mine.goto(f"{desk.url}/desk/{MODELS}")
    mine.locator(".ml-notice", has_text="您申请越过检查启用").wait_for()
    assert "同意并启用" not in buttons(mine)
    theirs = open_desk("chief", MODELS)
    notice = theirs.inner_text(".ml-notice")
    assert "周主任" in notice
    assert REASON in notice
    press(theirs, "同意并启用")
    theirs.locator(".dialog").get_by_role("button", name="同意并启用").click()
    theirs.locator(".ml-notice").wait_for(state="detached")

    assert did(desk) == [("boss", "promote"), ("boss", "promote"), ("chief", "second")]


def test_another_administrator_can_say_no(desk: Desk, open_desk: OpenDesk) -> None:
    scene(desk, "waiting")
    page = open_desk("chief", MODELS)

    press(page, "不同意")
    page.locator(".dialog").get_by_role("button", name="不同意").click()
    page.locator(".ml-notice").wait_for(state="detached")

    assert fake_loop.calls(desk.directory)[-1] | {"by": ""} == {
        "by": "", "did": "second", "promotion_id": 7, "agree": False
    }  # fmt: skip


def test_a_request_of_a_colleague_appears_without_reloading(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("chief", MODELS)
    assert page.locator(".ml-notice").count() == 0

    scene(desk, "waiting")

    page.locator(".ml-notice", has_text="周主任").wait_for()


def test_one_click_goes_back_but_not_without_a_reason(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("boss", MODELS)

    press(page, "退回上一个模型")
    press(page, "退回")
    told(page, "理由")
    page.get_by_label("为什么要退回").fill("群众来电反映答错")
    press(page, "退回")
    told(page, "已退回")

    assert did(desk) == [("boss", "rollback")]


def test_a_comparison_that_is_out_of_date_opens_nothing(desk: Desk, open_desk: OpenDesk) -> None:
    scene(desk, "stale")
    page = open_desk("boss", f"{MODELS}/{CANDIDATE}")

    assert "已经过时" in page.inner_text(".ml-verdict")
    assert not {"启用这个模型", "越过检查启用…"} & buttons(page)
    press(page, "重新比较")
    page.locator(".ml-notice", has_text="正在比较").wait_for()

    assert did(desk) == [("boss", "compare")]


def test_erased_data_keep_a_candidate_from_serving(desk: Desk, open_desk: OpenDesk) -> None:
    scene(desk, "tainted")
    page = open_desk("boss", f"{MODELS}/{CANDIDATE}")

    assert "它学过 1 条后来删除的内容" in page.inner_text(".ml-verdict")
    assert "启用这个模型" not in buttons(page)


def test_an_auditor_sees_everything_and_has_no_button_to_act(desk: Desk, open_desk: OpenDesk) -> None:
    scene(desk, "waiting")
    for path in (MODELS, f"{MODELS}/{CANDIDATE}", f"{MODELS}/{WORSE}", TRAINING):
        page = open_desk("qian.an", path)

        assert page.locator(".place .sheet").is_visible(), path
        assert not set(ACTS) & buttons(page), path
    assert "只能查看" in page.inner_text(".sheet-head")


@pytest.mark.parametrize(
    ("name", "path"), [("sun.gui", MODELS), ("wang.li", f"{MODELS}/{CANDIDATE}"), ("zhao.yi", TRAINING)]
)
def test_nobody_else_comes_in_and_is_told_so(open_desk: OpenDesk, name: str, path: str) -> None:
    page = open_desk(name, path)

    assert "您的角色不能打开这一页" in page.inner_text(".place")
    assert CANDIDATE not in page.content()


def test_the_price_of_a_mistake_is_changed_in_a_table(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("boss", f"{MODELS}/{CANDIDATE}")

    press(page, "改代价表")
    cell = page.get_by_label("检举控告当成意见建议")
    assert cell.input_value() == "3"
    assert "dear" in str(cell.get_attribute("class"))
    cell.fill("5.5")
    press(page, "保存")
    told(page, "代价表已保存")

    (call,) = fake_loop.calls(desk.directory)
    assert call["cells"]["report>suggestion"] == 5.5
    assert call["cells"]["appeal>report"] == 1.0
    assert "report>report" not in call["cells"]


def test_changed_answers_are_marked_and_filtered_and_nonsense_in_the_address_is_left_out(open_desk: OpenDesk) -> None:
    page = open_desk("boss", f"{MODELS}/{CANDIDATE}?show=<b>&set=x&page=-1")
    rows = page.locator(".ml-examples tbody tr")
    assert rows.count() == 5
    assert TEXTS[3][0] in rows.first.inner_text()  # what got worse comes first
    assert rows.first.locator(".ml-answer.wrong").count() == 1

    page.locator(".ml-list nav").get_by_role("link", name="改对了 3").click()
    page.wait_for_url("**show=improved*")
    page.locator(".choice[aria-current=true]", has_text="改对了 3").wait_for()

    assert page.locator(".ml-examples tbody tr").count() == 3
    assert page.locator(".ml-examples tbody tr .ml-answer.right").count() == 3


def test_another_set_of_messages_has_its_own_figures(open_desk: OpenDesk) -> None:
    page = open_desk("boss", f"{MODELS}/{CANDIDATE}")
    assert "答对的比例" in page.inner_text(".ml-figures")

    page.get_by_role("link", name="最近 30 天的更正").click()
    page.wait_for_url("**set=corrections*")
    page.locator(".ml-sets .choice[aria-current=true]", has_text="更正").wait_for()

    assert "答对的比例" not in page.inner_text(".ml-figures")  # measured on too few of them


def test_a_candidate_reads_along_and_stops_reading(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("boss", MODELS)

    press(page, "影子运行")
    press(page, "开始")
    page.locator(".panel", has_text="旁读 231 条").first.wait_for()
    page.locator(".ml-log summary").click()
    assert "C1-1" in page.inner_text(".ml-log table")
    press(page, "停止影子运行")
    page.get_by_text("旁读 231 条").wait_for(state="detached")

    assert did(desk) == [("boss", "shadow"), ("boss", "shadow")]


def test_training_by_the_clock_is_switched_on(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("boss", MODELS)

    press(page, "定期训练")
    page.locator(".dialog .q-toggle").click()
    press(page, "保存")
    told(page, "已保存")

    assert fake_loop.calls(desk.directory)[-1] == {
        "by": "boss", "did": "set_schedule", "on": False, "weekday": 6, "hour": 2
    }  # fmt: skip


def test_training_items_show_label_origin_and_sealed_words_but_never_markup(open_desk: OpenDesk) -> None:
    page = open_desk("boss", TRAINING)

    shown = page.inner_text(".ml-items")
    assert TEXTS[0][0] in shown
    assert "C1-1" in shown
    assert "孙桂芝" in shown
    assert page.locator(".sealed", has_text="电话1").count() == 1
    assert page.locator(".place img").count() == 0
    assert page.title() == "医保信访工作台"
    page.get_by_role("link", name="重复，没收").click()
    page.locator(".ml-items", has_text="和 street_1.yml 重复").wait_for()


def test_training_items_are_searched_by_address(open_desk: OpenDesk) -> None:
    page = open_desk("boss", TRAINING)

    page.get_by_label("查找训练数据").fill("蓝皮账")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    page.locator(".panel-note", has_text="2 条").wait_for()

    assert page.locator(".ml-items tbody tr").count() == 2


def test_accepted_labels_are_taken_in_and_what_became_of_them_is_said(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("boss", TRAINING)

    press(page, "收下审核结果")
    told(page, "收下 6 条，1 条和已有的重复，没有收。")

    assert did(desk) == [("boss", "take_in")]


def test_doubtful_labels_are_looked_for_and_removed_for_a_reason(desk: Desk, open_desk: OpenDesk) -> None:
    page = open_desk("boss", TRAINING)

    press(page, "检查标签")
    doubt = page.locator("section", has_text="可疑的标签").locator("tbody tr")
    doubt.wait_for()
    assert "91%" in doubt.inner_text()
    page.reload()
    doubt.wait_for()  # what was found stays
    page.get_by_text("最近一次检查了 3 条").wait_for()
    doubt.get_by_role("button", name="移除").click()
    page.locator(".dialog").get_by_role("button", name="移除").click()
    told(page, "理由")
    page.get_by_label("为什么移除").fill("标错了")
    page.locator(".dialog").get_by_role("button", name="移除").click()
    doubt.wait_for(state="detached")

    assert fake_loop.calls(desk.directory)[-1] == {"by": "boss", "did": "remove", "item_id": 3, "reason": "标错了"}


@pytest.mark.parametrize("path", [MODELS, f"{MODELS}/{WORSE}", TRAINING])
def test_no_page_is_wider_than_its_window(open_desk: OpenDesk, path: str) -> None:
    page = open_desk("boss", path)
    for width, height in ((1366, 768), (1024, 768), (683, 384)):
        page.set_viewport_size({"width": width, "height": height})

        wide = "(() => { const it = document.querySelector('.place'); return it.scrollWidth - it.clientWidth; })()"
        assert page.evaluate(wide) == 0, width
