"""From a reading to a decision: the cheapest category, one question when that is cheaper, else a person."""

import pytest

from casework.form_choice import forms_for
from casework.triage import CATEGORIES, cheapest_category
from knowledge import RuleBook
from tests.casework.builders import HONGZE, JILIN, certain, decide, matter, parse_of

# ---------------------------------------------------------------- the cost rule


@pytest.mark.parametrize("category", CATEGORIES)
def test_what_is_certain_costs_nothing(book: RuleBook, category: str) -> None:
    assert cheapest_category({category: 1.0}, book) == (category, 0.0)


def test_turning_a_petition_away_is_dearer_than_keeping_it(book: RuleBook) -> None:
    category, _ = cheapest_category({"out_of_scope": 0.52, "appeal": 0.48}, book)

    assert category == "appeal"


def test_a_report_is_rather_taken_than_answered_as_a_question(book: RuleBook) -> None:
    category, _ = cheapest_category({"consult": 0.51, "report": 0.49}, book)

    assert category == "report"


def test_a_clear_majority_is_followed_whatever_it_costs_to_be_wrong(book: RuleBook) -> None:
    assert cheapest_category({"out_of_scope": 0.9, "appeal": 0.1}, book)[0] == "out_of_scope"
    assert cheapest_category({"consult": 0.9, "appeal": 0.1}, book)[0] == "consult"


def test_the_cost_is_what_the_table_says_of_the_other_readings(book: RuleBook) -> None:
    _, cost = cheapest_category({"appeal": 0.8, "consult": 0.2}, book)

    assert cost == pytest.approx(0.2 * book.policy.costs["consult>appeal"])


# ---------------------------------------------------------------- answer, ask or hand over


def test_a_certain_reading_is_answered_with_channel_and_office() -> None:
    decision = decide(certain("B1-3"), region=HONGZE)

    assert decision.action == "answer"
    main = decision.matters[0]
    assert (main.category, main.situation, main.sure, main.doubt) == ("report", "B1-3", True, None)
    assert [branch.id for branch in main.channel.branches] == ["jl2024-channel-B1"] if main.channel else False
    assert main.handler is not None
    assert main.handler.office == "待遇保障科（医药服务管理科）"


def test_a_text_that_is_mostly_dialogue_is_not_taken_for_a_petition() -> None:
    decision = decide(
        parse_of("药店不给开发票", matter({"A2-7": 0.11, "consult_provider": 0.12, "oos_consumer": 0.12}))
    )

    assert decision.action == "hand_over"
    assert not decision.matters[0].sure


def test_between_two_likely_categories_one_question_is_asked() -> None:
    decision = decide(parse_of("…", matter({"A1-1": 0.5, "B1-1": 0.48})))

    assert decision.action == "ask"
    assert decision.matters[0].doubt is not None
    assert decision.matters[0].doubt.id == "ask-punished-or-report-fraud"


def test_the_question_is_about_the_likeliest_reading_of_each_category() -> None:
    decision = decide(parse_of("…", matter({"A2-7": 0.4, "A2-2": 0.1, "B1-2": 0.45, "B1-1": 0.05})))

    doubt = decision.matters[0].doubt
    assert doubt is not None
    assert {option.value for option in doubt.options} == {"A2-7", "B1-2"}


def test_two_situations_of_one_category_are_told_apart_when_their_channels_differ() -> None:
    decision = decide(parse_of("…", matter({"A2-1": 0.4, "A2-7": 0.38, "A2-6": 0.16})))

    assert decision.action == "ask"
    assert decision.matters[0].doubt is not None
    assert decision.matters[0].doubt.id == "ask-inaction-or-decision"


def test_two_situations_with_the_same_channel_are_not_asked_about() -> None:
    decision = decide(parse_of("…", matter({"A2-7": 0.35, "A2-6": 0.33, "A2-9": 0.27})))

    assert decision.action == "answer"
    assert decision.matters[0].situation == "A2-7"


def test_where_hardly_anything_was_read_no_matter_is_claimed() -> None:
    decision = decide(parse_of("嗯", matter({"A2-7": 0.12, "consult_other": 0.1}), intent="affirm"))

    assert decision.action == "hand_over"
    assert not decision.matters[0].sure
    assert decision.matters[0].doubt is None


def test_a_text_without_any_matter_is_handed_over() -> None:
    decision = decide(parse_of("你好", intent="greet"))

    assert (decision.action, decision.matters) == ("hand_over", ())


def test_when_no_category_is_likely_enough_nothing_precise_is_asked(book: RuleBook) -> None:
    spread: dict[str, float] = dict.fromkeys(CATEGORIES, 1 / 6)

    decision = decide(parse_of("…", matter({"A2-7": 0.17, "B1-1": 0.17, "consult_other": 0.17}, spread)))

    assert max(spread.values()) < book.policy.low_confidence
    assert decision.action == "hand_over"


# ---------------------------------------------------------------- what is already known


def test_a_settled_situation_is_not_asked_about_again() -> None:
    parse = parse_of("…", matter({"A1-1": 0.5, "B1-1": 0.48}))

    decision = decide(parse, settled="B1-1")

    assert decision.action == "answer"
    assert decision.matters[0].situation == "B1-1"


