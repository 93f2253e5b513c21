"""The list of 2024: what each situation's channel offers, what it does not, and who is speaking (DOMAIN 1-7, 26)."""

from __future__ import annotations

from itertools import product

import pytest

from knowledge import Channel, RuleBook, Situation

SERVICES = [f"A2-{number}" for number in range(2, 11)]
INSTITUTIONS = ["A2-11", "A2-12"]
BUREAU = [f"A1-{number}" for number in range(1, 8)]
REPORTS = ["B1-1", "B1-2", "B1-3", "B2-1", "B2-2"]


def channel(book: RuleBook, situation: str, **facts: str) -> Channel:
    """The one branch that fits the facts."""
    fitting = [row for row in book.channels_for(situation) if all(facts.get(k) == v for k, v in row.when.items())]
    assert len(fitting) == 1
    return fitting[0]


def way(row: Channel) -> list[tuple[str, str]]:
    return [(step.remedy, step.relation) for step in row.steps]


# ---------------------------------------------------------------- the list itself


def test_the_list_has_four_categories_28_situations_and_12_channel_rules(book: RuleBook) -> None:
    assert {row.category for row in book.situations} == {"appeal", "report", "disclosure", "suggestion"}
    assert len(book.situations) == 28
    assert len(book.channels) == 12


def test_the_situations_stand_in_the_order_of_the_list(book: RuleBook) -> None:
    order = [*BUREAU, "A2-1", *SERVICES, *INSTITUTIONS, *REPORTS, "C1-1", "C2-1", "D-1", "D-2"]

    assert [row.id for row in book.situations] == order


def test_the_words_on_a_button_are_short_and_all_different(book: RuleBook) -> None:
    words = [row.plain for row in book.situations]

    assert len(set(words)) == 28
    assert max(map(len, words)) <= 18


def test_every_situation_has_words_people_use_that_are_not_its_own_title(book: RuleBook) -> None:
    def own(row: Situation) -> list[str]:
        return [word for word in row.keywords if word not in row.text]

    assert all(len(row.keywords) >= 8 for row in book.situations)
    assert all(len(own(row)) >= 4 for row in book.situations)


def test_the_laws_are_those_the_list_names_for_the_group_and_no_article_is_invented(book: RuleBook) -> None:
    titles = [citation.title for citation in book.bases_for("A2-7")]

    assert titles[:3] == [
        "《中华人民共和国行政复议法》",
        "《中华人民共和国行政诉讼法》",
        "《中华人民共和国社会保险法》",
    ]
    assert "《零售药店医疗保障定点管理暂行办法》" in titles
    assert "《信访工作条例》" in [citation.title for citation in book.bases_for("D-1")]
    for situation in book.situations:
        for citation in book.bases_for(situation.id):
            assert citation.title in citation.quote.replace("\n", "")
            assert "条" not in citation.clause


def test_the_list_itself_has_no_time_limit_telephone_or_review_body(book: RuleBook) -> None:
    """DOMAIN 7: the list has none, so none may come from it."""
    assert [row.id for row in book.periods if row.source == "jl2024"] == []
    for row in book.channels:
        assert not any(unit in (row.quote or "") for unit in ("日内", "个月", "工作日", "电话", "人民政府"))
        assert not any(
            unit in step.text for step in row.steps for unit in ("日内", "个月", "工作日", "电话", "人民政府")
        )


# ---------------------------------------------------------------- remedies


@pytest.mark.parametrize("situation", SERVICES)
def test_a_refused_acceptance_goes_to_review_first_then_to_court_without_recheck(
    book: RuleBook, situation: str
) -> None:
    """DOMAIN 1."""
    row = channel(book, situation, decision_kind="refused_acceptance")

    assert way(row) == [("review", "first"), ("court", "then")]
    assert "复查" in row.not_given


@pytest.mark.parametrize("situation", SERVICES)
def test_any_other_decision_goes_to_review_or_court_or_an_optional_recheck_then_review(
    book: RuleBook, situation: str
) -> None:
    """DOMAIN 1: after the recheck the next step is review, not court."""
    row = channel(book, situation, decision_kind="other_decision")

    assert way(row) == [("review", "first"), ("court", "or"), ("recheck", "optional"), ("review", "then")]
    assert "复查之后直接起诉" in row.not_given


@pytest.mark.parametrize("situation", INSTITUTIONS)
def test_hospitals_and_pharmacies_may_ask_the_bureau_to_coordinate_and_have_no_recheck(
    book: RuleBook, situation: str
) -> None:
    """DOMAIN 2."""
    refused = channel(book, situation, decision_kind="refused_acceptance")
    other = channel(book, situation, decision_kind="other_decision")

    assert way(refused) == [("review", "first"), ("court", "then")]
    assert way(other) == [("coordinate", "first"), ("review", "or"), ("court", "or")]
    assert "复查" in refused.not_given
    assert "复查" in other.not_given


