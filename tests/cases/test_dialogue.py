"""Runs dialogue.yml: what a citizen says turn by turn, and what they are asked and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.services.say import Say
from knowledge import RuleBook
from tests.cases.conversation import PlayedConversation
from tests.casework.builders import matter, parse_of

KEYS = {
    *("say", "read", "also", "intent", "found"),
    *("asked", "buttons", "offers", "offers_not", "answers", "says", "never", "form", "remark", "reply"),
}
DIALOGUES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "dialogue.yml").read_text(encoding="utf-8"))[
    "dialogues"
]


@pytest.mark.parametrize("dialogue", [pytest.param(one, id=one["name"]) for one in DIALOGUES])
def test_the_conversation_goes_as_it_should(book: RuleBook, dialogue: dict[str, Any]) -> None:
    talk = PlayedConversation(dialogue["region"])

    for turn in dialogue["turns"]:
        talk.turn(turn["say"], parse_of_turn(turn))
        told = "\n".join(one.text for one in talk.says)

        assert asked_in(talk) == (turn.get("asked") or (f"form:{turn['form']}" if "form" in turn else None)), turn[
            "say"
        ]
        pressed = {button.title for one in talk.says for button in one.buttons}
        assert set(turn.get("offers", ())) <= pressed
        assert not set(turn.get("offers_not", ())) & pressed
        if "buttons" in turn:
            assert [button.title for button in talk.prompt.buttons] == turn["buttons"]
        assert situations_in(talk.says) == turn.get("answers", situations_in(talk.says) if "form" in turn else [])
        for words in turn.get("says", ()):
            assert words in told, turn["say"]
        for words in turn.get("never", ()):
            assert words not in told, turn["say"]
        if "reply" in turn:
            assert told.split("\n")[0] == book.reply(turn["reply"])
        if "remark" in turn:
            assert talk.says[0].text.startswith(book.reply(turn["remark"]).split("{", maxsplit=1)[0])


def test_the_dialogues_use_no_key_that_nobody_checks() -> None:
    for dialogue in DIALOGUES:
        for turn in dialogue["turns"]:
            assert set(turn) <= KEYS, dialogue["name"]
            assert set(turn) & {"asked", "answers", "form", "reply", "says"}, dialogue["name"]


def parse_of_turn(turn: dict[str, Any]) -> dict[str, Any]:
    matters = [matter(turn[key]) for key in ("read", "also") if key in turn]
    return parse_of(
        turn["say"], *matters, intent=turn.get("intent"), confidence=0.6, entities=list(turn.get("found", {}).items())
    )


def asked_in(talk: PlayedConversation) -> str | None:
    """What is open after the turn."""
    if talk.state.form is not None:
        form = talk.state.form
        if form["aside"] is not None:
            return "form:place"
        return f"form:{form['current'] or form['checking'] or form['phase']}"
    if talk.state.pending is None:
        return None
    kind = "confusion" if talk.state.pending["id"].startswith("ask-") else "fact"
    return f"{kind}:{talk.state.pending['id']}"


def situations_in(says: list[Say]) -> list[str | None]:
    """The situations answered, None for a question or a matter that is not ours."""
    cards = [one.card for one in says if one.card is not None and one.card["kind"] == "answer"]
    return [section["situation_id"] for card in cards for section in card["matters"]]
