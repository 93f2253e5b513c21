"""People who work here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, get_args

Role = Literal["agent", "senior_agent", "reviewer", "admin", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who works here, without their secrets."""

    name: str
    display_name: str
    role: Role
    disabled: bool
    must_change: bool
    totp: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Totp:
    """The secret of somebody's one-time codes, and the last time step whose code was used."""

    secret: str
    last_step: int = 0


class UserStore(Protocol):
    """People who work here."""

    def create_first_administrator(self) -> str | None:
        """Creates `admin` and returns its one-time password, or None when there is a user already."""
        ...

    def check_password(self, name: str, password: str) -> Literal["ok", "must_change", "wrong"]:
        """Compares a password; `must_change` is the right one-time password."""
        ...

    def change_password(self, name: str, old: str, new: str) -> bool:
        """Replaces a password when the old one is right; ends its being one-time."""
        ...

    def add(self, name: str, display_name: str, role: Role) -> str | None:
        """Creates a user with a one-time password, which is returned; None when the name is taken."""
        ...

    def by_name(self, name: str) -> User | None:
        """The user of a name."""
        ...

    def everybody(self) -> Sequence[User]:
        """All users, by name."""
        ...

    def give_password(self, name: str) -> str | None:
        """A new one-time password for a user; None when there is no such user."""
        ...

    def set_disabled(self, name: str, disabled: bool) -> bool:
        """Locks a user out or lets them in again; False when there is no such user."""
        ...

    def set_role(self, name: str, role: Role) -> bool:
        """Gives a user another role; False when there is no such user."""
        ...

    def totp(self, name: str) -> Totp | None:
        """The secret of a user's one-time codes, None when they use none."""
        ...

    def set_totp(self, name: str, totp: Totp | None) -> None:
        """Keeps or forgets it."""
        ...
