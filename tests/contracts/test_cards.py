"""Every card the conversation can send is described in docs/cards.md, field by field, and described truly."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

from casework.services.say import Say
from knowledge import RuleBook
from tests.cases.conversation import PlayedConversation
from tests.casework.builders import ELSEWHERE, PLACES, matter, parse_of, rulebook
from tests.contracts.project import ROOT, python_files, tree_of

KINDS = ("answer", "question", "form", "summary", "receipt")
PAGE = (ROOT / "docs" / "cards.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<path>[^`]+)` \| (?P<type>[^|]+) \|", re.MULTILINE)


def paths_of(value: Any, path: str = "") -> Iterator[str]:
    """`matters[].channels[].label` for every leaf of a card."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths_of(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from paths_of(inner, f"{path}[]")
        if not value:
            yield f"{path}[]…"
    else:
        yield path


def leaves(path: str, documented: set[str]) -> bool:
    """A leaf is documented by itself; an empty list or a null by what it would hold."""
    if path.endswith("[]…"):
        return any(one.startswith(path[:-1]) for one in documented)
    return path in documented or any(one.startswith(f"{path}.") for one in documented)


def words_of(identity: str) -> tuple[str, ...]:
    """A whole form, said word by word."""
    about_oneself = ("张三", "跳过", "13800138000", "跳过") if identity == "实名举报" else ()
    checks = ("都没有", "第一次举报", "不清楚", "不是")
    return (identity, *about_oneself, "个人", "王某", "跳过", "跳过", "空刷医保卡", *checks, "确认提交")


def talks() -> Iterator[PlayedConversation]:
    names = [row.id for row in rulebook().situations] + [row.id for row in rulebook().topics]
    for region in (*PLACES, ELSEWHERE, None):
        for name in names:
            talk = PlayedConversation(region)
            talk.turn("说一件事", parse_of("说一件事", matter({name: 0.97}, evidence=[("一件事", 1.0)])))
            yield talk
    for identity in ("匿名举报", "实名举报"):
        talk = PlayedConversation(None)
        talk.turn("登记举报", parse_of("登记举报", intent="start_report"))
        yield talk
        for word in words_of(identity):
            talk.turn(word, parse_of(word, intent="inform", confidence=0.3))
            yield talk


def built() -> dict[str, list[dict[str, Any]]]:
    cards: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for talk in talks():
        collect(talk.says, cards)
    return cards


def collect(says: list[Say], cards: dict[str, list[dict[str, Any]]]) -> None:
    for say in says:
        if say.card is not None:
            cards[say.card["kind"]].append(say.card)


def described(kind: str) -> dict[str, str]:
    """Path → type, from the table under the heading of the kind."""
    _, _, section = PAGE.partition(f"\n## {kind}\n")
    table = section.split("\n## ")[0]
    return {found["path"]: found["type"].strip() for found in ROW.finditer(table)}


CARDS = built()


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_a_card_carries_is_described(kind: str) -> None:
    documented = set(described(kind))

    carried = {path for card in CARDS[kind] for path in paths_of(card)}

    assert {path for path in carried if not leaves(path, documented)} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_that_is_described_is_carried_by_some_card(kind: str) -> None:
    carried = {path for card in CARDS[kind] for path in paths_of(card)}

    assert CARDS[kind]
    assert set(described(kind)) - carried == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_has_the_type_that_is_described(kind: str) -> None:
    kinds = {"string": str, "number": int, "boolean": bool}
    documented = described(kind)
    for card in CARDS[kind]:
        for path, value in values_of(card):
            told = documented.get(path, "")
            if value is None:
                assert told.endswith("or null"), path
            elif told.removesuffix(" or null") in kinds:
                assert type(value) is kinds[told.removesuffix(" or null")], path


def values_of(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from values_of(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from values_of(inner, f"{path}[]")
    else:
        yield path, value


def test_no_other_kind_of_card_is_built_anywhere() -> None:
    named = set()
    for path in python_files("casework", "actions"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "kind" and isinstance(value, ast.Constant):
                        named.add(value.value)

    assert named - {"confusion", "fact"} == set(KINDS)


def test_a_card_never_says_more_than_its_text(book: RuleBook) -> None:
    for talk in talks():
        for say in talk.says:
            if say.card is not None and say.card["kind"] == "summary":
                assert all(field["value"] in say.text for field in say.card["fields"])
            if say.card is not None and say.card["kind"] == "answer":
                assert say.card["next"] in say.text
                assert say.card["note"] in say.text
