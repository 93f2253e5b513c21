"""What can go wrong around review, training and models."""

from casework.errors.base import BadInput, Denied, Fault, TriageError


class JobRuns(TriageError):
    """A job of this kind is not over yet."""

    code = "job_runs"
    status = 409
    reply_id = "error_job_runs"


class CandidateUnknown(BadInput):
    """There is no such model, or it was discarded."""

    code = "candidate_unknown"
    status = 404
    reply_id = "error_candidate_unknown"


class CandidateBroken(TriageError):
    """The archive is not the one that was trained, cannot be read, or does not fit this version of the program."""

    code = "candidate_broken"
    status = 409
    reply_id = "error_candidate_broken"


class CandidateInUse(TriageError):
    """The model serves, or is the one a rollback goes to."""

    code = "candidate_in_use"
    status = 409
    reply_id = "error_candidate_in_use"


class NotCompared(TriageError):
    """No comparison with what serves now, under the present prices, says whether the candidate is worse."""

    code = "not_compared"
    status = 409
    reply_id = "error_not_compared"


class GateRefused(TriageError):
    """The candidate is worse beyond noise; `reasons` say where, in Chinese."""

    code = "gate_refused"
    status = 409
    reply_id = "error_gate_refused"

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(f"{len(reasons)} grounds against it")
        self.reasons = reasons
        self.slots = {"reasons": "；".join(reasons)}


class ServingChanged(TriageError):
    """Somebody else changed what serves in the meantime."""

    code = "serving_changed"
    status = 409
    reply_id = "error_serving_changed"


class NoRollback(TriageError):
    """No model served before this one, or its file is gone."""

    code = "no_rollback"
    status = 409
    reply_id = "error_no_rollback"


class SamePerson(Denied):
    """A second administrator has to be another person."""

    code = "same_person"
    reply_id = "error_same_person"


class PromotionOver(TriageError):
    """The override was decided already, or what serves has changed since it was asked for."""

    code = "promotion_over"
    status = 409
    reply_id = "error_promotion_over"


class BadCost(BadInput):
    """A price of a mistake is no number from 0 to 100, or names no category."""

    code = "bad_cost"
    reply_id = "error_bad_cost"


class ItemUnknown(BadInput):
    """There is no such training item, or it was erased meanwhile."""

    code = "item_unknown"
    status = 404
    reply_id = "error_item_unknown"


class QueueFault(Fault):
    """The process that works cannot be started or reached."""

    code = "queue_fault"
    reply_id = "error_queue_fault"


class ReviewItemGone(BadInput):
    """The item to review is gone: its conversation was erased."""

    code = "review_item_gone"
    status = 404
    reply_id = "error_review_item_gone"


class ReviewItemChanged(TriageError):
    """Somebody has decided on the item since it was looked at."""

    code = "review_item_changed"
    status = 409
    reply_id = "error_review_item_changed"
