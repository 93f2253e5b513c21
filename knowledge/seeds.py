"""Compares every verbatim text with the documents themselves, which are not part of the product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.rows import FlowChart, Form, Power, PowerList, Row
from knowledge.rulebook import RuleBook
from knowledge.verbatim import DOCUMENTS, bare


@dataclass(frozen=True, slots=True)
class Comparison:
    """One document compared: how many verbatim texts its rows hold, and those it does not contain.

    `whole`: whether the complete text put together from the rows is the document's; None when only single texts were
    looked up.
    """

    source: str
    texts: int
    missing: tuple[str, ...]
    whole: bool | None


def compare(book: RuleBook, directory: Path) -> tuple[Comparison, ...]:
    """One comparison per source that has a seed file `NNN_*.txt` in `directory`. Raises FileNotFoundError for none."""
    found = []
    for source in book.sources:
        if source.seed is None:
            continue
        path = next(iter(sorted(directory.glob(f"{source.seed}_*.txt"))), None)
        if path is None:
            raise FileNotFoundError(f"{directory}/{source.seed}_*.txt")
        document = bare(path.read_text(encoding="utf-8"))
        texts = [
            (row.id, part) for row in book.rows() if row.source == source.id for part in verbatim_texts(row) if part
        ]
        missing = tuple(
            f"{row_id}: {part[:60]}"
            for row_id, part in texts
            if not all(bare(line) in document for line in lines(part))
        )
        whole = DOCUMENTS[source.id](book) == document if source.id in DOCUMENTS else None
        found.append(Comparison(source.id, len(texts), missing, whole))
    return tuple(found)


def lines(text: str) -> list[str]:
    """The lines of a text: each must stand in the document, what stands between them (page breaks) may not."""
    return [line for line in text.split("\n") if line.strip()]


def verbatim_texts(row: Row) -> Iterator[str]:
    """Every text of a row that claims to be the document's own."""
    if row.quote:
        yield row.quote
    match row:
        case Power():
            yield from (row.name, row.sub_item or "", row.office or "", row.address or "")
            yield from (row.promised_limit or "", row.statutory_limit or "")
            yield from row.basis
            yield from row.fields.values()
            for step in row.steps:
                yield from (
                    step.name,
                    step.text,
                    step.office or "",
                    step.promised_limit or "",
                    step.statutory_limit or "",
                )
            yield from (phone.number for phone in row.phones)
            yield from (phone.role for phone in row.phones)
            yield from (defect.evidence for defect in row.defects)
        case PowerList():
            yield from (row.title, *row.front, *row.catalogue)
        case FlowChart():
            yield from (row.title, *row.boxes)
        case Form() if row.annex:
            yield from (field.label for field in row.fields)
            yield from (option for field in row.fields for option in field.options)
            yield from row.notes
        case _:
            return