def test_only_services_to_insured_people_offer_a_recheck(book: RuleBook) -> None:
    with_recheck = {s for row in book.channels if "recheck" in {st.remedy for st in row.steps} for s in row.situations}

    assert with_recheck == set(SERVICES)


@pytest.mark.parametrize("situation", ["A2-1", *BUREAU])
def test_inaction_and_decisions_of_the_bureau_go_to_review_or_court_without_recheck(
    book: RuleBook, situation: str
) -> None:
    """DOMAIN 3."""
    row = channel(book, situation)

    assert way(row) == [("review", "first"), ("court", "or")]
    assert "复查" in row.not_given


@pytest.mark.parametrize("situation", REPORTS)
def test_a_report_has_one_way_and_neither_review_nor_court(book: RuleBook, situation: str) -> None:
    row = channel(book, situation)

    assert way(row) == [("report", "first")]
    assert {"行政复议", "行政诉讼"} <= set(row.not_given)


def test_an_application_for_information_is_made_to_the_insurance_office(book: RuleBook) -> None:
    assert way(channel(book, "C1-1")) == [("disclosure", "first")]


def test_a_complaint_about_information_goes_to_the_office_above_and_to_court_only_after_review(book: RuleBook) -> None:
    """DOMAIN 5."""
    row = channel(book, "C2-1")

    assert way(row) == [("complain_upper", "first"), ("review", "or"), ("court", "then")]
    assert "上一级行政机关或者政府信息公开工作主管部门" in row.steps[0].text
    assert "不经复议直接起诉" in row.not_given


def test_a_suggestion_is_studied_and_has_no_remedy(book: RuleBook) -> None:
    """DOMAIN 6."""
    row = channel(book, "D-1")

    assert way(row) == [("study", "first"), ("study", "then"), ("study", "or")]
    assert "采纳" in row.steps[1].text
    assert "留存参阅" in row.steps[2].text
    assert {"行政复议", "行政诉讼", "复查"} <= set(row.not_given)


def test_what_fits_nowhere_else_is_a_petition(book: RuleBook) -> None:
    row = channel(book, "D-2")

    assert way(row) == [("petition", "first")]
    assert "《信访工作条例》" in row.steps[0].text


def test_every_step_is_a_full_sentence_that_names_its_remedy_as_the_glossary_does(book: RuleBook) -> None:
    for row in book.channels:
        for step in row.steps:
            term = book.term(f"term-{step.remedy}")
            assert step.text.endswith(("。", "）。"))
            if step.remedy != "study":
                assert any(word in step.text for word in (term.name, "投诉", "信访", *term.words)), step


# ---------------------------------------------------------------- the decisive fact


@pytest.mark.parametrize("situation", [*SERVICES, *INSTITUTIONS])
def test_the_kind_of_decision_is_the_one_fact_that_decides(book: RuleBook, situation: str) -> None:
    facts = book.deciding_facts(situation)

    assert [fact.id for fact in facts] == ["decision_kind"]
    assert facts[0].unsure.value == "unsure"


@pytest.mark.parametrize("situation", [*BUREAU, "A2-1", *REPORTS, "C1-1", "C2-1", "D-1", "D-2"])
def test_no_fact_is_asked_where_there_is_one_way(book: RuleBook, situation: str) -> None:
    assert book.deciding_facts(situation) == ()
    assert len(book.channels_for(situation)) == 1


def test_refusing_to_pay_or_to_recognise_is_explained_as_another_decision(book: RuleBook) -> None:
    """DOMAIN 4: 不予受理 is not 不予报销, 不予支付 or 未通过认定."""
    options = {option.value: option for option in book.fact("decision_kind").options}

    assert "不予受理" in options["refused_acceptance"].label
    for words in ("不予报销", "不予支付", "认定没通过"):
        assert words in options["other_decision"].meaning
        assert words not in options["refused_acceptance"].meaning


def test_no_decision_at_all_leads_to_inaction(book: RuleBook) -> None:
    options = {option.value: option for option in book.fact("decision_kind").options}

    assert options["no_decision_yet"].leads_to == "A2-1"
    assert [value for value, option in options.items() if option.leads_to is None] == [
        "refused_acceptance",
        "other_decision",
    ]


def test_each_branch_says_when_it_applies_in_words_of_its_own(book: RuleBook) -> None:
    for situation in book.situations:
        branches = book.channels_for(situation.id)
        labels = [row.label for row in branches]
        assert len(set(labels)) == len(labels)
        assert all(labels) == (len(branches) > 1)


# ---------------------------------------------------------------- who is speaking


