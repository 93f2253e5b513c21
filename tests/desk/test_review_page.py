"""Labelling by keyboard in a real browser: no key ever writes to another item than the one on the screen."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from api.desk.pages.review_choices import LETTERS, intents_of
from api.desk.pages.review_wanted import CATEGORIES
from casework.reading import category_of
from casework.review.agreement import sampled
from casework.review.alike import likeness, sketch
from casework.services.ports.review import ReviewItem, ReviewQuery, ReviewState
from casework.services.review import Picked
from casework.services.staff import Staff
from knowledge import RuleBook
from nlu.training_data import load_examples
from tests.desk.conftest import Desk
from tests.review.talks import misread
from tests.review.test_collecting import erase

OpenDesk = Callable[..., Any]
SUN, BOSS = Staff("sun.gui", "reviewer"), Staff("boss", "admin")
_HERE = "() => document.querySelector('.rv-item:not([hidden]) .rv-line.here p')?.innerText ?? null"
_ANSWERED = "() => !document.querySelector('.rv-row[data-state=sent]')"


_PLACES = itertools.count(650001)


@pytest.fixture
def place() -> str:
    """A region of the test's own, and of each try: all tests of this directory share one store."""
    return str(next(_PLACES))


def keys_for(intent: str, book: RuleBook) -> tuple[str, str]:
    """The key of the category and that of the situation."""
    category = str(category_of(intent, book))
    letter = LETTERS[[one for one, _ in intents_of(category, book)].index(intent)]
    return str(CATEGORIES.index(category) + 1), letter  # type: ignore[arg-type]


def items(desk: Desk, place: str, state: ReviewState = "open", viewer: Staff = BOSS) -> list[ReviewItem]:
    query = ReviewQuery(state=state, place=place, grouped=False, limit=200)
    return [card.item for card in desk.services.review.page(viewer, query).cards]


def labels(desk: Desk, place: str) -> dict[str, str]:
    """Conversation -> first opinion, of everything decided there."""
    decided: dict[str, str] = {}
    with desk.services.store.read() as work:
        for state in ("accepted", "second", "disputed"):
            query = ReviewQuery(state=state, place=place, grouped=False, limit=200)  # type: ignore[arg-type]
            decided |= {item.conversation_id: str(item.first) for item in work.review.page(query).items}
    return decided


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def settled(page: Any) -> None:
    """Every wish has been answered."""
    page.wait_for_function(_ANSWERED)


@cache
def pool(book: RuleBook) -> Iterator[tuple[str, str]]:
    """Texts of the training data with what they are about, no two of them alike; each is given out once.

    The store is shared, and one decision serves all alike ones, wherever they come from.
    """
    known = {row.id for row in (*book.situations, *book.topics)}
    told = [one for one in load_examples() if one.intent in known and 24 <= len(one.text) <= 120]
    random.Random(4).shuffle(told)
    return different([(one.text, one.intent) for one in told])


