"""A file that arrives: its pieces are sealed, it is judged by content, and kept or dropped as a whole."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from casework.errors import FileRefused, WrongOffset
from casework.evidence.examine import examine
from casework.evidence.file_limits import FileLimits
from casework.evidence.file_names import named_as
from casework.evidence.file_types import HEAD, FileType, type_of
from casework.sealing.files import SealedFiles, new_file_key
from casework.services.evidence_words import file_label, kind_name, shown_file
from casework.services.ports import CITIZEN, EvidenceFile, KeptEvidence, Store, UnitOfWork

if TYPE_CHECKING:
    from knowledge import RuleBook


def arriving(file_id: str) -> str:
    """What the sealed file is called while it arrives."""
    return f"{file_id}.part"


def kept(file_id: str) -> str:
    """What the sealed file is called once it is kept."""
    return f"{file_id}.kept"


class EvidenceKeeper:
    """Takes in, keeps and drops files; whoever calls holds the file's lock."""

    def __init__(self, store: Store, files: SealedFiles, book: Callable[[], RuleBook]) -> None:
        self._store = store
        self._files = files
        self._book = book
        self._one_at_a_time = threading.Lock()

    @property
    def limits(self) -> FileLimits:
        """How many and how large, as the policy says today."""
        return FileLimits(**self._book().policy.evidence)

    def take(self, file: EvidenceFile, data: bytes) -> EvidenceFile:
        """Seals the next piece and counts it. Raises FileRefused as soon as it shows that the file cannot be taken."""
        received = file.received + len(data)
        if received > file.size:
            raise FileRefused("more than was announced", "file_damaged")
        if data:
            self._files.append(arriving(file.id), file.key, file.received, data)
        media_type = file.media_type
        if media_type is None and (received >= HEAD or received == file.size):
            head = self._files.open(arriving(file.id), file.key, received).at(0, HEAD)
            media_type = self._allowed(type_of(head), file.size).media_type
        with self._store.write() as work:
            if not work.evidence.advance(file.id, file.received, received, media_type):
                raise WrongOffset("somebody else sent this piece", file.received)
            found = work.evidence.by_id(file.id)
            work.commit()
        assert found is not None, "advance found it"
        return found

    def finish(self, file: EvidenceFile) -> EvidenceFile:
        """Judges a file that has arrived and keeps what is to be kept of it. Raises FileRefused, StorageFull."""
        content = self._files.open(arriving(file.id), file.key, file.size)
        with self._one_at_a_time:  # an opened picture takes memory
            found = examine(content, self.limits.pixels)
        self._allowed(found.type, file.size)
        name, renamed = named_as(file.name, found.type) if file.name else ("", False)
        noticed = (*found.noticed, "file_note_renamed") if renamed else found.noticed
        key, digest = new_file_key(), hashlib.sha256()
        length = self._files.write(kept(file.id), key, _counted(found.content, digest))
        outcome = KeptEvidence(name, found.type.media_type, length, digest.hexdigest(), noticed, key)
        with self._store.write() as work:
            done = work.evidence.keep(file.id, outcome)
            self._refuse_second_copy(work, done)
            self._write_into_case(work, done)
            work.commit()
        self._files.remove(arriving(file.id))
        self._files.forget_lock(file.id)
        return done

    def drop(self, file: EvidenceFile) -> None:
        """Forgets a file. The record goes first: with its key, whatever a crash leaves on the disk is noise."""
        with self._store.write() as work:
            work.evidence.remove(file.id)
            work.commit()
        self._files.remove(arriving(file.id))
        self._files.remove(kept(file.id))
        self._files.forget_lock(file.id)

    def _allowed(self, found: FileType, size: int) -> FileType:
        self.limits.check_kind(found.kind, size, kind_name(found.kind, self._book()))
        return found

    def _refuse_second_copy(self, work: UnitOfWork, file: EvidenceFile) -> None:
        """The same content among the files it belongs with; leaving the unit of work undoes that it was kept."""
        if file.number is not None:
            together = work.evidence.of_number(file.number)
        else:
            together = work.evidence.of_conversation(str(file.conversation_id))
        for one in together:
            if one.id != file.id and one.number == file.number and one.fingerprint == file.fingerprint:
                raise FileRefused("the same content again", "file_same", name=shown_file(one, self._book()).name)

    def _write_into_case(self, work: UnitOfWork, file: EvidenceFile) -> None:
        """What comes after the registration shows in its case."""
        if file.number is not None and work.cases.by_number(file.number) is not None:
            text = self._book().reply("file_added", label=file_label(file, self._book()))
            work.cases.add_entry(file.number, "addition", "citizen", CITIZEN.name, text, for_citizen=True)


def _counted(content: Iterable[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    for piece in content:
        digest.update(piece)
        yield piece
