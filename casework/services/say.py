"""What a use case of the dialogue gives back: sentences with buttons and cards, and the state to keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from knowledge import Option, RuleBook

RECEIPT_CODE = "〔回执码〕"
"""Stands for the receipt code wherever a message is kept (wire format, not a text of the page)."""

FOLLOW_UP = "/progress"
"""The page on which a registration is followed up (wire format)."""

NextStep = Literal["clarify", "offer", "fill", "hand_over"]


@dataclass(frozen=True, slots=True)
class Button:
    """A quick reply. Its payload is its own words, so that pressing it and typing it are the same thing."""

    title: str
    hint: str = ""

    def to_json(self) -> dict[str, str]:
        """The button as Rasa's channels and the page read it."""
        return {"title": self.title, "payload": self.title, "hint": self.hint}


@dataclass(frozen=True, slots=True)
class Say:
    """One message to the citizen. `card` (CONTRACTS C) says the same as `text`, laid out."""

    text: str
    buttons: tuple[Button, ...] = ()
    card: dict[str, Any] | None = None


@dataclass(slots=True)
class PetitionState:
    """What the conversation keeps between turns about one petition; JSON-able by `to_json`.

    `parse`: the NLU's parse result of the text that is being worked on; `pending`: the question that is open
    ({"kind": "fact" | "confusion", "id", "question", "options": [{"value", "label", "hint"}]}); `asked`: ids of
    questions put so far;
    `unclear`: how often in a row nothing could be made of what was said; `form`: the state of an open form;
    `offered`: the last thing said was an answer that offers forms; `before`: what was told before
    a mere question was asked (parse, story, facts, settled).
    """

    parse: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    region: str | None = None
    settled: str | None = None
    asked: list[str] = field(default_factory=list)
    pending: dict[str, Any] | None = None
    unclear: int = 0
    form: dict[str, Any] | None = None
    story: str = ""
    offered: bool = False
    before: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, for a slot."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any] | None) -> PetitionState:
        """The state `to_json` wrote; a fresh one for None."""
        return cls(**data) if data else cls()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a use case: messages, the state to keep, and what the dialogue does next."""

    says: tuple[Say, ...]
    state: PetitionState
    next_step: NextStep = "offer"


def option_buttons(options: Iterable[Option]) -> tuple[Button, ...]:
    """One button per option, its meaning as a hint."""
    return tuple(Button(option.label, option.meaning) for option in options)


def progress_told(book: RuleBook) -> Say:
    """Where a registration is followed up: not in the conversation, but under number and code."""
    return Say(book.reply("progress_where", page=FOLLOW_UP), buttons_of(book, "button_human"))


def buttons_of(book: RuleBook, *reply_ids: str) -> tuple[Button, ...]:
    """Buttons whose words are rows of the replies table."""
    return tuple(Button(book.reply(reply_id)) for reply_id in reply_ids)
