"""Which remedies are open, in which order, and which facts decide it (DOMAIN.md 1 to 6 and 26)."""

import pytest

from casework.channel import UNSURE, choose_channel, same_channel
from knowledge import Channel, RuleBook

REFUSED, OTHER, NONE_YET = "refused_acceptance", "other_decision", "no_decision_yet"
SERVICES = [f"A2-{number}" for number in range(2, 11)]
PROVIDERS = ["A2-11", "A2-12"]
PENALTIES = [f"A1-{number}" for number in range(1, 8)]
REPORTS = ["B1-1", "B1-2", "B1-3", "B2-1", "B2-2"]


def only(book: RuleBook, situation: str, **facts: str) -> Channel:
    choice = choose_channel(book, situation, facts)
    assert len(choice.branches) == 1
    assert choice.missing == ()
    return choice.branches[0]


def ways(channel: Channel) -> list[tuple[str, str]]:
    return [(step.relation, step.remedy) for step in channel.steps]


# ---------------------------------------------------------------- the branches of the agency's decisions


@pytest.mark.parametrize("situation", SERVICES + PROVIDERS)
def test_a_refusal_to_accept_goes_to_review_and_only_then_to_court(book: RuleBook, situation: str) -> None:
    channel = only(book, situation, decision_kind=REFUSED)

    assert ways(channel) == [("first", "review"), ("then", "court")]
    assert "复查" in channel.not_given


@pytest.mark.parametrize("situation", SERVICES)
def test_any_other_decision_leaves_review_or_court_and_a_recheck_that_leads_to_review(
    book: RuleBook, situation: str
) -> None:
    channel = only(book, situation, decision_kind=OTHER)

    assert ways(channel) == [("first", "review"), ("or", "court"), ("optional", "recheck"), ("then", "review")]


@pytest.mark.parametrize("situation", SERVICES)
def test_after_a_recheck_the_next_step_is_review_and_never_court(book: RuleBook, situation: str) -> None:
    remedies = [step.remedy for step in only(book, situation, decision_kind=OTHER).steps]

    assert remedies[remedies.index("recheck") + 1 :] == ["review"]
    assert "复查之后直接起诉" in only(book, situation, decision_kind=OTHER).not_given


@pytest.mark.parametrize("situation", PROVIDERS)
def test_hospitals_and_pharmacies_may_ask_the_bureau_to_coordinate_and_have_no_recheck(
    book: RuleBook, situation: str
) -> None:
    channel = only(book, situation, decision_kind=OTHER)

    assert ways(channel) == [("first", "coordinate"), ("or", "review"), ("or", "court")]
    assert "同级医疗保障行政部门" in channel.steps[0].text
    assert "复查" in channel.not_given


@pytest.mark.parametrize("situation", SERVICES + PROVIDERS)
def test_without_any_decision_it_is_inaction_whatever_service_it_is_about(book: RuleBook, situation: str) -> None:
    choice = choose_channel(book, situation, {"decision_kind": NONE_YET})

    assert choice.situation == "A2-1"
    assert [ways(branch) for branch in choice.branches] == [[("first", "review"), ("or", "court")]]


@pytest.mark.parametrize("facts", [{}, {"decision_kind": UNSURE}])
@pytest.mark.parametrize("situation", SERVICES + PROVIDERS)
def test_as_long_as_the_kind_of_decision_is_unknown_both_branches_stay_open(
    book: RuleBook, situation: str, facts: dict[str, str]
) -> None:
    choice = choose_channel(book, situation, facts)

    assert [branch.when["decision_kind"] for branch in choice.branches] == [REFUSED, OTHER]
    assert [fact.id for fact in choice.missing] == ["decision_kind"]
    assert all(branch.label for branch in choice.branches)


def test_the_question_says_that_not_paying_is_no_refusal_to_accept(book: RuleBook) -> None:
    options = {option.value: option for option in book.fact("decision_kind").options}

    assert "不予报销" in options[OTHER].meaning
    assert "不予支付" in options[OTHER].meaning
    assert "认定没通过" in options[OTHER].meaning
    assert "报销" not in options[REFUSED].meaning


# ---------------------------------------------------------------- one branch only


