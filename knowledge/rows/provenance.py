"""What every row carries: its source, clause, quote and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

SourceKind = Literal["document", "law", "general", "house"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rule with its provenance. In force on a day d when effective_from <= d <= effective_to (null: no end known).

    `id` is stable and never reused for another meaning. A changed rule is a new entry with the same id and later dates;
    the old entry gets an `effective_to`. `quote` is None where the source has no sentence to quote (see `note`).
    """

    id: str
    source: str
    clause: str
    quote: str | None
    effective_from: date
    effective_to: date | None
    checked_on: date
    checked_by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence comes from, ready to be shown: title of the document, clause, verbatim quote ("" if none)."""

    row: str
    source: str
    title: str
    clause: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document rows may cite. `place` is the region whose own document it is; None: valid for every place.

    `kind`: document (one of the five seeds), law (national law or regulation outside them), general (public knowledge
    such as emergency numbers), house (our own convention: never shown as a legal basis).
    """

    id: str
    title: str
    kind: SourceKind
    issuer: str
    number: str
    place: str | None
    seed: str | None
    effective_from: date
    effective_to: date | None
    checked_on: date
    checked_by: str
    note: str = ""
    front: str | None = None
    """Text before the first rule (title, covering notice), verbatim."""
    text_hash: str | None = None
    """SHA-256 of the document without white space, taken from the document itself; `knowledge.verbatim` puts the same
    text together from the rows, so that an accidental edit of a quotation is noticed."""
