"""Facts: each type found where it stands, and the traps that look like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import RuleBook
from nlu.facts.evaluate import SENTENCES, count, halves, main, read_marked
from nlu.facts.extract import extract_facts
from nlu.facts.found import Fact, without_overlaps
from nlu.facts.lexicon import Names


def values(text: str, entity: str) -> list[str]:
    return [fact.value for fact in extract_facts(text) if fact.entity == entity]


# ---------------------------------------------------------------- one type after another


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("花了3万多", ["3万多"]),
        ("多收了1,600块", ["1,600块"]),
        ("大概四万三左右", ["四万三"]),
        ("人民币捌佰元整", ["捌佰元整"]),
        ("一针5500，自费", ["5500"]),
        ("８千多没报", ["８千多"]),
        ("三块五一盒", ["三块五"]),
        ("两百零五一瓶", ["两百零五"]),
    ],
)
def test_amounts_in_digits_and_chinese_numerals(text: str, found: list[str]) -> None:
    assert [value.removeprefix("人民币") for value in values(text, "amount")] == found


@pytest.mark.parametrize(
    "text",
    ["一百多斤", "两万人签名", "千万别", "万一不报", "一千个不愿意", "跑了三百里", "等了三个月", "2023年", "百姓的钱"],
)
def test_a_number_of_something_else_is_no_amount(text: str) -> None:
    assert values(text, "amount") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("去年底开始的", ["去年底"]),
        ("三月份住的院", ["三月份"]),
        ("2023年5月12日到5月20日住院", ["2023年5月12日到5月20日"]),
        ("上周五来的", ["上周五"]),
        ("2023-08-15出院", ["2023-08-15"]),
        ("二〇二二年腊月初十", ["二〇二二年腊月初十"]),
        ("国庆期间在外地", ["国庆期间"]),
        ("下个月1号生效", ["下个月1号"]),
    ],
)
def test_dates_and_periods_of_the_calendar(text: str, found: list[str]) -> None:
    assert values(text, "date") == found


@pytest.mark.parametrize("text", ["等了三个月", "我今年六十八岁", "干了十八年", "3号窗口", "每天都去", "坐月子"])
def test_a_duration_an_age_or_a_counter_is_no_date(text: str) -> None:
    assert values(text, "date") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("根据吉医保发〔2022〕16号，", ["吉医保发〔2022〕16号"]),
        ("文号是〔2023〕27号", ["〔2023〕27号"]),
        ("文件是渝医保发[2023]8号。", ["渝医保发[2023]8号"]),
        ("写着淮医保追（2024）9号", ["淮医保追（2024）9号"]),
    ],
)
def test_document_numbers_with_the_word_in_front(text: str, found: list[str]) -> None:
    assert values(text, "document_number") == found


def test_a_full_name_beside_a_title_is_a_person_and_a_role() -> None:
    facts = extract_facts("项城市仁济医院院长周大海带头挂床")

    assert [(fact.entity, fact.value) for fact in facts] == [
        ("institution", "项城市仁济医院"),
        ("role", "院长"),
        ("person", "周大海"),
    ]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("找了张医生", "张医生"),
        ("有个叫刘桂芝的", "刘桂芝"),
        ("姓名陈有才，", "陈有才"),
        ("举报周某某", "周某某"),
        ("负责人名叫诸葛明亮", "诸葛明亮"),
        ("就是邻居老孙头说的", "老孙头"),
    ],
)
def test_people_are_found_by_what_stands_beside_them(text: str, person: str) -> None:
    assert values(text, "person") == [person]


@pytest.mark.parametrize(
    "text", ["医生查看档案", "主管部门不管", "高血压怎么报", "施工的人", "方便的时候", "我叫〔姓名1〕，电话〔电话1〕"]
)
def test_words_that_begin_like_a_surname_are_no_people(text: str) -> None:
    assert values(text, "person") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("家住重庆市渝北区龙溪街道", "重庆市渝北区龙溪街道"),
        ("我在洪泽交的", "洪泽"),
        ("口音是河北人", "河北"),
        ("是九台区沐石河镇的农民", "九台区沐石河镇"),
        ("回榆树老家", "榆树"),
    ],
)
def test_places_in_one_piece_are_one_place(text: str, place: str) -> None:
    assert values(text, "place") == [place]


@pytest.mark.parametrize(
    "text",
    ["在农村看病", "走投无路", "高速公路旁边", "新型农村合作医疗", "公安管不管", "比如门诊", "全市都这样", "跨省报销"],
)
def test_everyday_words_are_no_places(text: str) -> None:
    assert values(text, "place") == []


def test_the_places_of_the_rule_tables_are_all_known() -> None:
    names = {name for place in RuleBook.load().places if place.level != "nation" for name in place.names}

    missed = [name for name in sorted(names) if values(f"我在{name}，", "place") != [name]]

    assert missed == []


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("吃盐酸二甲双胍缓释片和氯吡格雷", ["盐酸二甲双胍缓释片", "氯吡格雷"]),
        ("自费打泽贝妥单抗", ["泽贝妥单抗"]),
        ("雷珠单抗不能报", ["雷珠单抗"]),
        ("降压药断了", []),
    ],
)
def test_medicines_by_name_and_by_ending(text: str, drugs: list[str]) -> None:
    assert values(text, "drug") == drugs


@pytest.mark.parametrize(
    ("text", "diseases"),
    [
        ("高血压糖尿病都有", ["高血压", "糖尿病"]),
        ("得了胆管癌", ["胆管癌"]),
        ("2型糖尿病", ["2型糖尿病"]),
        ("孩子发烧了", []),
    ],
)
def test_illnesses_by_name_and_by_ending(text: str, diseases: list[str]) -> None:
    assert values(text, "disease") == diseases


# ---------------------------------------------------------------- the kind of decision


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("给了我一份不予受理决定书", {"refused_acceptance"}),
        ("窗口不收我的材料", {"refused_acceptance"}),
        ("医保中心不受理我的申请", {"refused_acceptance"}),
        ("答复是不予报销", {"other_decision"}),
        ("慢病认定没通过", {"other_decision"}),
        ("申请被驳回了", {"other_decision"}),
        ("发了追缴决定，要我退钱", {"other_decision"}),
        ("材料交了一直没答复", {"no_decision_yet"}),
        ("没说行也没说不行", {"no_decision_yet"}),
        ("就这么拖着不办", {"no_decision_yet"}),
    ],
)
def test_what_was_answered_is_read_from_the_words(text: str, kinds: set[str]) -> None:
    assert set(values(text, "decision_kind")) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "这个不给报",
        "报销比例太低",
        "会不会不予受理",
        "要是认定没通过怎么办",
        "不予受理是什么意思",
        "他们口头说不能报",
        "公司不给我交医保",
        "药店不收医保卡",
        "医生还没来",
    ],
)
def test_a_complaint_a_fear_or_a_question_is_no_decision(text: str) -> None:
    assert values(text, "decision_kind") == []


def test_not_paying_is_never_taken_for_not_accepting() -> None:
    for text in ("决定不予报销", "不予支付决定", "书面通知不予认定"):
        assert "refused_acceptance" not in values(text, "decision_kind")


def test_every_value_is_an_option_of_the_fact_table() -> None:
    options = {option.value for fact in RuleBook.load().facts if fact.id == "decision_kind" for option in fact.options}

    found = {fact.value for half in halves().values() for s in half for fact in extract_facts(s.text)
             if fact.entity == "decision_kind"}  # fmt: skip

    assert found == options


# ---------------------------------------------------------------- positions


def test_values_are_cut_from_the_text_as_it_was_written() -> None:
    text = "我要舉報健康醫院亂收費２０００元"

    facts = {fact.entity: fact for fact in extract_facts(text)}

    assert facts["institution"].value == "健康醫院"
    assert facts["amount"].value == "２０００元"
    assert all(text[fact.start : fact.end] == fact.value for fact in facts.values())


def test_of_two_facts_on_the_same_characters_the_longer_stays() -> None:
    longer, shorter = Fact("institution", "渝中区医院", 0, 5), Fact("place", "渝中区", 0, 3)
    decision = Fact("decision_kind", "other_decision", 1, 4)

    assert without_overlaps([shorter, decision, longer]) == [longer, decision]


def test_the_longest_of_several_names_is_found() -> None:
    names = Names(["糖尿病", "二型糖尿病", "病"])

    assert [tuple(span) for span in names.find("他二型糖尿病糖尿病")] == [(1, 6), (6, 9)]


# ---------------------------------------------------------------- how well, on the marked sentences


def test_a_marked_sentence_is_read_with_its_positions() -> None:
    marked = read_marked("在[渝医保发[2023]8号](document_number)里，[没答复](decision_kind:no_decision_yet)")

    assert marked.text == "在渝医保发[2023]8号里，没答复"
    assert marked.facts == [
        Fact("document_number", "渝医保发[2023]8号", 1, 13),
        Fact("decision_kind", "no_decision_yet", 15, 18),
    ]


def test_the_marked_set_is_large_enough_and_half_of_it_was_only_counted() -> None:
    parts = halves()

    assert sum(len(part) for part in parts.values()) >= 300
    assert abs(len(parts["dev"]) - len(parts["test"])) <= 1


@pytest.mark.parametrize("half", ["dev", "test"])
def test_each_type_reaches_the_bar_on_both_halves(half: str) -> None:
    counts = count(halves(SENTENCES)[half])

    assert len(counts) == 12
    assert {entity: row.f1 for entity, row in counts.items() if row.f1 < 0.85} == {}


def test_the_command_prints_a_line_per_type(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "facts.yml"
    path.write_text(
        "sentences: ['[健民大药房](institution)收了[三百元](amount)', '[张三](drug)来了']", encoding="utf-8"
    )

    main([str(path), "--errors"])

    printed = capsys.readouterr().out
    assert "institution           1     1.000  1.000  1.000" in printed
    assert "drug                  1     1.000  0.000  0.000" in printed
