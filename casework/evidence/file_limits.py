"""How many files, and how large? Read from the policy."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.errors import FileRefused
from casework.evidence.file_types import TAKEN, Kind

_MB = 1024 * 1024
KINDS: tuple[Kind, ...] = ("picture", "pdf", "audio", "video")


@dataclass(frozen=True, slots=True)
class FileLimits:
    """The mapping `evidence` of tables/policy.yml; the meaning of each stands there."""

    files: int
    total_mb: int
    picture_mb: int
    pdf_mb: int
    audio_mb: int
    video_mb: int
    megapixels: int
    unfinished_hours: int
    unregistered_days: int

    @property
    def pixels(self) -> int:
        """Pixels a picture may have."""
        return self.megapixels * 1_000_000

    @property
    def total_bytes(self) -> int:
        """Bytes of all files together."""
        return self.total_mb * _MB

    def bytes_of(self, kind: Kind) -> int:
        """Bytes a file of this kind may have."""
        megabytes: int = getattr(self, f"{kind}_mb")
        return megabytes * _MB

    def by_kind(self) -> list[tuple[Kind, int]]:
        """Bytes a file may have, for each kind."""
        return [(kind, self.bytes_of(kind)) for kind in KINDS]

    @property
    def accept(self) -> str:
        """What a page lets people choose from. HEIC is not in it, so that iPhones convert their pictures themselves."""
        return ",".join([*(one.media_type for one in TAKEN), ".amr", ".m4a", ".3gp"])

    def check_announced(self, name: str, size: int, others: Sequence[int]) -> None:
        """Raises FileRefused for a file that need not be sent: empty, too large for any kind, one too many.

        `others`: the sizes of those it would join.
        """
        if size <= 0:
            raise FileRefused("empty", "file_empty")
        largest = max(KINDS, key=self.bytes_of)
        if size > self.bytes_of(largest):
            raise FileRefused("too large for any kind", "file_larger_than_any", limit=self.bytes_of(largest) // _MB)
        if len(others) >= self.files:
            raise FileRefused("one too many", "file_too_many", limit=self.files)
        if sum(others) + size > self.total_bytes:
            raise FileRefused("too much together", "file_total_too_large", limit=self.total_mb)

    def check_kind(self, kind: Kind, size: int, name_of_kind: str) -> None:
        """Raises FileRefused for a file that is too large for what it is."""
        if size > self.bytes_of(kind):
            limit = self.bytes_of(kind) // _MB
            raise FileRefused("too large for its kind", "file_too_large", kind=name_of_kind, limit=limit)
