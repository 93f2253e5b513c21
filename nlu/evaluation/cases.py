"""What is measured on: texts with what a careful reader says of them, from JSON Lines.

Two forms, told apart line by line:
- messages: `text`, `label` (one of the six categories), `alt` (a second acceptable label or null); optionally
  `situation` (one situation id), `accept` (other defensible ones), and `only`: true where no second matter is told.
- cases: `text`, `labels` (situation ids, `consult` or `out_of_scope`, the main matter first), `accept`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nlu.labels import CATEGORIES, category_of, is_situation

HELD_OUT: Final = Path(__file__).parent / "data" / "heldout.jsonl"
"""Written for this project, to measure with and never to train on."""
TWO_MATTERS: Final = Path(__file__).parent / "data" / "two_matters.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """A text and its labels.

    `matters`: the id of every matter, main one first (a situation id, or a category where no situation is told);
    `categories` likewise; `alternatives`: other acceptable categories of the main matter; `accept`: other defensible
    situation ids. `all_matters` says whether the labels name every matter of the text or the main one only.
    """

    text: str
    matters: tuple[str, ...]
    categories: tuple[str, ...]
    alternatives: tuple[str, ...]
    accept: tuple[str, ...]
    all_matters: bool

    @property
    def has_situation(self) -> bool:
        """Does the label of the main matter name a situation?"""
        return is_situation(self.matters[0])

    @property
    def accepted(self) -> frozenset[str]:
        """Ids that count as right for the main matter."""
        return frozenset((self.matters[0], *self.accept))


class BrokenCases(Exception):
    """A file of cases cannot be used; the message says, in Chinese, which line and why."""


def load_cases(path: Path, situations: Collection[str], split: str | None = None) -> list[Case]:
    """The cases of a file; `situations` are the ids that exist. Raises BrokenCases, OSError.

    `split`: only the lines of this part, where a file says of each line whether it is for tuning or for measuring.
    """
    found = []
    for number, raw in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not raw.strip(b" \t\r\xef\xbb\xbf"):
            continue
        try:
            entry = _entry(raw)
            if split is None or entry.get("split", split) == split:
                found.append(_case(entry, situations))
        except _BadLine as error:
            raise BrokenCases(f"{path} 第 {number} 行：{error}") from error
    if not found:
        raise BrokenCases(f"{path} 里没有一条消息。")
    return found


class _BadLine(Exception):
    pass


def _entry(raw: bytes) -> Mapping[str, Any]:
    try:
        entry = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _BadLine("不是 UTF-8 编码") from error
    except (ValueError, RecursionError) as error:
        raise _BadLine("不是有效的 JSON") from error
    if not isinstance(entry, dict):
        raise _BadLine("应当是一个 JSON 对象")
    if not isinstance(entry.get("text"), str) or not entry["text"].strip():
        raise _BadLine("缺少 text，或 text 是空的")
    return entry


def _case(entry: Mapping[str, Any], situations: Collection[str]) -> Case:
    accept = _names(entry, "accept")
    for name in accept:
        _check_matter(name, situations)
    if "labels" in entry:
        return _labelled_matters(entry, accept, situations)
    label, alt = entry.get("label"), entry.get("alt")
    for value, field, may_be_missing in ((label, "label", False), (alt, "alt", True)):
        if value not in CATEGORIES and not (may_be_missing and value is None):
            raise _BadLine(f"{field} 是 {value!r}，应当是 {'、'.join(CATEGORIES)} 之一")
    assert isinstance(label, str)
    situation = entry.get("situation")
    if situation is not None:
        _check_matter(situation, situations)
        if category_of(situation) != label:
            raise _BadLine(f"情形 {situation} 不属于 {label}")
    return Case(
        entry["text"], (situation or label,), (label,), (alt,) if alt else (), accept, entry.get("only") is True
    )


def _labelled_matters(entry: Mapping[str, Any], accept: tuple[str, ...], situations: Collection[str]) -> Case:
    labels = _names(entry, "labels")
    if not labels:
        raise _BadLine("labels 是空的，至少要有主要的一件事")
    for name in labels:
        _check_matter(name, situations)
    categories = tuple(category_of(name) for name in labels)
    others = {category_of(name) for name in accept} - {categories[0]} if len(labels) == 1 else set()
    return Case(entry["text"], labels, categories, tuple(sorted(others)), accept, all_matters=True)


def _names(entry: Mapping[str, Any], field: str) -> tuple[str, ...]:
    value = entry.get(field) or []
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise _BadLine(f"{field} 应当是编号的列表")
    return tuple(value)


def _check_matter(name: object, situations: Collection[str]) -> None:
    if not isinstance(name, str) or not (name in situations or category_of(name) in CATEGORIES[4:]):
        raise _BadLine(f"没有 {name!r} 这个情形；可以用 28 个情形编号、consult、out_of_scope")
