"""The rule book as a whole: dates, version, lookups, what may be cited."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from knowledge import FrozenMapping, NotCitable, RuleBook, UnknownRow
from tests.knowledge.minimal_tables import minimal_tables

OTHER_PLAIN = "changed"


def amended(root: Path) -> None:
    """The first channel ends with 2024; from 2025 on the way is court at once."""
    channels = root / "channels.yml"
    text = channels.read_text(encoding="utf-8").replace(
        "  - id: channel-1\n", "  - id: channel-1\n    effective_to: 2024-12-31\n"
    )
    text += (
        "  - id: channel-1\n    situations: [A1-1]\n    effective_from: 2025-01-01\n    quote: 可起诉。\n"
        "    steps: [{order: 1, remedy: court, relation: first, text: 可以起诉。}]\n"
    )
    channels.write_text(text, encoding="utf-8")


# ---------------------------------------------------------------- dates


def test_a_rule_holds_on_its_last_day_and_its_successor_on_the_next(tmp_path: Path) -> None:
    root = minimal_tables(tmp_path)
    amended(root)
    book = RuleBook.load(root)

    last_day = book.as_of(date(2024, 12, 31)).channels_for("A1-1")
    next_day = book.as_of(date(2025, 1, 1)).channels_for("A1-1")

    assert [channel.steps[0].remedy for channel in last_day] == ["review"]
    assert [channel.steps[0].remedy for channel in next_day] == ["court"]


def test_a_book_without_a_day_answers_with_the_latest_entry(tmp_path: Path) -> None:
    root = minimal_tables(tmp_path)
    amended(root)

    book = RuleBook.load(root)

    assert [channel.steps[0].remedy for channel in book.channels_for("A1-1")] == ["court"]


def test_an_amendment_that_leaves_a_day_without_a_rule_is_refused(tmp_path: Path) -> None:
    root = minimal_tables(tmp_path)
    amended(root)
    channels = root / "channels.yml"
    text = channels.read_text(encoding="utf-8").replace("effective_to: 2024-12-31", "effective_to: 2024-12-30")
    channels.write_text(text, encoding="utf-8")

    with pytest.raises(Exception, match="on 2024-12-31 situation A1-1 has 0 channels"):
        RuleBook.load(root)


def test_before_the_first_rule_there_is_none(book: RuleBook) -> None:
    early = book.as_of(date(2023, 12, 31))

    with pytest.raises(UnknownRow, match="A2-7"):
        early.situation("A2-7")
    assert len(early.articles) == 35  # the Chongqing rules were in force from 1 December 2023


def test_the_chongqing_rules_are_in_force_from_their_first_day(book: RuleBook) -> None:
    assert book.as_of(date(2023, 11, 30)).articles == ()
    assert len(book.as_of(date(2023, 12, 1)).articles) == 35


def test_two_days_between_which_no_rule_changes_share_one_book(book: RuleBook) -> None:
    assert book.as_of(date(2026, 3, 1)) is book.as_of(date(2026, 3, 2))


# ---------------------------------------------------------------- version


def test_the_version_is_the_same_for_every_load_and_every_day(book: RuleBook) -> None:
    assert RuleBook.load().version == book.version == book.as_of(date(2025, 1, 1)).version
    assert len(book.version) == 16
    assert int(book.version, 16) >= 0


def test_the_version_does_not_depend_on_where_a_value_is_written_or_in_which_order(tmp_path: Path) -> None:
    plain = minimal_tables(tmp_path / "a")
    rewritten = minimal_tables(tmp_path / "b")
    (rewritten / "replies.yml").unlink()
    (rewritten / "aa_words.yml").write_text(
        "table: replies\nrows:\n  - checked_by: tester\n    slots: [name]\n    id: hello\n    text: 您好，{name}。\n"
        "    source: house\n    clause: 约定\n    checked_on: 2024-01-02\n    effective_from: 2024-01-01\n",
        encoding="utf-8",
    )

    assert RuleBook.load(plain).version == RuleBook.load(rewritten).version


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("replies.yml", "您好", "你好"),
        ("channels.yml", "order: 2, remedy: court, relation: then", "order: 2, remedy: court, relation: or"),
        ("policy.yml", "ask_limit: 2", "ask_limit: 3"),
        ("sources.yml", "某清单", "新清单"),
    ],
)
def test_the_version_changes_with_any_rule_reply_threshold_or_source(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    root = minimal_tables(tmp_path)
    before = RuleBook.load(root).version
    text = (root / file).read_text(encoding="utf-8")
    assert old in text

    (root / file).write_text(text.replace(old, new), encoding="utf-8")

    assert RuleBook.load(root).version != before


# ---------------------------------------------------------------- lookups


@pytest.mark.parametrize(
    ("ask", "missing"),
    [
        (lambda book: book.situation("A9-9"), "A9-9"),
        (lambda book: book.channels_for("A9-9"), "A9-9"),
        (lambda book: book.handler("A9-9", "220000"), "A9-9"),
        (lambda book: book.row("nothing"), "nothing"),
        (lambda book: book.citation("nothing"), "nothing"),
        (lambda book: book.reply("nothing"), "nothing"),
        (lambda book: book.form("nothing"), "nothing"),
        (lambda book: book.confusion("A1-1", "A9-9"), "A9-9"),
        (lambda book: book.rows("nothing"), "nothing"),
        (lambda book: book.source("nothing"), "nothing"),
    ],
)
def test_asking_for_what_is_not_there_names_it(book: RuleBook, ask: object, missing: str) -> None:
    with pytest.raises(UnknownRow, match=missing):
        ask(book)  # type: ignore[operator]


def test_a_citation_carries_title_clause_and_the_words_of_the_document(book: RuleBook) -> None:
    citation = book.citation("jl2024-channel-A2-2-10-refused")

    assert citation.title == "吉林省医疗保障领域依法分类处理信访诉求事项清单（2024年版）"
    assert citation.clause == "一（二）2第2段第1句"
    assert citation.quote.startswith("对于前款第2至第10种情形，不认可医保经办机构作出的不予受理决定的")


def test_our_own_conventions_cannot_be_cited_as_law(book: RuleBook) -> None:
    for row_id in ("decision_kind", "greeting", "ask-default", "consult"):
        with pytest.raises(NotCitable, match=row_id):
            book.citation(row_id)


def test_every_row_a_citizen_is_answered_from_can_be_cited(book: RuleBook) -> None:
    answered = [
        *book.situations, *book.channels, *book.bases, *book.periods, *book.conditions, *book.refusals,
        *book.articles, *book.duties, *book.powers, *book.rows("law_notes"), *book.rows("hotlines"),
    ]  # fmt: skip

    for row in answered:
        assert book.citation(row.id).clause


def test_every_row_has_a_clause_and_a_day_of_checking(book: RuleBook) -> None:
    for row in book.rows():
        assert row.clause.strip()
        assert row.checked_by.strip()
        assert date(2024, 1, 1) <= row.checked_on <= date(2027, 1, 1)


def test_a_row_says_in_which_file_and_line_it_stands(book: RuleBook) -> None:
    file, line = book.origin(book.situation("A1-1")).split(":")

    text = (Path(__file__).parents[2] / "knowledge" / "tables" / file).read_text(encoding="utf-8")
    assert "id: A1-1" in text.splitlines()[int(line) - 1]


def test_a_row_cannot_be_changed(book: RuleBook) -> None:
    situation = book.situation("A1-1")

    with pytest.raises(FrozenInstanceError):
        situation.plain = OTHER_PLAIN  # type: ignore[misc]
    with pytest.raises(TypeError):
        book.channels_for("A2-7")[0].when["decision_kind"] = OTHER_PLAIN  # type: ignore[index]


def test_the_book_can_be_sent_to_another_process(book: RuleBook) -> None:
    copy = pickle.loads(pickle.dumps(book))  # noqa: S301

    assert copy.version == book.version
    assert copy.channels_for("A2-7") == book.channels_for("A2-7")
    assert {hash(row) for row in copy.channels} == {hash(row) for row in book.channels}


def test_a_frozen_mapping_equals_the_dict_of_its_items() -> None:
    mapping = FrozenMapping({"a": 1, "b": 2})

    assert mapping == {"b": 2, "a": 1}
    assert hash(mapping) == hash(FrozenMapping({"b": 2, "a": 1}))
    assert len({mapping, FrozenMapping({"a": 1})}) == 2
