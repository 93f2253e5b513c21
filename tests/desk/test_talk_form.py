"""The form in the panel of a live conversation: filled in, sent to the citizen, handed in once, its paper opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from casework.services.staff import Staff
from tests.desk.conftest import Desk
from tests.desk.talk_people import quiet, waiting

pytestmark = pytest.mark.e2e
OpenDesk = Callable[..., Any]
LI, ZHAO = Staff("wang.li", "senior_agent"), Staff("zhao.yi", "agent")
STORY = "我要举报向阳区仁和大药房，今年三月把不是医保的东西刷成感冒药。我的电话是13800000000。"
PHONE = "13911112222"


@pytest.fixture(autouse=True)
def _nobody_waits(desk: Desk) -> Iterator[None]:
    quiet(desk.services)
    yield
    quiet(desk.services)


@pytest.fixture
def held(desk: Desk) -> str:
    """A conversation about a report that 赵一鸣 has."""
    conversation = waiting(desk.services, story=STORY, situation="B1-1", evidence=("感冒药",))
    desk.services.live.claim(ZHAO, conversation)
    return conversation


@pytest.fixture
def page(held: str, open_desk: OpenDesk) -> Any:
    """It, open."""
    return opened(open_desk, held)


def opened(open_desk: OpenDesk, held: str, name: str = "zhao.yi") -> Any:
    page = open_desk(name, f"talks/{held}")
    page.locator(".mp-matter").first.wait_for()
    return page


def registered(desk: Desk, held: str) -> list[str]:
    with desk.services.store.read() as work:
        return [one.number for one in work.registrations.of_conversation(held)]


def fill(page: Any) -> None:
    page.get_by_role("button", name="实名", exact=True).click()
    page.locator("[data-field=reporter_phone]").wait_for()
    page.fill("[data-field=respondent_org]", "仁和大药房")
    page.fill("[data-field=reporter_name]", "赵小满")
    page.fill("[data-field=reporter_phone]", PHONE)


def send(page: Any) -> None:
    page.get_by_role("button", name="发给群众核对").click()
    page.locator(".tf-told", has_text="已发给群众核对").wait_for()


def test_a_form_is_filled_in_confirmed_and_handed_in_and_the_case_is_linked(desk: Desk, held: str, page: Any) -> None:
    assert "仁和大药房" in page.input_value("[data-field=content]")
    fill(page)
    send(page)
    page.locator(".said.agent", has_text="请核对").wait_for()
    hand_in = page.get_by_role("button", name="代群众登记")
    assert hand_in.is_disabled()

    page.get_by_text("群众已回复同意").click()
    hand_in.click(click_count=2)

    page.locator(".talk-about a.num").wait_for()
    (number,) = registered(desk, held)
    assert page.locator(".talk-about a.num").inner_text() == number
    with desk.services.store.read() as work:
        assert work.cases.by_number(number) is not None
    assert PHONE not in page.locator(".stream").inner_text()
    code = desk.services.registrations.code_to_show(number)
    assert code is not None
    assert code not in page.content()


def test_what_was_written_outlives_the_page_with_its_personal_data_sealed(held: str, page: Any) -> None:
    fill(page)
    page.fill("[data-field=content]", "刷卡换感冒药")
    send(page)

    page.reload()
    page.locator("[data-field=reporter_phone]").wait_for()

    page.wait_for_function("document.querySelector('[data-field=content]').value === '刷卡换感冒药'")
    assert page.input_value("[data-field=reporter_phone]").startswith("〔电话")
    assert PHONE not in page.content()


def test_what_is_missing_or_wrong_is_said_at_its_field(desk: Desk, held: str, page: Any) -> None:
    page.get_by_role("button", name="发给群众核对").click()
    page.locator(".tf-fault", has_text="实名还是匿名").wait_for()

    fill(page)
    page.fill("[data-field=reporter_phone]", "139")
    page.get_by_role("button", name="发给群众核对").click()

    page.locator("[data-field-box=reporter_phone] .fs-fault", has_text="手机").wait_for()
    assert registered(desk, held) == []


def test_two_windows_make_one_case(desk: Desk, held: str, page: Any, open_desk: OpenDesk) -> None:
    fill(page)
    send(page)
    other = opened(open_desk, held)
    for one in (page, other):
        one.get_by_text("群众已回复同意").click()
        one.locator(".tf-acts .first:not([disabled])").wait_for()
    for one in (page, other):
        one.evaluate("document.querySelector('.tf-acts .first').click()")

    for one in (page, other):
        one.locator(".talk-about a.num").wait_for()
    assert len(registered(desk, held)) == 1


def test_who_only_looks_on_has_no_form(held: str, open_desk: OpenDesk) -> None:
    page = opened(open_desk, held, "wang.li")

    assert page.locator(".mp-form").is_hidden()


def test_the_paper_of_the_case_is_opened_from_the_panel(desk: Desk, held: str, page: Any) -> None:
    fill(page)
    send(page)
    page.get_by_text("群众已回复同意").click()
    page.get_by_role("button", name="代群众登记").click()
    page.locator(".talk-about a.num").wait_for()
    page.locator(".mp-documents > summary").click()

    with page.expect_download() as download:
        page.locator(".mp-documents [data-act=paper]").click()

    (number,) = registered(desk, held)
    assert number in download.value.suggested_filename