MIRRORS = [
    ("A1-1", "B1-1"), ("A1-2", "B1-1"), ("A1-3", "B2-1"), ("A1-4", "B1-2"), ("A1-5", "B1-3"), ("A1-6", "B2-2"),
    ("B2-1", "A2-2"), ("B2-1", "A2-1"), ("A2-6", "A2-7"), ("A2-5", "A2-7"), ("A2-8", "A2-7"), ("A2-9", "A2-7"),
    ("A2-10", "A2-7"), ("A2-1", "A2-7"), ("B1-2", "A2-7"), ("A2-12", "A1-1"), ("C1-1", "C2-1"), ("D-1", "D-2"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), MIRRORS)
def test_classes_that_share_their_words_have_a_question_of_their_own(book: RuleBook, first: str, second: str) -> None:
    asked, turned = book.confusion(first, second), book.confusion(second, first)

    assert asked.id == turned.id != "ask-default"
    assert {option.value for option in asked.options} == {option.value for option in turned.options} == {first, second}


def test_the_punished_party_appeals_and_the_third_party_reports(book: RuleBook) -> None:
    labels = {option.value: option.label for option in book.confusion("A1-1", "B1-1").options}

    assert "我被处罚" in labels["A1-1"]
    assert "举报" in labels["B1-1"]


def test_the_agency_itself_can_be_the_reported_party(book: RuleBook) -> None:
    assert "医保经办机构" in book.situation("B1-1").text
    meanings = [option.meaning for option in book.confusion("B1-1", "A2-2").options]

    assert any("也可以是医保经办机构" in meaning for meaning in meanings)


def test_an_employer_that_does_not_enrol_is_reported_and_an_agency_is_appealed_against(book: RuleBook) -> None:
    question = book.confusion("B2-1", "A2-2")

    assert "单位" in question.question
    assert "医保中心" in question.question


@pytest.mark.parametrize(
    ("first", "second", "values"),
    [
        ("A2-7", "consult_reimbursement", {"appeal", "consult"}),
        ("B1-1", "consult_report_reward", {"report", "consult"}),
        ("D-1", "consult_other", {"suggestion", "consult"}),
        ("C2-1", "consult_other", {"disclosure", "consult"}),
        ("C1-1", "consult_other", {"C1-1", "consult"}),
        ("appeal", "consult", {"appeal", "consult"}),
        ("D-1", "A2-7", {"suggestion", "appeal"}),
        ("D-1", "B2-1", {"suggestion", "report"}),
        ("A1-7", "B1-2", {"appeal", "report"}),
        ("oos_pension", "A2-2", {"out_of_scope", "A2-2"}),
    ],
)
def test_kinds_of_matter_are_told_apart_by_category(book: RuleBook, first: str, second: str, values: set[str]) -> None:
    assert {option.value for option in book.confusion(first, second).options} == values


def test_any_other_pair_is_asked_about_in_the_words_of_the_buttons(book: RuleBook) -> None:
    question = book.confusion("A2-2", "A2-4")

    assert question.id == "ask-default"
    assert [(one.value, one.label) for one in question.options] == [
        (name, book.situation(name).plain) for name in ("A2-2", "A2-4")
    ]


def test_every_pair_of_readings_has_a_question_with_two_different_answers(book: RuleBook) -> None:
    readings = [row.id for row in (*book.situations, *book.topics, *book.categories)]

    for first, second in product(readings, readings):
        if first != second:
            options = book.confusion(first, second).options
            assert len({option.value for option in options}) == len(options) >= 2
            assert len({option.label for option in options}) == len(options)
            assert all("{" not in option.label + option.meaning for option in options)


# ---------------------------------------------------------------- what national law adds


def test_review_is_compulsory_for_inaction_on_the_spot_penalties_and_refused_information(book: RuleBook) -> None:
    """DOMAIN 26: art. 23 of the review law of 2023."""
    first = {
        situation.id: [
            note.id
            for row in book.channels_for(situation.id)
            for note in book.law_notes_of(row, situation.id)
            if note.kind == "review_first"
        ]
        for situation in book.situations
    }

    assert {name: notes for name, notes in first.items() if notes} == {
        **{f"A1-{number}": ["xzfy-23-1"] for number in range(1, 6)},
        "A2-1": ["xzfy-23-3"],
        "C2-1": ["xzfy-23-4"],
    }


def test_compulsory_review_is_said_before_everything_else_the_law_adds(book: RuleBook) -> None:
    notes = book.law_notes_of(book.channels_for("A2-1")[0], "A2-1")

    assert notes[0].kind == "review_first"


def test_what_the_law_adds_is_never_cited_as_the_list(book: RuleBook) -> None:
    for row in book.rows("law_notes"):
        assert book.citation(row.id).title.startswith("中华人民共和国")
