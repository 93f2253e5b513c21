"""People who work here, in SQL."""

from collections.abc import Sequence
from typing import Literal, cast

from sqlalchemy import select

from casework.sealing.secret_words import new_password
from casework.services.ports import Role, Totp, User
from casework.store.context import Context, insert_into
from casework.store.tables import UserRow

_FIRST = "admin"
_NAME = 64


class SqlUsers:
    """The users of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def create_first_administrator(self) -> str | None:
        """Creates `admin` with a one-time password; None when somebody is there already."""
        if self._session.scalar(select(UserRow.name).limit(1)) is not None:
            return None
        # Of two processes starting at once, the second finds the row taken and shows no password.
        return self.add(_FIRST, "", "admin")

    def add(self, name: str, display_name: str, role: Role) -> str | None:
        """Creates a user with a one-time password, which is returned; None when the name is taken."""
        password = new_password()
        insert = insert_into(self._session, UserRow).values(
            name=name,
            display_name=display_name or None,
            role=role,
            password_hash=self._context.hasher.hash(password),
            must_change=True,
            disabled=False,
            created_at=self._context.now(),
        )
        made = self._session.scalar(insert.on_conflict_do_nothing().returning(UserRow.name))
        return password if made else None

    def check_password(self, name: str, password: str) -> Literal["ok", "must_change", "wrong"]:
        """Compares a password; an unknown or locked-out name takes as long as a wrong password."""
        row = self._row(name)
        usable = row if row and not row.disabled else None
        if not self._context.hasher.verify(usable.password_hash if usable else None, password) or usable is None:
            return "wrong"
        return "must_change" if usable.must_change else "ok"

    def change_password(self, name: str, old: str, new: str) -> bool:
        """Replaces a password when the old one is right."""
        if self.check_password(name, old) == "wrong":
            return False
        row = self._row(name)
        assert row is not None, "its password was just compared"
        row.password_hash, row.must_change = self._context.hasher.hash(new), False
        self._session.flush()
        return True

    def by_name(self, name: str) -> User | None:
        """The user of a name."""
        row = self._row(name)
        return _user(row) if row else None

    def everybody(self) -> Sequence[User]:
        """All users, by name."""
        return [_user(row) for row in self._session.scalars(select(UserRow).order_by(UserRow.name))]

    def give_password(self, name: str) -> str | None:
        """A new one-time password for a user; None when there is no such user."""
        row = self._row(name)
        if row is None:
            return None
        password = new_password()
        row.password_hash, row.must_change = self._context.hasher.hash(password), True
        self._session.flush()
        return password

    def set_disabled(self, name: str, disabled: bool) -> bool:
        """Locks a user out or lets them in again; False when there is no such user."""
        row = self._row(name)
        if row is not None:
            row.disabled = disabled
            self._session.flush()
        return row is not None

    def set_role(self, name: str, role: Role) -> bool:
        """Gives a user another role; False when there is no such user."""
        row = self._row(name)
        if row is not None:
            row.role = role
            self._session.flush()
        return row is not None

    def totp(self, name: str) -> Totp | None:
        """The secret of a user's one-time codes, None when they use none."""
        row = self._row(name)
        if row is None or row.totp is None:
            return None
        kept = self._context.identity.open_json(row.totp, _place(name))
        assert isinstance(kept, dict), "set_totp seals dicts only"
        return Totp(str(kept["secret"]), int(kept["last_step"]))

    def set_totp(self, name: str, totp: Totp | None) -> None:
        """Keeps or forgets it."""
        row = self._row(name)
        if row is None:
            return
        content = totp and {"secret": totp.secret, "last_step": totp.last_step}
        row.totp = self._context.identity.seal_json(content, _place(name)) if content else None
        self._session.flush()

    def _row(self, name: str) -> UserRow | None:
        usable = 0 < len(name) <= _NAME and name.isprintable()
        return self._session.get(UserRow, name) if usable else None


def _user(row: UserRow) -> User:
    return User(
        name=row.name,
        display_name=row.display_name or row.name,
        role=cast(Role, row.role),
        disabled=row.disabled,
        must_change=row.must_change,
        totp=row.totp is not None,
        created_at=row.created_at,
    )


def _place(name: str) -> str:
    return f"{UserRow.__tablename__}:{name}:totp"
