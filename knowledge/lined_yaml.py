"""Reading a YAML file without losing the line numbers, and without the traps of YAML 1.1.

Only `true`/`false` are booleans (a fact value `no` stays text), dates stay text until the row is built, a key given
twice is refused, and anchors and tags are refused: a table is plain data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import DuplicateKey, UnreadableTable

Path_ = tuple[str | int, ...]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_LITERALS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(slots=True)
class LinedDocument:
    """The plain data of one file, and on which line (1-based) each value begins."""

    file: str
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """Line of the value at `path`, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


def read(path: Path, root: Path) -> LinedDocument:
    """The document in `path`; its name in messages is relative to `root`. Raises UnreadableTable, DuplicateKey."""
    name = path.relative_to(root).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableTable(
            file=name, line=0, row="", problem=f"byte {error.start} is not UTF-8.", remedy="Save the file as UTF-8."
        ) from error
    except OSError as error:
        raise UnreadableTable(
            file=name, line=0, row="", problem=f"cannot be read: {error.strerror}.", remedy="Check path and permission."
        ) from error
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise UnreadableTable(
            file=name,
            line=line,
            row="",
            problem=f"not YAML: {error.problem}.",
            remedy="Correct this line or the one above.",
        ) from error
    except yaml.YAMLError as error:
        raise UnreadableTable(
            file=name, line=0, row="", problem=f"not YAML: {error}.", remedy="Remove the control character."
        ) from error
    document = LinedDocument(file=name, data=None)
    if node is not None:
        document.data = _plain(node, (), document)
    return document


def _plain(node: yaml.Node, path: Path_, document: LinedDocument) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                raise DuplicateKey(
                    file=document.file,
                    line=key_node.start_mark.line + 1,
                    row=str(result.get("id", "")),
                    problem=f"the key {key!r} stands twice in one entry.",
                    remedy=f"Keep one of the two; the first is on line {document.lines[(*path, key)]}.",
                )
            result[key] = _plain(value_node, (*path, key), document)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), document) for index, item in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: Any) -> str | int | float | bool | None:
    text = str(node.value)
    if node.style:  # quoted or block text is never anything but text; libyaml gives "" for plain
        return text
    if text in _LITERALS:
        return _LITERALS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
