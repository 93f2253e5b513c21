"""May this caller send now? Token buckets, one per key, kept in memory and never longer than needed.

Keys are session tokens, held as hashes. There is no key by IP address: the address of a citizen is kept nowhere.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from casework.errors import TooManyRequests


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class RateLimit:
    """`burst` requests at once and `per_second` from then on, for each of the last `keys` callers."""

    def __init__(self, burst: int, per_second: float, keys: int, now: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._per_second = per_second
        self._keys = keys
        self._now = now
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()

    def take(self, key: str) -> None:
        """Counts one request. Raises TooManyRequests when the caller has none left."""
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
        now = self._now()
        bucket = self._buckets.pop(digest, None) or _Bucket(float(self._burst), now)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._per_second)
        bucket.at = now
        self._buckets[digest] = bucket
        while len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
        if bucket.left < 1:
            raise TooManyRequests(f"more than {self._burst} at once")
        bucket.left -= 1
