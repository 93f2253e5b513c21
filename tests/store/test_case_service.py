"""What staff do with cases: see, move, ask, settle, keep out; each step audited, none beside the tables."""

from datetime import timedelta

import pytest

from casework import jurisdiction
from casework.errors import CaseChanged, CaseUnknown, Denied, MoveDenied, ReasonMissing, UnknownRow
from casework.services.cases import CaseService
from casework.services.ports import CaseQuery
from casework.services.staff import Staff
from casework.store.unit import SqlStore
from tests.casework.builders import JILIN
from tests.fakes import FixedClock
from tests.store.desk import AUDITOR, CHEN, DIVISIONS, EVERYBODY, LI, SUN, WANG, ZHAO, Office

OPENED = ("report_pre_check", "report_accept", "report_open")


@pytest.fixture
def office(sqlite_store: SqlStore, clock: FixedClock) -> Office:
    return Office(sqlite_store, clock)


def listed(office: Office, who: Staff, **query: object) -> list[str]:
    return [case.number for case in office.cases.page(who, CaseQuery(**query)).cases]  # type: ignore[arg-type]


# ---------------------------------------------------------------- seeing
def test_a_registration_is_a_case_at_once(office: Office) -> None:
    number = office.register()

    assert listed(office, WANG) == [number]
    view = office.cases.view(WANG, number)
    assert (view.case.state, view.case.category, view.title) == ("registered", "report", "医疗保障局举报线索登记表")
    assert [offer.row.id for offer in view.offers] == ["report_pre_check"]


def test_the_view_shows_the_form_without_who_filed_it(office: Office) -> None:
    number = office.register(remarks="联系人〔姓名1〕")

    view = office.cases.view(LI, number)

    shown = {field.id: field.value for field in view.fields}
    assert shown["respondent_org"] == "某某区平安医院"
    assert shown["remarks"] == "联系人〔姓名1〕"
    assert not any(name.startswith("reporter_") for name in shown)
    assert "甲某某" not in repr(view)


def test_the_view_holds_a_report_against_the_rules(office: Office) -> None:
    view = office.cases.view(LI, office.register(anonymous=True))

    assert view.acceptance is not None
    assert view.facts["reporter_mode"] == "anonymous"
    assert len(view.acceptance.lines) == 14
    assert view.acceptance.binding


def test_the_view_tells_who_handles_it_by_the_place_it_names(office: Office) -> None:
    view = office.cases.view(LI, office.register(respondent_address="渝中区解放碑"))

    assert view.jurisdiction is not None
    assert (view.jurisdiction.found.kind, view.jurisdiction.found.to) == ("county", "500103")
    assert [place.name for place in view.jurisdiction.places] == ["渝中区"]
    assert {one.clause for one in view.jurisdiction.citations} == {"第十九条", "第二十条第一款"}


def test_an_installation_that_says_whose_it_is_judges_from_there(office: Office) -> None:
    number = office.register(respondent_address="渝中区解放碑")
    yuzhong = jurisdiction.Office("500103", "county")
    cases = CaseService(office.store, lambda: office.book, office.clock, DIVISIONS, yuzhong)

    seen = cases.view(LI, number).jurisdiction

    assert seen is not None
    assert seen.found.kind == "here"


def test_other_forms_are_no_reports(office: Office) -> None:
    number = office.register(form="suggestion_note", content="希望窗口中午也开。")

    view = office.cases.view(LI, number)

    assert number.startswith("JY")
    assert (view.acceptance, view.jurisdiction, view.case.category) == (None, None, "suggestion")
    assert [offer.row.id for offer in view.offers] == ["suggestion_study", "suggestion_transfer"]


def test_alike_cases_are_shown_with_the_reason(office: Office) -> None:
    first = office.register()
    second = office.register(respondent_org="平安医院")
    other = office.register(respondent_org="别家药店")

    (similar,) = office.cases.view(LI, second).similar

    assert similar.case.number == first
    assert similar.likeness.reasons
    assert office.cases.view(LI, other).similar == ()


def test_the_rules_of_chongqing_are_no_basis_elsewhere(office: Office) -> None:
    number = office.register(region=JILIN)
    office.move(number, "report_pre_check")

    view = office.cases.view(LI, number)

    assert all(offer.citation is None for offer in view.offers)
    assert view.acceptance is not None
    assert not view.acceptance.binding
    office.move(number, "report_accept", "report_open")
    assert office.cases.view(LI, number).deadlines == ()


