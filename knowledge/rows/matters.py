"""What a petition can be about, which way it goes, what must be asked, and which time limits run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge.rows.provenance import Row

CategoryId = Literal["appeal", "report", "disclosure", "suggestion", "consult", "out_of_scope"]
Remedy = Literal[
    "review", "court", "recheck", "coordinate", "report", "disclosure", "complain_upper", "study", "petition"
]
Relation = Literal["first", "or", "then", "optional"]
Unit = Literal["working_day", "day", "month", "hour", "year"]
FactKind = Literal["channel", "place", "reading", "acceptance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Row):
    """One of the six kinds of matter. `name` is the list's word (申诉求决), `plain` the citizen's."""

    name: str
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(Row):
    """One of the 28 numbered situations; `group` is the list's section (A1, A2, B1, B2, C1, C2, D)."""

    category: CategoryId
    group: str
    number: int
    plain: str
    keywords: tuple[str, ...]

    @property
    def text(self) -> str:
        """The situation as the list words it, verbatim."""
        return self.quote or ""


@dataclass(frozen=True, slots=True)
class Step:
    """One remedy of a channel.

    `relation` to the steps before it: first (opens the channel), or (an alternative beside them), then (only after the
    step directly before it), optional (may be taken before the others, need not be).
    """

    order: int
    remedy: Remedy
    relation: Relation
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Row):
    """The lawful way of its situations when every fact in `when` has the value given ({}: always)."""

    situations: tuple[str, ...]
    when: Mapping[str, str]
    label: str
    steps: tuple[Step, ...]
    not_given: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis(Row):
    """The laws the list names for one group, verbatim, in its order; `heading` is the list's title of the group."""

    group: str
    category: CategoryId
    heading: str
    laws: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a citizen can pick: `label` on the button, `meaning` in plain words beside it.

    `leads_to`: situation that takes over when this is the answer (no decision yet -> A2-1), else None.
    """

    value: str
    label: str
    meaning: str
    leads_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Row):
    """Something that must be known before a rule can be chosen, and how to ask for it.

    `kind`: channel (selects a branch of a channel), place, reading (tells two classes apart), acceptance (a condition
    for taking a report). `unsure` is the “不清楚” answer, always offered last.
    """

    kind: FactKind
    question: str
    options: tuple[Option, ...]
    unsure: Option


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion(Row):
    """The question that tells apart readings that are easily confused. Option values are situation or category ids.

    `between`: the ids (situations, groups, topics or categories) this question is for, in two sides: any id of the
    left against any id of the right; `*` stands for any id. In the table an option's value may be `left` or `right`;
    `RuleBook.confusion` replaces it by the id asked about, so that callers only ever see ids and `unsure`.
    """

    between: tuple[tuple[str, ...], tuple[str, ...]]
    question: str
    options: tuple[Option, ...]
    unsure: Option


@dataclass(frozen=True, slots=True)
class Extension:
    """A longer period the source allows. `adds`: on top of the first one, else counted from the same start.

    `when`: in which case, or on whose leave.
    """

    number: int
    unit: Unit
    adds: bool
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Row):
    """A time rule. `number` counts `unit`s from `starts`; where the rule names a calendar date, `number` is 0 and
    `fixed_date` holds it (YYYY-MM-DD, MM-DD each year, or DD of each quarter's first month).

    `kind`: deadline, recurring (each year or quarter), commencement. `applies_to`: remedy ids (`review`), remedy ids
    with the step's relation (`court:then`), situation ids, groups or `form:<id>`; any one is enough.
    `place`: region code whose rule it is, None: national law.
    `includes_first_day` None: the source does not say (it is then not counted, and the deadline says so). `towards`:
    to whom the act is owed. `label`: a few words for a list or a calendar. `text`: plain sentence.

    `counting`: law notes that say how this period is counted. `moves_off_holiday`: one of them moves a last day that is
    a day off to the next working day; no other period moves. `named_only`: runs only towards a reporter who gave their
    name. `escalation`: what follows when nobody acts in time ("": the source has nothing).

    `start_field`: form field whose day starts it. `when_over`: rows (periods or law notes) that say what remains when
    that day is too long ago.

    A limit of a place's list of powers names its `power` and which `limit` it is (`duty`: in the text of its duties);
    `internal` then only means that an answer shows it with the power, not among the time rules.
    """

    kind: Literal["deadline", "recurring", "commencement"]
    applies_to: tuple[str, ...]
    place: str | None
    number: int
    unit: Unit
    fixed_date: str | None
    starts: str
    includes_first_day: bool | None
    who: str
    towards: str
    label: str
    text: str
    counting: tuple[str, ...] = ()
    moves_off_holiday: bool = False
    named_only: bool = False
    extensions: tuple[Extension, ...] = ()
    escalation: str = ""
    start_field: str | None = None
    when_over: tuple[str, ...] = ()
    power: str | None = None
    limit: Literal["promised", "statutory", "basis", "duty"] | None = None
    internal: bool = False
    """True: binds offices among themselves; not shown to a citizen as a promise."""
    minor: bool = False
    """True: matters only in special cases; an answer may fold it away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawNote(Row):
    """What national law adds to the steps of the list: who reviews, where review must come first, what it costs.

    `applies_to` as in `Period`; a note on how periods are counted (`counting`) is named by the periods instead. `text`:
    plain sentence for the citizen.
    """

    kind: Literal["review_first", "review_body", "how_to_apply", "effect", "counting"]
    applies_to: tuple[str, ...]
    text: str
