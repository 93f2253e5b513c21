"""What an office sets, who is signed in, and the one way in which a conversation is erased."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from casework.errors import BadSetting, Denied, FileUnknown, ReasonMissing, SessionUnknown, TriageError
from casework.services.evidence import EvidenceService, Holder
from casework.services.ports import Opener, Store
from casework.services.ports.office import LAST_SWEEP, SignedIn
from casework.services.staff import IDLE, Staff
from knowledge import RuleBook

Eraser = Callable[[str], object]
"""Forgets whatever it keeps of a conversation (its id); may be called for one it knows nothing of, and twice."""
SettingName = Literal["office_name", "office_phone", "conversation_days", "audit_days"]
SWEEPER = Staff("system", "admin")
"""Who erases what is over age."""
_LONGEST_TEXT = 60
_MOST_DAYS = 36_500
_SWEEP_MOST, _AT_ONCE = 5000, 200


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `least` and `most`: for days; `changed_by` is None while it is the rule book's."""

    name: SettingName
    value: str
    kind: Literal["text", "days"]
    least: int = 0
    most: int = 0
    changed_by: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Swept:
    """What the daily sweep let go: conversations, and lines of the audit trail."""

    conversations: int
    audit_lines: int


class OfficeService:
    """Settings, sessions and erasure. Safe to share between threads."""

    def __init__(
        self, store: Store, book: Callable[[], RuleBook], clock: Callable[[], datetime], evidence: EvidenceService
    ) -> None:
        self._store, self._book, self._clock, self._evidence = store, book, clock, evidence
        self._erasers: list[Eraser] = []
        self._sweeping = threading.Lock()

    def on_erase(self, *erasers: Eraser) -> None:
        """Registers who else keeps something of a conversation; called before the conversation itself goes."""
        self._erasers.extend(erasers)

    # ------------------------------------------------------------------ settings

    def settings(self, viewer: Staff) -> tuple[Setting, ...]:
        """All settings as they hold now. Raises Denied."""
        _administrator(viewer)
        return self._settings()

    def set(self, viewer: Staff, name: str, value: str) -> None:
        """Changes a setting. Audited. Raises Denied, BadSetting for a name or value that is none."""
        _administrator(viewer)
        known = next((one for one in self._settings() if one.name == name), None)
        if known is None:
            raise BadSetting(f"no setting {name!r}")
        value = " ".join(value.split())
        if known.kind == "days":
            if not (value.isascii() and value.isdigit() and known.least <= int(value) <= known.most):
                raise BadSetting(f"{name} is {known.least} to {known.most} days")
            value = str(int(value))
        elif len(value) > _LONGEST_TEXT:
            raise BadSetting(f"{name} has at most {_LONGEST_TEXT} characters")
        with self._store.write() as work:
            work.office.set(name, value, viewer.name)
            change = Opener(viewer.name, viewer.role, f"由“{known.value}”改为“{value}”")
            work.audit.write(change, "setting_changed", name)
            work.commit()

    def letterhead(self, viewer: Staff) -> tuple[str, str]:
        """Name and telephone for the office's papers, "" where nobody has said."""
        del viewer  # whoever may make papers
        return self._value("office_name"), self._value("office_phone")

    def _settings(self) -> tuple[Setting, ...]:
        rows = self._book().policy.retention
        with self._store.read() as work:
            made = work.office.settings()

        def one(name: SettingName, kind: Literal["text", "days"], least: int = 0) -> Setting:
            row = made.get(name)
            value = row.value if row else (str(rows[name]) if kind == "days" else "")
            if kind == "days" and int(value) < least:  # the rule has become stricter since
                value = str(least)
            most = _MOST_DAYS if kind == "days" else 0
            return Setting(
                name, value, kind, least, most, row.changed_by if row else None, row.changed_at if row else None
            )

        return (
            one("office_name", "text"),
            one("office_phone", "text"),
            one("conversation_days", "days", rows["conversation_days_least"]),
            one("audit_days", "days", rows["audit_days_least"]),
        )

    def _value(self, name: SettingName) -> str:
        return next(one.value for one in self._settings() if one.name == name)

    # ------------------------------------------------------------------ sessions

    def signed_in(self, viewer: Staff) -> Sequence[SignedIn]:
        """Who is signed in, the latest activity first. Raises Denied."""
        _administrator(viewer)
        with self._store.read() as work:
            return work.office.signed_in(self._clock() - IDLE)

    def end_session(self, viewer: Staff, mark: str) -> bool:
        """Signs somebody out of one browser; False when that session had ended. Audited. Raises Denied."""
        _administrator(viewer)
        with self._store.write() as work:
            name = work.office.end_session(mark)
            if name is None:
                return False
            work.audit.write(Opener(viewer.name, viewer.role, "管理员退出其登录"), "session_ended", name)
            work.commit()
        return True

    # ------------------------------------------------------------------ erasure

    def erase_conversation(self, viewer: Staff, conversation_id: str, reason: str) -> None:
        """Erases a conversation: its words, sealed values, unregistered files, notes, and what others keep of it.

        A registered form, its files and its case stay, with what they need; counts without any person stay too.
        Whoever keeps something else of conversations is asked first, so that a failure can be made good by trying
        again. Audited. Raises Denied, ReasonMissing, SessionUnknown.
        """
        _administrator(viewer)
        reason = reason.strip()
        if not reason:
            raise ReasonMissing("an erasure has a reason")
        self._erase(viewer, conversation_id, reason)
        self._store.forget_log()

    def _erase(self, viewer: Staff, conversation_id: str, reason: str) -> None:
        with self._store.read() as work:
            work.conversations.by_id(conversation_id)
            waiting = [file.id for file in work.evidence.of_conversation(conversation_id) if file.number is None]
        for eraser in self._erasers:
            eraser(conversation_id)
        for file_id in waiting:
            try:
                self._evidence.remove(Holder(conversation_id=conversation_id), file_id)
            except FileUnknown:
                continue  # taken back meanwhile
        with self._store.write() as work:
            if not work.office.erase(conversation_id):
                raise SessionUnknown(f"no conversation {conversation_id!r}")
            work.audit.write(Opener(viewer.name, viewer.role, reason), "conversation_erased", conversation_id)
            work.commit()

    def sweep(self) -> Swept:
        """Erases conversations in which nothing was said for as long as the office keeps them, and old audit lines.

        One sweep at a time; another finds nothing to do. What could not be erased is raised after all others are.
        """
        if not self._sweeping.acquire(blocking=False):
            return Swept(0, 0)
        try:
            lines = self._sweep_audit()
            swept = Swept(self._sweep_conversations(), lines)
            with self._store.write() as work:
                work.office.set(LAST_SWEEP, self._clock().isoformat(timespec="seconds"), SWEEPER.name)
                work.commit()
            return swept
        finally:
            self._sweeping.release()

    def _sweep_conversations(self) -> int:
        days = int(self._value("conversation_days"))
        erased = 0
        failed: dict[str, TriageError] = {}
        while erased < _SWEEP_MOST:
            with self._store.read() as work:
                before = self._clock() - timedelta(days=days)
                silent = [one for one in work.office.silent_since(before, _AT_ONCE + len(failed)) if one not in failed]
            if not silent:
                break
            for conversation_id in silent:
                try:
                    self._erase(SWEEPER, conversation_id, f"超过保存期限{days}天")
                    erased += 1
                except TriageError as error:  # the others go on; this one is tried again tomorrow
                    failed[conversation_id] = error
        if erased:
            self._store.forget_log()
        if failed:
            raise next(iter(failed.values()))
        return erased

    def _sweep_audit(self) -> int:
        days = int(self._value("audit_days"))
        with self._store.write() as work:
            gone = work.audit.let_go(self._clock() - timedelta(days=days))
            if gone:
                why = Opener(SWEEPER.name, SWEEPER.role, f"超过保存期限{days}天，共{gone}条")
                work.audit.write(why, "audit_lines_let_go", "audit")
                work.commit()
        return gone


def _administrator(viewer: Staff) -> None:
    if viewer.role != "admin":
        raise Denied(f"role {viewer.role!r} does not look after the office")
