"""Two registrations side by side: whom they are about, what they tell, and what is new."""

from __future__ import annotations

from itertools import combinations
from time import perf_counter

import pytest
import yaml

from casework.likeness import CaseText, Likeness, likeness
from casework.marks import days_in, sums_in
from casework.respondent import name_forms
from knowledge import RuleBook
from tests.contracts.project import ROOT

TOLD = "平安卫生院今年3月5日让村民挂床住院，人没有住，每天只是量个血压就回家，一次报3200元，院长还给每人发一袋米。"
RETOLD = (
    "我要举报城关镇平安卫生院，三月五号他们组织老人假住院，根本没住在那里，量完血压就让回家，"
    "医保却报了三千二百块，还送大米。"
)
OTHER_DEED = "平安卫生院的药房把保健品按药品刷医保卡，一盒388元，我有小票。"


def report(text: str, *respondents: str, situation: str | None = "B1-1") -> CaseText:
    return CaseText(respondents, text, situation)


def compared(book: RuleBook, new: CaseText, old: CaseText | None = None) -> Likeness:
    return likeness(new, old or report(TOLD, "平安卫生院"), book)


def test_the_same_report_sent_twice_is_as_alike_as_can_be_and_tells_nothing_new(book: RuleBook) -> None:
    same = compared(book, report(TOLD, "平安卫生院"))

    assert same.score == 1.0
    assert not same.new_facts


def test_the_same_event_in_other_words_is_found_with_its_reasons(book: RuleBook) -> None:
    retold = compared(book, report(RETOLD, "城关镇平安卫生院"))

    assert retold.alike
    reasons = "\n".join(retold.reasons)
    for words in ("对象相同：城关镇平安卫生院", "时间相同：三月五号", "金额相同：三千二百块", "同一种情形"):
        assert words in reasons


def test_another_deed_of_the_same_hospital_is_another_matter(book: RuleBook) -> None:
    other = compared(book, report(OTHER_DEED, "平安卫生院"))

    assert not other.alike
    assert other.new_facts
    assert other.reasons[0] == "对象相同：平安卫生院"


def test_the_same_words_about_another_hospital_are_another_matter(book: RuleBook) -> None:
    assert not compared(book, report(TOLD, "城东卫生院")).alike


def test_a_report_that_names_nobody_is_less_sure_but_still_found_by_its_words(book: RuleBook) -> None:
    nameless = compared(book, report(TOLD))

    assert nameless.alike
    assert nameless.score < compared(book, report(TOLD, "平安卫生院")).score


def test_what_was_added_since_is_named(book: RuleBook) -> None:
    again = compared(book, report(TOLD + "6月又来了一次，这回是给每人200元现金。", "平安卫生院"))

    assert again.alike
    assert again.new_facts
    assert any(reason.endswith("新出现的：6月、200元") for reason in again.reasons)


def test_signs_spaces_and_filler_do_not_make_a_new_report(book: RuleBook) -> None:
    again = compared(book, report(TOLD.replace("，", " ") + "请尽快处理！谢谢", "平安 卫生院"))

    assert again.alike
    assert not again.new_facts


@pytest.mark.parametrize(("new", "old"), [("", TOLD), (TOLD, ""), ("", ""), ("？！", TOLD), ("好", "好")])
def test_empty_and_tiny_texts_are_compared_without_fault(book: RuleBook, new: str, old: str) -> None:
    result = likeness(CaseText((), new), CaseText((), old), book)

    assert 0.0 <= result.score <= 1.0


def test_the_score_is_the_same_whichever_came_first(book: RuleBook) -> None:
    first, second = report(RETOLD, "城关镇平安卫生院"), report(TOLD, "平安卫生院")

    assert likeness(first, second, book).score == pytest.approx(likeness(second, first, book).score)