@pytest.mark.parametrize("number", ["JB209901010001", "", "%", "../etc", "JB2026\x00"])
def test_an_unknown_number_is_unknown(office: Office, number: str) -> None:
    with pytest.raises(CaseUnknown):
        office.cases.view(LI, number)


# ---------------------------------------------------------------- moving
def test_a_report_goes_all_the_way_to_the_archive(office: Office) -> None:
    number = office.register()

    office.move(number, *OPENED, "report_tell_opened", "report_close", "report_archive")

    view = office.cases.view(ZHAO, number)
    assert view.case.state == "archived"
    assert view.offers == ()
    assert [move.to_state for move in view.moves] == [
        "pre_checked", "accepted", "opened", "opened", "closed", "archived"
    ]  # fmt: skip
    assert [step.status for step in view.steps] == ["done"] * 5 + ["now"]
    assert {deadline.state for deadline in view.deadlines} == {"met"}


def test_the_clock_of_art_15_runs_from_the_decision_and_shows_in_the_list(office: Office, clock: FixedClock) -> None:
    number = office.register()
    office.move(number, *OPENED)

    (deadline,) = office.cases.view(LI, number).deadlines
    assert (deadline.period.id, deadline.state) == ("cq2023-time-15", "open")
    (case,) = office.cases.page(LI, CaseQuery(order="due")).cases
    assert case.due_on == deadline.due.day
    clock.advance(days=30)
    assert listed(office, LI, overdue_on=office.now().date()) == [number]
    office.move(number, "report_tell_opened")
    assert listed(office, LI, overdue_on=office.now().date()) == []


def test_an_anonymous_report_starts_no_clock_towards_its_reporter(office: Office) -> None:
    number = office.register(anonymous=True)
    office.move(number, *OPENED)

    assert office.cases.view(LI, number).deadlines == ()


@pytest.mark.parametrize(
    ("who", "move"),
    [(WANG, "report_accept"), (CHEN, "report_accept"), (AUDITOR, "report_pre_check"), (LI, "report_close"),
     (LI, "report_withdraw"), (LI, "no_such_move")],
)  # fmt: skip
def test_what_the_table_does_not_allow_is_denied_and_leaves_nothing(office: Office, who: Staff, move: str) -> None:
    number = office.register()
    office.move(number, "report_pre_check")
    before = office.audit(number)

    with pytest.raises(MoveDenied):
        office.cases.move(who, number, move, "理由", 2)

    assert office.audit(number) == before
    assert office.cases.view(LI, number).case.version == 2


@pytest.mark.parametrize("note", ["", "  \n", "x"])
def test_a_refusal_without_a_reason_is_not_made(office: Office, note: str) -> None:
    number = office.register()
    office.move(number, "report_pre_check")

    with pytest.raises(ReasonMissing):
        office.cases.move(LI, number, "report_refuse", note, 2)

    assert office.cases.view(LI, number).case.state == "pre_checked"


def test_of_two_who_decide_at_once_the_second_is_told(office: Office) -> None:
    number = office.register()
    office.move(number, "report_pre_check")
    seen = office.cases.view(LI, number).case.version
    office.cases.move(SUN, number, "report_dispute", "和邻区有争议", seen)

    with pytest.raises(CaseChanged):
        office.cases.move(LI, number, "report_accept", "", seen)


def test_who_comes_second_with_the_same_step_hears_that_the_case_has_changed(office: Office) -> None:
    number = office.register()
    office.cases.move(SUN, number, "report_pre_check", "", 1)

    with pytest.raises(CaseChanged):
        office.cases.move(LI, number, "report_pre_check", "", 1)


def test_a_copy_of_the_form_is_written_down_and_not_given_to_who_keeps_out(office: Office) -> None:
    number = office.register()
    office.cases.declare_recusal(WANG, number, "是我的亲戚")

    office.cases.copied(LI, number)
    with pytest.raises(CaseUnknown):
        office.cases.copied(WANG, number)

    assert office.audit(number)[-1] == ("li", "form_copied")


def test_the_notice_is_sent_as_drafted_or_as_edited_or_not_at_all(office: Office) -> None:
    numbers = [office.register() for _ in range(3)]
    for number, notice in zip(numbers, (None, "改过的告知。", ""), strict=True):
        office.move(number, "report_pre_check")
        office.cases.move(LI, number, "report_refuse", "没有具体事实。", 2, notice)

    notices = [
        [entry.text for entry in office.cases.view(LI, number).entries if entry.kind == "notice"] for number in numbers
    ]
    assert notices[0][0].startswith(f"您好，您登记的 {numbers[0]} 这次没有受理。原因：没有具体事实。")
    assert notices[1:] == [["改过的告知。"], []]


