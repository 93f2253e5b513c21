"""What can go wrong around files handed in."""

from casework.errors.base import BadInput, Busy, Denied, TriageError


class FileRefused(BadInput):
    """A file cannot be taken as evidence; `reason` is the reply row that says why, and the code of the answer."""

    code = "file_refused"
    reply_id = "error_file_refused"

    def __init__(self, why: str, reason: str | None = None, **slots: object) -> None:
        super().__init__(why)
        self.slots = slots
        if reason is not None:
            self.code = self.reply_id = reason


class FileUnknown(BadInput):
    """There is no such file here; it was refused, taken back or swept away."""

    code = "file_unknown"
    status = 404
    reply_id = "error_file_unknown"


class WrongOffset(TriageError):
    """A piece of a file does not begin where the last one ended; `offset` is where that is."""

    code = "wrong_offset"
    status = 409
    reply_id = "error_wrong_offset"

    def __init__(self, why: str, offset: int = 0) -> None:
        super().__init__(why)
        self.offset = offset


class FileFixed(Denied):
    """A file that belongs to a registration cannot be taken back."""

    code = "file_fixed"
    reply_id = "error_file_fixed"


class StorageFull(Busy):
    """There is no room for files at the moment."""

    code = "storage_full"
    reply_id = "error_storage_full"
