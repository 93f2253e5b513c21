"""The life of a case: its states, and the moves from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.rows.provenance import Row

CaseRole = Literal["citizen", "agent", "senior_agent", "reviewer", "admin", "auditor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState(Row):
    """Where a case can stand. The rows are in the order of a usual life; `id` is what a case carries.

    `name`: for staff; `plain`: where it stands, said to who filed it; `next`: what comes now, said to them ("" at the
    end). `forms`: the forms whose cases can be in it. `usual`: shown ahead on the line of steps; the others appear
    only once reached. `first`: where a case begins; `over`: nothing can be added any
    more; `ends`: nothing comes after it.
    """

    name: str
    plain: str
    next: str
    forms: tuple[str, ...]
    usual: bool = False
    first: bool = False
    over: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMove(Row):
    """What may be done to a case of one of the `forms` in one of `from_states`; `source` and `clause` say why.

    `name`: the button of staff. `roles`: who may. `reason`: what must be written down with it; None: nothing need be.
    `starts`, `stops`: periods whose clock begins and ends with the move. `notice`: the reply that is drafted for who
    filed the form. `named_only`: not for cases of anonymous reporters. `ends_informing`: from then on no notice of the
    result is due.
    """

    name: str
    forms: tuple[str, ...]
    from_states: tuple[str, ...]
    to_state: str
    roles: tuple[CaseRole, ...]
    reason: str | None
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    notice: str | None
    named_only: bool = False
    ends_informing: bool = False

    @property
    def stays(self) -> bool:
        """The case is where it was: something was done, nothing decided."""
        return self.from_states == (self.to_state,)
