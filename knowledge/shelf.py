"""Rows in force on a day, found by table and id; the part of the rule book that knows nothing about any one table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from knowledge.errors import NotCitable, UnknownRow
from knowledge.frozen import FrozenMapping
from knowledge.load import ROW_CLASSES, Tables
from knowledge.rows import Citation, Row, Source

R = TypeVar("R", bound=Row)


class Shelf:
    """Immutable. Without a day, an id with several dated entries answers with the latest."""

    __slots__ = ("_by_class", "_tables")

    def __init__(self, tables: Tables, day: date | None = None) -> None:
        """`tables` have passed `integrity.check`."""
        self._tables = tables
        self._by_class: dict[type[Row], Mapping[str, Row]] = {
            ROW_CLASSES[name]: _in_force(rows, day) for name, rows in tables.rows.items()
        }

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """Every row of one class, in the order of its files."""
        return tuple(row for row in self._by_class[kind].values() if isinstance(row, kind))

    def one(self, kind: type[R], row_id: str) -> R:
        """The row of this class with this id. Raises UnknownRow."""
        row = self._by_class[kind].get(row_id)
        if not isinstance(row, kind):
            raise UnknownRow(kind.__name__, row_id)
        return row

    def has(self, kind: type[Row], row_id: str) -> bool:
        """True when there is a row of this class with this id."""
        return row_id in self._by_class[kind]

    def row(self, row_id: str) -> Row:
        """Any row of any table. Raises UnknownRow."""
        for rows in self._by_class.values():
            if row_id in rows:
                return rows[row_id]
        raise UnknownRow("any table", row_id)

    def rows(self, table: str | None = None) -> tuple[Row, ...]:
        """Every row, in the order of the tables; with `table`, those of one table (`channels`, `powers` ...)."""
        if table is None:
            return tuple(row for rows in self._by_class.values() for row in rows.values())
        if table not in ROW_CLASSES:
            raise UnknownRow("the list of tables", table)
        return tuple(self._by_class[ROW_CLASSES[table]].values())

    def origin(self, row: Row) -> str:
        """`file:line` of the entry, relative to the tables' root."""
        place = self._tables.origin(row)
        return f"{place.file}:{place.line}"

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every document rows cite."""
        return tuple(self._tables.sources.values())

    def source(self, source_id: str) -> Source:
        """The document with this id. Raises UnknownRow."""
        source = self._tables.sources.get(source_id)
        if source is None:
            raise UnknownRow("sources", source_id)
        return source

    def place_of(self, row: Row) -> str | None:
        """Region code of the place whose own rule the row is; None for rules that are valid everywhere."""
        own = getattr(row, "place", None)
        return own if isinstance(own, str) else self.source(row.source).place

    def citation(self, row_id: str) -> Citation:
        """Title, clause and quote of a row, ready to be shown. Raises NotCitable for our own conventions."""
        row = self.row(row_id)
        source = self.source(row.source)
        if source.kind == "house":
            raise NotCitable(row_id)
        return Citation(row=row.id, source=source.id, title=source.title, clause=row.clause, quote=row.quote or "")


def _in_force(rows: list[Row], day: date | None) -> Mapping[str, Row]:
    """By id, the entry in force on `day`, or the latest without a day; in the order of the file."""
    chosen: dict[str, Row] = {}
    for row in rows:
        if day is not None and not (row.effective_from <= day <= (row.effective_to or date.max)):
            continue
        other = chosen.get(row.id)
        if other is None or other.effective_from < row.effective_from:
            chosen[row.id] = row
    return FrozenMapping(chosen)


def fingerprint(tables: Tables) -> str:
    """First 16 hex digits of the SHA-256 of everything read.

    Independent of the order of files, rows and keys, and of whether a value stands in a row or in `defaults`.
    """
    canonical = {
        table: sorted(json.dumps(entry, ensure_ascii=False, sort_keys=True) for entry in entries)
        for table, entries in tables.raw.items()
    }
    return hashlib.sha256(json.dumps(canonical, sort_keys=True).encode()).hexdigest()[:16]
