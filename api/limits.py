"""How much may be sent, and how fast? Read from limits.yml."""

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, lengths in characters, rates per second; the meaning of each stands in limits.yml."""

    batch_items: int
    sender_characters: int
    body_bytes: int
    batch_body_bytes: int
    messages_burst: int
    messages_per_second: float
    sessions_burst: int
    sessions_per_second: float
    typing_burst: int
    typing_per_second: float
    rate_keys: int
    event_wait_seconds: float
    event_wait_getting_ready_seconds: float
    ping_seconds: float
    send_seconds: float
    closing_seconds: float
    file_chunk_bytes: int
    file_turns: int
    file_calls_burst: int
    file_calls_per_second: float


def load_limits(path: Path | None = None) -> Limits:
    """The limits of `path`, by default of limits.yml beside this file; a missing or unknown key raises TypeError."""
    source = path or Path(__file__).with_name("limits.yml")
    return Limits(**yaml.safe_load(source.read_text(encoding="utf-8")))
