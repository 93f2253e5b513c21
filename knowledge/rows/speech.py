"""Topics beside the situations, words to listen for, words to say, and how sure to be before saying them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge.rows.provenance import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Row):
    """A subject of a plain question, or of a matter that is not ours.

    `department`: who is competent (out_of_scope only).
    `answer_rows`: rows that hold the answer; empty: the assistant says that it has no rule for it.
    """

    kind: Literal["consult", "out_of_scope"]
    name: str
    plain: str
    department: str | None
    keywords: tuple[str, ...]
    answer_rows: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Row):
    """A word of the trade: `id` is our identifier for it, `name` the Chinese term, `plain` what it means to a citizen.

    `words`: other names for the same thing, kept whole by the segmenter.
    """

    kind: Literal["remedy", "organ", "decision", "thing"]
    name: str
    plain: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotline(Row):
    """A telephone number known all over the country. `plain`: what it is for, in one sentence."""

    number: str
    name: str
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(Row):
    """Words that must not be passed over (a life in danger, a threat), and the reply that goes before all else.

    `keywords` set it off wherever they stand. `acute` words are also said of what is long over (“去年大出血，没给报”):
    they set it off unless the same clause has a word of `over`, or the whole text one of `over_anywhere`; a word of
    `now` in the clause overrides both.
    """

    kind: Literal["self_harm", "threat", "medical"]
    keywords: tuple[str, ...]
    reply: str
    hotlines: tuple[str, ...]
    acute: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    over_anywhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Row):
    """Words that steer the conversation, matched as a whole message before any classifier is asked (跳过, 上一步).

    `before_field`, `after_field`: words that together with a form field's name are the same command (修改+电话).
    """

    words: tuple[str, ...]
    before_field: tuple[str, ...]
    after_field: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Row):
    """A sentence the assistant says. `slots`: names in braces that the caller must fill, all of them, no others."""

    text: str
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How sure the assistant must be before it speaks. Calibrated probabilities; meanings in tables/policy.yml."""

    ask_cost: float
    situation_min: float
    low_confidence: float
    second_matter_min: float
    ask_limit: int
    low_confidence_limit: int
    options_max: int
    alternatives_max: int
    matters_max: int
    message_max_chars: int
    form_retry_limit: int
    restated_min_chars: int
    command_max_chars: int
    command_min: float
    evidence_max: int
    evidence_share: float
    remembered_min: float
    evidence: Mapping[str, int]
    """Limits of files handed in; not to be taken for `evidence_max`, which is about words shown as the reason."""
    review: Mapping[str, float]
    """What a label is worth, what counts as alike or new, and how many get a second opinion (casework.review)."""
    live: Mapping[str, int]
    """Times and lengths of conversations that a person has."""
    retention: Mapping[str, int]
    """For how many days things are kept unless the office sets another number, and at least."""
    costs: Mapping[str, float]
    """Cost of taking one category for another, key `truth>taken`; pairs not named cost `default`."""
