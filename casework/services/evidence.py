"""Files handed in as evidence: taken in piece by piece, judged by content, kept sealed, opened by role and reason.

What is refused leaves nothing behind. A piece is written to the sealed file first and counted in the database
afterwards; a crash in between costs that piece only, which is sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from casework.errors import (
    CaseOver,
    FileFixed,
    FileRefused,
    FileUnknown,
    FollowUpEnded,
    StorageFull,
    UnknownRow,
    WrongOffset,
)
from casework.evidence.file_limits import FileLimits
from casework.evidence.file_names import clean_name
from casework.sealing.files import SealedFiles, new_file_key
from casework.services.evidence_keeping import EvidenceKeeper
from casework.services.evidence_sweeping import EvidenceSweeper
from casework.services.evidence_words import ShownFile, shown_file
from casework.services.follow_up import IDLE_MINUTES
from casework.services.ports import EvidenceFile, Store, UnitOfWork

if TYPE_CHECKING:
    from knowledge import RuleBook

_RESERVE = 64 * 1024 * 1024
"""So many bytes of the disk are left to the database."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose files: of a conversation, or of a registration whose number and code were shown."""

    conversation_id: str | None = None
    number: str | None = None

    def has(self, file: EvidenceFile) -> bool:
        """Whether a file is one of theirs."""
        if self.conversation_id is not None:
            return file.conversation_id == self.conversation_id
        return self.number is not None and file.number == self.number


class EvidenceService:
    """What citizens do with their files. Safe to share between threads and processes."""

    def __init__(
        self, store: Store, files: SealedFiles, book: Callable[[], RuleBook], clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._files = files
        self._book = book
        self._keeper = EvidenceKeeper(store, files, book)
        self._sweeper = EvidenceSweeper(store, files, self._keeper, clock)

    def of_chat(self, token: str) -> Holder:
        """Who has the token of a conversation. Raises SessionUnknown."""
        with self._store.read() as work:
            return Holder(conversation_id=work.conversations.by_token(token).id)

    def of_follow_up(self, token: str) -> Holder:
        """Who has shown number and code. Raises FollowUpEnded."""
        with self._store.write() as work:
            number = work.follow_up.number_of(token, IDLE_MINUTES)
            work.commit()
        if number is None:
            raise FollowUpEnded("no follow-up session has this token")
        return Holder(number=number)

    def begin(
        self, holder: Holder, name: str, size: int, client_id: str, number: str | None = None
    ) -> tuple[EvidenceFile, bool]:
        """A file is announced; the same client id again finds the one that was, which the second value tells.

        `number`: a registration of the holder's conversation it is for; without one it waits for the next. Raises
        FileRefused, UnknownRow, CaseOver, StorageFull.
        """
        limits = self._keeper.limits
        with self._store.write() as work:
            for_number = self._number(work, holder, number)
            self._refuse_when_over(work, for_number)
            known = self._theirs(work, holder)
            same = next((one for one in known if one.client_id == client_id), None)
            if same is not None:
                return same, True
            limits.check_announced(name, size, [one.size for one in known if one.number == for_number])
            if self._files.room() < 2 * size + _RESERVE:
                raise StorageFull("less room than the file needs")
            made = work.evidence.add(
                conversation_id=holder.conversation_id,
                number=for_number,
                name=clean_name(name),
                client_id=client_id,
                size=size,
                key=new_file_key(),
            )
            work.commit()
        return made, False

    def find(self, holder: Holder, file_id: str) -> EvidenceFile:
        """One of the holder's files. Raises FileUnknown."""
        with self._store.read() as work:
            found = work.evidence.by_id(file_id)
        if found is None or not holder.has(found):
            raise FileUnknown("no such file of this holder")
        return found

    def append(self, holder: Holder, file_id: str, offset: int, data: bytes) -> EvidenceFile:
        """The next piece; with the last one the file is judged and kept. Of a kept file nothing changes any more.

        Raises FileUnknown, FileRefused (the file is gone), and where the same may be sent again WrongOffset,
        StorageFull, TooManyRequests (an earlier piece is still being worked on; no thread waits for it).
        """
        file = self.find(holder, file_id)
        if file.state == "kept":
            return file
        with self._files.locked(file_id, wait=False):
            file = self.find(holder, file_id)  # who held the lock may have sent the same
            if file.state == "kept":
                return file
            if offset != file.received:
                raise WrongOffset("a piece that does not fit on", file.received)
            try:
                file = self._keeper.take(file, data)
                return self._keeper.finish(file) if file.received == file.size else file
            except FileRefused:
                self._keeper.drop(file)
                raise

    def files(self, holder: Holder) -> list[ShownFile]:
        """The holder's files, as they are shown."""
        book = self._book()
        with self._store.read() as work:
            return [shown_file(one, book) for one in self._theirs(work, holder)]

    def shown(self, file: EvidenceFile) -> ShownFile:
        """One file as its holder sees it."""
        return shown_file(file, self._book())

    def remove(self, holder: Holder, file_id: str) -> None:
        """Takes a file back that belongs to no registration, or has not arrived. Raises FileUnknown, FileFixed."""
        self._removable(holder, file_id)
        with self._files.locked(file_id):
            self._keeper.drop(self._removable(holder, file_id))

    def limits(self) -> tuple[FileLimits, str]:
        """How much may be handed in, and the sentence that says so."""
        limits = self._keeper.limits
        days = limits.unregistered_days
        return limits, self._book().reply("file_hint", count=limits.files, total=limits.total_mb, days=days)

    def sweep(self) -> int:
        """Lets go what is not to be kept any longer; how many files it was."""
        return self._sweeper.sweep()

    def _removable(self, holder: Holder, file_id: str) -> EvidenceFile:
        file = self.find(holder, file_id)
        if file.number is not None and file.state == "kept":
            raise FileFixed("the file belongs to a registration")
        return file

    # ------------------------------------------------------------------ whose

    def _refuse_when_over(self, work: UnitOfWork, number: str | None) -> None:
        case = work.cases.by_number(number) if number else None
        if case is not None and self._book().case_state(case.state).over:
            raise CaseOver(f"{case.number} is {case.state}")

    @staticmethod
    def _theirs(work: UnitOfWork, holder: Holder) -> list[EvidenceFile]:
        if holder.conversation_id is not None:
            return list(work.evidence.of_conversation(holder.conversation_id))
        return list(work.evidence.of_number(holder.number or ""))

    @staticmethod
    def _number(work: UnitOfWork, holder: Holder, number: str | None) -> str | None:
        """The registration a new file is for. Raises UnknownRow for one that is not the holder's."""
        if holder.number is not None or number is None:
            return holder.number
        registration = work.registrations.by_number(number)
        if registration is None or registration.conversation_id != holder.conversation_id:
            raise UnknownRow("no such registration of this conversation")
        return number
