"""What can be wrong with the rule tables, and with a question to them.

KnowledgeError
├── TableError              a table cannot be used; names file, line, row and what to do
│   ├── UnreadableTable     no file, not UTF-8, or not YAML
│   ├── DuplicateKey        the same key twice in one mapping
│   ├── UnknownTable        `table:` names no table we know
│   ├── ShapeError          the JSON schema refuses: missing or extra key, wrong type, value not allowed
│   ├── DateError           a date that does not exist, or an end before the beginning
│   ├── DuplicateRow        an id used twice for the same days
│   ├── UnknownReference    a row names a row, source, situation, fact or place that is not there
│   ├── RuleError           rows that are well-formed but contradict each other or leave a gap
│   └── ForeignPlace        a place's row leans on another place's document
├── UnknownRow              the rule book was asked for an id it does not hold (on that date)
└── NotCitable              a convention of this product was asked for as if it were law
"""

from __future__ import annotations

from typing import ClassVar


class KnowledgeError(Exception):
    """Base of everything this package raises. `code` is unique and stable."""

    code: ClassVar[str] = "K00"


class TableError(KnowledgeError):
    """A table cannot be used.

    Attributes: file (path relative to the tables' root), line (1-based, 0 if unknown), row (id or ""), problem, remedy.
    """

    code = "K10"

    def __init__(self, *, file: str, line: int, row: str, problem: str, remedy: str) -> None:
        self.file = file
        self.line = line
        self.row = row
        self.problem = problem
        self.remedy = remedy
        where = f"{file}:{line}" if line else file
        what = f" row {row}:" if row else ""
        super().__init__(f"[{self.code}] {where}:{what} {problem} {remedy}")


class UnreadableTable(TableError):
    """The file is missing, not UTF-8, or not YAML."""

    code = "K11"


class DuplicateKey(TableError):
    """The same key stands twice in one mapping; YAML would silently keep the last."""

    code = "K12"


class UnknownTable(TableError):
    """The `table:` key names no table."""

    code = "K13"


class ShapeError(TableError):
    """The JSON schema of the table refuses the entry."""

    code = "K14"


class DateError(TableError):
    """A date that does not exist, or a rule that ends before it begins."""

    code = "K15"


class DuplicateRow(TableError):
    """Two entries with one id are in force on the same day."""

    code = "K16"


class UnknownReference(TableError):
    """A row refers to an id that no table holds."""

    code = "K17"


class RuleError(TableError):
    """Rows that are well-formed but contradict each other, repeat each other or leave a gap."""

    code = "K18"


class ForeignPlace(TableError):
    """A row of one place refers to a row or a document of another."""

    code = "K19"


class UnknownRow(KnowledgeError, LookupError):
    """The rule book holds no such row (on the date asked for)."""

    code = "K20"

    def __init__(self, table: str, row_id: str) -> None:
        self.table = table
        self.row_id = row_id
        super().__init__(f"[{self.code}] no row {row_id!r} in {table}")


class NotCitable(KnowledgeError):
    """The row rests on our own convention (source kind `house`) and must not be shown as a legal basis."""

    code = "K21"

    def __init__(self, row_id: str) -> None:
        self.row_id = row_id
        super().__init__(f"[{self.code}] row {row_id!r} is our own convention, not a legal basis")
