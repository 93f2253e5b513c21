"""What the services ask of a dialogue engine (Rasa in this process, or Rasa elsewhere)."""

from __future__ import annotations

from typing import Any, Protocol


class DialogueEngine(Protocol):
    """One turn in, replies out. Implementations are safe to call from one event loop; turns of one sender never
    overlap.
    """

    @property
    def model_name(self) -> str:
        """File name of the loaded model, or the address of the remote engine."""
        ...

    async def start(self) -> None:
        """Load and warm up; returns when a turn can be answered. Raises EngineFault with the reason otherwise."""
        ...

    async def stop(self) -> None:
        """Let go of threads and connections."""
        ...

    async def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer one message: a list of {"text": str, "buttons": [{"title", "payload"}], "custom": dict}.

        `text` must already be free of identity numbers and telephones. Raises EngineFault.
        """
        ...

    async def petition_state(self, sender: str) -> dict[str, Any] | None:
        """The petition as the dialogue keeps it (`PetitionState`), None for an unknown sender. Raises EngineFault."""
        ...

    async def last_parse(self, sender: str) -> dict[str, Any] | None:
        """What was read in the sender's last message, as `parse` gives it. Raises EngineFault."""
        ...

    async def parse(self, text: str) -> dict[str, Any]:
        """Read one text: intent, intent_ranking, entities and `reading` (see nlu.components). Raises EngineFault."""
        ...
