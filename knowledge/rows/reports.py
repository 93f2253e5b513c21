"""The rules for taking reports (Chongqing) and the registration form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from knowledge.rows.matters import CategoryId
from knowledge.rows.provenance import Row

FieldKind = Literal[
    "text",
    "person_name",
    "id_number",
    "phone",
    "email",
    "choice",
    "open_choice",
    "long_text",
    "date",
    "document_number",
    "amount",
]
"""What a field can hold. choice: one of its options; open_choice: one of them, or words of one's own. date: a day, said
as people say it; document_number: the number of an official paper (〔2024〕12号); amount: a sum of money."""
Identity = Literal["choice", "required", "optional"]
Prefill = Literal[
    "story",
    "institution",
    "office",
    "person",
    "place",
    "amount",
    "date",
    "decision_date",
    "document_number",
    "decision_kind",
    "speaker",
    "respondent",
    "request",
    "papers",
    "proposal",
    "reach",
    "earlier_remedy",
    "applied_date",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Row):
    """One article, complete, paragraphs separated by a line feed in `quote`."""

    number: int
    chapter: str
    plain: str

    @property
    def text(self) -> str:
        """The whole article, verbatim."""
        return self.quote or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Row):
    """One of the conditions of art. 12, all of which a report must meet.

    `met_by`: fact id -> values that meet it; every fact named must have one of its values. Empty: no fact decides it.
    `situations`: situations that meet it by what they are; `outside`: situations that by what they are do not.
    `complete`: what to add when it is not met, said to the citizen. `reply`: the sentence that says so in full (None
    where other lines say it).
    """

    number: int
    plain: str
    situations: tuple[str, ...]
    outside: tuple[str, ...]
    met_by: Mapping[str, tuple[str, ...]]
    complete: str
    reply: str | None

    @property
    def text(self) -> str:
        """The condition, verbatim."""
        return self.quote or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Row):
    """One of the grounds of art. 13, any of which refuses a report.

    `when`: fact id -> values; the ground holds when every fact named has one of its values. Empty: only a person can
    tell. `complete`: what would make the report acceptable (None: nothing would). `instead`: the way that is right.
    `reply`: the sentence that tells a citizen both; `forms`: forms of the right way; `buttons`: what helps at once.
    """

    number: int
    plain: str
    when: Mapping[str, tuple[str, ...]]
    complete: str | None
    instead: str | None
    reply: str | None
    forms: tuple[str, ...]
    buttons: tuple[str, ...]

    @property
    def text(self) -> str:
        """The ground, verbatim."""
        return self.quote or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Row):
    """A duty of confidentiality or protection towards the reporter or others. `plain`: what it means for a reporter."""

    kind: Literal["confidentiality", "protection"]
    plain: str

    @property
    def text(self) -> str:
        """The duty, verbatim."""
        return self.quote or ""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form. `label` is the form's own word; `caption` tells apart fields with the same word.

    `sealed`: data of the person who files, kept apart and encrypted. `prefill`: what may fill it: an entity found in
    the story, a fact triage knows, the story itself, or the day beside the words of a decision (`decision_date`).
    `ask`: asked in conversation (the rest is filled by the office, by the system, or by hand on the paper).
    """

    id: str
    label: str
    caption: str
    group: str
    kind: FieldKind
    options: tuple[str, ...]
    mandatory: bool
    sealed: bool
    question: str
    hint: str
    prefill: Prefill | None
    ask: bool
    filled_by: Literal["citizen", "system", "office"]
    source: str | None = None
    """The document that wants this field; None: the form's own source."""
    clause: str | None = None
    """Where that document wants it; None: the form's own clause."""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The field belongs to the form only when each field named has one of its values. Empty: always."""
    aliases: tuple[str, ...] = ()
    """What people call the field when they want to change it."""
    option_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For a choice: option -> words in the value of `prefill` that mean it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Row):
    """A form to be filled and registered. `mandatory_rule`: groups of field ids; of each group at least one must be
    filled.

    `identity`: how the person who files comes in: choice (named or anonymous, asked first), required (always named),
    optional (may leave a name). `serves`: the remedies whose step the form is, or a category as a whole. `pre_check`:
    facts asked after the fields when they are unknown. `number_prefix`: the letters its registration numbers begin
    with.
    """

    title: str
    category: CategoryId
    number_prefix: str
    identity: Identity
    serves: tuple[str, ...]
    pre_check: tuple[str, ...]
    annex: bool
    """The form itself stands in its source: labels, options and notes are that document's own words."""
    fields: tuple[FormField, ...]
    mandatory_rule: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    named_only: tuple[str, ...]
    """Fields asked only of someone who gives their name."""
    says: tuple[str, ...]
    """Rows the paper tells below its text: time rules and what national law adds."""
    called: tuple[str, ...]
    """Words people use for the form when they ask for it."""
    identity_basis: tuple[str, ...]
    """Rows that say what follows from giving a name or none; told before the choice."""

    def belongs(self, field_id: str, values: Mapping[str, str]) -> bool:
        """Whether the field belongs to the form as filled so far (`values` by field id)."""
        return all(values.get(other) in wanted for other, wanted in self.field(field_id).when.items())

    def basis(self, field_id: str) -> tuple[str, str]:
        """Source id and clause that want the field."""
        one = self.field(field_id)
        return one.source or self.source, one.clause or self.clause

    def field(self, field_id: str) -> FormField:
        """The field with this id; KeyError if the form has none."""
        for one in self.fields:
            if one.id == field_id:
                return one
        raise KeyError(field_id)
