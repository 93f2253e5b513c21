"""Does an entry have the shape its table demands? JSON Schema, with messages a person can act on.

The schemas stand in `knowledge/schemas/`, one per table; `row.yml` holds what every row carries and is merged into all
tables but `sources` and `policy`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from knowledge.errors import ShapeError, UnknownTable
from knowledge.lined_yaml import LinedDocument, Path_

SCHEMAS = Path(__file__).parent / "schemas"
NOT_ROWS = frozenset({"sources", "policy"})


@cache
def table_names() -> frozenset[str]:
    """The tables that have a schema."""
    return frozenset(path.stem for path in SCHEMAS.glob("*.yml")) - {"row"}


@cache
def schema(table: str) -> Mapping[str, Any]:
    """The complete schema of one entry of `table`."""
    own: dict[str, Any] = yaml.safe_load((SCHEMAS / f"{table}.yml").read_text(encoding="utf-8"))
    if table in NOT_ROWS:
        return own
    common: dict[str, Any] = yaml.safe_load((SCHEMAS / "row.yml").read_text(encoding="utf-8"))
    return {
        **own,
        "properties": {**common["properties"], **own["properties"]},
        "required": [*common["required"], *own.get("required", ())],
        "$defs": {**common.get("$defs", {}), **own.get("$defs", {})},
    }


@cache
def _validator(table: str) -> Draft202012Validator:
    return Draft202012Validator(schema(table))


def check_table_name(document: LinedDocument) -> str:
    """The table a file belongs to. Raises UnknownTable, ShapeError."""
    data = document.data
    if not isinstance(data, dict) or "table" not in data:
        raise ShapeError(
            file=document.file,
            line=1,
            row="",
            problem="the file does not begin with `table: NAME`.",
            remedy=f"Add it; the tables are {', '.join(sorted(table_names()))}.",
        )
    table = str(data["table"])
    if table not in table_names():
        raise UnknownTable(
            file=document.file,
            line=document.line(("table",)),
            row="",
            problem=f"there is no table {table!r}.",
            remedy=f"Use one of {', '.join(sorted(table_names()))}.",
        )
    body = "policy" if table == "policy" else "rows"
    extra = sorted(set(data) - {"table", "defaults", body})
    if extra:
        raise ShapeError(
            file=document.file,
            line=document.line((extra[0],)),
            row="",
            problem=f"unexpected key {extra[0]!r} beside `table`, `defaults` and `{body}`.",
            remedy="Remove it, or move it into a row.",
        )
    if not isinstance(data.get(body), dict if body == "policy" else list):
        raise ShapeError(
            file=document.file,
            line=document.line((body,)),
            row="",
            problem=f"`{body}` is missing or not a {'mapping' if body == 'policy' else 'list'}.",
            remedy=f"Write the entries under `{body}:`.",
        )
    return table


def check_entry(table: str, entry: Mapping[str, Any], document: LinedDocument, path: Path_) -> None:
    """Raise ShapeError for the first thing the schema refuses in `entry`, which stands at `path` of the document."""
    errors = sorted(_validator(table).iter_errors(entry), key=lambda error: [str(step) for step in error.absolute_path])
    if not errors:
        return
    error = errors[0]
    inner: Path_ = tuple(error.absolute_path)
    problem, remedy = _words(error)
    line = document.line((*path, *inner))
    if inner and (*path, inner[0]) not in document.lines and ("defaults", inner[0]) in document.lines:
        line = document.line(("defaults", *inner))
    raise ShapeError(file=document.file, line=line, row=str(entry.get("id", "")), problem=problem, remedy=remedy)


def _words(error: ValidationError) -> tuple[str, str]:
    where = ".".join(str(step) for step in error.absolute_path) or "the entry"
    value = json.dumps(error.instance, ensure_ascii=False, default=str)
    shown = value if len(value) <= 60 else value[:57] + "..."
    rule, wanted = str(error.validator), cast(Any, error.validator_value)
    if rule == "required":
        missing = next(key for key in wanted if key not in cast(dict[str, Any], error.instance))
        why = " No clause, no load." if missing == "clause" else ""
        return f"{where} lacks {missing!r}.{why}", f"Add `{missing}:` to the row or to `defaults`."
    if rule == "additionalProperties":
        known = sorted(cast(dict[str, Any], error.schema).get("properties", {}))
        extra = min(set(cast(dict[str, Any], error.instance)) - set(known))
        return f"{where} has an unexpected key {extra!r}.", f"Remove it; known keys are {', '.join(known)}."
    if rule == "type":
        hint = " Put quotes around it." if wanted == "string" and isinstance(error.instance, int | float) else ""
        return f"{where} is {shown}, not of type {wanted}.", f"Write a {wanted}.{hint}"
    if rule == "enum":
        return f"{where} is {shown}.", f"Use one of {', '.join(str(item) for item in wanted)}."
    if rule == "pattern":
        return f"{where} is {shown}, which does not match {wanted}.", "Correct the value."
    if rule in {"minLength", "minItems", "minProperties"}:
        return f"{where} is too short or empty.", f"Give at least {wanted}."
    if rule in {"maxLength", "maxItems"}:
        return f"{where} is longer than {wanted}: {shown}.", "Shorten it."
    return f"{where}: {error.message[:160]}.", "Correct the value."
