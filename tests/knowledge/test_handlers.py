"""Who handles what where: every situation in every place has an office of that place's own list, or an honest gap."""

from __future__ import annotations

import re
from itertools import product

import pytest

from knowledge import Handler, HandlerRule, Power, RuleBook, Service

JILIN, CHONGQING, HONGZE, XIANGCHENG, NATION = "220000", "500000", "320813", "411681", "000000"
PLACES = (JILIN, CHONGQING, HONGZE, XIANGCHENG)
OWN_PREFIX = {JILIN: "JL22-", HONGZE: "HZ-", XIANGCHENG: "XC-"}
ROLE_OF_GROUP = {"A1": "decided_by", "A2": "handles_service", "B1": "handles_report", "B2": "handles_report"}


def every(book: RuleBook, region: str) -> list[tuple[str, Handler]]:
    return [(situation.id, book.handler(situation.id, region)) for situation in book.situations]


def gaps(book: RuleBook, region: str) -> set[str]:
    return {situation for situation, handler in every(book, region) if handler.power is None}


def services(book: RuleBook) -> list[Service]:
    return [row for row in book.rows("services") if isinstance(row, Service)]


def spoken(book: RuleBook) -> list[HandlerRule | Service]:
    """Every row whose gap and note a citizen hears."""
    return [*book.handler_rules, *services(book)]


# ---------------------------------------------------------------- completeness


def test_every_situation_has_a_rule_in_each_of_the_four_places_and_in_the_rest_of_the_country(book: RuleBook) -> None:
    written = {(rule.place, situation) for rule in book.handler_rules for situation in rule.situations}

    assert written == set(product((*PLACES, NATION), (situation.id for situation in book.situations)))
    assert len(written) == 28 * 5


def test_every_answer_names_an_office_or_says_what_is_missing(book: RuleBook) -> None:
    for region in (*PLACES, "130000"):
        for situation, handler in every(book, region):
            assert (handler.power is not None and handler.office) or handler.gap, (region, situation)


def test_a_handler_with_a_power_has_the_role_of_its_kind_of_matter(book: RuleBook) -> None:
    for region in PLACES:
        for situation, handler in every(book, region):
            if handler.power is None:
                assert handler.role is None
            else:
                assert handler.role == ROLE_OF_GROUP[book.situation(situation).group], (region, situation)


def test_the_situations_of_a_power_are_those_it_handles(book: RuleBook) -> None:
    handled: dict[str, set[str]] = {}
    for rule in book.handler_rules:
        for power_id in (*([rule.power] if rule.power else []), *rule.also):
            handled.setdefault(power_id, set()).update(rule.situations)

    for power in book.powers:
        assert set(power.situations) == handled.get(power.id, set()), power.id


# ---------------------------------------------------------------- nothing crosses between places


def test_a_handler_never_leans_on_a_row_of_another_place(book: RuleBook) -> None:
    for region in PLACES:
        for _, handler in every(book, region):
            powers = (*((handler.power,) if handler.power else ()), *handler.also)
            for power in (*powers, *handler.supervised_by, *handler.near):
                assert power.place == region
                assert power.id.startswith(OWN_PREFIX[region])


def test_telephones_and_addresses_come_from_the_place_itself(book: RuleBook) -> None:
    numbers = {
        region: {phone.number for _, handler in every(book, region) for phone in handler.phones} for region in PLACES
    }

    assert numbers == {
        JILIN: {"0431-80575919"},
        CHONGQING: set(),
        HONGZE: set(),
        XIANGCHENG: {"0394-4662166", "0394-4267309"},
    }


def test_no_note_or_gap_of_a_place_names_another_place_or_its_numbers(book: RuleBook) -> None:
    own = {JILIN: "吉林|0431", CHONGQING: "重庆", HONGZE: "洪泽", XIANGCHENG: "项城|0394"}

    for row in spoken(book):
        others = "|".join(words for region, words in own.items() if region != row.place)
        assert not re.search(others, f"{row.note}{row.gap or ''}"), row.id


def test_rules_of_a_place_cite_the_document_of_that_place(book: RuleBook) -> None:
    for row in spoken(book):
        assert book.source(row.source).place == (None if row.place == NATION else row.place), row.id


# ---------------------------------------------------------------- region codes


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("220000", JILIN),
        ("220102", JILIN),
        ("222401", JILIN),
        ("500112", CHONGQING),
        ("320813", HONGZE),
        ("411681", XIANGCHENG),
        ("320800", NATION),
        ("320812", NATION),
        ("411600", NATION),
        ("110000", NATION),
        (None, NATION),
    ],
)
def test_a_region_code_leads_to_its_own_list_and_to_no_neighbours(
    book: RuleBook, code: str | None, region: str
) -> None:
    assert book.place_for(code).region_code == region


