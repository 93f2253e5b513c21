"""Any word of the rule book: what is found, in which order, what is marked; that nothing defective passes as sound."""

from __future__ import annotations

import time
from datetime import date

import pytest

from knowledge import Power, RuleBook
from knowledge.passages import KINDS, passages
from knowledge.search import NATIONAL, QUERY_MAX, Hit, around, cited, marks, search, words_of

TODAY = date(2026, 11, 22)


def ids(book: RuleBook, question: str, **filters: str) -> list[str]:
    return [hit.row.id for hit in search(book, question, limit=1000, **filters).hits]


def hit_of(book: RuleBook, question: str, row_id: str) -> Hit:
    return next(hit for hit in search(book, question, limit=1000).hits if hit.row.id == row_id)


# ---------------------------------------------------------------- what is found


def test_every_row_that_holds_a_rule_is_found_by_its_id(book: RuleBook) -> None:
    for kind in KINDS:
        for row in book.all(kind):
            assert ids(book, row.id)[0] == row.id


def test_every_quote_of_a_rule_is_found_by_its_beginning(book: RuleBook) -> None:
    for kind in KINDS:
        for row in book.all(kind):
            if row.quote:
                beginning = "".join(row.quote.split())[:12]
                assert row.id in ids(book, beginning), beginning


@pytest.mark.parametrize("question", ["第十二条", "第12条", " 第１２条　"])
def test_an_article_is_found_by_its_number(book: RuleBook, question: str) -> None:
    assert ids(book, question)[0] == "cq2023-art-12"


def test_a_number_of_days_is_not_found_in_a_greater_one(book: RuleBook) -> None:
    found = set(ids(book, "5个工作日"))

    assert {"cq2023-art-15", "cq2023-time-25"} <= found
    assert found & set(ids(book, "15个工作日")) < found
    assert "XC-QT-1-promised" not in found
    assert marks("15个工作日，5个工作日", ("5个工作日",)) == [(7, 12)]


def test_columns_steps_and_fields_are_found_too(book: RuleBook) -> None:
    assert "HZ-3" in ids(book, "专家论证 风险评估")
    assert "report_registration" in ids(book, "被举报单位")
    assert ids(book, "待遇保障科")


def test_width_case_and_white_space_make_no_difference(book: RuleBook) -> None:
    assert ids(book, "Ａ2－7".replace("－", "-")) == ids(book, "a2-7") == ids(book, "A2-7")
    assert "cq2023-art-12-6" in ids(book, "第十二条第(六)项")


def test_a_question_is_asked_with_its_little_words(book: RuleBook) -> None:
    assert words_of("骗保怎么处罚？") == ("骗保", "处罚")
    assert words_of("怎么办") == ("怎么办",)


# ---------------------------------------------------------------- the order


def test_a_name_and_a_keyword_come_before_a_quote(book: RuleBook) -> None:
    found = ids(book, "异地就医备案")

    assert found[0] == "A2-5"


def test_what_was_typed_in_one_piece_comes_before_its_words_apart(book: RuleBook) -> None:
    found = search(book, "不予受理 决定", limit=1000)
    whole = [
        "不予受理决定" in "".join(f"{h.passage.title}{h.passage.keywords}{h.passage.parts}".split()) for h in found.hits
    ]

    assert found.whole
    assert whole.index(True) == 0


def test_where_no_row_holds_all_words_likeness_is_named_as_such(book: RuleBook) -> None:
    found = search(book, "复查意见")

    assert not found.whole
    assert found.hits[0].row.id == "recheck_application"


@pytest.mark.parametrize("question", ["天气预报", "qwerty", "😀", "龘龘龘"])
def test_where_nothing_fits_nothing_is_found(book: RuleBook, question: str) -> None:
    assert search(book, question).total == 0


@pytest.mark.parametrize("question", ["", "  ", "，。？", "\x00"])
def test_no_word_finds_no_row(book: RuleBook, question: str) -> None:
    assert search(book, question).hits == ()


# ---------------------------------------------------------------- filters and pages


def test_filters_narrow_and_their_counts_are_true(book: RuleBook) -> None:
    everything = search(book, "举报", limit=1000)

    for source, count in everything.by_source.items():
        assert search(book, "举报", source=source).total == count
    for place, count in everything.by_place.items():
        assert search(book, "举报", place=place).total == count
    assert sum(everything.by_source.values()) == everything.total