def test_every_step_leaves_its_audit_line_without_what_was_written(office: Office) -> None:
    number = office.register()
    office.cases.view(AUDITOR, number)
    office.move(number, "report_pre_check", who=WANG)
    office.cases.ask(WANG, number, "哪一天住院的？")
    office.cases.note(WANG, number, "先打电话问医院")
    office.cases.set_fact(LI, number, "evidence", "clues")
    office.cases.assign(LI, number, "wang", 2)
    office.cases.ask_recusal(LI, number, "sun", "举报人说是同学")

    assert office.audit(number) == [
        ("qian", "open_case"),
        ("wang", "case_move"),
        ("wang", "case_question"),
        ("wang", "case_note"),
        ("li", "case_fact"),
        ("li", "case_assign"),
        ("li", "recusal_asked"),
    ]
    with office.store.read() as work:
        said = "".join(line.reason for line in work.audit.entries())
        assert work.audit.verify().broken_at is None
    assert not any(words in said for words in ("哪一天", "打电话", "同学"))


# ---------------------------------------------------------------- asking, settling, assigning
def test_a_fact_set_by_staff_changes_the_acceptance_at_once(office: Office) -> None:
    number = office.register(anonymous=True)
    office.cases.set_fact(LI, number, "evidence", "nothing")

    refused = office.cases.view(LI, number).acceptance
    office.cases.set_fact(LI, number, "evidence", "material")
    better = office.cases.view(LI, number).acceptance

    assert refused is not None
    assert better is not None
    assert refused.outlook == "refusable"
    assert better.outlook != "refusable"


@pytest.mark.parametrize(("fact", "value"), [("evidence", "lots"), ("nothing_known", "yes"), ("", "")])
def test_only_facts_and_values_of_the_table_can_be_set(office: Office, fact: str, value: str) -> None:
    with pytest.raises(UnknownRow):
        office.cases.set_fact(LI, office.register(), fact, value)


@pytest.mark.parametrize("who", [CHEN, AUDITOR])
def test_who_only_looks_asks_and_settles_nothing(office: Office, who: Staff) -> None:
    number = office.register()

    with pytest.raises(Denied):
        office.cases.ask(who, number, "什么时候？")
    with pytest.raises(Denied):
        office.cases.set_fact(who, number, "evidence", "clues")
    with pytest.raises(Denied):
        office.cases.open_reporter(who, number, "想看看")
    assert {"ask", "settle", "open_reporter"}.isdisjoint(office.cases.view(who, number).can)


def test_an_agent_takes_a_free_case_and_gives_only_that_back(office: Office) -> None:
    number = office.register()
    office.cases.assign(WANG, number, "wang", 1)
    assert listed(office, WANG, assigned_to="wang") == [number]
    office.cases.assign(WANG, number, None, 2)
    office.cases.assign(LI, number, "sun", 3)

    with pytest.raises(Denied):
        office.cases.assign(WANG, number, "wang", 4)
    with pytest.raises(UnknownRow):
        office.cases.assign(LI, number, "nobody", 4)
    with pytest.raises(UnknownRow):
        office.cases.assign(LI, number, AUDITOR.name, 4)


def test_an_archived_case_is_asked_about_nothing(office: Office) -> None:
    number = office.register()
    office.move(number, "report_pre_check", "report_refuse", "report_archive")

    with pytest.raises(Denied):
        office.cases.ask(LI, number, "还有别的吗？")


# ---------------------------------------------------------------- who filed it
def test_the_reporter_is_opened_with_a_reason_and_audited(office: Office) -> None:
    number = office.register()

    reporter = office.cases.open_reporter(WANG, number, "电话核实")

    assert reporter is not None
    assert reporter.fields["reporter_name"] == "甲某某"
    assert office.audit(number) == [("wang", "open_reporter_identity")]
    with pytest.raises(ReasonMissing):
        office.cases.open_reporter(WANG, number, " ")


def test_what_was_sealed_in_later_texts_opens_with_the_reporter(office: Office) -> None:
    number = office.register()
    office.follow_up.add(office.token(number), "请打13800138000找我")

    view = office.cases.view(LI, number)
    reporter = office.cases.open_reporter(LI, number, "电话核实")

    assert view.entries[-1].text == "请打〔电话1〕找我"
    assert reporter is not None
    assert reporter.tokens["〔电话1〕"] == "13800138000"


def test_of_an_anonymous_case_there_is_nobody_to_open(office: Office) -> None:
    number = office.register(anonymous=True)
    office.follow_up.add(office.token(number), "请打13800138000找我")

    assert office.cases.open_reporter(LI, number, "电话核实") is None


