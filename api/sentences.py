"""Which sentence does the service say, by key? Read once from sentences.yml."""

from functools import cache
from pathlib import Path

import yaml


@cache
def _table() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_name("sentences.yml").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = yaml.safe_load(text)
    return table


def error_sentence(code: str, **values: object) -> str:
    """The sentence for an error of the service itself; raises KeyError for an unknown code, which a test excludes."""
    return _table()["errors"][code].format(**values)


def status_sentence(status: int) -> str:
    """The general sentence for an HTTP status, used when nothing more precise can be said."""
    sentences = {int(key): sentence for key, sentence in _table()["by_status"].items()}
    return sentences.get(status) or sentences[500 if status >= 500 else 400]


def field_sentence(kind: str) -> str:
    """What is wrong with one field, by pydantic's name for the error."""
    fields = _table()["fields"]
    return fields.get(kind, fields["other"])


def whole_body() -> str:
    """How an error says that it concerns the whole request body."""
    return str(_table()["fields_body"])


def own_convention() -> str:
    """How a row that rests on no law is named where others have the title of their source."""
    return str(_table()["own_convention"])


def readiness_sentence(key: str, **values: object) -> str:
    """How far the assistant is, for the chat page."""
    return _table()["readiness"][key].format(**values)


def duration(seconds: float) -> str:
    """A rough time in words: whole minutes from 90 seconds on, tens of seconds below."""
    if seconds >= 90:
        return readiness_sentence("minutes", n=round(seconds / 60))
    return readiness_sentence("seconds", n=max(10, round(seconds / 10) * 10))
