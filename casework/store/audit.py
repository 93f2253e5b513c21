"""The audit trail, in SQL: each line's hash is keyed and covers the hash before it."""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC

from sqlalchemy import select

from casework.services.ports import AuditCheck, AuditEntry, Opener
from casework.store.context import Context
from casework.store.tables import AuditHeadRow, AuditRow

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

    def verify(self) -> AuditCheck:
        """Recomputes the chain and compares its end with the head."""
        checked, before = 0, ""
        for row in self._session.scalars(select(AuditRow).order_by(AuditRow.sequence).execution_options(yield_per=500)):
            if row.sequence != checked + 1:
                return AuditCheck(checked, checked + 1, f"line {checked + 1} is missing")
            if not hmac.compare_digest(row.hash, self._hash(row, before)):
                return AuditCheck(checked, row.sequence, f"line {row.sequence} was changed")
            checked, before = row.sequence, row.hash
        head = self._session.get(AuditHeadRow, 1)
        if head is None or (head.sequence, head.hash) != (checked, before):
            return AuditCheck(checked, checked + 1, f"lines after {checked} are missing")
        return AuditCheck(checked, None, "whole")

    def _hash(self, row: AuditRow, before: str) -> str:
        at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
        line = [row.sequence, at, row.actor, row.role, row.action, row.subject, row.reason, before]
        key = self._context.content.keyring.derive("audit")
        return hmac.new(key, json.dumps(line).encode(), "sha256").hexdigest()


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.sequence, row.at, row.actor, row.role, row.action, row.subject, row.reason, row.hash)
