"""What the person who filed a form does with number and code, and what stays unknown of them."""

import contextlib
import re
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from casework.errors import (
    CaseOver,
    EmptyMessage,
    FollowUpEnded,
    MessageTooLong,
    MoveDenied,
    NothingToAnswer,
    TooManyTries,
    WrongReceipt,
)
from casework.store.opening import open_store
from casework.store.unit import SqlStore
from tests.casework.builders import JILIN, rulebook
from tests.fakes import FixedClock, QuickHasher
from tests.store.desk import LI, Office
from tests.store.test_case_store import finer_than_a_day

FORMS = [form.id for form in rulebook().forms]
OPENED = ("report_pre_check", "report_accept", "report_open")


@pytest.fixture
def office(sql_store: SqlStore, clock: FixedClock) -> Office:
    return Office(sql_store, clock)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_followed_up_from_registration_to_withdrawal(office: Office, form: str) -> None:
    number = office.register(form=form)
    token = office.token(number)

    status = office.follow_up.status(token)
    assert (status.number, status.state, status.can_add) == (number, "registered", True)
    assert status.title == rulebook().form(form).title
    assert status.steps[0].status == "now"
    assert status.next[0].text
    assert status.next[0].citation is None  # that staff read it first is our own way: no clause says so
    assert status.withdrawal
    office.follow_up.add(token, "补充一点情况")
    after = office.follow_up.withdraw(token)

    assert (after.state, after.can_add, after.withdrawal) == ("withdrawn", False, ())
    assert [entry.kind for entry in after.entries] == ["addition", "withdrawal"]
    with pytest.raises(CaseOver):
        office.follow_up.add(token, "还有一点")
    assert office.follow_up.withdraw(token) == after


@pytest.mark.parametrize("form", FORMS)
def test_what_is_over_is_not_taken_back(office: Office, form: str) -> None:
    number = office.register(form=form)
    token = office.token(number)
    ways = {
        "report_registration": ("report_pre_check", "report_refuse"),
        "review_application": ("appeal_take", "review_guide"),
        "recheck_application": ("appeal_take", "recheck_answer"),
        "disclosure_application": ("disclosure_confirm", "disclosure_answer"),
        "suggestion_note": ("suggestion_study", "suggestion_adopt"),
    }
    office.move(number, *ways[form])

    assert office.follow_up.status(token).withdrawal == ()
    with pytest.raises(MoveDenied):
        office.follow_up.withdraw(token)


def test_a_wrong_code_opens_nothing_and_tries_run_out(office: Office) -> None:
    number = office.register()
    for _ in range(5):
        with pytest.raises(WrongReceipt):
            office.follow_up.open(number, "0" * 16)

    with pytest.raises(TooManyTries):
        office.follow_up.open(number, "0" * 16)
    with pytest.raises(WrongReceipt):
        office.follow_up.open("JB209901010001", "0" * 16)


def test_of_an_anonymous_reporter_no_lock_tells_the_hour(
    sqlite_store: SqlStore, clock: FixedClock, tmp_path: Path, keys_dir: Path, hasher: QuickHasher
) -> None:
    office = Office(sqlite_store, clock)
    number = office.register(anonymous=True)
    code = office.registrations.code_to_show(number) or ""
    for _ in range(5):
        with pytest.raises(WrongReceipt):
            office.follow_up.open(number, "0" * 16)
    with pytest.raises(TooManyTries):
        office.follow_up.open(number, code)

    with sqlite3.connect(tmp_path / "triage.db") as database:
        assert database.execute("SELECT tries, locked_until FROM registrations").fetchall() == [(5, None)]
    url = f"sqlite:///{tmp_path / 'triage.db'}"
    restarted = open_store(url, keys_dir, clock=clock, hasher=hasher)
    with contextlib.closing(restarted), restarted.write() as work:
        assert work.registrations.count_try(number, limit=5, lock_minutes=15).locked
        work.commit()
    clock.advance(minutes=16)
    assert office.follow_up.open(number, code)


