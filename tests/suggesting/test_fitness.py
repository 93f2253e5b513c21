"""A reply of one case in another: what may be offered, and all that must not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.redaction import SURNAMES
from casework.suggesting.fitness import fit, free_of_law, in_force, marks, rows_said
from knowledge import Channel, Period, RuleBook
from tests.casework.builders import rulebook

GOOD = "请把发票和费用清单拍清楚发给我，我帮您看看缺什么。"
TOLD = "我妈在协和住院，医保中心的小刘说材料不齐，一共花了三万二"


def nowhere(text: str) -> bool:
    return False


def fits(text: str, told: str = TOLD, names_place: object = nowhere) -> bool:
    book = rulebook()
    return fit(text, told, marks(rows_said(text, book)), names_place, book)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "别着急，您慢慢说，我一件一件帮您看。回执和短信先留好。",
        "可以依法申请行政复议。您先把手里的单子收好，我再帮您看下一步。",
        "您愿意的话，我现在就帮您填举报线索登记表。您只要告诉我是谁、在哪里、做了什么，填好给您登记编号。材料随时能补，不着急。",
        "可以先打医疗保障服务热线12393问问，再回来告诉我。",
    ],
)
def test_ordinary_helpful_words_and_sentences_of_rows_may_be_offered(text: str) -> None:
    assert fits(text)


@pytest.mark.parametrize(
    "text",
    [
        "〔姓名1〕您好，请把清单发给我看看。",
        "张先生您好，请把清单发给我看看。",
        "请找医保中心的小刘，把清单给她。",
        "王某的事我们知道了，请等消息就行。",
        "请去协和把清单打出来发给我。",
        "请到仁和堂把清单打出来发给我。",
        "请让市第一医院把清单打出来。",
        "请打 13800138000 找我要清单吧。",
        "您那三万二的清单请发给我看看。",
        "您 3 月 5 日的清单请发给我看看。",
        "五月的那张清单请再发给我看看。",
        "请到长河镇的窗口把清单打出来。",
        "请到人民路的窗口把清单打出来。",
        "昨天说的那张清单请发给我看看。",
        "找ABC公司要一张清单发给我。",
    ],
)
def test_nobody_and_nothing_of_the_other_case_is_named(text: str) -> None:
    assert not fits(text)


@pytest.mark.parametrize(
    "text",
    [
        "您要在六十日内去找他们，过了就不行了。",
        "这个可以直接去法院，不用先走别的。",
        "这种药能报七成，您放心吧。",
        "材料齐了他们就必须给您办。",
        "匿名也行的，一定会受理您的事。",
        "可以依法申请行政复议。不过不用复议也能直接打官司到法院。",
    ],
)
def test_words_about_the_law_that_are_no_rows_words_are_not_handed_on(text: str) -> None:
    assert not fits(text)


def test_a_place_of_the_list_of_divisions_is_not_handed_on() -> None:
    assert not fits(GOOD, names_place=lambda text: True)


def test_a_reply_that_only_repeats_rows_has_nothing_to_remember(book: RuleBook) -> None:
    assert not fits("".join(step.text for step in book.channels[0].steps))


def test_a_row_that_was_reworded_or_has_gone_takes_its_replies_with_it(book: RuleBook) -> None:
    text = "可以依法申请行政复议。您先把手里的单子收好。"
    kept = marks(rows_said(text, book))
    assert in_force(kept, book)

    channel = next(row for row in rows_said(text, book) if isinstance(row, Channel))
    reworded = marks([replace(channel, clause="一（九）9")])

    assert in_force(reworded, book) is None
    assert in_force(["no-such-row@00000000"], book) is None
    assert not fit(text, TOLD, reworded, nowhere, book)


def test_a_reply_that_rests_on_a_period_is_not_offered_once_the_period_has_ended() -> None:
    whole = RuleBook.load()
    today = rulebook()
    period = next(row for row in today.all(Period) if row.id == "xzfy-20-1")
    kept = marks([period])
    before = whole.as_of(period.effective_from.replace(year=period.effective_from.year - 1))

    assert in_force(kept, today)
    assert in_force(kept, before) is None


def test_the_law_in_a_canned_text_is_noticed(book: RuleBook) -> None:
    assert free_of_law(GOOD, book)
    assert free_of_law("可以依法申请行政复议。", book)
    assert not free_of_law("三个月内都可以去复议。", book)


# ---------------------------------------------------------------- whatever a person may be called, and wherever

_GIVEN = st.text(alphabet="伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰", min_size=1, max_size=2)
_NAME = st.builds(lambda surname, given_name: surname + given_name, st.sampled_from(SURNAMES), _GIVEN)
_FRAMES = ("请{}把清单拍清楚发给我。", "{}的清单请发给我看看。", "我跟{}说过了，您把清单发来就行。")


@settings(max_examples=150, deadline=None)
@given(name=_NAME, frame=st.sampled_from(_FRAMES))
def test_no_name_the_citizen_told_is_handed_on(name: str, frame: str) -> None:
    assert not fits(frame.format(name), told=f"我爱人叫{name}，材料都在他那里")


@settings(max_examples=150, deadline=None)
@given(
    name=_NAME, title=st.sampled_from(["先生", "女士", "大姐", "医生", "主任", "老师"]), frame=st.sampled_from(_FRAMES)
)
def test_no_name_with_a_title_is_handed_on_even_if_nobody_told_it(name: str, title: str, frame: str) -> None:
    assert not fits(frame.format(name[0] + title), told="没有提到谁")
    assert not fits(frame.format(name + title), told="没有提到谁")


@settings(max_examples=150, deadline=None)
@given(figure=st.integers(0, 10**12), frame=st.sampled_from(_FRAMES))
def test_no_figure_is_handed_on(figure: int, frame: str) -> None:
    text = frame.format(figure)

    known = {row.number for row in rulebook().hotlines}
    assert not fits(text) or str(figure) in known


@settings(max_examples=100, deadline=None)
@given(
    core=st.text(alphabet="红星东方康泰同仁济民益安和平长青", min_size=2, max_size=4),
    kind=st.sampled_from(["医院", "大药房", "药店", "诊所", "卫生院", "公司", "养老院", "门诊部"]),
    frame=st.sampled_from(_FRAMES),
)
def test_no_institution_is_handed_on(core: str, kind: str, frame: str) -> None:
    assert not fits(frame.format(core + kind), told="没有提到哪一家")


@settings(max_examples=100, deadline=None)
@given(
    core=st.text(alphabet="红星东方清河柳树白石马龙泉", min_size=2, max_size=3),
    kind=st.sampled_from(["镇", "乡", "县", "村", "街", "路"]),
    frame=st.sampled_from(_FRAMES),
)
def test_no_place_is_handed_on(core: str, kind: str, frame: str) -> None:
    assert not fits(frame.format(core + kind), told="没有提到哪里")


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200), told=st.text(max_size=200))
def test_whatever_is_offered_has_no_figure_token_or_letter_of_its_own(text: str, told: str) -> None:
    if fits(text, told):
        rest = text
        for row in rulebook().hotlines:
            rest = rest.replace(row.number, "")
        assert not re.search(r"[〔〕0-9０-９]|[A-Za-z]{2}", rest)
