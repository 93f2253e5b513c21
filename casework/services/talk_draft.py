"""What an agent wrote into the form of a live conversation, kept with the petition: personal data as tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from casework.services.telephone_filing import Ready

ReadBack = Literal["open", "sent", "changed"]
"""Whether the citizen was sent the form: never, as it is now, or before something was changed."""


@dataclass(frozen=True, slots=True)
class TalkDraft:
    """`form`: the one chosen, None for the one the petition leads to; `values`: fields written by hand, empty ones
    included; `named`: None as long as nobody chose; `told`: the form as the citizen was last sent it; `filed`: numbers
    of the cases made here, in order.
    """

    form: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    named: bool | None = None
    told: Mapping[str, Any] | None = None
    filed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> TalkDraft:
        """What `to_json` wrote; an empty one where nothing was."""
        return cls(**{**kept, "filed": tuple(kept["filed"])}) if kept else cls()

    def standing(self, taken: Mapping[str, Any] | None) -> ReadBack:
        """Whether the citizen has the form as it is now (`taken`: by `as_told`)."""
        if self.told is None:
            return "open"
        return "sent" if taken is not None and dict(self.told) == taken else "changed"


def as_told(ready: Ready) -> dict[str, Any]:
    """What the citizen is asked to confirm."""
    return {"form": ready.form.id, "named": bool(ready.filling.named), "values": dict(ready.filling.values)}
