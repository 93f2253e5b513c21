"""Records of files in memory; tests/evidence/test_evidence_store.py keeps them equal to those in SQL."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from casework.errors import FileUnknown
from casework.services.ports import EvidenceFile, KeptEvidence


class MemoryEvidence:
    """`records` has `files` and `registrations`, as tests.fakes keeps them."""

    def __init__(self, clock: Callable[[], datetime], records: Any) -> None:
        self._clock = clock
        self._records = records

    def add(
        self, *, conversation_id: str | None, number: str | None, name: str, client_id: str, size: int, key: bytes
    ) -> EvidenceFile:
        if (conversation_id or number) is None:
            raise ValueError("a file belongs to a conversation or to a registration")
        same = self.of_number(number) if number else self._waiting(str(conversation_id))
        label = max((one.label for one in same), default=0) + 1
        made = EvidenceFile(
            id=str(uuid4()), conversation_id=conversation_id, number=number, name=name, label=label,
            client_id=client_id, media_type=None, size=size, received=0, state="receiving", fingerprint=None,
            noticed=(), created_at=self._clock().astimezone(ZoneInfo("Asia/Shanghai")), key=key,
        )  # fmt: skip
        return self._put(self._cut(made) if number else made)

    def by_id(self, file_id: str) -> EvidenceFile | None:
        found: EvidenceFile | None = self._records.files.get(file_id)
        return found

    def of_conversation(self, conversation_id: str) -> Sequence[EvidenceFile]:
        return self._sorted(one for one in self._all() if one.conversation_id == conversation_id)

    def of_number(self, number: str) -> Sequence[EvidenceFile]:
        return self._sorted(one for one in self._all() if one.number == number)

    def advance(self, file_id: str, before: int, received: int, media_type: str | None) -> bool:
        known = self.by_id(file_id)
        if known is None or known.received != before:
            return False
        self._put(replace(known, received=received, media_type=media_type))
        return True

    def keep(self, file_id: str, kept: KeptEvidence) -> EvidenceFile:
        known = self.by_id(file_id)
        if known is None:
            raise FileUnknown("no such file")
        fingerprint = hashlib.sha256(b"secret" + kept.digest.encode()).hexdigest()
        made = replace(
            known, state="kept", name=kept.name, media_type=kept.media_type, size=kept.size, fingerprint=fingerprint,
            noticed=kept.noticed, key=kept.key,
        )  # fmt: skip
        return self._put(self._cut(made) if made.number else made)

    def attach(self, conversation_id: str, number: str) -> None:
        for one in self._waiting(conversation_id):
            self._put(self._cut(replace(one, number=number)))

    def remove(self, file_id: str) -> None:
        self._records.files.pop(file_id, None)

    def stale(self, *, unfinished_since: datetime, unregistered_since: datetime) -> Sequence[EvidenceFile]:
        return self._sorted(
            one
            for one in self._all()
            if (one.state == "receiving" and one.created_at < unfinished_since)
            or (one.number is None and one.created_at < unregistered_since)
        )

    def _cut(self, file: EvidenceFile) -> EvidenceFile:
        registration = self._records.registrations.get(file.number)
        if registration is None or not registration.anonymous:
            return file
        day = file.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
        return replace(file, name="", created_at=day)

    def _put(self, file: EvidenceFile) -> EvidenceFile:
        self._records.files[file.id] = file
        return file

    def _all(self) -> list[EvidenceFile]:
        return list(self._records.files.values())

    def _waiting(self, conversation_id: str) -> list[EvidenceFile]:
        return [one for one in self._all() if one.conversation_id == conversation_id and one.number is None]

    @staticmethod
    def _sorted(files: Any) -> list[EvidenceFile]:
        return sorted(files, key=lambda file: (file.number or "~", file.label))
