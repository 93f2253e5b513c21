"""Records of files handed in, in SQL. Name, key and notes of a file are sealed together with the identity key."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, CursorResult, and_, delete, or_, select, update

from casework.errors import FileUnknown
from casework.services.ports import EvidenceFile, KeptEvidence
from casework.store.context import Context
from casework.store.tables import EvidenceFileRow, RegistrationRow

_TABLE = EvidenceFileRow.__tablename__


class SqlEvidence:
    """The files of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def add(
        self,
        *,
        conversation_id: str | None,
        number: str | None,
        name: str,
        client_id: str,
        size: int,
        key: bytes,
    ) -> EvidenceFile:
        """A file that is about to arrive."""
        if (conversation_id or number) is None:
            raise ValueError("a file belongs to a conversation or to a registration")
        anonymous = number is not None and self._anonymous(number)
        same = EvidenceFileRow.number == number if number else self._waiting(str(conversation_id))
        labels = [self._details(row)["label"] for row in self._session.scalars(select(EvidenceFileRow).where(same))]
        row = EvidenceFileRow(
            id=str(uuid4()),
            conversation_id=conversation_id,
            number=number,
            media_type=None,
            size=size,
            received=0,
            state="receiving",
            fingerprint=None,
            created_at=_day_only(self._context.now()) if anonymous else self._context.now(),
        )
        details = {"name": "" if anonymous else name, "label": max(labels, default=0) + 1, "client_id": client_id}
        self._seal(row, details | {"noticed": []}, key)
        self._session.add(row)
        self._session.flush()
        return self._file(row)

    def by_id(self, file_id: str) -> EvidenceFile | None:
        """The file with this id."""
        row = self._session.get(EvidenceFileRow, file_id)
        return None if row is None else self._file(row)

    def of_conversation(self, conversation_id: str) -> Sequence[EvidenceFile]:
        """The files handed in during a conversation."""
        return self._files(EvidenceFileRow.conversation_id == conversation_id)

    def of_number(self, number: str) -> Sequence[EvidenceFile]:
        """The files that belong to a registration."""
        return self._files(EvidenceFileRow.number == number)

    def advance(self, file_id: str, before: int, received: int, media_type: str | None) -> bool:
        """Notes how much has arrived, if nobody else has done so meanwhile."""
        changed = self._session.execute(
            update(EvidenceFileRow)
            .where(EvidenceFileRow.id == file_id, EvidenceFileRow.received == before)
            .values(received=received, media_type=media_type)
        )
        assert isinstance(changed, CursorResult)
        return changed.rowcount == 1

    def keep(self, file_id: str, kept: KeptEvidence) -> EvidenceFile:
        """The file has arrived and is evidence. Raises FileUnknown."""
        row = self._session.get(EvidenceFileRow, file_id, with_for_update=True, populate_existing=True)
        if row is None:
            raise FileUnknown("no such file")
        row.state, row.media_type, row.size = "kept", kept.media_type, kept.size
        row.fingerprint = self._context.content.fingerprint(kept.digest, f"{_TABLE}:content")
        anonymous = row.number is not None and self._anonymous(row.number)
        name = "" if anonymous else kept.name
        self._seal(row, self._details(row) | {"name": name, "noticed": list(kept.noticed)}, kept.key)
        self._session.flush()
        return self._file(row)

    def attach(self, conversation_id: str, number: str) -> None:
        """What the conversation has handed in so far goes with this registration."""
        anonymous = self._anonymous(number)
        for row in self._session.scalars(select(EvidenceFileRow).where(self._waiting(conversation_id))):
            row.number = number
            if anonymous:
                row.created_at = _day_only(row.created_at)
                details = self._details(row)
                self._seal(row, details | {"name": ""}, base64.b64decode(details["key"]))
        self._session.flush()

    def remove(self, file_id: str) -> None:
        """Forgets a file, its key included."""
        self._session.execute(delete(EvidenceFileRow).where(EvidenceFileRow.id == file_id))

    def stale(self, *, unfinished_since: datetime, unregistered_since: datetime) -> Sequence[EvidenceFile]:
        """Files that never arrived, and those that nobody registered."""
        unfinished = and_(EvidenceFileRow.state == "receiving", EvidenceFileRow.created_at < unfinished_since)
        unregistered = and_(EvidenceFileRow.number.is_(None), EvidenceFileRow.created_at < unregistered_since)
        return self._files(or_(unfinished, unregistered))

    @staticmethod
    def _waiting(conversation_id: str) -> ColumnElement[bool]:
        return and_(EvidenceFileRow.conversation_id == conversation_id, EvidenceFileRow.number.is_(None))

    def _anonymous(self, number: str) -> bool:
        return bool(self._session.scalar(select(RegistrationRow.anonymous).where(RegistrationRow.number == number)))

    def _files(self, where: ColumnElement[bool]) -> list[EvidenceFile]:
        found = [self._file(row) for row in self._session.scalars(select(EvidenceFileRow).where(where))]
        return sorted(found, key=lambda file: (file.number or "~", file.label))

    def _seal(self, row: EvidenceFileRow, details: dict[str, Any], key: bytes) -> None:
        sealed = details | {"key": base64.b64encode(key).decode()}
        row.details = self._context.identity.seal_json(sealed, _place(row.id))

    def _details(self, row: EvidenceFileRow) -> dict[str, Any]:
        details = self._context.identity.open_json(row.details, _place(row.id))
        assert isinstance(details, dict), "_seal seals a dict"
        return details

    def _file(self, row: EvidenceFileRow) -> EvidenceFile:
        details = self._details(row)
        return EvidenceFile(
            id=row.id,
            conversation_id=row.conversation_id,
            number=row.number,
            name=details["name"],
            label=details["label"],
            client_id=details["client_id"],
            media_type=row.media_type,
            size=row.size,
            received=row.received,
            state="kept" if row.state == "kept" else "receiving",
            fingerprint=row.fingerprint,
            noticed=tuple(details["noticed"]),
            created_at=row.created_at,
            key=base64.b64decode(details["key"]),
        )


def _place(file_id: str) -> str:
    return f"{_TABLE}:{file_id}:details"


def _day_only(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
