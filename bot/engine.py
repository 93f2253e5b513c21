"""What the rest of the project asks of a dialogue engine, and the choice between the two there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casework.services.dialogue_port import DialogueEngine


PETITION_SLOT = "petition"
"""The slot in which the dialogue keeps the petition (domain.yml)."""


def create_engine(model: Path | None, tracker_url: str, remote_url: str | None, key_dir: Path) -> DialogueEngine:
    """Build the engine the settings ask for; nothing is loaded before its `start()`.

    `remote_url` set: a Rasa server elsewhere, over its REST channel. Otherwise Rasa inside this process, with `model`
    (a .tar.gz of
    `rasa train`) and the tracker store of ours at `tracker_url`, sealed with the keys in `key_dir`.
    """
    if remote_url:
        from bot.remote import RemoteEngine

        return RemoteEngine(remote_url)
    if model is None:
        raise ValueError("an embedded engine needs a model; train one or set TRIAGE_RASA_URL")
    from bot.embedded import EmbeddedEngine

    return EmbeddedEngine(model, tracker_url, key_dir)


def replies_from(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Bring Rasa's collected messages into one shape: text, buttons, custom (all present, empty where missing).

    Rasa sends the custom part of an utterance as a message of its own; it is put back beside the text it belongs to.
    """
    replies: list[dict[str, Any]] = []
    for message in messages:
        text, custom = str(message.get("text") or ""), dict(message.get("custom") or {})
        if custom and not text and replies and not replies[-1]["custom"]:
            replies[-1]["custom"] = custom
        else:
            replies.append({"text": text, "buttons": list(message.get("buttons") or []), "custom": custom})
    return replies


def as_text(text: str) -> str:
    """Take from a citizen's text the power to be a command, its length unchanged.

    Stock Rasa reads a leading `/intent{...}` as that intent with confidence 1.0; the full-width slash is the same
    character to a reader.
    """
    stripped = text.lstrip()
    if stripped.startswith("/"):
        at = len(text) - len(stripped)
        return text[:at] + "／" + text[at + 1 :]
    return text
