"""Reading the tables: every YAML file under a root, each entry checked, dated and turned into a row.

A file of a table reads

    table: situations
    defaults: {source: jl2024, clause: "...", effective_from: 2024-01-01, checked_on: 2025-11-22, checked_by: K1}
    rows:
      - id: A1-1
        quote: ...

`defaults` are laid under each row. Several files may feed one table (`powers/*.yml`, `handlers*.yml`); they are read in
the order of their names. `policy.yml` has one mapping `policy:` instead of rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from knowledge import lined_yaml, shape
from knowledge.build import build
from knowledge.errors import DateError, DuplicateRow, RuleError, UnreadableTable
from knowledge.lined_yaml import LinedDocument, Path_
from knowledge.rows import (
    Alert,
    Article,
    Basis,
    CaseMove,
    CaseState,
    Category,
    Channel,
    Command,
    Condition,
    Confusion,
    Cue,
    Duty,
    Fact,
    FlowChart,
    Form,
    HandlerRule,
    Hotline,
    JurisdictionRule,
    LawNote,
    Period,
    Place,
    Policy,
    Power,
    PowerList,
    Refusal,
    Reply,
    Row,
    Service,
    Situation,
    Source,
    Term,
    Topic,
)

TABLES = Path(__file__).parent / "tables"

ROW_CLASSES: Mapping[str, type[Row]] = {
    "categories": Category,
    "situations": Situation,
    "channels": Channel,
    "bases": Basis,
    "facts": Fact,
    "confusions": Confusion,
    "periods": Period,
    "law_notes": LawNote,
    "articles": Article,
    "conditions": Condition,
    "refusals": Refusal,
    "duties": Duty,
    "forms": Form,
    "case_states": CaseState,
    "case_moves": CaseMove,
    "places": Place,
    "lists": PowerList,
    "powers": Power,
    "flowcharts": FlowChart,
    "handlers": HandlerRule,
    "services": Service,
    "jurisdictions": JurisdictionRule,
    "topics": Topic,
    "glossary": Term,
    "hotlines": Hotline,
    "alerts": Alert,
    "commands": Command,
    "cues": Cue,
    "replies": Reply,
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row was written; for messages and for the administrator who looks it up."""

    file: str
    line: int


@dataclass(slots=True)
class Tables:
    """Everything read from one root, not yet cross-checked. `raw` holds the plain entries, for the version."""

    sources: dict[str, Source] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in ROW_CLASSES})
    policy: Policy | None = None
    origins: dict[tuple[str, str, date | None], Origin] = field(default_factory=dict)
    """(class, id, effective_from) -> where the entry stands; a source has no date here."""
    raw: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def origin(self, row: Row) -> Origin:
        """Where this entry stands."""
        return self.origins[_key(row)]


def read_tables(root: Path | None = None) -> Tables:
    """Every row under `root` (default: the tables of this package), each one of the right shape.

    Raises TableError. What holds between rows is checked by `knowledge.integrity`.
    """
    base = root or TABLES
    if not base.is_dir():
        raise UnreadableTable(
            file=str(base), line=0, row="", problem="is not a directory.", remedy="Name the directory of the tables."
        )
    tables = Tables()
    for path in sorted(base.rglob("*.yml")):
        document = lined_yaml.read(path, base)
        _take(document, shape.check_table_name(document), tables)
    if tables.policy is None:
        raise RuleError(
            file="policy.yml", line=0, row="", problem="there is no policy.", remedy="Add a file with `table: policy`."
        )
    return tables


def _take(document: LinedDocument, table: str, tables: Tables) -> None:
    if table == "policy":
        _take_policy(document, tables)
        return
    defaults = document.data.get("defaults") or {}
    for index, own in enumerate(document.data["rows"]):
        path: Path_ = ("rows", index)
        entry = {**defaults, **own} if isinstance(own, dict) else own
        shape.check_entry(table, entry if isinstance(entry, dict) else {}, document, path)
        origin = Origin(document.file, document.line(path))
        tables.raw.setdefault(table, []).append(entry)
        if table == "sources":
            source = _dated(Source, entry, origin)
            _refuse_second_source(source, origin, tables)
            tables.sources[source.id] = source
            tables.origins[(Source.__name__, source.id, None)] = origin
            continue
        row = _dated(ROW_CLASSES[table], entry, origin)
        _refuse_second_entry(row, origin, tables)
        tables.origins[_key(row)] = origin
        tables.rows[table].append(row)


def _key(row: Row) -> tuple[str, str, date | None]:
    return (type(row).__name__, row.id, row.effective_from)


def _refuse_second_entry(row: Row, origin: Origin, tables: Tables) -> None:
    first = tables.origins.get(_key(row))
    if first is not None:
        raise DuplicateRow(
            file=origin.file,
            line=origin.line,
            row=row.id,
            problem=f"the entry at {first.file}:{first.line} has this id and begins on the same day.",
            remedy="Remove one of the two, or give it another id.",
        )


def _take_policy(document: LinedDocument, tables: Tables) -> None:
    shape.check_entry("policy", document.data["policy"], document, ("policy",))
    if tables.policy is not None:
        raise RuleError(
            file=document.file,
            line=1,
            row="",
            problem="there is a second policy.",
            remedy="Keep one file with `table: policy`.",
        )
    tables.policy = build(Policy, document.data["policy"])
    tables.raw["policy"] = [document.data["policy"]]


def _refuse_second_source(source: Source, origin: Origin, tables: Tables) -> None:
    first = tables.origins.get((Source.__name__, source.id, None))
    if first is not None:
        raise RuleError(
            file=origin.file,
            line=origin.line,
            row=source.id,
            problem=f"this source is already described at {first.file}:{first.line}.",
            remedy="Remove one of the two, or give it another id.",
        )


def _dated(cls: type[Any], entry: Mapping[str, Any], origin: Origin) -> Any:
    try:
        row = build(cls, entry)
    except ValueError as error:
        raise DateError(
            file=origin.file, line=origin.line, row=str(entry["id"]), problem=f"{error}.", remedy="Write YYYY-MM-DD."
        ) from error
    if row.effective_to is not None and row.effective_to < row.effective_from:
        raise DateError(
            file=origin.file,
            line=origin.line,
            row=row.id,
            problem=f"it ends on {row.effective_to} before it begins on {row.effective_from}.",
            remedy="Correct effective_from or effective_to.",
        )
    return row


def change_days(tables: Tables) -> list[date]:
    """The days on which the set of rules in force changes, in order."""
    days: set[date] = set()
    for rows in tables.rows.values():
        for row in rows:
            days.add(row.effective_from)
            if row.effective_to is not None and row.effective_to < date.max:
                days.add(row.effective_to + timedelta(days=1))
    return sorted(days)
