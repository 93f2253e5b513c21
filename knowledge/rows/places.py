"""Places, their lists of powers, and who handles what there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge.rows.provenance import Citation, Row

HandlerRole = Literal["decided_by", "handles_service", "handles_report", "supervises"]
DefectKind = Literal[
    "shifted_columns",
    "wrong_place",
    "dropped_character",
    "damaged_number",
    "doubtful_figure",
    "truncated",
    "repeated_text",
    "copied_text",
    "garbled",
    "conflict",
    "mismatched_basis",
    "generic_template",
    "count_mismatch",
    "missing_rows",
    "missing_value",
    "name_mismatch",
    "numbering",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Row):
    """A region the assistant knows. `covers`: prefix of the region codes that belong to it ("" for the rest of China).

    `names`: what people call the place and the towns in it. `list_source`: source id of its own power list, None where
    we have none. `scope`: what we have for this place and what not, one plain sentence for the citizen.
    """

    region_code: str
    name: str
    names: tuple[str, ...]
    level: Literal["nation", "province", "municipality", "district", "county_city"]
    covers: str
    list_source: str | None
    scope: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone with the source's own word for it (服务电话, 投诉电话, 监督电话): roles are not interchangeable."""

    number: str
    role: str


@dataclass(frozen=True, slots=True)
class PowerStep:
    """One step (办理环节) of a power: what is done, by which office; limits verbatim, None where the cell is empty."""

    name: str
    text: str
    office: str | None = None
    promised_limit: str | None = None
    statutory_limit: str | None = None


@dataclass(frozen=True, slots=True)
class Defect:
    """A fault of the source in this row: what is wrong, and the words that show it. Never quoted to a citizen as sound.

    `evidence`: verbatim from the row, so that a quote can be checked against it. `fields`: names of the Power fields it
    touches; an answer leaves those out.
    """

    what: str
    evidence: str
    kind: DefectKind
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Power(Row):
    """One row of a place's list of powers and duties.

    Limits are verbatim and kept apart: promised (承诺时限), statutory (法定时限), and one that only stands in the text
    of a legal basis (`basis_limit`). None: the source has none.
    """

    place: str
    number: str
    kind: str
    name: str
    sub_item: str | None
    implementer: str | None
    office: str | None
    basis: tuple[str, ...]
    steps: tuple[PowerStep, ...]
    promised_limit: str | None
    statutory_limit: str | None
    basis_limit: str | None
    phones: tuple[Phone, ...]
    address: str | None
    situations: tuple[str, ...]
    defects: tuple[Defect, ...]
    fields: Mapping[str, str]
    """Further columns of the source, verbatim, by their own heading (追责情形, 监督电话, 能否公开 ...)."""
    quotable: bool = True
    """False: the sentences of this row must not be quoted to a citizen as they stand (DOMAIN 22, 24, 25)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerList(Row):
    """One place's list of powers as a document: what stands before the rows, and what is wrong with the whole.

    `claimed`: how many powers the document says it has (None: it does not say). `listed`: how many it has. `missing`:
    numbers left out of its numbering. `front`: text before the rows, verbatim, a paragraph each. `catalogue`: entries
    of its own table of contents, verbatim. `fields` of a defect are row ids here.
    """

    place: str
    title: str
    claimed: int | None
    listed: int
    missing: tuple[str, ...]
    front: tuple[str, ...]
    catalogue: tuple[str, ...]
    defects: tuple[Defect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowChart(Row):
    """A flow chart of a place's list.

    `boxes`: texts of the drawing, verbatim, in the order of the file, which is not the order of the flow: arrows and
    branches were lost in conversion. `quotable` False: a template, or no text at all.
    """

    place: str
    number: str
    title: str
    boxes: tuple[str, ...]
    defects: tuple[Defect, ...]
    quotable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerRule(Row):
    """Which power of a place answers for which situations. `power` None with a `gap`: the place's list has nothing.

    `also`: further powers of the same place for the same situations. `office` overrides the power's only where the
    source names another for this very matter. `gap`: what this place's list does not have, said plainly (None: nothing
    missing). `role`: what the office has to do with the matter; an appeal is never decided by the office it is against
    (`decided_by`: it made the decision complained of). `supervised_by`: powers under which the bureau oversees the
    agency (the coordination of A2-11/12). `near`: powers that touch the subject without handling it. `note` of the row
    is said to the citizen.
    """

    place: str
    situations: tuple[str, ...]
    role: HandlerRole | None
    power: str | None
    also: tuple[str, ...]
    supervised_by: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    office: str | None
    gap: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JurisdictionRule(Row):
    """One rule of a place on which of its offices handles a report.

    `rule`: act_place (the office where the deed happened), tell_reporter (an office without authority sends the
    reporter there), transfer_down (city to county), ask_up (county asks the city), take_over (the city handles it or
    names a county), agency_transfer (agency to bureau), dispute (two counties claim it; `period` is its time rule).
    """

    place: str
    rule: Literal["act_place", "tell_reporter", "transfer_down", "ask_up", "take_over", "agency_transfer", "dispute"]
    plain: str
    period: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Row):
    """Which powers of a place hold steps, office, limit or telephone for a plain question on a topic.

    `powers` in the order they should be shown; empty with a `gap` where the place's list has nothing. `note` is said to
    the citizen.
    """

    place: str
    topic: str
    powers: tuple[str, ...]
    gap: str | None


@dataclass(frozen=True, slots=True)
class Handler:
    """Who handles a situation in a place, as far as that place's own list says. Never borrowed from another place."""

    place: Place
    power: Power | None
    also: tuple[Power, ...]
    office: str | None
    phones: tuple[Phone, ...]
    address: str | None
    promised_limit: str | None
    statutory_limit: str | None
    gap: str | None
    citation: Citation | None
    role: HandlerRole | None = None
    note: str = ""
    supervised_by: tuple[Power, ...] = ()
    near: tuple[Power, ...] = ()