def test_places_without_a_power_list_have_none(book: RuleBook) -> None:
    lists = {place.region_code: place.list_source for place in book.places}

    assert lists == {NATION: None, JILIN: "jl2022", CHONGQING: None, HONGZE: "hz", XIANGCHENG: "xc2022"}


def test_outside_the_four_places_no_office_and_no_telephone_is_named(book: RuleBook) -> None:
    for region in ("410100", None):
        for _, handler in every(book, region or ""):
            assert (handler.power, handler.office, handler.phones, handler.address) == (None, None, (), None)
            assert handler.gap


# ---------------------------------------------------------------- DOMAIN 17-23, seen by a citizen


def test_an_appeal_says_that_the_office_named_does_not_decide_it(book: RuleBook) -> None:
    for region in PLACES:
        for situation, handler in every(book, region):
            if handler.role == "decided_by":
                assert "复议机关或法院" in handler.note, (region, situation)


def test_a_report_in_jilin_says_that_the_number_is_no_hotline(book: RuleBook) -> None:
    for situation in ("B1-1", "B1-2", "B1-3", "B2-1", "B2-2"):
        handler = book.handler(situation, JILIN)

        assert {phone.role for phone in handler.phones} == {"监督电话"}
        assert "不是举报热线" in handler.note


def test_tenders_in_hongze_go_to_the_office_for_medical_services(book: RuleBook) -> None:
    for situation in ("A1-5", "B1-3"):
        assert book.handler(situation, HONGZE).office == "待遇保障科（医药服务管理科）"
    for situation in ("A1-1", "A1-2", "A1-3", "A1-6", "B1-1", "B2-1", "B2-2"):
        assert book.handler(situation, HONGZE).office == "基金监督和法规科"


def test_price_complaints_have_an_office_in_jilin_none_in_hongze_and_a_narrow_one_in_xiangcheng(book: RuleBook) -> None:
    jilin, hongze, xiangcheng = (book.handler("B1-2", region) for region in (JILIN, HONGZE, XIANGCHENG))

    assert jilin.power is not None
    assert jilin.power.id == "JL22-8"
    assert hongze.power is None
    assert "市场监管部门" in (hongze.gap or "")
    assert xiangcheng.power is not None
    assert xiangcheng.power.id == "XC-CF-5"
    assert "骗取医保基金" in (xiangcheng.gap or "")


@pytest.mark.parametrize(("situation", "region"), [("A2-6", HONGZE), ("A2-6", XIANGCHENG), ("A2-10", HONGZE)])
def test_where_others_than_the_agency_decide_the_written_decision_is_asked_for_first(
    book: RuleBook, situation: str, region: str
) -> None:
    assert "请先要一份书面的" in book.handler(situation, region).note


def test_jilin_has_no_row_for_services_disclosure_or_suggestions(book: RuleBook) -> None:
    services = {f"A2-{number}" for number in range(1, 13)}

    assert gaps(book, JILIN) == services | {"C1-1", "C2-1", "D-1", "D-2"}


def test_chongqing_has_no_list_at_all_and_says_where_a_report_goes(book: RuleBook) -> None:
    assert gaps(book, CHONGQING) == {situation.id for situation in book.situations}
    assert "行为发生地" in book.handler("B1-1", CHONGQING).note


def test_hongze_says_what_its_list_does_not_have(book: RuleBook) -> None:
    assert gaps(book, HONGZE) == {"A1-4", "A1-7", "A2-5", "A2-9", "B1-2", "C1-1", "C2-1", "D-1", "D-2"}
    assert "第49至52项" in (book.handler("A2-2", HONGZE).gap or "")
    assert "参保信息查询" in (book.handler("A2-3", HONGZE).gap or "")


def test_xiangcheng_says_what_its_list_does_not_have(book: RuleBook) -> None:
    assert gaps(book, XIANGCHENG) == {"A1-2", "A1-7", "A2-3", "A2-10", "C1-1", "C2-1", "D-1", "D-2"}


def test_a_complaint_about_disclosure_is_not_sent_to_the_bureau_complained_of(book: RuleBook) -> None:
    for region in (JILIN, HONGZE, XIANGCHENG):
        handler = book.handler("C2-1", region)

        assert handler.power is None
        assert "上一级行政机关" in handler.note


