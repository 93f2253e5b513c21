"""The question that stands open in a conversation: of a form, or about the petition."""

from __future__ import annotations

from collections.abc import Callable

from casework.services.registration_turns import RegistrationTurns
from casework.services.say import PetitionState, Say
from casework.services.triage_turns import TriageTurns


def open_question(triage: TriageTurns, registration: RegistrationTurns) -> Callable[[PetitionState], Say | None]:
    """What puts the open question of a state once more; None where none is open."""

    def question(state: PetitionState) -> Say | None:
        return registration.prompt(state) if state.form is not None else triage.prompt(state)

    return question
