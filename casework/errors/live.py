"""What can go wrong around who has a conversation."""

from casework.errors.base import BadInput, TriageError


class ThreadGone(BadInput):
    """There is no such conversation, it was erased, or who asks keeps out of it."""

    code = "thread_gone"
    status = 404
    reply_id = "error_thread_gone"


class AlreadyHeld(TriageError):
    """A colleague has this conversation; `holder` is their name as people read it."""

    code = "already_held"
    status = 409
    reply_id = "error_already_held"

    def __init__(self, holder: str) -> None:
        super().__init__("held by somebody else")
        self.holder = holder
        self.slots = {"holder": holder}


class NotHolder(TriageError):
    """Only who has a conversation may do this."""

    code = "not_holder"
    status = 409
    reply_id = "error_not_holder"
