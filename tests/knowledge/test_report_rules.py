"""The Chongqing rules for reports: conditions, refusals, time rules, duties, and the form (DOMAIN 8-16)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product

import pytest

from knowledge import Condition, FormField, Refusal, RuleBook

CHONGQING, JILIN = "500000", "220000"
SOUND = {
    "reporter_mode": "real_name", "evidence": "material", "repeat": "first_time", "respondent_known": "yes",
    "facts_known": "yes", "violation_place": "here", "other_route": "no", "other_department": "no",
    "respondent_gone": "no",
}  # fmt: skip


def met(row: Condition, facts: Mapping[str, str]) -> bool:
    return all(facts[name] in values for name, values in row.met_by.items())


def holds(row: Refusal, facts: Mapping[str, str]) -> bool:
    return bool(row.when) and all(facts[name] in values for name, values in row.when.items())


def refused(book: RuleBook, **facts: str) -> list[int]:
    """Numbers of the grounds of art. 13 that hold for an otherwise sound report."""
    return [row.number for row in book.refusals if holds(row, SOUND | facts)]


def unmet(book: RuleBook, **facts: str) -> list[int]:
    """Numbers of the conditions of art. 12 that are not met by an otherwise sound report."""
    return [row.number for row in book.conditions if not met(row, SOUND | facts)]


# ---------------------------------------------------------------- counts


def test_there_are_35_articles_6_conditions_8_refusals_and_15_duties(book: RuleBook) -> None:
    assert [row.number for row in book.articles] == list(range(1, 36))
    assert [row.number for row in book.conditions] == list(range(1, 7))
    assert [row.number for row in book.refusals] == list(range(1, 9))
    assert len(book.duties) == 15


def test_each_condition_and_each_refusal_stands_in_its_article(book: RuleBook) -> None:
    numerals = "一二三四五六七八"

    for article, rows in ((12, book.conditions), (13, book.refusals)):
        text = book.articles[article - 1].text
        for row in rows:
            assert f"（{numerals[row.number - 1]}）{row.text}" in text


def test_each_duty_stands_in_its_article_or_on_the_form(book: RuleBook) -> None:
    everything = "".join(row.text for row in book.articles) + "".join(book.form("report_registration").notes)

    for duty in book.duties:
        assert duty.text in everything


# ---------------------------------------------------------------- conditions and refusals


def test_a_sound_report_meets_every_condition_and_is_refused_on_no_ground(book: RuleBook) -> None:
    assert unmet(book) == []
    assert refused(book) == []


def test_a_named_reporter_may_bring_evidence_or_clues(book: RuleBook) -> None:
    """DOMAIN 8."""
    assert unmet(book, evidence="clues") == []
    assert refused(book, evidence="clues") == []
    assert unmet(book, evidence="nothing") == [5]


def test_for_an_anonymous_reporter_clues_alone_are_not_enough(book: RuleBook) -> None:
    """DOMAIN 8."""
    assert refused(book, reporter_mode="anonymous", evidence="material") == []
    assert refused(book, reporter_mode="anonymous", evidence="clues") == [5]
    assert refused(book, reporter_mode="anonymous", evidence="nothing") == [5]


def test_an_anonymous_report_without_evidence_can_be_completed_in_two_ways(book: RuleBook) -> None:
    complete = book.refusals[4].complete or ""

    assert "证据材料" in complete
    assert "实名" in complete


def test_a_repeated_report_without_anything_new_is_refused_pending_and_closed_alike(book: RuleBook) -> None:
    """DOMAIN 9."""
    assert refused(book, repeat="pending_nothing_new") == [1]
    assert refused(book, repeat="closed_nothing_new") == [2]
    assert refused(book, repeat="new_facts") == []
    for row in book.refusals[:2]:
        assert "再次举报" in (row.complete or "")


def test_a_fined_party_cannot_report_its_own_penalty(book: RuleBook) -> None:
    """DOMAIN 10."""
    assert refused(book, other_route="yes") == [3]
    assert refused(book, other_department="yes") == [4]
    assert book.refusals[2].complete is None
    assert "行政复议" in (book.refusals[2].instead or "")


def test_a_report_without_respondent_or_facts_is_incomplete(book: RuleBook) -> None:
    assert unmet(book, respondent_known="no") == [3]
    assert unmet(book, facts_known="no") == [4]
    assert refused(book, respondent_known="no", facts_known="no") == [7]
    assert refused(book, respondent_gone="yes") == [6]
    assert unmet(book, violation_place="elsewhere") == [1]


def test_the_last_ground_is_never_decided_by_a_machine(book: RuleBook) -> None:
    names = {name for row in book.refusals for name in row.when}
    values = [[option.value for option in book.fact(name).options] for name in sorted(names)]

    assert book.refusals[7].when == {}
    for combination in product(*values):
        assert 8 not in refused(book, **dict(zip(sorted(names), combination, strict=True)))


def test_only_the_use_of_the_fund_is_within_the_rules(book: RuleBook) -> None:
    """DOMAIN 15: prices, tenders and enrolment by employers are outside art. 2."""
    assert book.conditions[1].situations == ("B1-1",)
    assert "使用" in book.articles[1].text


def test_supplementary_funds_are_handled_by_analogy_and_not_excluded(book: RuleBook) -> None:
    """DOMAIN 15."""
    article = book.articles[32]

    assert article.clause == "第三十三条"
    for fund in ("大病保险", "大额医疗费用补助", "公务员医疗补助"):
        assert fund in article.text
    assert "参照" in article.plain


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (19, "告知举报人直接向有处理权限的"),  # DOMAIN 14: told, not transferred
        (20, "及时将举报移交"),
        (7, "移交医疗保障行政部门处理"),
        (23, "不再将处理结果告知举报人"),  # DOMAIN 13
        (32, "可以告知通过相应途径提出"),  # DOMAIN 11
        (28, "举报奖励实施细则"),  # DOMAIN 16, 22: amounts are in another document
    ],
)
def test_the_articles_a_quick_reader_mixes_up_say_what_they_say(book: RuleBook, number: int, words: str) -> None:
    assert words in book.articles[number - 1].text


def test_no_reward_amount_is_known(book: RuleBook) -> None:
    assert "元" not in book.articles[27].text
    assert "另一份文件" in book.articles[27].plain


# ---------------------------------------------------------------- time rules


def test_seven_rules_of_chongqing_have_a_figure_or_a_date(book: RuleBook) -> None:
    rules = [row for row in book.periods if row.source == "cq2023"]

    assert [(row.clause, row.number, row.unit, row.fixed_date) for row in rules] == [
        ("第十五条", 5, "working_day", None),
        ("第二十一条", 7, "working_day", None),
        ("第二十五条", 5, "working_day", None),
        ("第三十条", 1, "year", None),
        ("第三十一条", 0, "day", "05"),
        ("第三十一条", 0, "year", "12-31"),
        ("第三十五条", 0, "day", "2023-12-01"),
    ]


def test_the_five_days_run_from_the_decision_to_open_a_case_and_only_towards_a_named_reporter(book: RuleBook) -> None:
    """DOMAIN 12."""
    (told,) = [row for row in book.periods_for("B1-1", region_code=CHONGQING) if row.place == CHONGQING]

    assert told.id == "cq2023-time-15"
    assert told.starts == "作出是否立案决定之日"
    assert told.towards == "实名举报人"
    assert told.includes_first_day is None
    assert "不是从您举报那天算" in told.text


def test_archiving_and_quarrels_about_jurisdiction_are_no_promise_to_a_citizen(book: RuleBook) -> None:
    """DOMAIN 12."""
    internal = {row.clause for row in book.periods if row.source == "cq2023" and row.internal}

    assert {"第二十一条", "第二十五条"} <= internal
    assert "第十五条" not in internal


def test_a_rule_of_chongqing_is_told_to_nobody_elsewhere(book: RuleBook) -> None:
    for place in book.places:
        told = {row.place for situation in book.situations for row in book.periods_for(
            situation.id, region_code=place.region_code)}  # fmt: skip
        assert told <= {None, place.region_code}
    assert all(row.place is None for row in book.periods_for("B1-1"))
    assert all(row.place is None for row in book.periods_for("B1-1", region_code=JILIN))


def test_a_report_about_prices_gets_no_time_rule_of_the_fund(book: RuleBook) -> None:
    for situation in ("B1-2", "B1-3", "B2-1"):
        assert book.periods_for(situation, region_code=CHONGQING) == ()


# ---------------------------------------------------------------- the form


def test_the_form_has_twenty_fields_two_of_them_check_boxes(book: RuleBook) -> None:
    form = book.form("report_registration")
    boxes = {field.id: len(field.options) for field in form.fields if field.options}

    assert len(form.fields) == 20
    assert boxes == {"info_source": 8, "respondent_kind": 4}


def test_mandatory_are_the_respondents_name_or_unit_and_the_content(book: RuleBook) -> None:
    """DOMAIN 16."""
    form = book.form("report_registration")

    assert form.mandatory_rule == (("respondent_name", "respondent_org"), ("content",))
    assert [field.id for field in form.fields if field.mandatory] == ["content"]


def test_exactly_the_reporters_own_data_are_sealed_and_left_out_of_an_anonymous_form(book: RuleBook) -> None:
    form = book.form("report_registration")
    sealed = {field.id for field in form.fields if field.sealed}

    assert sealed == {field.id for field in form.fields if field.group == "举报人"}
    assert sealed == set(form.named_only)
    assert len(sealed) == 6


def test_every_field_that_is_asked_can_be_understood_without_the_form(book: RuleBook) -> None:
    asked = [field for field in book.form("report_registration").fields if field.ask]

    assert len(asked) == 9
    for field in asked:
        assert field.question.endswith(("？", "。"))
        assert len(field.question) <= 45
        assert field.hint
        assert field.aliases or field.kind == "choice"


def test_fields_with_the_same_word_have_captions_of_their_own(book: RuleBook) -> None:
    form = book.form("report_registration")

    assert len({field.caption for field in form.fields}) == 20
    assert len({field.label for field in form.fields}) < 20


def test_what_a_citizen_calls_a_field_means_one_field(book: RuleBook) -> None:
    asked: list[FormField] = [field for field in book.form("report_registration").fields if field.ask]

    words = [word for field in asked for word in {field.caption, *field.aliases}]

    assert len(set(words)) == len(words)


def test_the_kind_of_institution_is_recognised_by_one_option_only(book: RuleBook) -> None:
    words = book.form("report_registration").field("respondent_kind").option_words

    assert set(words) == {"个人", "定点医疗机构", "定点药店", "其他"}
    for first, second in combinations(words.values(), 2):
        assert not set(first) & set(second)
