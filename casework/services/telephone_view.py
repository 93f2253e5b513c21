"""Telephone mode, as values: what is kept of a call while it goes on, and what the page shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from casework.petition import Petition
from casework.services.follow_up import ToldLine
from casework.services.panel_view import PanelView
from casework.suggesting import Suggestion
from casework.triage import Known

CallerField = Literal["name", "phone"]


@dataclass(frozen=True, slots=True)
class Filed:
    """A case that was made of this call. `slip`: the filling it came from; no slip is filed twice."""

    slip: str
    number: str
    form: str
    anonymous: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One call as its agent has it on the screen, texts in clear.

    `values`: form fields written by hand; `caller`: name and phone of who calls, written by hand; `named` None: not
    asked yet. `slip` names the filling that is under way.
    """

    text: str = ""
    known: Known = field(default_factory=Known)
    form: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    caller: Mapping[str, str] = field(default_factory=dict)
    named: bool | None = None
    slip: str = ""
    filed: tuple[Filed, ...] = ()

    @property
    def forms_filed(self) -> tuple[str, ...]:
        """Ids of the forms that were registered of this call."""
        return tuple(one.form for one in self.filed)

    @property
    def nameless(self) -> bool:
        """Nobody may know who calls: it was chosen, or a case of this call was filed without a name."""
        return self.named is False or any(one.anonymous for one in self.filed)


@dataclass(frozen=True, slots=True)
class PhoneView:
    """What the page shows of a call. `petition` None: nothing to read yet.

    `prefilled`: form field → value that the story tells; `caller`: what it tells of who calls; `cut`: characters beyond
    the limit that were not read. `suggestions`: wording to say next.
    """

    petition: Petition | None
    panel: PanelView | None
    prefilled: Mapping[str, str] = field(default_factory=dict)
    caller: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """A call was kept. `moved`: another window had kept it since `revision` was read, and nothing was written."""

    call_id: str
    revision: int
    moved: bool = False


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call of the viewer that was not ended. `beginning`: its first words, masked."""

    call_id: str
    beginning: str
    last_at: datetime
    filed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a form cannot be registered: field id → sentence; "" for what concerns no single field."""

    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CallReceipt:
    """A case was made. `code` None: it was shown before. `notes`, `coming`: sentences of the rules to read out.

    `again`: it had been made already, nothing was done twice.
    """

    number: str
    code: str | None
    title: str
    anonymous: bool
    notes: tuple[str, ...]
    coming: tuple[ToldLine, ...]
    call: Call
    revision: int
    again: bool = False
