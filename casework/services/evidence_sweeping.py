"""Files to be let go: those that never arrived, those nobody registered, and those no record knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from casework.sealing.files import SealedFiles
from casework.services.evidence_keeping import EvidenceKeeper
from casework.services.ports import Store


class EvidenceSweeper:
    """Sweeps; safe beside uploads, in this process and in others."""

    def __init__(self, store: Store, files: SealedFiles, keeper: EvidenceKeeper, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._files = files
        self._keeper = keeper
        self._clock = clock

    def sweep(self) -> int:
        """Removes what is to be let go; how many files it was."""
        limits, now = self._keeper.limits, self._clock()
        with self._store.read() as work:
            stale = work.evidence.stale(
                unfinished_since=now - timedelta(hours=limits.unfinished_hours),
                unregistered_since=now - timedelta(days=limits.unregistered_days),
            )
        swept = 0
        for file in stale:
            with self._files.locked(file.id):
                with self._store.read() as work:
                    fresh = work.evidence.by_id(file.id)
                # it may have arrived, or been registered, while others were swept
                if fresh is not None and (fresh.state, fresh.number) == (file.state, file.number):
                    self._keeper.drop(fresh)
                    swept += 1
        return swept + self._strays()

    def _strays(self) -> int:
        """Files whose record is gone, and pieces of files that have been kept since."""
        strays = 0
        for name in self._files.names():
            file_id, _, kind = name.partition(".")
            with self._files.locked(file_id):
                with self._store.read() as work:
                    known = work.evidence.by_id(file_id)
                if known is None or (kind != "kept" and known.state == "kept"):
                    self._files.remove(name)
                    strays += 1
                if known is None or known.state == "kept":
                    self._files.forget_lock(file_id)
        return strays
