"""How large is a picture when it is opened?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Width and height in pixels. `reducible`: it can be opened at a fraction of its size, never whole in memory."""

    width: int
    height: int
    reducible: bool = False
    scans: int = 1
    """How many times over it is drawn."""

    @property
    def pixels(self) -> int:
        """How many there are."""
        return self.width * self.height
