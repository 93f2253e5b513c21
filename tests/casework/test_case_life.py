"""Moves, clocks, steps and notices of a case, and that no sequence of moves leaves the tables."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from casework.case_life import (
    Made,
    Standing,
    basis,
    draft,
    first_state,
    informing,
    move_allowed,
    moves_allowed,
    running,
    steps,
)
from casework.deadlines import SHANGHAI
from casework.errors import MoveDenied
from tests.casework.builders import CHONGQING, JILIN, rulebook

REPORT = "report_registration"
ROLES = ("citizen", "agent", "senior_agent", "reviewer", "admin", "auditor")
BEGAN = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)


def case(*moves: str, form: str = REPORT, anonymous: bool = False) -> Standing:
    """A case after these moves, one a day; each must be one the table has."""
    made: list[Made] = []
    for count, move in enumerate(moves, 1):
        made.append(Made(move, rulebook().case_move(move).to_state, BEGAN + timedelta(days=count)))
    state = made[-1].to_state if made else "registered"
    return Standing(form, state, anonymous, BEGAN.date(), tuple(made))


def offered(standing: Standing, role: str) -> list[str]:
    return [move.id for move in moves_allowed(rulebook(), standing, role)]


OPENED = ("report_pre_check", "report_accept", "report_open")


# ---------------------------------------------------------------- who may do what
def test_an_agent_looks_through_a_new_report_and_decides_nothing() -> None:
    assert offered(case(), "agent") == ["report_pre_check"]
    assert offered(case("report_pre_check"), "agent") == []


def test_who_decides_can_take_refuse_refer_and_hand_over_a_report() -> None:
    assert offered(case("report_pre_check"), "senior_agent") == [
        "report_accept",
        "report_refuse",
        "report_refer",
        "report_transfer",
        "report_hand_over",
        "report_dispute",
    ]


@pytest.mark.parametrize("role", ["reviewer", "auditor", "nobody", ""])
def test_other_roles_move_nothing(role: str) -> None:
    assert offered(case("report_pre_check"), role) == []


def test_a_move_that_is_not_open_is_denied() -> None:
    for standing, move, role in (
        (case(), "report_accept", "senior_agent"),
        (case("report_pre_check"), "report_accept", "agent"),
        (case(), "suggestion_study", "senior_agent"),
        (case(), "no_such_move", "admin"),
    ):
        with pytest.raises(MoveDenied):
            move_allowed(rulebook(), standing, move, role)


def test_the_archive_is_the_end() -> None:
    archived = case("report_pre_check", "report_refuse", "report_archive")

    assert all(offered(archived, role) == [] for role in ROLES)


def test_telling_the_reporter_is_open_until_it_is_done() -> None:
    assert "report_tell_opened" in offered(case(*OPENED), "agent")
    assert "report_tell_opened" not in offered(case(*OPENED, "report_tell_opened"), "agent")


def test_an_anonymous_reporter_cannot_be_told_by_art_15() -> None:
    assert "report_tell_opened" not in offered(case(*OPENED, anonymous=True), "agent")


def test_a_dispute_over_competence_is_settled_before_another_begins() -> None:
    before = case("report_pre_check")
    during = case("report_pre_check", "report_dispute")
    after = case("report_pre_check", "report_dispute", "report_dispute_settled")

    disputes = [
        [move for move in offered(one, "admin") if "dispute" in move] for one in (before, during, after)
    ]  # fmt: skip
    assert disputes == [["report_dispute"], ["report_dispute_settled"], ["report_dispute"]]


def test_a_refused_report_can_be_taken_up_again_with_new_material() -> None:
    again = case("report_pre_check", "report_refuse", "report_take_up_again")

    assert "report_accept" in offered(again, "admin")
    assert running(rulebook(), again) == frozenset()


# ---------------------------------------------------------------- withdrawing
@pytest.mark.parametrize("end", ["report_accept", "report_refuse", "report_refer", "report_transfer"])
def test_deciding_on_a_report_ends_a_dispute_over_it(end: str) -> None:
    decided = case("report_pre_check", "report_dispute", end)

    assert "cq2023-time-21" not in running(rulebook(), decided)


@pytest.mark.parametrize(
    ("moves", "left"),
    [
        ((), ["report_withdraw"]),
        (("report_pre_check",), ["report_withdraw"]),
        (("report_pre_check", "report_accept"), ["report_withdraw"]),
        (OPENED, ["report_withdraw_opened"]),
        ((*OPENED, "report_withdraw_opened"), []),
        ((*OPENED, "report_close"), []),
        (("report_withdraw",), []),
    ],
)
def test_what_a_reporter_can_still_take_back(moves: tuple[str, ...], left: list[str]) -> None:
    assert offered(case(*moves), "citizen") == left


def test_withdrawing_an_opened_report_does_not_stop_it_but_ends_the_telling() -> None:
    withdrawn = case(*OPENED, "report_withdraw_opened")

    assert withdrawn.state == "opened"
    assert not informing(rulebook(), withdrawn)
    assert offered(withdrawn, "admin") == ["report_tell_opened", "report_close"]
    told = case(*OPENED, "report_withdraw_opened", "report_tell_opened")
    assert offered(told, "admin") == ["report_close"]


def test_art_23_ends_the_telling_of_the_result_and_not_the_five_days_of_art_15() -> None:
    withdrawn = case(*OPENED, "report_withdraw_opened")

    assert "cq2023-time-15" in running(rulebook(), withdrawn)


# ---------------------------------------------------------------- the line of steps
def test_the_steps_show_the_usual_way_ahead() -> None:
    line = steps(rulebook(), case("report_pre_check"))

    assert [(step.label, step.status) for step in line] == [
        ("已登记", "done"),
        ("已初核", "now"),
        ("已受理", "ahead"),
        ("已立案", "ahead"),
        ("已办结", "ahead"),
        ("已归档", "ahead"),
    ]
    assert [step.day for step in line[:3]] == [date(2026, 3, 2), date(2026, 3, 3), None]


def test_off_the_usual_way_the_steps_show_only_what_can_still_come() -> None:
    refused = steps(rulebook(), case("report_pre_check", "report_refuse"))
    unopened = steps(rulebook(), case("report_pre_check", "report_accept", "report_not_open"))

    assert [(step.label, step.status) for step in refused[2:]] == [("不予受理", "now"), ("已归档", "ahead")]
    assert [step.label for step in unopened[3:]] == ["不予立案", "已办结", "已归档"]


def test_telling_somebody_is_no_step_of_its_own() -> None:
    assert steps(rulebook(), case(*OPENED)) == steps(rulebook(), case(*OPENED, "report_tell_opened"))


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ("review_application", ["已登记", "办理中", "已办结", "已归档"]),
        ("recheck_application", ["已登记", "办理中", "已办结", "已归档"]),
        ("disclosure_application", ["已登记", "办理中", "已办结", "已归档"]),
        ("suggestion_note", ["已登记", "办理中", "已办结", "已归档"]),
    ],
)
def test_the_other_forms_have_a_shorter_life(form: str, labels: list[str]) -> None:
    assert [step.label for step in steps(rulebook(), case(form=form))] == labels


# ---------------------------------------------------------------- notices
def test_a_refusal_is_drafted_with_its_reason_and_clause() -> None:
    move = rulebook().case_move("report_refuse")

    text = draft(rulebook(), move, "JB202603020001", "匿名举报，没有证据材料。", CHONGQING)

    assert "JB202603020001" in text
    assert "匿名举报，没有证据材料。" in text
    assert text.endswith("（依据：《重庆市医疗保障基金使用监督管理举报处理实施细则》第十三条）")


def test_the_rules_of_one_place_are_not_quoted_to_people_of_another() -> None:
    move = rulebook().case_move("report_refuse")

    text = draft(rulebook(), move, "JB202603020001", "没有具体事实。", JILIN)

    assert "重庆" not in text
    assert "没有具体事实。" in text


def test_our_own_conventions_are_never_a_basis() -> None:
    assert basis(rulebook(), rulebook().case_move("application_withdraw"), JILIN) is None


@pytest.mark.parametrize("move", [move for move in rulebook().case_moves if move.notice], ids=lambda move: move.id)
def test_every_notice_can_be_drafted(move) -> None:  # type: ignore[no-untyped-def]
    text = draft(rulebook(), move, "JB202603020001", "某某理由。", CHONGQING)

    assert "JB202603020001" in text
    assert "{" not in text
    assert move.reason is not None or "某某理由" not in text


def test_a_move_without_a_notice_drafts_nothing() -> None:
    assert draft(rulebook(), rulebook().case_move("report_archive"), "JB1", "", CHONGQING) == ""


# ---------------------------------------------------------------- any sequence of moves
class AnyLife(RuleBasedStateMachine):
    """A case of any form, moved by anybody in any way that is offered."""

    @initialize(form=st.sampled_from([form.id for form in rulebook().forms]), anonymous=st.booleans())
    def begin(self, form: str, anonymous: bool) -> None:
        self.form = form
        self.standing = Standing(form, first_state(rulebook(), form).id, anonymous, BEGAN.date())
        self.told: list[bool] = []

    def _offers(self) -> list[tuple[str, str]]:
        return [(role, move.id) for role in ROLES for move in moves_allowed(rulebook(), self.standing, role)]

    @precondition(lambda self: self._offers())
    @rule(data=st.data(), days=st.integers(0, 40))
    def move(self, data: st.DataObject, days: int) -> None:
        role, move_id = data.draw(st.sampled_from(self._offers()))
        move = move_allowed(rulebook(), self.standing, move_id, role)
        assert self.standing.state in move.from_states
        if move.named_only:
            assert informing(rulebook(), self.standing)
            assert not self.standing.anonymous
        last = self.standing.moves[-1].at if self.standing.moves else BEGAN
        assert isinstance(last, datetime)
        made = (*self.standing.moves, Made(move.id, move.to_state, last + timedelta(days=days)))
        self.standing = Standing(self.form, move.to_state, self.standing.anonymous, BEGAN.date(), made)

    @rule(move=st.sampled_from([move.id for move in rulebook().case_moves]), role=st.sampled_from(ROLES))
    def force(self, move: str, role: str) -> None:
        """What is not offered is denied."""
        if (role, move) not in self._offers():
            with pytest.raises(MoveDenied):
                move_allowed(rulebook(), self.standing, move, role)

    @invariant()
    def it_stands_in_a_state_of_its_form(self) -> None:
        if hasattr(self, "standing"):
            assert self.form in rulebook().case_state(self.standing.state).forms

    @invariant()
    def only_the_archive_is_without_a_next_move(self) -> None:
        if hasattr(self, "standing"):
            staff = [one for one in self._offers() if one[0] != "citizen"]
            assert bool(staff) != rulebook().case_state(self.standing.state).ends

    @invariant()
    def the_steps_lead_through_where_it_stands(self) -> None:
        if hasattr(self, "standing"):
            line = steps(rulebook(), self.standing)
            assert [step.state for step in line if step.status == "now"] == [self.standing.state]
            assert all((step.day is None) == (step.status == "ahead") for step in line)
            days = [step.day for step in line if step.day is not None]
            assert days == sorted(days)

    @invariant()
    def nothing_ticks_in_the_archive(self) -> None:
        if hasattr(self, "standing") and self.standing.state == "archived":
            left = running(rulebook(), self.standing)
            # What art. 15 owes a reporter who was never told stays owed.
            assert left <= {"cq2023-time-15"}


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(max_examples=150, stateful_step_count=14, deadline=None)
