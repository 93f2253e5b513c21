"""The audit trail for those who look at it: found, exported, checked. Looking at it changes nothing; taking it away is
written into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from casework.errors import Denied, ReasonMissing
from casework.services.ports import AuditCheck, AuditEntry, Opener, Store
from casework.services.ports.audit import AuditPage, AuditQuery
from casework.services.staff import Staff

MAY_LOOK = frozenset({"auditor", "admin"})
EXPORT_MOST = 50_000
_PIECE = 1000


class AuditDesk:
    """Reads the trail. Safe to share between threads. Every method raises Denied for other roles."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock

    def page(self, viewer: Staff, query: AuditQuery) -> AuditPage:
        """Lines that fit, the newest first."""
        _may_look(viewer)
        with self._store.read() as work:
            return work.audit.page(query)

    def actors(self, viewer: Staff) -> Sequence[str]:
        """Everybody who stands in a line."""
        _may_look(viewer)
        with self._store.read() as work:
            return work.audit.actors()

    def check(self, viewer: Staff) -> AuditCheck:
        """Recomputes the chain; a second for a hundred thousand lines."""
        _may_look(viewer)
        with self._store.read() as work:
            return work.audit.verify()

    def export(
        self, viewer: Staff, query: AuditQuery, words: Callable[[AuditEntry], Sequence[str]], reason: str
    ) -> bytes:
        """The lines that fit as an xlsx file, at most 50,000; `words` says how a line reads. Audited itself.

        Raises ReasonMissing.
        """
        from casework.documents.audit_sheet import audit_book  # half a second, for the few who ask

        _may_look(viewer)
        if not reason.strip():
            raise ReasonMissing("taking the trail away has a reason")
        with self._store.read() as work:
            lines = list(self._lines(work.audit.page, query))
        content = audit_book([words(line) for line in lines], self._clock())
        with self._store.write() as work:
            opener = Opener(viewer.name, viewer.role, f"{reason.strip()}（{len(lines)}条）")
            work.audit.write(opener, "audit_exported", query.about or "audit")
            work.commit()
        return content

    @staticmethod
    def _lines(page: Callable[[AuditQuery], AuditPage], query: AuditQuery) -> Iterator[AuditEntry]:
        for offset in range(0, EXPORT_MOST, _PIECE):
            found = page(replace(query, offset=offset, limit=_PIECE)).lines
            yield from found
            if len(found) < _PIECE:
                return


def _may_look(viewer: Staff) -> None:
    if viewer.role not in MAY_LOOK:
        raise Denied(f"role {viewer.role!r} sees no audit trail")
