"""What the database adds up, on both databases: conversations, waits, cases; and what stays when words are erased."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from casework.errors import Denied, SessionUnknown, UnknownRegion
from casework.services.office import OfficeService
from casework.services.staff import Staff
from casework.services.statistics import StatisticsService
from casework.statistics.spans import read_span
from casework.statistics.times import bin_of
from casework.store.column_types import SHANGHAI
from casework.store.tables import ConversationRow, EventRow, HeardTurnRow, SignalRow, ThreadRow, ThreadStepRow
from casework.store.unit import SqlStore
from tests.fakes import FixedClock
from tests.office.fill import fill
from tests.store.desk import AUDITOR, DIVISIONS, LI, WANG, ZHAO, Office

MARCH = date(2026, 3, 1), date(2026, 3, 31)
NIGHT = datetime(2026, 3, 31, 23, 59, 30, tzinfo=SHANGHAI)


def talk(store: SqlStore, name: str, at: datetime, *, called: int | None = None, **values: Any) -> str:
    """A conversation with one answered turn; `called`: a person took over after so many seconds, for five minutes."""
    questions, corrected = values.pop("questions", 0), values.pop("corrected", False)
    sender = values.pop("sender", None)
    thread = {
        "conversation_id": name, "channel": "chat", "state": "bot", "holder": None, "reason": None, "urgent": False,
        "waiting_since": None, "away_since": None, "category": "consult", "situation_id": None, "confidence": 0.9,
        "region": "500103", "number": None, "opened_at": at, "last_at": at, "last_event": 1, "last_from": "bot",
        "outcome": None, "anonymous": False, "version": 1,
    } | values  # fmt: skip
    with store.write() as work:
        session = work.figures._session
        conversation = {
            "id": name, "token_hash": name, "sender": sender, "region": thread["region"], "created_at": at,
            "anonymous": thread["anonymous"], "last_event": 0,
        }  # fmt: skip
        session.execute(insert(ConversationRow), conversation)
        session.execute(insert(ThreadRow), thread)
        for event in range(questions + 1):
            turn = {
                "conversation_id": name, "event_id": event, "at": at, "category": None, "situation_id": None,
                "topic": None, "confidence": 0.9, "action": "ask" if event < questions else "answer", "novelty": None,
                "model": "m", "rulebook": "r", "parse": b"",
            }  # fmt: skip
            session.execute(insert(HeardTurnRow), turn)
        if corrected:
            signal = {"event_id": 0, "kind": "corrected", "by": "wang", "category": None, "situation_id": None}
            session.execute(insert(SignalRow), signal | {"conversation_id": name, "at": at})
        if called is not None:
            taken = at + timedelta(seconds=called)
            for kind, moment, waited in (
                ("called", at, None), ("claimed", taken, called), ("closed", taken + timedelta(minutes=5), None)
            ):  # fmt: skip
                step = {"kind": kind, "by": "wang", "at": moment, "reason": "", "waited": waited}
                session.execute(insert(ThreadStepRow), step | {"conversation_id": name})
        work.conversations.append_event(name, "message", {"text": "住院押金怎么退"})
        work.commit()
    return name


def summed(store: SqlStore, first: date, last: date, region: str = "", bucket: Any = "day") -> dict[str, int]:
    with store.read() as work:
        rows = work.figures.talks(first, last, region, bucket)
    names = ("conversations", "turns", "answered", "served", "asked", "questions", "called", "corrected")
    return {name: sum(getattr(row, name) for row in rows) for name in names}


def test_conversations_are_counted_with_what_happened_in_them(sql_store: SqlStore) -> None:
    talk(sql_store, "a", NIGHT, questions=2)
    talk(sql_store, "b", NIGHT, called=90, corrected=True)
    talk(sql_store, "c", NIGHT, channel="phone")
    assert summed(sql_store, *MARCH) == {
        "conversations": 3, "turns": 5, "answered": 3, "served": 1, "asked": 1, "questions": 2, "called": 1,
        "corrected": 1,
    }  # fmt: skip


def test_a_day_ends_at_midnight_in_shanghai(sql_store: SqlStore) -> None:
    talk(sql_store, "a", NIGHT)
    talk(sql_store, "b", NIGHT + timedelta(minutes=1))
    with sql_store.read() as work:
        days = [row.bucket for row in work.figures.talks(date(2026, 1, 1), date(2026, 12, 31), "", "day")]
        months = [row.bucket for row in work.figures.talks(date(2026, 1, 1), date(2026, 12, 31), "", "month")]
    assert sorted(days) == [date(2026, 3, 31), date(2026, 4, 1)]
    assert sorted(months) == [date(2026, 3, 1), date(2026, 4, 1)]
    assert summed(sql_store, *MARCH)["conversations"] == 1


def test_a_place_counts_what_lies_in_it_and_nothing_else(sql_store: SqlStore) -> None:
    talk(sql_store, "a", NIGHT, region="500103")
    talk(sql_store, "b", NIGHT, region="510100")
    talk(sql_store, "c", NIGHT, region=None)
    assert [summed(sql_store, *MARCH, region)["conversations"] for region in ("", "50", "500103", "5001%")] == [
        3, 1, 1, 0,
    ]  # fmt: skip


def test_channels_tell_programs_from_people(sql_store: SqlStore) -> None:
    talk(sql_store, "a", NIGHT, sender="x")
    talk(sql_store, "b", NIGHT, channel="phone")
    with sql_store.read() as work:
        assert {row.channel for row in work.figures.talks(*MARCH, "", "day")} == {"rest", "phone"}


def test_waits_and_handlings_fall_into_their_bins(sql_store: SqlStore) -> None:
    talk(sql_store, "a", NIGHT, called=90)
    talk(sql_store, "b", NIGHT, called=89, anonymous=True)
    with sql_store.read() as work:
        found = {(row.kind, row.bin): row.count for row in work.figures.times(*MARCH, "")}
        elsewhere = work.figures.times(*MARCH, "51")
    assert found == {("wait", bin_of(90)): 1, ("wait", bin_of(89)): 1, ("handling", bin_of(300)): 1}, (
        "of an anonymous reporter's steps only days are known, so their handling is no time"
    )
    assert list(elsewhere) == []


@pytest.mark.parametrize("registered", [False, True])
def test_what_is_erased_still_counts(
    desk: Office, office: OfficeService, sql_store: SqlStore, registered: bool
) -> None:
    if registered:
        number = desk.register()
        with sql_store.read() as work:
            one = work.registrations.by_number(number)
        assert one is not None
        with sql_store.write() as work:
            work.conversations.append_event(one.conversation_id, "message", {"text": "x"})
            work.threads.heard(one.conversation_id, 1)
            work.commit()
        name, span = one.conversation_id, (date(2026, 3, 2), date(2026, 3, 2))
    else:
        name, span = talk(sql_store, "a", NIGHT, called=90, questions=1), MARCH
    before, day = summed(sql_store, *span), summed(sql_store, *span, bucket="month")
    with sql_store.read() as work:
        times = sorted(work.figures.times(*span, ""), key=str)
    assert before["conversations"] == 1

    office.erase_conversation(ZHAO, name, "本人要求")

    assert summed(sql_store, *span) == before
    assert summed(sql_store, *span, bucket="month") == day
    with sql_store.read() as work:
        assert sorted(work.figures.times(*span, ""), key=str) == times
        assert work.figures._session.scalars(select(EventRow)).all() == []
        assert work.figures._session.scalars(select(ThreadRow)).all() == []


def test_an_erased_conversation_is_gone_for_everybody_and_only_once(
    desk: Office, office: OfficeService, sql_store: SqlStore
) -> None:
    name = talk(sql_store, "a", NIGHT)
    forgotten: list[str] = []
    office.on_erase(forgotten.append)
    with sql_store.write() as work:
        work.vault.seal(name, "phone", "13800000000")
        work.figures._session.execute(text("CREATE TABLE tracker_heads (sender VARCHAR(255))"))
        work.figures._session.execute(text("INSERT INTO tracker_heads VALUES ('a'), ('b')"))
        work.commit()

    office.erase_conversation(ZHAO, name, "本人要求")

    assert forgotten == ["a"]
    with sql_store.read() as work:
        assert work.figures._session.execute(text("SELECT sender FROM tracker_heads")).all() == [("b",)]
        assert work.vault.open(name, "〔电话1〕") is None
        lines = [(line.actor, line.action, line.subject, line.reason) for line in work.audit.entries()]
    assert lines[-1] == ("zhao", "conversation_erased", "a", "本人要求")
    with pytest.raises(SessionUnknown):
        office.erase_conversation(ZHAO, name, "再来一次")
    with pytest.raises(Denied):
        office.erase_conversation(WANG, name, "不该")


def test_who_registered_can_still_follow_up_after_the_conversation_is_erased(
    desk: Office, office: OfficeService, sql_store: SqlStore
) -> None:
    number = desk.register()
    token = desk.token(number)
    with sql_store.read() as work:
        registration = work.registrations.by_number(number)
    assert registration is not None

    office.erase_conversation(ZHAO, registration.conversation_id, "本人要求")

    desk.follow_up.add(token, "我的新电话是13900000000，补充一张收据")
    identity = desk.cases.open_reporter(LI, number, "核对")
    assert identity is not None
    assert "13900000000" in identity.tokens.values()
    assert identity.fields["reporter_name"] == "甲某某"
    assert desk.follow_up.withdraw(token).state == "withdrawn"


def test_cases_of_a_period_come_with_their_moves(desk: Office, sql_store: SqlStore, clock: FixedClock) -> None:
    first, second = desk.register(), desk.register(anonymous=True)
    desk.move(first, "report_pre_check", "report_accept")
    clock.advance(days=40)
    desk.move(second, "report_pre_check")
    with sql_store.read() as work:
        march = {case.number: case for case in work.figures.cases(*MARCH, "50")}
        april = work.figures.cases(date(2026, 4, 1), date(2026, 4, 30), "50")
        assert work.figures.cases(*MARCH, "51") == []
    assert [move.move for move in march[first].moves] == ["report_pre_check", "report_accept"]
    assert march[second].anonymous
    assert {case.number for case in april} == {first, second}
    with sql_store.read() as work:
        assert work.figures.cases(date(2027, 1, 1), date(2027, 1, 31), "50") == [], "nothing has moved for long"


def test_the_figures_of_an_office_hold_together(desk: Office, sql_store: SqlStore) -> None:
    fill(sql_store, datetime(2026, 1, 1, tzinfo=SHANGHAI), 80, 400)
    service = StatisticsService(sql_store, lambda: desk.book, desk.clock, DIVISIONS)
    span = read_span("2026")
    assert span is not None
    found = service.figures(AUDITOR, span, "500000")
    everywhere = service.figures(AUDITOR, span)
    assert everywhere.talks.total == 400
    assert found.talks.total is not None
    assert found.talks.total < 400
    assert found.waits.median is not None
    assert found.served.percent is not None
    for groups in (found.talks, found.kinds, found.channels, found.places, found.cases.reports.received):
        shown = [cell.count for cell in groups.cells if cell.count is not None]
        assert groups.total is not None
        assert sum(shown) == groups.total if len(shown) == len(groups.cells) else sum(shown) < groups.total
        assert not [count for count in shown if 0 < count < 5]
    assert service.figures(AUDITOR, span, "500000") is found, "asked again within the minute"


def test_only_who_leads_or_looks_sees_figures(desk: Office, sql_store: SqlStore) -> None:
    service = StatisticsService(sql_store, lambda: desk.book, desk.clock, DIVISIONS)
    span = read_span("2026Q1")
    assert span is not None
    for who in (WANG, Staff("chen", "reviewer")):
        with pytest.raises(Denied):
            service.figures(who, span)
    with pytest.raises(UnknownRegion):
        service.figures(LI, span, "999999")


def test_a_share_does_not_tell_how_many_called(desk: Office, sql_store: SqlStore) -> None:
    for index in range(20):
        talk(sql_store, f"c{index}", NIGHT, called=None if index < 12 else 60)
    for index in range(3):
        talk(sql_store, f"p{index}", NIGHT, channel="phone", called=5)
    service = StatisticsService(sql_store, lambda: desk.book, desk.clock, DIVISIONS)
    span = read_span("2026Q1")
    assert span is not None
    found = service.figures(LI, span)
    assert found.talks.total == 23
    assert {cell.key: cell.count for cell in found.channels.cells} == {"chat": None, "phone": None, "rest": None}
    assert (found.served.part, found.served.percent) == (None, None), "60 of 100 and 103 in all would be three calls"
    assert found.called.part == 11
