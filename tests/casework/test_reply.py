"""What a citizen is told: every statement about the law from a row, with its clause; nothing crosses places."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from casework.reply import answer_card, card_text, office_part
from knowledge import Defect, RuleBook
from tests.casework.builders import (
    CHONGQING,
    ELSEWHERE,
    HONGZE,
    JILIN,
    PLACES,
    XIANGCHENG,
    certain,
    decide,
    matter,
    parse_of,
    rulebook,
)

REGIONS = (*PLACES, ELSEWHERE)
TELEPHONE = re.compile(r"0\d{2,3}-\d{7,8}")
HOTLINES = {"12393", "12345"}


def card(name: str, region: str | None = JILIN, **facts: str) -> dict[str, Any]:
    decision = decide(certain(name), region=region, facts=facts)
    return answer_card(decision.matters, region, rulebook())


def section(name: str, region: str | None = JILIN, **facts: str) -> dict[str, Any]:
    found: dict[str, Any] = card(name, region, **facts)["matters"][0]
    return found


def situations() -> list[str]:
    return [row.id for row in rulebook().situations]


def questions() -> list[str]:
    return [row.id for row in rulebook().topics if row.kind == "consult"]


def told(one: dict[str, Any]) -> str:
    """Card and plain text together: all that a citizen could see of an answer."""
    return json.dumps(one, ensure_ascii=False) + card_text(one, rulebook())


# ---------------------------------------------------------------- statements and their sources


@pytest.mark.parametrize("region", [*REGIONS, None])
@pytest.mark.parametrize("name", situations())
def test_every_statement_about_the_law_carries_its_source(book: RuleBook, name: str, region: str | None) -> None:
    shown = section(name, region)

    rows = [citation["row"] for citation in shown["citations"]]
    stated = {row.text: row.id for row in (*book.periods, *book.rows("law_notes"))}  # type: ignore[attr-defined]
    assert name in rows
    assert {channel.id for channel in book.channels_for(name)} <= set(rows)
    assert {citation.row for citation in book.bases_for(name)} <= set(rows)
    for statement in (*shown["limits"], *shown["law_notes"]):
        assert rows[statement["cite"]] == stated[statement["text"]]
    if shown["handler"] is not None:
        handler = book.handler(name, region)
        assert handler.power is not None
        assert handler.power.id in rows


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", situations())
def test_every_source_has_a_title_and_a_clause_and_stands_once(name: str, region: str) -> None:
    citations = section(name, region)["citations"]

    assert all(one["title"] and one["clause"] for one in citations)
    assert len({json.dumps(one) for one in citations}) == len(citations)


def test_a_convention_of_ours_is_never_shown_as_law() -> None:
    for name, region in product([*situations(), *questions()], REGIONS):
        assert "house" not in {one["source"] for one in section(name, region)["citations"]}


@pytest.mark.parametrize(
    ("place", "name"), [(HONGZE, "A1-4"), (HONGZE, "B1-2"), (CHONGQING, "B1-1"), (CHONGQING, "B1-2")]
)
def test_where_a_list_says_who_else_is_competent_the_sentence_of_the_list_is_cited(
    book: RuleBook, place: str, name: str
) -> None:
    quotes = {one["quote"] for one in section(name, place)["citations"]}

    rule = next(row for row in book.handler_rules if row.place == place and name in row.situations)
    assert rule.quote in quotes


def test_the_reward_that_another_document_settles_is_said_with_its_article() -> None:
    shown = section("consult_report_reward", CHONGQING)

    assert "另一份文件" in shown["handler_note"]
    assert [one["clause"] for one in shown["citations"]] == ["第二十八条"]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", situations())
def test_every_answer_says_that_it_is_guidance_and_not_acceptance(book: RuleBook, name: str, region: str) -> None:
    assert "这是指引，不是受理决定" in card_text(card(name, region), book)


@pytest.mark.parametrize("region", [CHONGQING, HONGZE, XIANGCHENG, ELSEWHERE, None])
def test_outside_jilin_it_is_said_whose_list_the_channel_comes_from(book: RuleBook, region: str | None) -> None:
    assert book.reply("backbone_note") in card("A2-7", region)["note"]
    assert book.reply("backbone_note") not in card("A2-7", JILIN)["note"]


# ---------------------------------------------------------------- time limits


def test_of_an_open_situation_no_channel_is_named_but_the_question_that_settles_it(book: RuleBook) -> None:
    second = matter({"A2-7": 0.4, "A2-1": 0.38, "A2-2": 0.2}, span=(10, 20))
    decision = decide(parse_of("…", matter({"B1-1": 0.95}), second), region=JILIN)

    answer = answer_card(decision.matters, JILIN, book)
    one = answer["matters"][1]

    assert (one["category"], one["situation_id"], one["channels"], one["citations"]) == ("appeal", None, [], [])
    assert book.confusion("A2-7", "A2-1").question in one["handler_note"]
    assert one["handler_note"] in card_text(answer, book)


def limits(name: str, region: str = JILIN, **facts: str) -> str:
    return "\n".join(limit["text"] for limit in section(name, region, **facts)["limits"])


def test_where_review_comes_first_no_limit_for_going_to_court_directly_is_given() -> None:
    refused = limits("A2-7", decision_kind="refused_acceptance")
    other = limits("A2-7", decision_kind="other_decision")

    assert "60日内" in refused
    assert "15日内向法院起诉" in refused
    assert "6个月" not in refused
    assert "6个月" in other


def test_a_report_has_no_limit_of_review_or_court() -> None:
    for name, region in product(["B1-1", "B1-2", "B1-3", "B2-1", "B2-2"], REGIONS):
        assert not re.search("复议|起诉|法院", limits(name, region)), (name, region)


def test_the_five_days_of_chongqing_are_said_with_what_starts_them_and_only_there() -> None:
    assert "从作出决定那天算，不是从您举报那天算" in limits("B1-1", CHONGQING)
    for name, region in product(situations(), [JILIN, HONGZE, XIANGCHENG, ELSEWHERE]):
        assert "实名举报人" not in limits(name, region), (name, region)


def test_limits_that_offices_set_each_other_are_not_told_to_a_citizen(book: RuleBook) -> None:
    internal = {period.text for period in book.periods if period.internal}

    assert internal
    for name, region in product(situations(), REGIONS):
        assert not internal & {limit["text"] for limit in section(name, region)["limits"]}


# ---------------------------------------------------------------- offices, telephones, addresses


@pytest.mark.parametrize("region", [*REGIONS, None])
@pytest.mark.parametrize("name", [*situations(), *questions()])
def test_no_telephone_of_another_place_is_ever_given(book: RuleBook, name: str, region: str | None) -> None:
    own = {
        phone.number
        for power in book.powers
        if region is not None and power.place == book.place_for(region).region_code
        for phone in power.phones
    }

    assert set(TELEPHONE.findall(told(card(name, region)))) <= own


@pytest.mark.parametrize(
    ("region", "foreign"),
    [
        (JILIN, "洪泽|项城|重庆"),
        (CHONGQING, "洪泽|项城|基金监管处|法规和基金监管股"),
        (HONGZE, "项城|重庆|基金监管处|法规和基金监管股"),
        (XIANGCHENG, "洪泽|重庆|基金监管处|基金监督和法规科"),
        (ELSEWHERE, "洪泽|项城|重庆|基金监管处|基金监督和法规科|法规和基金监管股"),
    ],
)
def test_no_office_of_another_place_is_ever_named(region: str, foreign: str) -> None:
    for name in [*situations(), *questions()]:
        shown = section(name, region)
        own = json.dumps([shown["handler"], shown.get("services"), shown["handler_note"]], ensure_ascii=False)
        assert not re.search(foreign, own), name


@pytest.mark.parametrize("name", situations())
def test_as_long_as_the_place_is_unknown_no_office_is_named_and_the_place_is_asked_for(
    book: RuleBook, name: str
) -> None:
    shown = section(name, None)

    assert shown["handler"] is None
    assert shown["handler_note"] == book.reply("place_unknown")


def test_a_telephone_stands_beside_its_role(book: RuleBook) -> None:
    text = card_text(card("B1-1", JILIN), book)

    assert "监督电话 0431-80575919" in text
    assert "不是举报热线" in text


def test_promised_and_statutory_limits_are_kept_apart() -> None:
    assert section("A2-8", XIANGCHENG)["handler"]["limits"] == ["承诺时限：15工作日"]
    assert section("B1-1", XIANGCHENG)["handler"]["limits"] == [
        "法定时限：30个工作日，复杂的延长至3个月，特别重大的原则上不超过6个月"
    ]
    assert section("A2-4", XIANGCHENG)["handler"]["limits"] == ["承诺时限：15个工作日", "法定时限：15个工作日"]
    assert section("A2-11", XIANGCHENG)["handler"]["limits"] == []


def test_a_limit_that_only_stands_in_a_quoted_basis_is_no_limit_of_the_place() -> None:
    for name in situations():
        handler = section(name, HONGZE)["handler"]
        assert handler is None or handler["limits"] == [], name


# ---------------------------------------------------------------- damaged rows


def test_nothing_of_the_damaged_sentences_of_a_list_is_ever_shown() -> None:
    for name, region in product([*situations(), *questions()], [HONGZE, XIANGCHENG]):
        words = told(card(name, region))
        assert "权依法申请行政复议" not in words.replace("有权依法申请", ""), (name, region)
        for damaged in ("淮南", "南京", "限制公民人身自由", "冻结存款"):
            assert damaged not in words, (name, region, damaged)


def test_a_step_that_a_recorded_defect_spoils_is_left_out_where_its_row_is_shown(book: RuleBook) -> None:
    spoilt = 0
    for topic, region in product(questions(), [HONGZE, XIANGCHENG]):
        service = book.service(topic, region)
        assert service is not None
        for power_id, shown in zip(service.powers, section(topic, region).get("services", []), strict=True):
            words = "".join(step["name"] + step["text"] for step in shown["steps"])
            for defect in book.power(power_id).defects:
                if "steps" in defect.fields:
                    spoilt += 1
                    assert defect.evidence not in words, power_id
                    assert defect.kind != "shifted_columns" or words == "", power_id

    assert spoilt > 5


def test_an_office_or_telephone_that_a_defect_spoils_is_left_out(book: RuleBook) -> None:
    for name, region in product(situations(), PLACES):
        power, shown = book.handler(name, region).power, section(name, region)["handler"]
        for defect in power.defects if power is not None else ():
            assert "phones" not in defect.fields or shown["phones"] == []
            assert "address" not in defect.fields or shown["address"] == ""
            assert "promised_limit" not in defect.fields or "承诺时限" not in "".join(shown["limits"])
            assert "statutory_limit" not in defect.fields or "法定时限" not in "".join(shown["limits"])


@pytest.mark.parametrize(
    ("column", "shown", "empty"),
    [("office", "office", ""), ("phones", "phones", []), ("address", "address", ""), ("promised_limit", "limits", [])],
)
def test_a_spoilt_column_of_a_row_that_answers_a_question_is_left_out(
    book: RuleBook, column: str, shown: str, empty: object
) -> None:
    sound = book.power("XC-JF-1")
    spoilt = replace(sound, defects=(Defect("made up", "…", "damaged_number", (column,)),))

    assert office_part(sound, book)[shown] != empty
    assert office_part(spoilt, book)[shown] == empty


# ---------------------------------------------------------------- plain questions and matters of others


def test_a_question_a_list_can_answer_gets_steps_office_limit_and_telephone() -> None:
    shown = section("consult_reimbursement", XIANGCHENG)

    first = shown["services"][0]
    assert first["office"] == "项城市社会医疗生育保险中心"
    assert first["limits"] == ["承诺时限：10工作日"]
    assert {"number": "0394-4267309", "role": "服务电话"} in first["phones"]
    assert len(first["steps"]) == 5
    assert {one["row"] for one in shown["citations"]} == {"XC-JF-1", "XC-JF-4"}


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("name", questions())
def test_what_a_list_lacks_is_said_even_where_it_has_something(book: RuleBook, name: str, region: str) -> None:
    service = book.service(name, region)
    assert service is not None

    shown = section(name, region)

    assert shown.get("services") or shown["handler_note"]
    if service.gap:
        assert service.gap in card_text(card(name, region), book)


def test_a_question_without_a_place_is_not_answered_from_any_list(book: RuleBook) -> None:
    shown = section("consult_reimbursement", None)

    assert "services" not in shown
    assert shown["handler_note"] == book.reply("consult_no_place")


def test_a_question_of_no_topic_gets_the_honest_sentence(book: RuleBook) -> None:
    decision = decide(parse_of("…", matter({"A2-7": 0.9})), settled="consult", region=JILIN)

    shown = answer_card(decision.matters, JILIN, book)["matters"][0]

    assert shown["handler_note"] == book.reply("consult_no_rule")


def test_a_matter_of_another_department_gets_its_name_and_nothing_more(book: RuleBook) -> None:
    for topic in book.topics:
        if topic.kind == "out_of_scope":
            shown = section(topic.id)
            unknown = topic.id == "oos_other"
            named = f"这件事请找{topic.department}。"
            assert shown["handler_note"] == (book.reply("out_of_scope_unknown") if unknown else named)
            assert (shown["channels"], shown["limits"], shown["citations"], shown["handler"]) == ([], [], [], None)


def test_what_is_not_ours_and_of_no_topic_names_no_department(book: RuleBook) -> None:
    decision = decide(parse_of("…", matter({"A2-7": 0.9})), settled="out_of_scope")

    shown = answer_card(decision.matters, JILIN, book)["matters"][0]

    assert shown["handler_note"] == book.reply("out_of_scope_unknown")


def test_a_category_without_a_situation_says_that_the_situation_is_open(book: RuleBook) -> None:
    decision = decide(parse_of("…", matter({"consult_other": 0.9})), settled="appeal", region=JILIN)

    text = card_text(answer_card(decision.matters, JILIN, book), book)

    assert book.reply("answer_opening_appeal", category="申诉求决") in text
    assert "复议" not in text


# ---------------------------------------------------------------- the same in plain text


@pytest.mark.parametrize("region", [*REGIONS, None])
@pytest.mark.parametrize("name", situations())
def test_the_plain_text_says_all_that_the_card_says(book: RuleBook, name: str, region: str | None) -> None:
    shown = card(name, region)
    text = card_text(shown, book)

    one = shown["matters"][0]
    for channel in one["channels"]:
        assert all(step["text"] in text for step in channel["steps"])
        assert all(remedy in text for remedy in channel["not_given"])
        assert channel["label"] in text
    assert all(statement["text"] in text for statement in (*one["limits"], *one["law_notes"]))
    assert one["handler_note"] in text
    assert all(citation["title"] in text and citation["clause"] in text for citation in one["citations"])
    if one["handler"]:
        assert one["handler"]["office"] in text
        assert one["handler"]["address"] in text
        assert all(phone["number"] in text for phone in one["handler"]["phones"])


def test_the_words_that_decided_are_shown(book: RuleBook) -> None:
    decision = decide(parse_of("…", matter({"B1-2": 0.95}, evidence=[("多收费", 1.0)])))

    assert "“多收费”" in card_text(answer_card(decision.matters, None, book), book)


def test_several_matters_are_numbered(book: RuleBook) -> None:
    decision = decide(parse_of("…", matter({"B1-2": 0.95}), matter({"D-1": 0.95})))

    text = card_text(answer_card(decision.matters, None, book), book)

    assert text.startswith("1. ")
    assert "\n2. " in text


def test_two_open_branches_stand_under_their_own_labels(book: RuleBook) -> None:
    text = card_text(card("A2-11"), book)

    assert "拿到的是“不予受理”决定：" in text
    assert "拿到的是其他决定（如评估不通过、扣款、拒付）：" in text


def test_a_card_is_plain_json() -> None:
    for name, region in product([*situations(), *questions()], REGIONS):
        assert json.loads(json.dumps(card(name, region)))["kind"] == "answer"


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"A2-7": 0.35, "A1-2": 0.3, "A2-12": 0.2}, "还要弄清楚是“报销、支付有争议”，还是“违规拒改被罚，我不服”。"),
        (
            {"A2-1": 0.35, "A2-7": 0.3, "A2-12": 0.2},
            "还差一个问题：医保中心是一直没给结果，还是已经有了结果、您不认可？",
        ),
    ],
    ids=["a question that names nothing", "a question that names both"],
)
def test_a_second_matter_left_open_names_what_it_may_be(other: dict[str, float], says: str) -> None:
    decision = decide(parse_of("两件事", matter({"B1-1": 0.97}), matter(other, span=(10, 20))), region=JILIN)

    second = answer_card(decision.matters, JILIN, rulebook())["matters"][1]

    assert says in second["handler_note"]
    assert "下面哪一种" not in second["handler_note"]  # no buttons stand below it
    assert second["channels"] == second["limits"] == second["citations"] == []


def test_a_department_is_named_only_where_most_speaks_for_it() -> None:
    doubtful = {"oos_traffic": 0.19, "oos_subsistence": 0.09, "oos_pension": 0.08, "oos_public_security": 0.57 / 10}
    of_one_department = {"oos_malpractice": 0.4, "oos_health_service": 0.35, "oos_drug_safety": 0.1}

    def shown(ranking: dict[str, float]) -> str:
        decision = decide(parse_of("没人管", matter(ranking, {"out_of_scope": 0.93})), region=JILIN)
        return card_text(answer_card(decision.matters, JILIN, rulebook()), rulebook())

    assert "交通" not in shown(doubtful)
    assert "归哪个部门我说不准" in shown(doubtful)
    assert "12345" in shown(doubtful)
    assert "请找卫生健康部门" in shown(of_one_department)
