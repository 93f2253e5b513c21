"""Who is signed in, and whose calendar feed is read. The people themselves are in `users`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from casework.services.ports.users import Role


@dataclass(frozen=True, slots=True)
class StaffSession:
    """One browser in which somebody is signed in."""

    user_name: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class StaffSessions(Protocol):
    """Signed-in browsers; of a token only its hash is kept."""

    def create(self, user_name: str, expires_at: datetime) -> str:
        """Opens a session and returns its token, the only time it is known."""
        ...

    def by_token(self, token: str) -> StaffSession | None:
        """The session of a token, whether or not its time is over."""
        ...

    def touch(self, token: str) -> None:
        """Notes that its user has just done something."""
        ...

    def signed_in(self, seen_since: datetime) -> Mapping[str, Role]:
        """Who has a session that is not over and was used since: name and role. Nobody who is locked out."""
        ...

    def end(self, token: str) -> None:
        """Forgets one session."""
        ...

    def end_all_of(self, user_name: str, but: str | None = None) -> int:
        """Forgets every session of a user, except the one with the token `but`; how many there were."""
        ...

    def sweep(self, seen_before: datetime) -> None:
        """Forgets sessions that have ended, and those not used since."""
        ...


class FeedTokens(Protocol):
    """Secret addresses of calendar feeds, one per user; of a token only its hash is kept."""

    def replace(self, user_name: str) -> str:
        """A new token; the one before stops working."""
        ...

    def revoke(self, user_name: str) -> bool:
        """Forgets the token; whether there was one."""
        ...

    def owner(self, token: str) -> str | None:
        """Whose token this is."""
        ...

    def since(self, user_name: str) -> datetime | None:
        """When the user's present token was made."""
        ...
