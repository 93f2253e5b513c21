"""When an anonymous reporter was here: in this process's memory and nowhere else."""

import threading
from datetime import datetime, timedelta


class Visits:
    """Last uses by token hash, and until when a number is locked. Safe to share between threads; gone with the process,
    which ends no session early and begins a lock anew.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: dict[str, datetime] = {}
        self._locks: dict[str, datetime] = {}

    def use(self, token_hash: str, now: datetime, minutes: int) -> bool:
        """Notes a use; False when the one before is longer ago than `minutes`."""
        idle = timedelta(minutes=minutes)
        with self._lock:
            before = self._last.pop(token_hash, now)
            # Kept a day, so that an idle session is still known for one when it is used again.
            self._last = {key: at for key, at in self._last.items() if now - at < timedelta(days=1)}
            if now - before > idle:
                return False
            self._last[token_hash] = now
            return True

    def lock(self, number: str, until: datetime) -> None:
        """Locks a number whose codes were tried too often."""
        with self._lock:
            self._locks[number] = until

    def locked_until(self, number: str) -> datetime | None:
        """When the lock of a number opens; None when this process locked none."""
        with self._lock:
            return self._locks.get(number)

    def unlock(self, number: str) -> None:
        """Forgets the lock of a number."""
        with self._lock:
            self._locks.pop(number, None)
