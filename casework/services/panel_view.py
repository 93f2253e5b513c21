"""What the side panel shows of one petition, as values. Every statement about the law carries the row it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from casework.acceptance import Acceptance
from casework.remedy_days import RemedyDay
from casework.services.case_view import SimilarCase
from casework.services.evidence_words import ShownFile
from knowledge import CategoryId, Citation, Hotline, Relation

QuestionKind = Literal["doubt", "fact", "check", "place", "identity"]


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence of the rule book and where it stands."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class PanelStep:
    """One step of a channel; `relation`: how it follows on the one before."""

    order: int
    relation: Relation
    text: str


@dataclass(frozen=True, slots=True)
class Branch:
    """One way through a channel; `label` is empty where there is only one."""

    label: str
    steps: tuple[PanelStep, ...]
    not_given: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class OfficeShown:
    """An office with its telephones (number, role). `limits`: promised and statutory ones, in words."""

    name: str
    office: str
    phones: tuple[tuple[str, str], ...]
    address: str
    limits: tuple[str, ...]
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading of a matter. `situation_id` None: a plain question or another department's matter."""

    category: CategoryId
    situation_id: str | None
    category_name: str
    words: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PanelMatter:
    """One matter: what it was read as, why, what else it may be, and what follows from it."""

    category: CategoryId
    category_name: str
    situation_id: str | None
    words: str
    official: str
    confidence: float
    sure: bool
    evidence: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    branches: tuple[Branch, ...]
    limits: tuple[Cited, ...]
    notes: tuple[Cited, ...]
    sources: tuple[Citation, ...]
    offices: tuple[OfficeShown, ...]
    office_source: Citation | None
    office_note: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: `value` to keep, `label` on the button, `hint` beside it."""

    value: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask. `kind`: doubt (which matter it is), fact (which way), check (acceptance), place,
    identity (with a name or without).

    `answer`: the value that was given, None while it is open.
    """

    kind: QuestionKind
    id: str
    text: str
    options: tuple[Choice, ...]
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field of a form to be filled. `one_of`: another of its group would do; `told`: its value was taken
    from what was said and nobody has changed it.
    """

    id: str
    caption: str
    group: str
    kind: str
    options: tuple[str, ...]
    free: bool
    value: str
    mandatory: bool
    one_of: bool
    sealed: bool
    hint: str
    told: bool


@dataclass(frozen=True, slots=True)
class FormShown:
    """The form the petition leads to. `missing`: groups of captions of which one must still be filled."""

    id: str
    title: str
    identity: Literal["choice", "required", "optional"]
    named: bool | None
    fields: tuple[FieldShown, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormOffer:
    """A form that may be filled; `offered`: the channel leads to it; `filed`: it was registered of this story."""

    id: str
    title: str
    offered: bool
    filed: bool = False


@dataclass(frozen=True, slots=True)
class RemedyShown:
    """A period that already runs for the caller, in words, with its clause."""

    day: RemedyDay
    words: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Registered:
    """What this conversation has already registered."""

    number: str
    title: str
    situation_id: str | None


@dataclass(frozen=True, slots=True)
class Danger:
    """Words of self-harm, threat or emergency: the sentence to say at once, and the numbers."""

    kind: str
    words: str
    hotlines: tuple[Hotline, ...]


@dataclass(frozen=True, slots=True)
class PanelView:
    """Everything beside one petition. `questions` are open, the most decisive first; `settled` have an answer."""

    matters: tuple[PanelMatter, ...]
    questions: tuple[Question, ...]
    settled: tuple[Question, ...]
    acceptance: Acceptance | None
    remedies: tuple[RemedyShown, ...]
    form: FormShown | None
    forms: tuple[FormOffer, ...]
    region: str | None
    place: str
    earlier: tuple[SimilarCase, ...] = ()
    registered: tuple[Registered, ...] = ()
    files: tuple[ShownFile, ...] = ()
    danger: Danger | None = None
