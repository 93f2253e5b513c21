"""The JSON schemas and the row classes say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import knowledge
from knowledge import Policy, Row, Source, errors, rows
from knowledge.load import ROW_CLASSES
from knowledge.shape import schema, table_names

CLASSES: dict[str, type] = {**ROW_CLASSES, "sources": Source, "policy": Policy}


def objects(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object schema inside a schema, with where it stands."""
    if isinstance(part, dict):
        if part.get("type") == "object":
            yield path, part
        for key, inner in part.items():
            yield from objects(inner, f"{path}/{key}")
    elif isinstance(part, list):
        for index, inner in enumerate(part):
            yield from objects(inner, f"{path}/{index}")


def test_every_table_has_a_class_and_every_class_a_table() -> None:
    assert table_names() == set(CLASSES)


@pytest.mark.parametrize("table", sorted(CLASSES))
def test_a_schema_is_itself_valid_and_allows_no_extra_key_anywhere(table: str) -> None:
    whole = schema(table)

    Draft202012Validator.check_schema(dict(whole))
    found = list(objects(dict(whole)))
    assert found
    for path, part in found:
        extra = part.get("additionalProperties")
        assert extra is False or isinstance(extra, dict), f"{table}{path}"


@pytest.mark.parametrize("table", sorted(CLASSES))
def test_a_schema_knows_exactly_the_fields_of_its_class(table: str) -> None:
    assert set(schema(table)["properties"]) == {field.name for field in fields(CLASSES[table])}


def test_no_row_loads_without_source_clause_dates_and_checker() -> None:
    for table in ROW_CLASSES:
        needed = {"id", "source", "clause", "effective_from", "checked_on", "checked_by"}
        assert needed <= set(schema(table)["required"])


def test_the_package_shows_every_row_class_and_every_error() -> None:
    shown = set(knowledge.__all__)

    assert set(rows.__all__) <= shown
    assert {name for name in vars(errors) if name[0].isupper() and isinstance(getattr(errors, name), type)} <= (
        shown | {"ClassVar"}
    )
    assert all(hasattr(knowledge, name) for name in shown)


def test_every_error_has_a_code_of_its_own_and_stands_in_the_tree_of_the_docstring() -> None:
    tree = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    codes = [kind.code for kind in tree if issubclass(kind, errors.KnowledgeError)]

    assert len(set(codes)) == len(codes) >= 12
    for kind in tree:
        assert kind.__name__ in (errors.__doc__ or "")


def test_rows_are_frozen_and_have_no_room_for_other_values() -> None:
    for cls in {Row, *ROW_CLASSES.values()}:
        assert not hasattr(cls, "__dict__") or "__dict__" not in cls.__slots__  # type: ignore[attr-defined]
        assert cls.__dataclass_params__.frozen  # type: ignore[attr-defined]
