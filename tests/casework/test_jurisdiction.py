"""Who handles a report, by where the deed happened and which office has it (art. 7, 19, 20, 21 of Chongqing)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from casework.jurisdiction import Jurisdiction, region_named_in, who_handles
from casework.services.divisions import DivisionService
from casework.services.regions import place_finder
from knowledge import JurisdictionRule, Period, RuleBook
from tests.casework.builders import CHONGQING, ELSEWHERE, HONGZE, JILIN, XIANGCHENG

YUBEI, JIANGBEI, CHAOYANG_CHANGCHUN, CHAOYANG_BEIJING = "500112", "500105", "220104", "110105"
PLACE, TELL, DOWN, UP, TAKE, AGENCY, DISPUTE = (
    *("cq2023-j-19-place", "cq2023-j-19-tell", "cq2023-j-20-down", "cq2023-j-20-up", "cq2023-j-20-take"),
    *("cq2023-j-7", "cq2023-j-21"),
)


def test_the_county_where_it_happened_handles_it_itself(book: RuleBook) -> None:
    assert who_handles(YUBEI, YUBEI, None, book) == Jurisdiction("here", (PLACE,), "jurisdiction_here")


def test_the_city_passes_a_report_on_to_the_county_where_it_happened(book: RuleBook) -> None:
    found = who_handles(YUBEI, CHONGQING, None, book)

    assert found == Jurisdiction("county", (PLACE, DOWN), "jurisdiction_county", transfer=True, to=YUBEI)


def test_another_county_of_the_same_city_sends_the_reporter_there(book: RuleBook) -> None:
    """Art. 19: it tells the reporter; only city to county and agency to bureau pass a report on (DOMAIN 14)."""
    found = who_handles(JIANGBEI, YUBEI, None, book)

    assert found == Jurisdiction("other_place", (PLACE, TELL), "jurisdiction_other_place")


@pytest.mark.parametrize("act", [CHAOYANG_BEIJING, JILIN, XIANGCHENG])
@pytest.mark.parametrize("asked", [CHONGQING, YUBEI])
def test_what_happened_elsewhere_is_told_and_not_passed_on(book: RuleBook, act: str, asked: str) -> None:
    found = who_handles(act, asked, None, book)

    assert (found.kind, found.rows, found.transfer) == ("other_place", (PLACE, TELL), False)


def test_the_agency_passes_a_report_on_to_its_bureau(book: RuleBook) -> None:
    found = who_handles(YUBEI, YUBEI, "agency", book)

    assert found == Jurisdiction("here", (PLACE, AGENCY), "jurisdiction_agency", transfer=True)


def test_an_agency_is_not_asked_to_pass_on_what_happened_elsewhere(book: RuleBook) -> None:
    assert who_handles(CHAOYANG_BEIJING, YUBEI, "agency", book).kind == "other_place"


def test_a_deed_in_several_counties_is_for_them_to_agree_on_or_for_the_city(book: RuleBook) -> None:
    county = who_handles([YUBEI, JIANGBEI], YUBEI, None, book)
    city = who_handles([YUBEI, JIANGBEI], CHONGQING, None, book)

    assert (county.kind, county.rows) == ("city", (PLACE, UP, DISPUTE))
    assert (city.kind, city.rows) == ("city", (PLACE, DOWN, TAKE))
    assert not county.transfer
    assert not city.transfer


def test_a_dispute_has_seven_working_days(book: RuleBook) -> None:
    (rule,) = [row for row in book.all(JurisdictionRule) if row.rule == "dispute"]
    period = book.one(Period, str(rule.period))

    assert (period.number, period.unit, period.escalation) == (
        7, "working_day", "协商不成的，报请市医疗保障行政部门指定管辖。",
    )  # fmt: skip


@pytest.mark.parametrize("acts", [[CHONGQING, YUBEI], [YUBEI, CHONGQING], [YUBEI, YUBEI]])
def test_the_city_of_a_county_that_is_named_too_is_no_second_place(book: RuleBook, acts: Sequence[str]) -> None:
    assert who_handles(acts, YUBEI, None, book).kind == "here"


def test_as_long_as_only_the_city_is_known_the_county_is_asked_for(book: RuleBook) -> None:
    assert who_handles(CHONGQING, CHONGQING, None, book) == Jurisdiction("city", (PLACE, DOWN), "jurisdiction_city")
    assert who_handles(CHONGQING, YUBEI, None, book) == Jurisdiction("unknown", (PLACE,), "jurisdiction_unknown")


@pytest.mark.parametrize("nothing", [None, [], ()])
def test_without_a_place_nothing_is_decided(book: RuleBook, nothing: Sequence[str] | None) -> None:
    assert who_handles(nothing, YUBEI, None, book) == Jurisdiction("unknown", (PLACE,), "jurisdiction_unknown")
    assert who_handles(nothing, None, None, book) == Jurisdiction("unknown", (), "jurisdiction_unknown")


def test_a_reporter_is_told_where_to_hand_it_in(book: RuleBook) -> None:
    assert who_handles(YUBEI, None, None, book) == Jurisdiction(
        "county", (PLACE,), "jurisdiction_county_direct", to=YUBEI
    )
    assert who_handles(CHONGQING, None, None, book).kind == "city"
    assert who_handles([YUBEI, JIANGBEI], None, None, book).rows == (PLACE, DISPUTE)


@pytest.mark.parametrize(
    ("act", "asked", "kind"),
    [
        (CHAOYANG_CHANGCHUN, JILIN, "county"),
        (HONGZE, HONGZE, "here"),
        (XIANGCHENG, HONGZE, "other_place"),
        (ELSEWHERE, ELSEWHERE, "city"),
        ([CHAOYANG_CHANGCHUN, "220102"], JILIN, "city"),
        (CHAOYANG_CHANGCHUN, CHAOYANG_CHANGCHUN, "here"),
    ],
)
def test_no_other_place_gets_a_rule_of_chongqing(book: RuleBook, act: str, asked: str, kind: str) -> None:
    found = who_handles(act, asked, None, book)

    assert found == Jurisdiction(kind, (), "jurisdiction_no_rule")  # type: ignore[arg-type]


def test_every_rule_of_the_table_is_used_and_can_be_cited(book: RuleBook) -> None:
    rows = {row.id for row in book.all(JurisdictionRule)}
    used = {
        row
        for act in (YUBEI, JIANGBEI, (YUBEI, JIANGBEI))
        for asked in (CHONGQING, YUBEI)
        for level in (None, "agency")
        for row in who_handles(act, asked, level, book).rows  # type: ignore[arg-type]
    }

    assert used == rows
    assert all(book.citation(row).quote for row in rows)


def test_a_county_of_a_covered_place_belongs_to_that_place(book: RuleBook) -> None:
    assert book.place_for(YUBEI).region_code == CHONGQING
    assert book.place_for(CHAOYANG_CHANGCHUN).region_code == JILIN
    assert book.place_for("320812").region_code == "000000"  # 清江浦区 is not 洪泽区


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("通榆县医保局不给报", JILIN),
        ("巴南区一家药店刷卡卖保健品", CHONGQING),
        ("在通榆县参保，在北京住院", JILIN),
        ("项城市场监管局", XIANGCHENG),
        ("在通榆县参保，在巴南区住院", None),
        ("朝阳区的药店", None),
        ("广州市天河区的医院", None),
        ("清江浦区的医院", None),
        ("医保局不给报", None),
    ],
)
def test_any_city_or_county_of_a_covered_place_names_it(book: RuleBook, text: str, region: str | None) -> None:
    assert place_finder(DivisionService())(text, book) == region


def test_without_the_list_the_names_of_the_places_still_count(book: RuleBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.services.divisions.find_spec", lambda name: None)
    named_in = place_finder(DivisionService())

    assert named_in("我在长春", book) == JILIN
    assert named_in("通榆县医保局", book) is None


def test_a_text_that_names_one_covered_place_is_about_it(book: RuleBook) -> None:
    assert region_named_in("我在重庆渝北区", book) == CHONGQING
    assert region_named_in("在长春参保，在重庆住院", book) is None
