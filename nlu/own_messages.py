"""An office's own labelled messages as training examples: JSON Lines outside the repository, never copied into it.

A line has `text` and `label` (one of the six categories), perhaps `situation` (an intent). Where only the category is
told, the intent is the one that a classifier trained without these messages finds likeliest within that category.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu.classifier import IntentModel
from nlu.labels import CATEGORIES, category_of
from nlu.training_data import Example


class BrokenMessages(Exception):
    """A file of labelled messages cannot be used; the text says which line and why, in Chinese."""


@dataclass(frozen=True, slots=True)
class OwnMessage:
    """A message and what a person said it is."""

    text: str
    category: str
    intent: str | None


def read_messages(path: Path) -> list[OwnMessage]:
    """All messages of a file. Raises BrokenMessages for a line that is none, OSError."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            found.append(_message(line, f"{path.name} 第 {number} 行"))
    if not found:
        raise BrokenMessages(f"{path.name}：没有一条留言")
    return found


def _message(line: str, where: str) -> OwnMessage:
    try:
        given = json.loads(line)
    except json.JSONDecodeError as error:
        raise BrokenMessages(f"{where}：不是 JSON（{error.msg}）") from error
    if not isinstance(given, dict) or not str(given.get("text") or "").strip():
        raise BrokenMessages(f"{where}：没有 text")
    label, situation = given.get("label"), given.get("situation")
    if label not in CATEGORIES:
        raise BrokenMessages(f"{where}：label 应当是 {'、'.join(CATEGORIES)} 之一，写的是 {label!r}")
    if situation is not None and category_of(str(situation)) != label:
        raise BrokenMessages(f"{where}：situation {situation!r} 不属于 {label}")
    # an example of Rasa's is one line
    return OwnMessage(" ".join(str(given["text"]).split()), label, situation)


def as_examples(messages: Sequence[OwnMessage], model: IntentModel) -> list[Example]:
    """The messages with an intent each, by a model that never saw them. Raises BrokenMessages for an unknown one."""
    intents = model.classes.intents
    unknown = sorted({message.intent for message in messages if message.intent} - set(intents))
    if unknown:
        raise BrokenMessages(f"没有这样的情形：{'、'.join(unknown)}")
    shares = model.predict_texts([message.text for message in messages]).intents
    labelled = []
    for message, row in zip(messages, shares, strict=True):
        inside = [number for number, name in enumerate(intents) if category_of(name) == message.category]
        likeliest = intents[max(inside, key=lambda number, row=row: float(row[number]))]  # type: ignore[misc]
        labelled.append(Example(message.text, message.intent or likeliest, "own"))
    return labelled


def as_training_yaml(examples: Sequence[Example]) -> str:
    """Rasa's training YAML of the examples."""
    by_intent: dict[str, list[str]] = {}
    for example in examples:
        by_intent.setdefault(example.intent, []).append(f"- {example.text}\n")
    blocks = [{"intent": intent, "examples": "".join(lines)} for intent, lines in sorted(by_intent.items())]
    return yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False, width=10_000)