def test_a_settled_category_keeps_its_likeliest_situation() -> None:
    parse = parse_of("…", matter({"consult_reimbursement": 0.6, "A2-9": 0.2, "A2-7": 0.15}))

    decision = decide(parse, settled="appeal")

    assert (decision.matters[0].category, decision.matters[0].situation) == ("appeal", "A2-9")


def test_a_settled_category_of_which_no_row_was_ranked_claims_no_situation() -> None:
    """Saying “appeal” does not make somebody a person punished for fraud, the first row of the table."""
    parse = parse_of("…", matter({"consult_reimbursement": 0.9}))

    main = decide(parse, settled="appeal").matters[0]

    assert main.category == "appeal"
    assert main.situation is None
    assert main.channel is None


def test_a_settled_answer_counts_even_where_hardly_anything_was_read() -> None:
    decision = decide(parse_of("…", matter({"A2-7": 0.1})), settled="appeal")

    assert decision.action == "answer"


def test_a_known_fact_leaves_one_branch_and_no_question() -> None:
    main = decide(certain("A2-6"), facts={"decision_kind": "other_decision"}).matters[0]

    assert main.needs == ()
    assert main.channel is not None
    assert [branch.id for branch in main.channel.branches] == ["jl2024-channel-A2-2-10-other"]


def test_an_unknown_decisive_fact_is_named_as_needed() -> None:
    main = decide(certain("A2-6")).matters[0]

    assert [fact.id for fact in main.needs] == ["decision_kind"]


def test_no_decision_yet_turns_the_matter_into_inaction_office_included(book: RuleBook) -> None:
    main = decide(certain("A2-6"), facts={"decision_kind": "no_decision_yet"}, region=HONGZE).matters[0]

    assert main.situation == "A2-1"
    assert main.handler == book.handler("A2-1", HONGZE)


# ---------------------------------------------------------------- further matters


def test_a_second_matter_that_is_sure_and_different_is_answered_too() -> None:
    decision = decide(parse_of("…", matter({"A2-7": 0.95}), matter({"B1-1": 0.95}, span=(10, 20))))

    assert [one.situation for one in decision.matters] == ["A2-7", "B1-1"]
    assert decision.matters[1].span == (10, 20)


@pytest.mark.parametrize(
    "second",
    [
        {"A2-7": 0.95},  # the same again
        {"A1-1": 0.5, "B1-1": 0.48},  # unsure
        {"oos_pension": 0.95},  # not ours: nothing to add to an answer that is
    ],
)
def test_a_second_matter_that_is_the_same_unsure_or_not_ours_is_left_out(second: dict[str, float]) -> None:
    decision = decide(parse_of("…", matter({"A2-7": 0.95}), matter(second)))

    assert [one.situation for one in decision.matters] == ["A2-7"]


def test_a_second_matter_of_sure_category_is_kept_with_the_question_for_its_situation(book: RuleBook) -> None:
    open_second = matter({"A2-7": 0.4, "A2-1": 0.38, "A2-2": 0.2}, span=(10, 20))

    decision = decide(parse_of("…", matter({"B1-1": 0.95}), open_second))

    second = decision.matters[1]
    assert (second.category, second.sure, second.span) == ("appeal", False, (10, 20))
    assert second.doubt == book.confusion("A2-7", "A2-1")
    assert decision.action == "answer"
    assert [form.id for form in forms_for(decision.matters, book)] == ["report_registration"]


def test_no_more_matters_are_answered_than_the_policy_allows(book: RuleBook) -> None:
    names = ["A2-7", "B1-1", "C1-1", "D-1", "B2-1"]

    decision = decide(parse_of("…", *(matter({name: 0.95}) for name in names)))

    assert [one.situation for one in decision.matters] == names[: book.policy.matters_max]


def test_what_the_citizen_settled_is_about_the_main_matter_only() -> None:
    decision = decide(parse_of("…", matter({"A2-7": 0.5, "B1-2": 0.45}), matter({"D-1": 0.95})), settled="B1-2")

    assert [one.situation for one in decision.matters] == ["B1-2", "D-1"]


# ---------------------------------------------------------------- for staff and other systems


def test_other_readings_are_kept_as_alternatives_without_the_chosen_one(book: RuleBook) -> None:
    ranking = {"A2-7": 0.6, "A2-9": 0.1, "A2-6": 0.1, "A2-8": 0.05, "A2-10": 0.05}

    main = decide(parse_of("…", matter(ranking)), region=JILIN).matters[0]

    assert [score.name for score in main.alternatives] == ["A2-9", "A2-6", "A2-8"][: book.policy.alternatives_max]


def test_a_plain_question_has_a_topic_and_no_channel() -> None:
    main = decide(certain("consult_transfer"), region=HONGZE).matters[0]

    assert (main.category, main.topic, main.situation, main.channel, main.handler) == (
        "consult", "consult_transfer", None, None, None,
    )  # fmt: skip


def test_a_second_matter_needs_less_certainty_than_the_main_one() -> None:
    unsure = {"B1-1": 0.65, "oos_malpractice": 0.3}

    beside = decide(parse_of("…", matter({"A2-7": 0.97}), matter(unsure)))
    alone = decide(parse_of("…", matter(unsure)))

    assert [one.situation for one in beside.matters] == ["A2-7", "B1-1"]
    assert alone.action == "ask"
