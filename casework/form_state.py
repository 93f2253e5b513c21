"""Where the filling of a form stands: its state, what was said, and what can be read off a state and the form's row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from casework.commands import Command
from knowledge import Form, FormField

Phase = Literal["identity", "fields", "checks", "review", "done", "cancelled", "handed_over", "filed"]
FINAL: tuple[Phase, ...] = ("done", "cancelled", "handed_over", "filed")


@dataclass(frozen=True, slots=True)
class FormState:
    """Where the filling of one form stands; JSON-able by `to_json`.

    `values` by field id, personal data as sealed tokens; `prefilled`: fields taken from the story, not yet confirmed;
    `skipped`: asked and left empty; `history`: what was asked, in order, for going back. `named` is None until the
    citizen has chosen; a form that needs a name has it True from the start. `phase` filed: staff handed it in.
    `facts`: the questions of the form's pre-check that were answered, by fact id; `checking`: the one that is open.
    `aside`: the parse of a question asked in between that waits for a place.
    """

    form: str
    phase: Phase = "identity"
    named: bool | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    prefilled: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    current: str | None = None
    tries: int = 0
    situation: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    checking: str | None = None
    aside: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, for a slot."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FormState:
        """The state `to_json` wrote."""
        known = {one.name for one in fields(cls)}
        lists = {name: tuple(data[name]) for name in ("prefilled", "skipped", "history")}
        # A conversation may have stopped in an earlier version of this state.
        return cls(**{name: value for name, value in {**data, **lists}.items() if name in known})


@dataclass(frozen=True, slots=True)
class Said:
    """One thing the citizen said while the form is open.

    `text` with personal data as tokens (this is what is kept); `opened` the same with tokens filled in (only for
    checking); `tells`: the value of the open question of the pre-check that free words tell.
    """

    text: str
    opened: str
    command: Command | None = None
    tells: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The state after something was said, and the rows of the replies table to say first, with their slots."""

    state: FormState
    remarks: tuple[tuple[str, Mapping[str, str]], ...] = ()


def asked_fields(form: Form, state: FormState) -> tuple[FormField, ...]:
    """The fields a conversation asks for, in order: those about the person who files only when a name is given, those
    that hang on another field only when that field calls for them.
    """
    return tuple(
        one
        for one in form.fields
        if one.ask and (state.named or one.id not in form.named_only) and form.belongs(one.id, state.values)
    )


def next_field(form: Form, state: FormState) -> FormField | None:
    """The first field neither filled nor skipped; None when the form can be reviewed."""
    for one in asked_fields(form, state):
        if one.id not in state.values and one.id not in state.skipped:
            return one
    return None


def missing_groups(form: Form, state: FormState) -> tuple[tuple[FormField, ...], ...]:
    """Mandatory groups (one of each must be filled) that are still empty; groups whose fields do not belong to the form
    as it is filled are left out.
    """
    asked = {one.id: one for one in asked_fields(form, state)}
    groups = [group for group in form.mandatory_rule if not any(state.values.get(name) for name in group)]
    open_groups = (tuple(asked[name] for name in group if name in asked) for group in groups)
    return tuple(group for group in open_groups if group)


def progress(form: Form, state: FormState) -> tuple[int, int]:
    """Which of how many asked fields is current, counted from 1."""
    asked = asked_fields(form, state)
    position = next((index for index, one in enumerate(asked, 1) if one.id == state.current), len(asked))
    return position, len(asked)


_WHO = ("reporter_name", "reporter_org")
_HOW = ("reporter_phone", "reporter_address")


def identified(filling: FormState) -> bool:
    """Whether a report says who makes it and how to reach them, which a report in one's own name must (art. 10)."""
    return all(any(filling.values.get(name) for name in names) for names in (_WHO, _HOW))
