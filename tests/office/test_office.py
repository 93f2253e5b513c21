"""Settings, sessions, the daily sweep and the audit trail, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from api.audit_words import ACTIONS, check_words
from casework.errors import BadSetting, Denied, ReasonMissing, StoreFault
from casework.services.audit_desk import AuditDesk
from casework.services.office import OfficeService
from casework.services.ports import AuditEntry, Opener
from casework.services.ports.audit import AuditQuery
from casework.store.unit import SqlStore
from tests.fakes import NOON, FixedClock
from tests.office.actions import actions_in_the_code
from tests.office.test_figures import talk
from tests.store.desk import AUDITOR, LI, WANG, ZHAO, Office


def write(store: SqlStore, count: int, action: str = "case_note") -> None:
    with store.write() as work:
        for number in range(count):
            work.audit.write(Opener("wang", "agent", f"理由{number}"), action, f"JB2026030200{number:02}")
        work.commit()


def spoil(store: SqlStore, statement: str) -> None:
    with store.write() as work:
        work.audit._session.execute(text(statement))
        work.commit()


# ---------------------------------------------------------------------------------------------------------- settings


def test_a_setting_holds_until_it_is_set_again_and_is_audited(
    desk: Office, office: OfficeService, sql_store: SqlStore
) -> None:
    office.set(ZHAO, "conversation_days", " 90 ")
    office.set(ZHAO, "office_name", "某区医疗保障局")
    found = {one.name: one for one in office.settings(ZHAO)}
    assert (found["conversation_days"].value, found["conversation_days"].changed_by) == ("90", "zhao")
    assert found["audit_days"].value == str(desk.book.policy.retention["audit_days"])
    assert office.letterhead(LI) == ("某区医疗保障局", "")
    with sql_store.read() as work:
        lines = [(line.action, line.subject, line.reason) for line in work.audit.entries()]
    assert ("setting_changed", "conversation_days", "由“365”改为“90”") in lines


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("conversation_days", "29"), ("conversation_days", "-1"), ("conversation_days", "九十"), ("audit_days", "364"),
        ("conversation_days", "1e3"), ("conversation_days", ""), ("office_name", "很" * 61),
        ("last_backup", "2026-01-01"), ("audit_days", "99999999999"),
    ],
)  # fmt: skip
def test_what_is_below_the_lower_bound_or_no_setting_is_refused(office: OfficeService, name: str, value: str) -> None:
    with pytest.raises(BadSetting):
        office.set(ZHAO, name, value)


@pytest.mark.parametrize("who", [WANG, LI, AUDITOR])
def test_only_administrators_set_and_see_settings_and_sessions(office: OfficeService, who: object) -> None:
    for call in (
        lambda: office.settings(who),  # type: ignore[arg-type]
        lambda: office.set(who, "office_name", "x"),  # type: ignore[arg-type]
        lambda: office.signed_in(who),  # type: ignore[arg-type]
        lambda: office.end_session(who, "0" * 16),  # type: ignore[arg-type]
    ):
        with pytest.raises(Denied):
            call()


# ---------------------------------------------------------------------------------------------------------- sessions


def test_an_administrator_ends_one_session_of_somebody(
    desk: Office, office: OfficeService, sql_store: SqlStore, clock: FixedClock
) -> None:
    with sql_store.write() as work:
        first = work.staff_sessions.create("wang", clock() + timedelta(hours=10))
        second = work.staff_sessions.create("wang", clock() + timedelta(hours=10))
        work.commit()
    clock.advance(minutes=5)
    with sql_store.write() as work:
        work.staff_sessions.touch(second)
        work.commit()

    latest = office.signed_in(ZHAO)
    assert [one.user_name for one in latest] == ["wang", "wang"]
    assert office.end_session(ZHAO, latest[0].mark)
    assert not office.end_session(ZHAO, latest[0].mark)
    assert not office.end_session(ZHAO, "%" * 16)

    with sql_store.read() as work:
        assert work.staff_sessions.by_token(first) is not None
        assert work.staff_sessions.by_token(second) is None
        assert [line.action for line in work.audit.entries()] == ["session_ended"]
    clock.advance(minutes=31)
    assert list(office.signed_in(ZHAO)) == [], "idle for longer than a session lasts"


# ------------------------------------------------------------------------------------------------------------- sweep


def test_the_sweep_erases_what_is_over_age_and_nobody_waits_in(
    desk: Office, office: OfficeService, sql_store: SqlStore
) -> None:
    old, fresh = NOON - timedelta(days=400), NOON - timedelta(days=300)
    talk(sql_store, "old", old)
    talk(sql_store, "held", old, state="held", holder="wang")
    talk(sql_store, "waits", old, state="waiting")
    talk(sql_store, "fresh", fresh)
    swept = office.sweep()
    assert swept.conversations == 1
    with sql_store.read() as work:
        left = {
            thread.conversation_id for view in ("held", "waits", "fresh", "old") if (thread := work.threads.by_id(view))
        }
        line = list(work.audit.entries())[-1]
    assert left == {"held", "waits", "fresh"}
    assert (line.actor, line.action, line.subject, line.reason) == (
        "system", "conversation_erased", "old", "超过保存期限365天",
    )  # fmt: skip
    assert office.sweep().conversations == 0


def test_one_conversation_that_cannot_be_erased_does_not_keep_the_others(
    office: OfficeService, sql_store: SqlStore, desk: Office
) -> None:
    for name in ("a", "b", "c"):
        talk(sql_store, name, NOON - timedelta(days=400))

    def refuse(conversation_id: str) -> None:
        if conversation_id == "b":
            raise StoreFault("no")

    office.on_erase(refuse)
    with pytest.raises(StoreFault):
        office.sweep()
    with sql_store.read() as work:
        assert [name for name in ("a", "b", "c") if work.threads.by_id(name)] == ["b"]


def test_an_erasure_needs_a_reason(desk: Office, office: OfficeService, sql_store: SqlStore) -> None:
    talk(sql_store, "a", NOON)
    with pytest.raises(ReasonMissing):
        office.erase_conversation(ZHAO, "a", "  ")


# ------------------------------------------------------------------------------------------------------- audit trail


def test_lines_are_found_by_person_action_subject_and_time(
    desk: Office, sql_store: SqlStore, clock: FixedClock
) -> None:
    write(sql_store, 3)
    clock.advance(days=2)
    write(sql_store, 2, "case_move")
    audit = AuditDesk(sql_store, clock)

    def found(**query: object) -> list[int]:
        return [line.sequence for line in audit.page(AUDITOR, AuditQuery(**query)).lines]  # type: ignore[arg-type]

    assert found() == [5, 4, 3, 2, 1]
    assert found(actions=("case_move",)) == [5, 4]
    assert found(about="JB202603020001") == [5, 2]
    assert found(about="JB%") == []
    assert found(actor="li") == []
    assert found(since=NOON + timedelta(days=1)) == [5, 4]
    assert found(until=NOON + timedelta(days=1)) == [3, 2, 1]
    assert found(offset=1, limit=2) == [4, 3]
    assert audit.page(AUDITOR, AuditQuery(limit=1)).total == 5
    with pytest.raises(Denied):
        audit.page(WANG, AuditQuery())


def test_taking_the_trail_away_has_a_reason_and_stands_in_it(
    desk: Office, sql_store: SqlStore, clock: FixedClock
) -> None:
    write(sql_store, 3)
    audit = AuditDesk(sql_store, clock)

    def words(line: AuditEntry) -> tuple[str, ...]:
        return (str(line.sequence), line.action)

    with pytest.raises(ReasonMissing):
        audit.export(AUDITOR, AuditQuery(), words, " ")
    assert audit.export(AUDITOR, AuditQuery(), words, "季度检查").startswith(b"PK")
    line = audit.page(AUDITOR, AuditQuery(limit=1)).lines[0]
    assert (line.actor, line.action, line.reason) == ("qian", "audit_exported", "季度检查（3条）")


@pytest.mark.parametrize(
    ("statement", "fault", "at", "words"),
    [
        ("UPDATE audit_lines SET reason = 'x' WHERE sequence = 2", "changed", 2, "被改动过"),
        ("UPDATE audit_lines SET actor = 'y' WHERE sequence = 4", "changed", 4, "被改动过"),
        ("DELETE FROM audit_lines WHERE sequence = 2", "missing", 2, "不见了"),
        ("DELETE FROM audit_lines WHERE sequence = 1", "missing", 1, "不见了"),
        ("DELETE FROM audit_lines WHERE sequence >= 4", "cut", 4, "被删掉了"),
        ("DELETE FROM audit_lines", "cut", 1, "被删掉了"),
    ],
)
def test_a_check_says_what_was_done_to_the_trail(
    desk: Office, sql_store: SqlStore, clock: FixedClock, statement: str, fault: str, at: int, words: str
) -> None:
    write(sql_store, 5)
    spoil(sql_store, statement)
    found = AuditDesk(sql_store, clock).check(AUDITOR)
    assert (found.fault, found.broken_at) == (fault, at)
    assert words in check_words(found)
    assert f"第{at}条" in check_words(found)


def test_lines_over_age_go_and_the_chain_stays_whole(
    desk: Office, office: OfficeService, sql_store: SqlStore, clock: FixedClock
) -> None:
    write(sql_store, 3)
    clock.advance(days=2000)
    write(sql_store, 2)
    assert office.sweep().audit_lines == 3
    assert office.sweep().audit_lines == 0
    found = AuditDesk(sql_store, clock).check(AUDITOR)
    assert (found.fault, found.first, found.checked) == (None, 4, 3)
    assert "从第4条起" in check_words(found)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DELETE FROM audit_base", "missing"),
        ("UPDATE audit_base SET sequence = 4", "base"),
        ("DELETE FROM audit_lines WHERE sequence = 4", "missing"),
    ],
)
def test_nobody_moves_the_beginning_of_the_trail_unnoticed(
    desk: Office, office: OfficeService, sql_store: SqlStore, clock: FixedClock, statement: str, fault: str
) -> None:
    write(sql_store, 3)
    clock.advance(days=2000)
    write(sql_store, 2)
    office.sweep()
    spoil(sql_store, statement)
    assert AuditDesk(sql_store, clock).check(AUDITOR).fault == fault


def test_every_action_the_program_writes_has_a_chinese_name() -> None:
    written = actions_in_the_code()
    assert len(written) > 40
    missing = {action: place for action, place in written.items() if action not in ACTIONS}
    assert missing == {}, "name them in api/audit_words.py"
    assert sorted(set(ACTIONS) - set(written)) == [], "names of actions that nobody writes any more"
