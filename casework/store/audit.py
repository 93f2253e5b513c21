"""The audit trail, in SQL: each line's hash is keyed and covers the hash before it."""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, func, select

from casework.services.ports import AuditCheck, AuditEntry, Opener
from casework.services.ports.audit import AuditPage, AuditQuery
from casework.store.context import Context
from casework.store.tables import AuditBaseRow, AuditHeadRow, AuditRow

_REASON, _ACTOR, _SUBJECT = 500, 100, 100


class SqlAuditTrail:
    """The audit trail of one unit of work.

    Whoever changes the database without the key file can neither alter a line nor cut lines off the end unnoticed.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def write(self, opener: Opener, action: str, subject: str) -> AuditEntry:
        """Adds a line; the lock on the head orders lines of parallel units of work."""
        head = self._session.get(AuditHeadRow, 1, with_for_update=True, populate_existing=True)
        assert head is not None, "the first migration makes the head"
        row = AuditRow(
            sequence=head.sequence + 1,
            at=self._context.now(),
            actor=opener.actor[:_ACTOR],
            role=opener.role,
            action=action,
            subject=subject[:_SUBJECT],
            reason=opener.reason[:_REASON],
        )
        row.hash = self._hash(row, head.hash)
        head.sequence, head.hash = row.sequence, row.hash
        self._session.add(row)
        self._session.flush()
        return _entry(row)

    def entries(self, after: int = 0, limit: int = 500) -> Sequence[AuditEntry]:
        """Lines after a sequence number, oldest first."""
        rows = self._session.scalars(
            select(AuditRow).where(AuditRow.sequence > after).order_by(AuditRow.sequence).limit(limit)
        )
        return [_entry(row) for row in rows]

    def page(self, query: AuditQuery) -> AuditPage:
        """Lines that fit, the newest first."""
        wanted = _where(query)
        total = self._session.scalar(select(func.count()).select_from(AuditRow).where(*wanted)) or 0
        newest = select(AuditRow).where(*wanted).order_by(AuditRow.sequence.desc())
        rows = self._session.scalars(newest.offset(query.offset).limit(query.limit))
        return AuditPage(tuple(_entry(row) for row in rows), total)

    def actors(self) -> Sequence[str]:
        """Everybody who stands in a line."""
        return list(self._session.scalars(select(AuditRow.actor).distinct().order_by(AuditRow.actor)))

    def let_go(self, before: datetime) -> int:
        """Forgets the lines up to the last one older than a moment, and seals where the chain begins now."""
        self._session.get(AuditHeadRow, 1, with_for_update=True, populate_existing=True)
        last = self._session.scalar(select(func.max(AuditRow.sequence)).where(AuditRow.at < before))
        row = self._session.get(AuditRow, last) if last is not None else None
        if row is None:
            return 0
        base = {"id": 1, "sequence": row.sequence, "hash": row.hash, "seal": self._seal(row.sequence, row.hash)}
        self._session.merge(AuditBaseRow(**base))
        gone = self._session.scalars(
            delete(AuditRow).where(AuditRow.sequence <= row.sequence).returning(AuditRow.sequence)
        ).all()
        self._session.flush()
        return len(gone)

    def verify(self) -> AuditCheck:
        """Recomputes the chain and compares its ends with the base and the head."""
        base = self._session.get(AuditBaseRow, 1, populate_existing=True)
        if base is not None and not hmac.compare_digest(base.seal, self._seal(base.sequence, base.hash)):
            return AuditCheck(0, base.sequence, "the base of the trail was changed", "base", base.sequence + 1)
        start = base.sequence if base is not None else 0
        at, before = start, base.hash if base is not None else ""
        for row in self._session.scalars(select(AuditRow).order_by(AuditRow.sequence).execution_options(yield_per=500)):
            checked = at - start
            if row.sequence != at + 1:
                return AuditCheck(checked, at + 1, f"line {at + 1} is missing", "missing", start + 1)
            if not hmac.compare_digest(row.hash, self._hash(row, before)):
                return AuditCheck(checked, row.sequence, f"line {row.sequence} was changed", "changed", start + 1)
            at, before = row.sequence, row.hash
        head = self._session.get(AuditHeadRow, 1, populate_existing=True)
        if head is None or (head.sequence, head.hash) != (at, before):
            return AuditCheck(at - start, at + 1, f"lines after {at} are missing", "cut", start + 1)
        return AuditCheck(at - start, None, "whole", None, start + 1)

    def _seal(self, sequence: int, ended: str) -> str:
        key = self._context.content.keyring.derive("audit")
        return hmac.new(key, json.dumps(["base", sequence, ended]).encode(), "sha256").hexdigest()

    def _hash(self, row: AuditRow, before: str) -> str:
        at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
        line = [row.sequence, at, row.actor, row.role, row.action, row.subject, row.reason, before]
        key = self._context.content.keyring.derive("audit")
        return hmac.new(key, json.dumps(line).encode(), "sha256").hexdigest()


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.sequence, row.at, row.actor, row.role, row.action, row.subject, row.reason, row.hash)


def _where(query: AuditQuery) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if query.actor:
        wanted.append(AuditRow.actor == query.actor)
    if query.actions:
        wanted.append(AuditRow.action.in_(query.actions))
    if query.about:
        wanted.append(AuditRow.subject.startswith(query.about, autoescape=True))
    if query.since is not None:
        wanted.append(AuditRow.at >= query.since)
    if query.until is not None:
        wanted.append(AuditRow.at < query.until)
    return wanted
