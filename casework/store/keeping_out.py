"""Which conversations somebody keeps out of: those from which a case came that they are recused from."""

from sqlalchemy import Select, or_, select

from casework.store.tables import RecusalRow, RegistrationRow


def kept_from(viewer: str) -> Select[tuple[str]]:
    """Ids of these conversations, whichever of several cases it is."""
    holds = or_(RecusalRow.decision.is_(None), RecusalRow.decision != "declined")
    return (
        select(RegistrationRow.conversation_id)
        .join(RecusalRow, RecusalRow.number == RegistrationRow.number)
        .where(RecusalRow.user_name == viewer, holds)
    )
