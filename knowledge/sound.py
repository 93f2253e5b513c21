"""What of a power may be quoted to a citizen: its texts less what a recorded defect spoils.

A defect names the fields it touches (`Power` fields or column headings) and shows the faulty words. A step, a basis or
a line of a column that holds those words is left out. Where columns are shifted or numbers are in disorder, the whole
field is left out, since no single line is at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.rows import Defect, Power, PowerStep

WHOLE_FIELD = frozenset({"shifted_columns", "numbering"})
_BLANK = re.compile(r"\s+")


def sound_steps(power: Power) -> tuple[PowerStep, ...]:
    """The steps that may be shown, in order; fewer than `power.steps` where some are spoilt."""
    defects = _touching(power, "steps")
    if defects is None:
        return ()
    return tuple(step for step in power.steps if _holds_none(f"{step.name}{step.text}", defects))


def sound_basis(power: Power) -> tuple[str, ...]:
    """The legal bases that may be shown, verbatim."""
    defects = _touching(power, "basis")
    if defects is None:
        return ()
    return tuple(text for text in power.basis if _holds_none(text, defects))


def sound_column(power: Power, heading: str) -> str:
    """The lines of a further column (`power.fields`) that may be shown; "" if none, or if there is no such column."""
    defects = _touching(power, heading)
    if defects is None:
        return ""
    lines = power.fields.get(heading, "").split("\n")
    return "\n".join(line for line in lines if _holds_none(line, defects))


def is_sound(power: Power, field: str) -> bool:
    """True when no defect touches this field of the power (office, name, basis_limit, a column heading ...)."""
    return not any(field in defect.fields for defect in power.defects)


def _touching(power: Power, field: str) -> tuple[Defect, ...] | None:
    """The defects of a field; None when the whole field is spoilt."""
    found = tuple(defect for defect in power.defects if field in defect.fields)
    return None if any(defect.kind in WHOLE_FIELD for defect in found) else found


def _holds_none(text: str, defects: Iterable[Defect]) -> bool:
    bare = _BLANK.sub("", text)
    return not any(_BLANK.sub("", defect.evidence) in bare for defect in defects)
