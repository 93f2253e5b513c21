"""Who has shown number and receipt code, for a while."""

from typing import Protocol


class FollowUpSessions(Protocol):
    """Sessions of reporters. Of a token only its hash is kept.

    Of an anonymous reporter's session the store keeps no time finer than the day: it ends with the day.
    """

    def open(self, number: str, minutes: int) -> str:
        """A new token (256 random bits) that lasts `minutes` without use."""
        ...

    def number_of(self, token: str, minutes: int) -> str | None:
        """The number a token stands for, None when it has ended. The minutes begin anew: `write()` units only."""
        ...

    def close(self, token: str) -> None:
        """Ends a session; a token nobody knows is no error."""
        ...