# ---------------------------------------------------------------- recusal
def everything(office: Office, who: Staff, number: str, other: str) -> list[str]:
    """Ways in which somebody still comes upon a case."""
    ways = []
    for query in ({}, {"text": number}, {"text": "平安医院"}, {"states": ("registered",)}, {"assigned_to": who.name}):
        if number in listed(office, who, **query):
            ways.append(f"list {query}")
    if any(one.case.number == number for one in office.cases.view(who, other).similar):
        ways.append("similar")
    if any(case.number == number for case, _ in office.cases.calendar(who.name)):
        ways.append("calendar")
    for name, use in (
        ("view", lambda: office.cases.view(who, number)),
        ("move", lambda: office.cases.move(who, number, "report_pre_check", "", 1)),
        ("ask", lambda: office.cases.ask(who, number, "什么？")),
        ("note", lambda: office.cases.note(who, number, "记一笔")),
        ("settle", lambda: office.cases.set_fact(who, number, "evidence", "clues")),
        ("assign", lambda: office.cases.assign(who, number, None, 1)),
        ("open reporter", lambda: office.cases.open_reporter(who, number, "核实")),
        ("decide", lambda: office.cases.decide_recusal(who, number, who.name, "declined")),
        ("recuse", lambda: office.cases.declare_recusal(who, number, "再说一次")),
    ):
        try:
            use()
        except CaseUnknown:
            continue
        ways.append(name)
    return ways


@pytest.mark.parametrize("who", [LI, ZHAO])
def test_who_declares_a_recusal_does_not_find_the_case_anywhere(office: Office, who: Staff) -> None:
    number, other = office.register(), office.register(respondent_org="平安医院")
    office.cases.assign(LI, number, who.name, 1)

    office.cases.declare_recusal(who, number, "近亲在这家医院")

    assert everything(office, who, number, other) == []
    view = office.cases.view(SUN, number)
    assert view.case.assigned_to is None
    assert [(one.user, one.decision) for one in view.recusals] == [(who.name, None)]


def test_who_is_asked_to_keep_out_does_so_until_it_is_declined(office: Office) -> None:
    number, other = office.register(), office.register(respondent_org="平安医院")

    office.cases.ask_recusal(WANG, number, "li", "举报人说是同学")
    assert everything(office, LI, number, other) == []
    decided = office.cases.decide_recusal(ZHAO, number, "li", "declined")

    assert (decided.decided_by, decided.holds) == ("zhao", False)
    assert number in listed(office, LI)
    assert ("zhao", "recusal_declined") in office.audit(number)


def test_an_approved_recusal_stays(office: Office) -> None:
    number, other = office.register(), office.register(respondent_org="平安医院")
    office.cases.declare_recusal(LI, number, "近亲")
    office.cases.decide_recusal(CHEN, number, "li", "approved")

    assert everything(office, LI, number, other) == []
    with pytest.raises(Denied):
        office.cases.assign(ZHAO, number, "li", 1)
    with pytest.raises(UnknownRow):
        office.cases.decide_recusal(ZHAO, number, "li", "declined")


@pytest.mark.parametrize("who", [WANG, LI, AUDITOR])
def test_only_those_in_charge_decide_on_a_recusal(office: Office, who: Staff) -> None:
    number = office.register()
    office.cases.ask_recusal(WANG, number, "sun", "同学")

    with pytest.raises(Denied):
        office.cases.decide_recusal(who, number, "sun", "declined")


def test_a_recusal_has_a_reason_and_is_about_somebody_who_works_here(office: Office) -> None:
    number = office.register()

    with pytest.raises(ReasonMissing):
        office.cases.declare_recusal(LI, number, "")
    with pytest.raises(UnknownRow):
        office.cases.ask_recusal(LI, number, "nobody", "同学")
    with pytest.raises(Denied):
        office.cases.ask_recusal(AUDITOR, number, "li", "同学")
    assert all(number in listed(office, who) for who in EVERYBODY)


def test_the_calendar_has_the_running_clocks_of_ones_own_cases(office: Office, clock: FixedClock) -> None:
    number, idle = office.register(), office.register()
    for one in (number, idle):
        office.cases.assign(LI, one, "li", 1)
    office.move(number, *OPENED)
    clock.advance(days=1)

    ((case, deadlines),) = office.cases.calendar("li")

    assert case.number == number
    assert [one.period.id for one in deadlines] == ["cq2023-time-15"]
    assert deadlines[0].due.day > office.now().date() - timedelta(days=1)
    assert office.cases.calendar("sun") == ()
