"""Which question tells two readings apart: the narrowest entry of the table confusions, its words filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from knowledge.errors import UnknownRow
from knowledge.rows import Category, Confusion, Option, Situation, Topic
from knowledge.shelf import Shelf

ANY = "*"


def confusion_between(shelf: Shelf, first: str, second: str) -> Confusion:
    """The entry whose two sides fit `first` and `second` most narrowly, in either order. Raises UnknownRow.

    Narrowness: the id itself, then its group (a topic: its kind), then its category, then `*`; of equals, the first in
    the table. Option values `left` and `right` become the ids asked about.
    """
    left, right = _widening(shelf, first), _widening(shelf, second)
    fitting = [
        (sum(ranks), order, row, swapped)
        for order, row in enumerate(shelf.all(Confusion))
        for swapped, (one, other) in ((False, (left, right)), (True, (right, left)))
        if (ranks := _ranks(row, one, other)) is not None
    ]
    if not fitting:
        raise UnknownRow("confusions", f"{first} / {second}")
    _, _, row, swapped = min(fitting, key=lambda entry: entry[:2])
    ids = {"left": second if swapped else first, "right": first if swapped else second}
    return replace(row, options=tuple(_resolved(shelf, option, ids) for option in row.options))


def _widening(shelf: Shelf, reading: str) -> tuple[str, ...]:
    """The ids a reading answers to, the narrowest first."""
    if shelf.has(Situation, reading):
        situation = shelf.one(Situation, reading)
        return (reading, situation.group, situation.category, ANY)
    if shelf.has(Topic, reading):
        kind = shelf.one(Topic, reading).kind
        return (reading, kind, kind, ANY)
    shelf.one(Category, reading)
    return (reading, reading, reading, ANY)


def _ranks(row: Confusion, one: Iterable[str], other: Iterable[str]) -> tuple[int, int] | None:
    left, right = _rank(row.between[0], one), _rank(row.between[1], other)
    return None if left is None or right is None else (left, right)


def _rank(side: tuple[str, ...], widening: Iterable[str]) -> int | None:
    return next((rank for rank, name in enumerate(widening) if name in side), None)


def _resolved(shelf: Shelf, option: Option, ids: Mapping[str, str]) -> Option:
    reading = ids.get(option.value, option.value)
    if "{" not in option.label + option.meaning:
        return replace(option, value=reading)
    plain, text = _words(shelf, reading)
    return replace(
        option,
        value=reading,
        label=option.label.format(plain=plain, text=text),
        meaning=option.meaning.format(plain=plain, text=text),
    )


def _words(shelf: Shelf, reading: str) -> tuple[str, str]:
    """What stands on the button, and what it means."""
    if shelf.has(Situation, reading):
        situation = shelf.one(Situation, reading)
        return situation.plain, situation.text
    named = shelf.one(Topic, reading) if shelf.has(Topic, reading) else shelf.one(Category, reading)
    return named.plain, named.name
