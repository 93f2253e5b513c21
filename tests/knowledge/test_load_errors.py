"""One broken table per error: the message names file, line and row, says what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import (
    DateError,
    DuplicateKey,
    DuplicateRow,
    ForeignPlace,
    RuleBook,
    RuleError,
    ShapeError,
    TableError,
    UnknownReference,
    UnknownTable,
    UnreadableTable,
)
from tests.knowledge.minimal_tables import BROKEN, minimal_tables, with_broken

CASES: list[tuple[str, type[TableError], int, str, list[str]]] = [
    ("not_yaml", UnreadableTable, 4, "", ["not YAML", "Correct this line"]),
    ("duplicate_key", DuplicateKey, 12, "A1-9", ["'quote' stands twice", "line 6"]),
    ("no_table", ShapeError, 1, "", ["does not begin with", "situations"]),
    ("unknown_table", UnknownTable, 2, "", ["no table 'situation'", "Use one of"]),
    ("key_beside_rows", ShapeError, 3, "", ["unexpected key 'remarks'", "Remove it"]),
    ("rows_not_a_list", ShapeError, 3, "", ["not a list", "under `rows:`"]),
    ("entry_not_a_mapping", ShapeError, 4, "", ["lacks"]),
    ("missing_clause", ShapeError, 4, "A1-9", ["lacks 'clause'", "No clause, no load"]),
    ("missing_key", ShapeError, 5, "A1-9", ["lacks 'quote'", "Add `quote:`"]),
    ("extra_key", ShapeError, 5, "A1-9", ["unexpected key 'deadline'", "known keys are"]),
    ("extra_key_inside", ShapeError, 8, "channel-9", ["steps.0", "unexpected key 'days'"]),
    ("number_for_text", ShapeError, 6, "own-9", ["place is 110000", "Put quotes around it"]),
    ("value_not_allowed", ShapeError, 8, "channel-9", ['"appeal"', "review, court, recheck"]),
    ("bad_pattern", ShapeError, 10, "own-9", ["请拨总机", "does not match"]),
    ("too_long", ShapeError, 10, "A1-9", ["longer than 18", "Shorten it"]),
    ("too_few", ShapeError, 11, "A1-9", ["keywords is too short", "at least 8"]),
    ("empty_text", ShapeError, 6, "A1-9", ["quote is too short or empty"]),
    ("impossible_date", DateError, 5, "later", ["day is out of range", "YYYY-MM-DD"]),
    ("ends_before_it_begins", DateError, 5, "later", ["ends on 2023-12-31 before it begins on 2024-01-01"]),
    (
        "same_id_overlapping_days",
        DuplicateRow,
        5,
        "A1-1",
        ["in force on 2025-01-01", "situations.yml:12", "effective_to"],
    ),
    ("same_id_same_day", DuplicateRow, 5, "A1-1", ["situations.yml:12", "begins on the same day"]),
    ("same_id_two_tables", DuplicateRow, 5, "A1-1", ["also stands in table situations", "another id"]),
    ("second_source", RuleError, 4, "list", ["already described at sources.yml:4"]),
    ("unknown_source", UnknownReference, 5, "later", ["source 'nowhere'", "sources.yml"]),
    ("no_quote_no_reason", RuleError, 5, "report", ["neither quote nor note"]),
    ("unknown_situation", UnknownReference, 5, "channel-9", ["situation 'A1-7'"]),
    ("unknown_category", UnknownReference, 5, "A1-9", ["category 'report'", "categories.yml"]),
    ("unknown_fact", UnknownReference, 5, "channel-9", ["fact 'amount'", "facts.yml"]),
    ("unknown_fact_value", UnknownReference, 5, "refusal-1", ["value of fact decision 'maybe'"]),
    ("unknown_place", UnknownReference, 5, "own-9", ["place '130000'", "places.yml"]),
    ("unknown_power", UnknownReference, 5, "own-A1-2", ["power 'own-7'"]),
    ("unknown_topic", UnknownReference, 5, "own-service", ["topic 'consult_dental'"]),
    ("unknown_reply", UnknownReference, 5, "alert", ["reply 'calm_down'"]),
    ("unknown_reading", UnknownReference, 5, "ask", ["reading 'Z9-9'"]),
    ("steps_out_of_order", RuleError, 5, "channel-9", ["numbers its steps [1, 3]"]),
    ("no_first_step", RuleError, 5, "channel-9", ["relations ['or']", "`first` to the first step"]),
    ("label_without_when", RuleError, 5, "channel-9", ["label without `when`"]),
    ("two_channels", RuleError, 5, "channel-9", ["A1-1 has 2 channels", "exactly one channel"]),
    ("no_channel", RuleError, 5, "A1-9", ["A1-9 has 0 channels"]),
    ("option_twice", RuleError, 5, "again", ["one value twice"]),
    ("period_of_nothing", RuleError, 5, "period-9", ["either a number of units or a fixed date"]),
    ("period_moves_without_a_note", RuleError, 5, "period-9", ["moves off a holiday without a note"]),
    ("period_of_a_power_without_its_kind", RuleError, 5, "period-9", ["`power` without `limit`"]),
    ("period_for_nobody", UnknownReference, 5, "period-9", ["remedy 'mediation'"]),
    ("period_of_another_place", ForeignPlace, 5, "period-9", ["is for place None but its source is not"]),
    ("field_twice", RuleError, 5, "form", ["two fields with one id"]),
    ("field_asked_without_question", RuleError, 5, "form", ["asks for field name without a question"]),
    ("choice_without_options", RuleError, 5, "form", ["field name: options belong to a choice"]),
    ("mandatory_field_missing", UnknownReference, 5, "form", ["field 'content'"]),
    ("form_of_no_category", UnknownReference, 5, "form", ["category 'consult'"]),
    ("form_serves_nothing", UnknownReference, 5, "form", ["remedy or category 'mediation'"]),
    ("pre_check_of_nothing", UnknownReference, 5, "form", ["fact 'weather'"]),
    ("field_of_no_source", UnknownReference, 5, "form", ["source 'nowhere'"]),
    ("form_tells_no_law", RuleError, 5, "form", ["tells A1-1", "neither a time rule nor a note of law"]),
    ("number_letters_twice", RuleError, 5, "form", ["begins its numbers with SQ", "form-2"]),
    ("list_of_another_place", ForeignPlace, 5, "third", ["list own", "another place"]),
    ("outside_what_it_covers", RuleError, 5, "third", ["'14'", "covers"]),
    ("handler_without_power_or_gap", RuleError, 5, "own-A1-2", ["no power and no gap"]),
    ("handler_twice", RuleError, 5, "own-A1-1-again", ["A1-1 in 110000", "own-A1-1"]),
    ("service_without_power_or_gap", RuleError, 5, "own-service", ["no power and no gap"]),
    ("power_of_another_place", ForeignPlace, 5, "own-A1-2", ["belongs to 110000", "foreign-1 of 120000"]),
    ("move_of_no_form", UnknownReference, 5, "begin", ["form 'paper'"]),
    ("state_of_no_form", UnknownReference, 5, "begun", ["form 'paper'"]),
    ("department_of_a_question", RuleError, 5, "consult_pay", ["kind consult", "税务部门"]),
    ("slots_not_declared", RuleError, 5, "later", ["slots ['name']", "exactly the braces"]),
]


@pytest.mark.parametrize(("name", "error", "line", "row", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_broken_table_is_refused_with_file_line_row_and_what_to_do(
    tmp_path: Path, name: str, error: type[TableError], line: int, row: str, words: list[str]
) -> None:
    root = with_broken(tmp_path, name)

    with pytest.raises(TableError) as caught:
        RuleBook.load(root)

    assert type(caught.value) is error
    assert (caught.value.file, caught.value.line, caught.value.row) == (f"zz_{name}.yml", line, row)
    assert caught.value.remedy
    for word in [f"zz_{name}.yml:{line}", row, *words]:
        assert word in str(caught.value)


def test_every_broken_table_has_its_case() -> None:
    files = {path.stem for path in BROKEN.glob("*.yml")}

    assert files == {case[0] for case in CASES}


def test_the_minimal_tables_alone_are_in_order(tmp_path: Path) -> None:
    book = RuleBook.load(minimal_tables(tmp_path))

    assert [row.id for row in book.situations] == ["A1-1", "A1-2"]


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    root = minimal_tables(tmp_path)
    (root / "zz.yml").write_bytes("table: 情形".encode("gb18030"))

    with pytest.raises(UnreadableTable, match=r"zz\.yml: byte 7 is not UTF-8\. Save the file as UTF-8"):
        RuleBook.load(root)


def test_a_control_character_is_refused(tmp_path: Path) -> None:
    root = minimal_tables(tmp_path)
    (root / "zz.yml").write_text("table: topics\x00\nrows: []\n", encoding="utf-8")

    with pytest.raises(UnreadableTable, match=r"zz\.yml.*not YAML"):
        RuleBook.load(root)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    root = minimal_tables(tmp_path)
    (root / "zz.yml").write_text("", encoding="utf-8")

    with pytest.raises(ShapeError, match="does not begin with `table: NAME`"):
        RuleBook.load(root)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match="is not a directory"):
        RuleBook.load(tmp_path / "nowhere")


def test_tables_without_a_policy_are_refused(tmp_path: Path) -> None:
    root = minimal_tables(tmp_path)
    (root / "policy.yml").unlink()

    with pytest.raises(RuleError, match="there is no policy"):
        RuleBook.load(root)


def test_a_second_policy_is_refused(tmp_path: Path) -> None:
    root = minimal_tables(tmp_path)
    (root / "zz.yml").write_text((root / "policy.yml").read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(RuleError, match="there is a second policy"):
        RuleBook.load(root)


def test_a_cost_for_a_category_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    root = minimal_tables(tmp_path)
    policy = root / "policy.yml"
    policy.write_text(policy.read_text(encoding="utf-8") + "    appeal>petition: 2\n", encoding="utf-8")

    with pytest.raises(ShapeError, match="appeal>petition"):
        RuleBook.load(root)


def test_a_wrong_default_is_found_on_its_own_line(tmp_path: Path) -> None:
    root = minimal_tables(tmp_path)
    replies = root / "replies.yml"
    text = replies.read_text(encoding="utf-8").replace("checked_by: tester", "checked_by: 7")
    replies.write_text(text, encoding="utf-8")

    with pytest.raises(ShapeError, match=r"replies\.yml:2: row hello: checked_by is 7"):
        RuleBook.load(root)