def test_a_district_has_the_rules_of_its_city_and_elsewhere_those_of_everywhere(book: RuleBook) -> None:
    assert ids(book, "举报", place="500103") == ids(book, "举报", place="500000")
    assert ids(book, "举报", place="130000") == ids(book, "举报", place=NATIONAL)


def test_a_source_can_be_leafed_through_without_a_word(book: RuleBook) -> None:
    found = search(book, "", source="law-xfgz-2022", limit=1000)

    assert found.total == sum(row.source == "law-xfgz-2022" for kind in KINDS for row in book.all(kind))


def test_pages_together_are_the_whole(book: RuleBook) -> None:
    pages = [hit.row.id for at in range(0, 200, 7) for hit in search(book, "医保", offset=at, limit=7).hits]

    assert pages == ids(book, "医保")[: len(pages)]
    assert len(pages) == len(set(pages))


def test_a_rule_not_yet_in_force_is_not_found(book: RuleBook) -> None:
    assert "cq2023-art-12" not in ids(book.as_of(date(2023, 11, 30)), "第十二条")


# ---------------------------------------------------------------- marks and context


def test_words_are_marked_where_they_stand_across_white_space() -> None:
    text = "不予 受理；Ａ２；不予受理"

    assert [text[begin:end] for begin, end in marks(text, ("不予受理", "a2"))] == ["不予 受理", "Ａ２", "不予受理"]


def test_marks_never_overlap() -> None:
    assert marks("举报人举报", ("举报", "举报人", "报人")) == [(0, 5)]
    assert marks("", ("x",)) == []


def test_a_row_stands_between_its_neighbours_in_its_article(book: RuleBook) -> None:
    article, before, after = around(book, book.row("cq2023-art-12-2"))

    assert [row and row.id for row in (article, before, after)] == [
        "cq2023-art-12", "cq2023-art-12-1", "cq2023-art-12-3",
    ]  # fmt: skip
    assert around(book, book.row("cq2023-art-1"))[1] is None


# ---------------------------------------------------------------- soundness and citation


def test_a_citation_names_document_clause_source_and_row(book: RuleBook) -> None:
    assert cited(book, hit_of(book, "实名举报人的信息", "cq2023-duty-10")) == (
        "“对实名举报人的信息予以严格保密”\n"
        "——《重庆市医疗保障基金使用监督管理举报处理实施细则》（渝医保发〔2023〕27号）第十条第一款，"
        "来源 cq2023，规则 cq2023-duty-10"
    )


def test_our_own_convention_is_never_cited_as_law(book: RuleBook) -> None:
    words = cited(book, hit_of(book, "term-review", "term-review"))

    assert "不是法律依据" in words
    assert "《" not in words


def test_whatever_is_recorded_as_defective_is_found_as_defective(book: RuleBook) -> None:
    known = {passage.row.id: passage for passage in passages(book)}

    for power in book.powers:
        assert known[power.id].sound == (not power.defects and power.quotable), power.id
    for chart in book.flow_charts:
        assert not known[chart.id].sound


def test_no_defective_words_are_ever_cited(book: RuleBook) -> None:
    for power in book.powers:
        for defect in power.defects:
            evidence = "".join(defect.evidence.split())
            if len(evidence) < 4:
                continue
            for hit in search(book, evidence[:QUERY_MAX], limit=1000).hits:
                if hit.row.id == power.id:
                    words = "".join(cited(book, hit).split())
                    assert evidence not in words, (power.id, evidence)
                    assert "缺陷，引用前请核对" in words


def test_sentences_that_may_not_be_quoted_are_no_sound_part(book: RuleBook) -> None:
    for passage in passages(book):
        if isinstance(passage.row, Power) and not passage.row.quotable:
            long = [part for part in passage.parts if part.heading in ("办理环节", "实施依据", "责任事项", "履责方式")]
            assert all(part.fault for part in long), passage.row.id


# ---------------------------------------------------------------- speed


def test_a_search_of_the_whole_book_is_quick(book: RuleBook) -> None:
    questions = ["法", "医疗保障", "行政复议 期限", "复核", "我妈住院的钱医保一直不给报问了好几次都说不行该找谁去说理"]
    search(book, "先建索引")

    for question in questions:
        spans = []
        for _ in range(5):
            begun = time.perf_counter()
            search(book, question)
            spans.append(time.perf_counter() - begun)
        assert min(spans) < 0.020, question