@pytest.mark.parametrize("token", ["", "nobody", "x" * 5000, "\x00", "\ud800"])
def test_an_unknown_token_ends_everywhere_alike(office: Office, token: str) -> None:
    for use in (
        lambda: office.follow_up.status(token),
        lambda: office.follow_up.add(token, "补充"),
        lambda: office.follow_up.answer(token, 1, "回答"),
        lambda: office.follow_up.withdraw(token),
    ):
        with pytest.raises(FollowUpEnded):
            use()


def test_a_follow_up_ends_when_it_is_not_used_or_is_closed(office: Office, clock: FixedClock) -> None:
    number = office.register()
    idle, left = office.token(number), office.token(number)
    office.follow_up.close(left)
    clock.advance(minutes=31)

    for token in (idle, left):
        with pytest.raises(FollowUpEnded):
            office.follow_up.status(token)


def test_the_status_cites_the_clause_of_what_comes_next(office: Office) -> None:
    number = office.register()
    token = office.token(number)
    office.move(number, "report_pre_check")

    (line,) = office.follow_up.status(token).next

    assert line.citation is not None
    assert (line.citation.source, line.citation.clause) == ("cq2023", "第十二条")


def test_after_the_decision_the_named_reporter_sees_the_clock_towards_them(office: Office) -> None:
    number = office.register()
    token = office.token(number)
    office.move(number, *OPENED)

    told = office.follow_up.status(token).next

    assert any("5个工作日" in line.text and line.citation and line.citation.clause == "第十五条" for line in told)


def test_elsewhere_the_rules_of_chongqing_are_not_cited(office: Office) -> None:
    number = office.register(region=JILIN)
    token = office.token(number)
    office.move(number, *OPENED)

    status = office.follow_up.status(token)

    assert all(line.citation is None for line in (*status.next, *status.withdrawal))
    assert len(status.next) == 1


def test_questions_are_answered_once(office: Office) -> None:
    number = office.register()
    token = office.token(number)
    office.cases.ask(LI, number, "哪一天住院的？")
    office.cases.ask(LI, number, "哪个科室？")

    first, second = office.follow_up.status(token).questions
    answer = office.follow_up.answer(token, first.sequence, "三月五日")
    again = office.follow_up.answer(token, first.sequence, "三月五日")

    assert again == answer
    assert answer.answers == first.sequence
    assert office.follow_up.status(token).questions == (second,)
    for sequence in (first.sequence, answer.sequence, 99, -1):
        with pytest.raises(NothingToAnswer):
            office.follow_up.answer(token, sequence, "另一个回答")


def test_the_same_text_sent_twice_over_a_broken_line_is_taken_once(office: Office) -> None:
    number = office.register()
    token = office.token(number)

    first, again = office.follow_up.add(token, "补充：三楼"), office.follow_up.add(token, "补充：三楼")
    other = office.follow_up.add(token, "补充：四楼")

    assert first == again
    assert other.sequence == first.sequence + 1


def test_notes_of_staff_are_not_for_the_citizen(office: Office) -> None:
    number = office.register()
    token = office.token(number)
    office.cases.note(LI, number, "怀疑是同行举报")
    office.move(number, "report_pre_check", "report_refuse", note="没有具体事实")

    status = office.follow_up.status(token)

    assert [entry.kind for entry in status.entries] == ["notice"]
    assert "没有具体事实" in status.entries[0].text


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\x00"])
def test_nothing_is_no_addition(office: Office, text: str) -> None:
    with pytest.raises(EmptyMessage):
        office.follow_up.add(office.token(office.register()), text)


def test_an_addition_has_a_limit(office: Office) -> None:
    token = office.token(office.register())

    with pytest.raises(MessageTooLong):
        office.follow_up.add(token, "长" * (rulebook().policy.message_max_chars + 1))


# ---------------------------------------------------------------- withdrawing, art. 23
def test_before_a_case_is_opened_withdrawing_ends_it(office: Office) -> None:
    number = office.register()
    token = office.token(number)
    office.move(number, "report_pre_check", "report_accept")

    told = [line.text for line in office.follow_up.status(token).withdrawal]
    office.follow_up.withdraw(token)

    assert told[0].startswith("现在还没有立案")
    assert not any("处理结果" in line for line in told), "art. 23 is about opened cases only"
    assert office.cases.view(LI, number).case.state == "withdrawn"