def test_respondent_and_story_are_taken_from_the_fields_of_the_form(book: RuleBook) -> None:
    values = {
        "respondent_org": "平安卫生院", "respondent_name": "王某", "content": TOLD, "reporter_phone": "13800138000",
        "respondent_kind": "定点医疗机构", "remarks": "记录人的话",
    }  # fmt: skip

    text = CaseText.of(book.form("report_registration"), values, "B1-1")

    assert set(text.respondents) == {"平安卫生院", "王某"}
    assert text.text == TOLD


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("平安卫生院", "城关镇平安卫生院"),
        ("康民大药房", "重庆市渝北区康民药房有限公司"),
        ("康民大药房（解放路店）", "康民药店"),
        ("平安 卫生院", "平安卫生院"),
        ("Ａ康诊所", "a康诊所"),
        ("重庆市渝北区人民医院", "渝北区人民医院"),
    ],
)
def test_spellings_of_one_name_share_a_key(first: str, second: str) -> None:
    assert set(name_forms(first)) & set(name_forms(second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("甲市人民医院", "乙市人民医院"),
        ("东城区第二人民医院", "西城区第二人民医院"),
        ("平安卫生院", "平乐卫生院"),
        ("张三", "张山"),
        ("某市医院", "市医院"),
    ],
)
def test_names_of_different_houses_share_none(first: str, second: str) -> None:
    assert not set(name_forms(first)) & set(name_forms(second))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("三月五号", (None, 3, 5)),
        ("2026年3月", (2026, 3, None)),
        ("26年3月5日", (2026, 3, 5)),
        ("2026-03-05", (2026, 3, 5)),
        ("二〇二六年十一月二十二日", (2026, 11, 22)),
    ],
)
def test_days_are_read_however_they_are_written(text: str, values: tuple[float | None, ...]) -> None:
    assert [mark.values for mark in days_in(text)] == [values]


@pytest.mark.parametrize("text", ["13月5日", "住了5天", "3个月", "半年", "300元"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert days_in(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [("3,200元", 3200), ("三千二百块", 3200), ("1.2万", 12000), ("一万二", 12000), ("两百零五块", 205),
     ("3万多", 30000), ("一万两千多元", 12000), ("三千二块", 3200)],
)  # fmt: skip
def test_sums_are_read_however_they_are_written(text: str, value: float) -> None:
    assert [mark.values[0] for mark in sums_in(text)] == [value]


@pytest.mark.parametrize("text", ["20" * 5000, "三" * 10_000, "2026年" * 3000, "挂床住院" * 2500, "证" * 10_000])
def test_a_text_of_ten_thousand_characters_is_compared_at_once(book: RuleBook, text: str) -> None:
    begun = perf_counter()

    likeness(report(text, "甲医院"), report(text[::-1], "甲医院"), book)

    assert perf_counter() - begun < 2


def stories() -> list[tuple[str, str, str]]:
    """Form, situation and text of every story of the benchmarks: all of them different events."""
    files = [ROOT / "benchmarks" / f"prefill_{name}.yml" for name in ("stories", "second")]
    told = [one for file in files for one in yaml.safe_load(file.read_text(encoding="utf-8"))["stories"]]
    return [(one["form"], one["situation"], one["text"]) for one in told]


def test_different_events_about_one_respondent_are_hardly_ever_taken_for_one(book: RuleBook) -> None:
    pairs = [(first, second) for first, second in combinations(stories(), 2) if first[0] == second[0]]

    alike = [
        (first, second)
        for first, second in pairs
        if compared(
            book, report(first[2], "甲医院", situation=first[1]), report(second[2], "甲医院", situation=second[1])
        ).alike
    ]

    assert len(pairs) > 200
    assert len(alike) / len(pairs) < 0.03


@pytest.mark.parametrize(
    ("start", "again"),
    [
        (
            "我要反映柳河镇中心卫生院",
            "柳河镇中心卫生院去年冬天用车拉我们村的老人，说免费体检，把身份证、医保卡收上去，给办了住院。我婆婆登记住七天，其实当晚就回家了，"
            "针都没打，医保报了两千六百多。每人给一桶油一袋面，村里二十几个人都这样。",
        ),
        (
            "安泰康复医院专门到各个小区",
            "我爸在安泰康复医院住过，那家医院天天到小区拉人，治疗记录都是编的，护士签个字就算做了，你们去查一下。",
        ),
        (
            "我们是一家小诊所",
            "我们诊所不服西医保罚〔2026〕7号处罚决定，罚了三万八千六百元。系统升级后编码对错，四十多笔，我们自己改了，多收的都退了。",
        ),
    ],
)
def test_an_event_told_again_by_somebody_else_is_found(book: RuleBook, start: str, again: str) -> None:
    (first,) = [text for _, _, text in stories() if text.startswith(start)]

    assert compared(book, report(again, "甲医院"), report(first, "甲医院")).alike