def test_hospitals_in_hongze_find_the_office_that_supervises_agreements(book: RuleBook) -> None:
    for situation in ("A2-11", "A2-12"):
        handler = book.handler(situation, HONGZE)

        assert handler.office == "医保中心"
        assert [power.id for power in handler.supervised_by] == ["HZ-6"]
        assert handler.supervised_by[0].office == "待遇保障科（医药服务管理科）"


# ---------------------------------------------------------------- limits


def test_a_limit_is_given_only_where_all_powers_of_the_situation_share_it(book: RuleBook) -> None:
    assert book.handler("A2-7", XIANGCHENG).promised_limit == "10工作日"
    assert book.handler("A2-1", XIANGCHENG).promised_limit is None
    assert book.handler("A2-2", XIANGCHENG).statutory_limit is None


def test_promised_and_statutory_limits_are_not_mixed_up(book: RuleBook) -> None:
    penalty, transfer, chronic = (book.handler(one, XIANGCHENG) for one in ("A1-1", "A2-4", "A2-6"))

    assert penalty.promised_limit is None
    assert (penalty.statutory_limit or "").startswith("30个工作日")
    assert (transfer.promised_limit, transfer.statutory_limit) == ("15个工作日", "15个工作日")
    assert (chronic.promised_limit, chronic.statutory_limit) == ("15日", None)


def test_the_limit_of_a_penalty_is_not_passed_off_as_the_limit_of_an_appeal_or_a_reply(book: RuleBook) -> None:
    for situation, handler in every(book, XIANGCHENG):
        if handler.statutory_limit and handler.role in ("decided_by", "handles_report"):
            assert re.search("不是复议或诉讼的时间|不是答复举报人的时间|封存的期限", handler.note), situation


def test_a_limit_quoted_in_hongze_is_said_to_be_no_promise(book: RuleBook) -> None:
    handler = book.handler("A2-7", HONGZE)

    assert handler.promised_limit is None
    assert "30个工作日；这不是洪泽区的承诺" in handler.note


def test_hongze_and_jilin_promise_no_limit(book: RuleBook) -> None:
    for region in (JILIN, HONGZE):
        for _, handler in every(book, region):
            assert (handler.promised_limit, handler.statutory_limit) == (None, None)


def test_medical_assistance_in_xiangcheng_starts_at_the_town_office(book: RuleBook) -> None:
    handler = book.handler("A2-9", XIANGCHENG)

    assert handler.office == "项城市医疗保障局"
    assert "镇（办）民政所" in handler.note
    assert handler.promised_limit == "3个月"


# ---------------------------------------------------------------- plain words


def test_gaps_and_notes_are_plain_sentences_without_ids(book: RuleBook) -> None:
    for row in spoken(book):
        for text in (row.gap, row.note):
            if text:
                assert text.endswith("。"), (row.id, text)
                assert not re.search(r"[A-D]\d?-\d|HZ-|XC-|JL22", text), (row.id, text)


# ---------------------------------------------------------------- plain questions


def test_every_consult_topic_has_an_answer_or_a_gap_in_every_place(book: RuleBook) -> None:
    topics = [topic.id for topic in book.topics if topic.kind == "consult"]

    for topic, region in product(topics, (*PLACES, None)):
        service = book.service(topic, region)

        assert service is not None, (topic, region)
        assert service.powers or service.gap


def test_a_plain_question_is_answered_only_from_the_places_own_rows(book: RuleBook) -> None:
    for row in services(book):
        for power_id in row.powers:
            power = book.row(power_id)
            assert isinstance(power, Power)
            assert power.place == row.place


@pytest.mark.parametrize(
    ("topic", "region", "powers"),
    [
        ("consult_transfer", XIANGCHENG, ("XC-QT-1",)),
        ("consult_remote_care", XIANGCHENG, ("XC-QT-3", "XC-JF-4", "XC-JF-5")),
        ("consult_maternity", XIANGCHENG, ("XC-JF-2",)),
        ("consult_assistance", HONGZE, ()),
        ("consult_reimbursement", HONGZE, ("HZ-27", "HZ-28")),
        ("consult_enrolment", JILIN, ()),
    ],
)
def test_known_questions_lead_to_the_right_rows(
    book: RuleBook, topic: str, region: str, powers: tuple[str, ...]
) -> None:
    service = book.service(topic, region)

    assert service is not None
    assert service.powers == powers


def test_the_reward_in_hongze_warns_of_the_doubtful_figure(book: RuleBook) -> None:
    service = book.service("consult_report_reward", HONGZE)

    assert service is not None
    assert service.powers == ("HZ-26",)
    assert "2个月" in service.note
