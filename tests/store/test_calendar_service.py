"""From a registered report to the deadlines in its officer's calendar, over a real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from casework.errors import FeedUnknown
from casework.services.calendar import CalendarService
from casework.services.cases import CaseService
from casework.services.divisions import DivisionService
from casework.services.registrations import RegistrationService
from casework.services.staff import Staff, StaffService
from casework.store.unit import SqlStore
from tests.casework.builders import rulebook
from tests.fakes import FixedClock, QuickHasher
from tests.store.desk import Office
from tests.store.test_registration_service import Limits, RecordingDocument

LI, WANG = Staff("officer-li", "senior_agent"), Staff("officer-wang", "senior_agent")
CONTENT = "某某药店用他人的医保卡刷卡买保健品"


@pytest.fixture
def cases(sqlite_store: SqlStore, clock: FixedClock) -> CaseService:
    return CaseService(sqlite_store, rulebook, clock, DivisionService())


@pytest.fixture
def calendar(sqlite_store: SqlStore, cases: CaseService, clock: FixedClock) -> CalendarService:
    return CalendarService(StaffService(sqlite_store, clock), cases, rulebook, clock)


@pytest.fixture
def secret_of(sqlite_store: SqlStore) -> Callable[[Staff], str]:
    def make(staff: Staff) -> str:
        with sqlite_store.write() as work:
            if work.users.by_name(staff.name) is None:
                work.users.add(staff.name, staff.name, staff.role)
            secret = work.feeds.replace(staff.name)
            work.commit()
        return str(secret)

    return make


@pytest.fixture
def number(
    sqlite_store: SqlStore,
    cases: CaseService,
    clock: FixedClock,
    hasher: QuickHasher,
    secret_of: Callable[[Staff], str],
) -> str:
    """A named report from Chongqing that officer Li has opened a case on, on Monday 2 March 2026."""
    for staff in (LI, WANG):
        secret_of(staff)
    with sqlite_store.write() as work:
        conversation = work.conversations.create("500112")
        work.commit()
    form = {"respondent_org": "某某药店", "content": CONTENT, "reporter_name": "甲某某"}
    registered = RegistrationService(sqlite_store, RecordingDocument(), Limits(), hasher=hasher, clock=clock).register(
        conversation.id, form, "B1-1", "r1", False, clock.now
    )
    case = cases.assign(LI, registered, LI.name, 1)
    for move in ("report_pre_check", "report_accept", "report_open"):
        case = cases.move(LI, registered, move, "对照材料核对过", case.version)
    return registered


def summaries(content: bytes) -> dict[str, Any]:
    return {str(event["summary"]): event["dtstart"].dt for event in Calendar.from_ical(content).walk("VEVENT")}


def test_the_officer_of_a_case_sees_its_clock_and_the_duties_of_the_place(
    calendar: CalendarService, number: str, secret_of: Callable[[Staff], str]
) -> None:
    content = calendar.feed(secret_of(LI))

    assert summaries(content) == {
        f"{number} 告知是否立案": date(2026, 3, 9),
        "上报上季度情况": date(2026, 4, 5),
        "上报全年总结": date(2026, 12, 31),
    }


def test_no_name_and_no_content_leaves_with_the_calendar(
    calendar: CalendarService, number: str, secret_of: Callable[[Staff], str]
) -> None:
    content = calendar.feed(secret_of(LI)).decode().replace("\r\n ", "")

    assert not any(words in content for words in ("某某药店", "甲某某", "保健品", LI.name))


def test_somebody_else_has_a_calendar_of_their_own(
    calendar: CalendarService, number: str, secret_of: Callable[[Staff], str]
) -> None:
    assert summaries(calendar.feed(secret_of(WANG))) == {}


def test_a_case_one_keeps_out_of_leaves_the_calendar(
    calendar: CalendarService, cases: CaseService, number: str, secret_of: Callable[[Staff], str]
) -> None:
    cases.declare_recusal(LI, number, "被举报药店的负责人是本人的亲属")

    assert number not in calendar.feed(secret_of(LI)).decode()


def test_a_new_address_ends_the_old_one_and_a_lost_one_finds_nothing(
    calendar: CalendarService, number: str, secret_of: Callable[[Staff], str]
) -> None:
    old, new = secret_of(LI), secret_of(LI)

    assert number in calendar.feed(new).decode()
    for gone in (old, "", "x" * 43):
        with pytest.raises(FeedUnknown):
            calendar.feed(gone)


def test_time_passes_in_the_calendar(
    calendar: CalendarService, clock: FixedClock, number: str, secret_of: Callable[[Staff], str]
) -> None:
    clock.advance(days=9)

    assert f"【已逾期】{number} 告知是否立案" in summaries(calendar.feed(secret_of(LI)))


def test_the_reporter_reads_the_same_last_day_on_the_progress_page(sqlite_store: SqlStore, clock: FixedClock) -> None:
    office = Office(sqlite_store, clock)
    number = office.register()
    office.move(number, "report_pre_check", "report_accept", "report_open")

    lines = office.follow_up.status(office.token(number)).next

    (line,) = [line for line in lines if "最后一天是2026年3月9日" in line.text]
    assert line.citation is not None
    assert line.citation.clause == "第十五条"
