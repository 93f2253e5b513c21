"""Where a report belongs, as the desk is shown it: from the office the installation belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from casework.jurisdiction import Office
from casework.services.case_judging import ShownJurisdiction, jurisdiction_of
from casework.services.divisions import DivisionService
from casework.services.ports import Case, Registration
from knowledge import RuleBook
from tests.casework.builders import CHONGQING

NUMBER, FORM = "JB202603020001", "report_registration"
YUBEI = "500112"
AT = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
CASE = Case(NUMBER, FORM, "report", CHONGQING, "B1-1", False, "registered", AT, None, date(2026, 3, 2))
LIST = DivisionService()


def shown(
    book: RuleBook, office: Office | None, region: str | None = CHONGQING, **content: str
) -> ShownJurisdiction | None:
    registration = Registration(NUMBER, "", "B1-1", "r1", False, date(2026, 3, 2), content, FORM)
    return jurisdiction_of(replace(CASE, region=region), registration, LIST, book, office)


def kind(where: ShownJurisdiction | None) -> str | None:
    return where.found.kind if where else None


@pytest.mark.parametrize(
    ("office", "address", "expected"),
    [
        (Office(YUBEI), "渝北区两路", "here"),
        (Office(YUBEI), "重庆市巴南区", "other_place"),
        (Office(CHONGQING), "渝北区两路", "county"),
        (Office(YUBEI), "渝北区和巴南区都有店", "city"),
        (Office(YUBEI), "长春市朝阳区", "other_place"),
        (Office(YUBEI), "", "unknown"),
        (Office(CHONGQING), "", "city"),
        (None, "渝北区两路", "county"),
        (None, "", "unknown"),
    ],
)
def test_the_finding_is_that_of_the_office_that_has_the_report(
    book: RuleBook, office: Office | None, address: str, expected: str
) -> None:
    assert kind(shown(book, office, respondent_address=address)) == expected


def test_an_agency_is_told_to_pass_it_on(book: RuleBook) -> None:
    where = shown(book, Office(YUBEI, "agency"), respondent_address="渝北区两路")

    assert where is not None
    assert where.found.transfer
    assert "第七条第一款" in {citation.clause for citation in where.citations}


def test_an_office_knows_its_own_place_by_its_short_name(book: RuleBook) -> None:
    assert kind(shown(book, Office(YUBEI), region=None, content="渝北的一家药店")) == "here"


@pytest.mark.parametrize("region", [None, "000000"])
def test_without_office_and_place_nothing_is_judged(book: RuleBook, region: str | None) -> None:
    assert shown(book, None, region, content="渝北区的药店") is None


def test_the_place_of_the_respondent_says_more_than_the_story(book: RuleBook) -> None:
    where = shown(book, Office(YUBEI), respondent_address="渝北区两路", content="我住在巴南区，在长春市参保。")

    assert where is not None
    assert [place.name for place in where.places] == ["渝北区"]


def test_a_name_several_places_have_is_told_and_not_guessed(book: RuleBook) -> None:
    where = shown(book, Office(YUBEI), region=None, respondent_address="江北区解放路")

    assert where is not None
    assert (where.found.kind, where.places) == ("unknown", ())
    assert "叫“江北区”的地方不止一个：浙江省宁波市江北区、重庆市江北区。请先问清是哪一个。" in where.text


def test_what_the_address_leaves_open_the_story_may_settle(book: RuleBook) -> None:
    where = shown(book, Office(YUBEI), region=None, respondent_address="江北区解放路", content="在重庆住院时多收了钱")

    assert where is not None
    assert [place.full_name for place in where.places] == ["重庆市江北区"]
    assert where.found.kind == "other_place"


def test_other_forms_are_no_reports(book: RuleBook) -> None:
    registration = Registration(NUMBER, "", "D-1", "r1", False, date(2026, 3, 2), {}, "suggestion_note")

    assert jurisdiction_of(replace(CASE, form="suggestion_note"), registration, LIST, book, Office(YUBEI)) is None