def different(told: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    sketches: list[tuple[int, ...]] = []
    for text, intent in told:
        made = sketch(text)
        if all(likeness(made, other) < 0.3 for other in sketches):
            sketches.append(made)
            yield text, intent


def different_texts(count: int, book: RuleBook) -> dict[str, str]:
    return dict(itertools.islice(pool(book), count))


def test_a_hundred_items_are_labelled_by_keyboard_without_one_wrong_write(
    desk: Desk, open_desk: OpenDesk, place: str
) -> None:
    book = desk.services.rulebook
    truth = different_texts(100, book)
    of = {misread(desk.services.store, text, "disagreed", region=place): intent for text, intent in truth.items()}
    desk.services.review.collect()
    assert len(items(desk, place)) == 100
    page = open_desk("sun.gui", f"admin/review?place={place}")

    before = None
    for _ in range(100):
        page.wait_for_function(f"(before) => {{ const now = ({_HERE})(); return now && now !== before; }}", arg=before)
        before = page.evaluate(_HERE)
        press(page, *keys_for(truth[before], book), "Enter")
    settled(page)

    assert labels(desk, place) == of
    assert items(desk, place) == []


def test_keys_typed_ahead_never_reach_an_item_that_was_not_seen(desk: Desk, open_desk: OpenDesk, place: str) -> None:
    for text in different_texts(30, desk.services.rulebook):
        misread(desk.services.store, text, "disagreed", region=place)
    desk.services.review.collect()
    page = open_desk("sun.gui", f"admin/review?place={place}")

    press(page, "Enter", "a", "b", "Enter")
    assert labels(desk, place) == {}
    for _ in range(40):
        press(page, "s")
    settled(page)
    page.wait_for_timeout(300)

    skipped = [item.id for item in items(desk, place, "skipped")]
    shown = len(skipped)
    assert 20 <= shown <= 30
    assert len(items(desk, place)) == 30 - shown
    assert labels(desk, place) == {}


def test_an_item_erased_meanwhile_is_said_and_nothing_is_written(desk: Desk, open_desk: OpenDesk, place: str) -> None:
    texts = list(different_texts(2, desk.services.rulebook))
    talks = {text: misread(desk.services.store, text, "disagreed", region=place) for text in texts}
    desk.services.review.collect()
    page = open_desk("sun.gui", f"admin/review?place={place}")
    gone = page.evaluate(_HERE)
    erase(desk.services.store, talks[gone])

    press(page, "2", "a", "Enter")
    page.locator(".rv-row[data-state=failed]", has_text="已经不在了").wait_for()
    assert "没有写入" in page.inner_text(".rv-say")
    kept = page.evaluate(_HERE)
    press(page, "4", "a", "Enter")
    settled(page)

    assert kept != gone
    assert labels(desk, place) == {talks[kept]: "D-1"}


def test_of_two_reviewers_at_one_item_the_second_is_told(desk: Desk, open_desk: OpenDesk, place: str) -> None:
    (text,) = different_texts(1, desk.services.rulebook)
    talk = misread(desk.services.store, text, "disagreed", region=place)
    desk.services.review.collect()
    first, second = (open_desk(name, f"admin/review?place={place}") for name in ("sun.gui", "boss"))

    press(first, "2", "b", "Enter")
    settled(first)
    press(second, "4", "a", "Enter")

    second.locator(".rv-row[data-state=failed]", has_text="被别人处理过").wait_for()
    assert labels(desk, place) == {talk: "B1-2"}


def test_undo_brings_the_item_back_to_the_top_several_steps(desk: Desk, open_desk: OpenDesk, place: str) -> None:
    for text in different_texts(3, desk.services.rulebook):
        misread(desk.services.store, text, "disagreed", region=place)
    desk.services.review.collect()
    page = open_desk("sun.gui", f"admin/review?place={place}")
    seen = []
    for keys in (("2", "a", "Enter"), ("s",)):
        seen.append(page.evaluate(_HERE))
        press(page, *keys)
    settled(page)
    assert len(items(desk, place)) == 1

    for expected in reversed(seen):
        press(page, "u")
        page.wait_for_function(f"(text) => ({_HERE})() === text", arg=expected)
    page.locator(".rv-say", has_text="撤销了标注 1 条").wait_for()

    assert len(items(desk, place)) == 3
    assert labels(desk, place) == {}
    press(page, "5", "a", "Enter")
    settled(page)
    assert list(labels(desk, place).values()) == ["consult_enrolment"]


def test_alike_ones_are_changed_together_or_with_g_one_alone(desk: Desk, open_desk: OpenDesk, place: str) -> None:
    for name in "甲乙丙":
        misread(desk.services.store, f"{place}号店把保健品刷成药，我是{name}顾客，有小票。", "disagreed", region=place)
    desk.services.review.collect()
    page = open_desk("sun.gui", f"admin/review?place={place}")

    assert page.locator(".rv-row").count() == 1
    press(page, "2")
    assert "3 条相同，一起改" in page.inner_text(".rv-group")
    press(page, "g", "a", "Enter")
    settled(page)
    assert len(labels(desk, place)) == 1
    page.locator(".rv-row:not([data-state])").wait_for()
    press(page, "g", "2", "a", "Enter")
    settled(page)

    assert list(labels(desk, place).values()) == ["B1-1"] * 3


def test_a_second_opinion_is_blind_and_a_difference_is_seen_by_a_third(
    desk: Desk, open_desk: OpenDesk, place: str
) -> None:
    for text in different_texts(60, desk.services.rulebook):
        misread(desk.services.store, text, "disagreed", "corrected", region=place, truth=("report", "B2-2"))
    desk.services.review.collect()
    share = desk.services.rulebook.policy.review["second_share"]
    drawn = next(item for item in items(desk, place) if sampled(f"review group {item.group}", share))
    desk.services.review.label(BOSS, Picked(drawn.id, drawn.version), "B2-2")
    page = open_desk("sun.gui", f"admin/review?tab=second&place={place}")

    shown = page.inner_text(".rv-left")
    for told in ("B2-2", "藏匿", "助手读作", "意见建议", "接线员改过"):
        assert told not in shown
    press(page, "2")
    assert page.locator(".rv-intent[aria-pressed=true]").count() == 0, "nothing is proposed"
    press(page, "a", "Enter")
    settled(page)

    assert [item.id for item in items(desk, place, "disputed", Staff("third", "reviewer"))] == [drawn.id]
    assert labels(desk, place) == {drawn.conversation_id: "B2-2"}


def test_words_of_a_citizen_never_become_markup(desk: Desk, open_desk: OpenDesk, place: str) -> None:
    text = "<img src=x onerror=alert(1)><script>alert(2)</script>“医院”多收费 & 不给发票 〔电话1〕"
    misread(desk.services.store, text, "disagreed", region=place, marks=("<img", "多收费"))
    desk.services.review.collect()

    page = open_desk("sun.gui", f"admin/review?place={place}")

    assert page.locator(".rv img, .rv script").count() == 0
    assert "<img src=x" in page.evaluate(_HERE)
    assert page.inner_text(".rv-line.here .sealed") == "电话1"
    assert page.locator(".rv-line.here mark").all_inner_texts() == ["<img", "多收费"]


def test_a_filter_stands_in_the_address_and_can_be_saved(desk: Desk, open_desk: OpenDesk, place: str) -> None:
    (text,) = different_texts(1, desk.services.rulebook)
    misread(desk.services.store, text, "asked_again", region=place)
    desk.services.review.collect()
    page = open_desk("sun.gui", f"admin/review?place={place}")

    page.select_option("[name=reason]", "handed_over")
    page.wait_for_url("**reason=handed_over*")
    page.locator(".rv-nothing").wait_for()
    page.select_option("[name=reason]", "asked_again")
    page.locator(".rv-row").wait_for()
    page.get_by_role("button", name="保存为视图").click()
    page.locator(".dialog input").fill("问了又问")
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator(".rv-view [aria-current=true]", has_text="问了又问").wait_for()
    page.get_by_role("link", name="清除").click()
    page.locator(".rv-view .choice").click()

    page.wait_for_url("**reason=asked_again*")
    page.locator(".rv-view [aria-current=true]").wait_for()


@pytest.mark.parametrize("name", ["wang.li", "zhao.yi", "qian.an"])
def test_who_does_not_review_cannot_open_it(open_desk: OpenDesk, name: str) -> None:
    page = open_desk(name, "admin/review")

    assert "不能打开" in page.inner_text(".lost")
