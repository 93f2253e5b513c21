"""The accounts of people who work here, for who looks after them. Every change is audited, and ends their sessions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casework.errors import BadUserName, Denied, UnknownUser, UserNameTaken
from casework.services.ports import ROLES, Opener, Role, Store, UnitOfWork, User
from casework.services.staff import Staff

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
_DISPLAY = 40
OFFICERS = frozenset({"agent", "senior_agent", "admin"})
"""Who works on cases and can be given one."""
OPERATOR = Staff("operator", "admin")
"""Whoever has the command line of the machine: they have the keys anyway."""


class AccountService:
    """Creates, locks and changes accounts. Only an administrator may."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def everybody(self, viewer: Staff) -> Sequence[User]:
        """All accounts, by name. Raises Denied."""
        _administrator(viewer)
        with self._store.read() as work:
            return work.users.everybody()

    def names(self) -> dict[str, str]:
        """What people are called, by the name of their account."""
        with self._store.read() as work:
            return {user.name: user.display_name for user in work.users.everybody()}

    def officers(self) -> dict[str, str]:
        """What those are called who can be given a case."""
        with self._store.read() as work:
            everybody = work.users.everybody()
        return {one.name: one.display_name for one in everybody if one.role in OFFICERS and not one.disabled}

    def create(self, viewer: Staff, name: str, display_name: str, role: Role) -> str:
        """A new account; returns its one-time password. Raises Denied, BadUserName, UserNameTaken."""
        _administrator(viewer)
        name, display_name = name.strip().lower(), display_name.strip()
        if not _NAME.fullmatch(name) or len(display_name) > _DISPLAY or role not in ROLES:
            raise BadUserName("a name is 2 to 32 letters, figures, dots and dashes, beginning with a letter")
        with self._store.write() as work:
            password = work.users.add(name, display_name, role)
            if password is None:
                raise UserNameTaken(f"there is a user {name!r}")
            _write_down(work, viewer, "user_created", name, f"角色 {role}")
            work.commit()
        return password

    def give_password(self, viewer: Staff, name: str) -> str:
        """A new one-time password for somebody who has lost theirs; their second factor goes too.

        Raises Denied, UnknownUser.
        """
        _administrator(viewer)
        with self._store.write() as work:
            password = work.users.give_password(name)
            if password is None:
                raise UnknownUser(f"no user {name!r}")
            work.users.set_totp(name, None)
            self._changed(work, viewer, "password_given", name, "发放一次性密码，停用动态口令")
        return password

    def set_disabled(self, viewer: Staff, name: str, disabled: bool) -> None:
        """Locks an account or opens it again; nobody locks their own. Raises Denied, UnknownUser."""
        _administrator(viewer)
        if name == viewer.name:
            raise Denied("nobody locks themselves out")
        with self._store.write() as work:
            if not work.users.set_disabled(name, disabled):
                raise UnknownUser(f"no user {name!r}")
            action = "user_disabled" if disabled else "user_enabled"
            self._changed(work, viewer, action, name, "停用帐号" if disabled else "恢复帐号")

    def set_role(self, viewer: Staff, name: str, role: Role) -> None:
        """Gives an account another role; nobody changes their own. Raises Denied, UnknownUser."""
        _administrator(viewer)
        if name == viewer.name or role not in ROLES:
            raise Denied("nobody changes their own role")
        with self._store.write() as work:
            if not work.users.set_role(name, role):
                raise UnknownUser(f"no user {name!r}")
            self._changed(work, viewer, "role_changed", name, f"角色改为 {role}")

    @staticmethod
    def _changed(work: UnitOfWork, viewer: Staff, action: str, name: str, what: str) -> None:
        work.staff_sessions.end_all_of(name)
        _write_down(work, viewer, action, name, what)
        work.commit()


def _write_down(work: UnitOfWork, viewer: Staff, action: str, name: str, what: str) -> None:
    work.audit.write(Opener(viewer.name, viewer.role, what), action, name)


def _administrator(viewer: Staff) -> None:
    if viewer.role != "admin":
        raise Denied(f"role {viewer.role!r} may not look after accounts")