@pytest.mark.parametrize("situation", [*PENALTIES, "A2-1"])
def test_penalties_and_inaction_leave_review_and_court_side_by_side_without_recheck(
    book: RuleBook, situation: str
) -> None:
    channel = only(book, situation)

    assert ways(channel) == [("first", "review"), ("or", "court")]
    assert "复查" in channel.not_given


@pytest.mark.parametrize("situation", REPORTS)
def test_somebody_elses_violation_is_reported_and_never_taken_to_review_or_court(
    book: RuleBook, situation: str
) -> None:
    channel = only(book, situation)

    assert ways(channel) == [("first", "report")]
    assert {"行政复议", "行政诉讼"} <= set(channel.not_given)


def test_information_is_applied_for_first(book: RuleBook) -> None:
    assert ways(only(book, "C1-1")) == [("first", "disclosure")]


def test_who_is_dissatisfied_with_an_answer_about_information_complains_above_the_bureau(book: RuleBook) -> None:
    channel = only(book, "C2-1")

    assert ways(channel) == [("first", "complain_upper"), ("or", "review"), ("then", "court")]
    assert "上一级行政机关或者政府信息公开工作主管部门" in channel.steps[0].text
    assert "不经复议直接起诉" in channel.not_given


def test_an_opinion_is_studied_and_has_no_remedy(book: RuleBook) -> None:
    channel = only(book, "D-1")

    assert {step.remedy for step in channel.steps} == {"study"}
    assert "采纳或者部分采纳" in channel.steps[1].text
    assert "留存参阅" in channel.steps[2].text
    assert {"行政复议", "行政诉讼", "复查"} <= set(channel.not_given)


def test_what_fits_nowhere_else_is_a_petition_under_its_own_regulations(book: RuleBook) -> None:
    channel = only(book, "D-2")

    assert ways(channel) == [("first", "petition")]
    assert "《信访工作条例》" in channel.steps[0].text


# ---------------------------------------------------------------- what stands beside the list


def test_a_fact_that_decides_nothing_here_changes_nothing(book: RuleBook) -> None:
    assert choose_channel(book, "A1-1", {"decision_kind": NONE_YET}) == choose_channel(book, "A1-1", {})


def test_each_of_the_twelve_channel_rules_is_the_only_branch_of_some_case(book: RuleBook) -> None:
    reached = {
        branch.id
        for situation in book.situations
        for kind in (REFUSED, OTHER, NONE_YET)
        for branch in choose_channel(book, situation.id, {"decision_kind": kind}).branches
    }

    assert len(reached) == 12
    assert reached == {channel.id for channel in book.channels}


def test_no_channel_rule_of_the_list_carries_a_time_limit_a_telephone_or_an_address(book: RuleBook) -> None:
    for channel in book.channels:
        words = "".join([channel.quote or "", *(step.text for step in channel.steps)])
        assert not any(word in words for word in ("日", "个月", "期限", "电话", "地址")), channel.id


@pytest.mark.parametrize("situation", ["A1-1", "A1-2", "A1-3", "A1-4", "A1-5", "A2-1", "C2-1"])
def test_where_national_law_makes_review_compulsory_it_is_said_beside_the_list(book: RuleBook, situation: str) -> None:
    notes = book.law_notes_of(only(book, situation), situation)

    assert notes[0].kind == "review_first"
    assert notes[0].source == "law-xzfy-2023"
    assert "第二十三条" in notes[0].clause


@pytest.mark.parametrize("situation", ["A1-6", "A1-7", "A2-7", "B1-1", "C1-1", "D-1"])
def test_compulsory_review_is_not_claimed_where_the_law_does_not_say_so(book: RuleBook, situation: str) -> None:
    for channel in book.channels_for(situation):
        assert "review_first" not in {note.kind for note in book.law_notes_of(channel, situation)}


def test_situations_with_the_same_branches_need_not_be_told_apart(book: RuleBook) -> None:
    assert same_channel(book, "A2-6", "A2-7")
    assert same_channel(book, "A1-1", "A1-2")
    assert not same_channel(book, "A2-1", "A2-7")
    assert not same_channel(book, "A2-10", "A2-11")
    assert not same_channel(book, "A1-1", "B1-1")