def test_an_opened_case_goes_on_and_its_reporter_is_told_no_more(office: Office) -> None:
    number = office.register()
    token = office.token(number)
    office.move(number, *OPENED)

    explained = office.follow_up.status(token).withdrawal
    after = office.follow_up.withdraw(token)
    office.move(number, "report_close", note="罚款五千元")

    assert {line.citation.clause for line in explained if line.citation} == {"第二十三条"}
    assert (after.state, after.withdrawal) == ("opened", ())
    entries = office.follow_up.status(token).entries
    assert [entry.kind for entry in entries] == ["notice", "withdrawal"], "the notice of acceptance came before"
    assert not any("罚款" in entry.text for entry in entries)
    assert not office.cases.view(LI, number).informing


def test_who_withdraws_an_opened_report_is_still_told_that_it_was_opened(office: Office) -> None:
    number = office.register()
    token = office.token(number)
    office.move(number, *OPENED)

    office.follow_up.withdraw(token)
    office.move(number, "report_tell_opened")

    assert "已经立案" in office.follow_up.status(token).entries[-1].text


def test_elsewhere_the_rule_on_withdrawing_is_said_to_be_an_example(office: Office) -> None:
    number = office.register(region=JILIN)
    token = office.token(number)
    office.move(number, *OPENED)

    told = [line.text for line in office.follow_up.status(token).withdrawal]

    assert told[-1].startswith("这两条依据的是重庆市的细则")


# ---------------------------------------------------------------- what stays unknown
def test_personal_data_in_additions_is_sealed(office: Office) -> None:
    number = office.register()
    token = office.token(number)
    office.cases.ask(LI, number, "怎么找您？")
    question = office.follow_up.status(token).questions[0].sequence

    added = office.follow_up.add(token, "我的身份证号110105194912310021")
    answered = office.follow_up.answer(token, question, "打13800138000")

    assert added.text == "我的身份证号〔身份证1〕"
    assert answered.text == "打〔电话1〕"


def test_of_an_anonymous_reporter_neither_data_nor_times_nor_audit_lines_are_kept(
    office: Office, sql_store: SqlStore, url: str
) -> None:
    number = office.register(anonymous=True)
    token = office.token(number)
    office.cases.ask(LI, number, "哪一天？")
    before = office.audit(number)
    question = office.follow_up.status(token).questions[0].sequence
    office.follow_up.add(token, "请打13800138000找我")
    office.follow_up.answer(token, question, "三月五日")
    office.follow_up.withdraw(token)

    with sql_store.read() as work:
        registration = work.registrations.by_number(number)
        assert registration is not None
        assert work.vault.open(registration.conversation_id, "〔电话1〕") is None
        times = {entry.at for entry in work.cases.entries(number)} | {move.at for move in work.cases.moves(number)}
    assert {(at.hour, at.minute, at.second) for at in times} == {(0, 0, 0)}
    assert finer_than_a_day(url, number) == []
    assert office.audit(number) == before


def test_what_a_named_reporter_does_is_audited(office: Office) -> None:
    number = office.register()
    token = office.token(number)
    office.follow_up.add(token, "补充")
    office.follow_up.withdraw(token)

    assert office.audit(number) == [("citizen", "citizen_addition"), ("citizen", "citizen_withdrew")]


def test_the_status_shows_days_only(office: Office) -> None:
    number = office.register()
    status = office.follow_up.status(office.token(number))

    assert not isinstance(status.since, datetime)
    assert all(not isinstance(step.day, datetime) for step in status.steps)


def test_the_code_stands_in_no_record_of_the_follow_up(office: Office) -> None:
    number = office.register()
    code = office.registrations.code_to_show(number)
    assert code is not None
    token = office.follow_up.open(number, code)
    office.follow_up.add(token, "补充")

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert code not in repr(office.follow_up.status(token))
    assert not any(code in repr(line) for line in office.audit(number))
