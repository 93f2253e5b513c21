"""One review item as a reviewer sees it: what was said, what was read in it and why. Texts stay masked.

Who gives a second opinion sees neither the reading nor the first opinion, nor what the assistant answered.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from casework.reading import Score, read
from casework.review.reasons import Reason, reasons_of
from casework.services.ports import Event, UnitOfWork
from casework.services.ports.review import ReviewItem
from knowledge import RuleBook

Speaker = Literal["citizen", "bot", "agent"]
_BEFORE, _AFTER = 4, 4
_ALIKE_SHOWN = 3
_SHORT = 600
_EXCERPT = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the excerpt. `here`: the message to label; `marks`: words in it that decided."""

    speaker: Speaker
    text: str
    here: bool = False
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """An item with everything that is shown of it. `blind`: nothing of the reading is in it.

    `opinions`: the two labels that differ, without names; `alike`: texts of others of the group.
    """

    item: ReviewItem
    excerpt: str
    lines: tuple[Line, ...]
    alternatives: tuple[Score, ...]
    reasons: tuple[Reason, ...]
    alike: tuple[str, ...]
    blind: bool = False
    opinions: tuple[str, ...] = ()


def card_of(work: UnitOfWork, item: ReviewItem, book: RuleBook, out: Collection[str] = ()) -> ReviewCard:
    """The card of an item in the state it has; `out`: conversations that who looks keeps out of."""
    blind = item.state == "second"
    events = work.conversations.events_after(
        item.conversation_id, max(0, item.event_id - _BEFORE - 1), _BEFORE + _AFTER + 1
    )
    turn = None if blind else work.journal.turn(item.conversation_id, item.event_id)
    matters = read(turn.parse, book).matters if turn is not None else ()
    marks = matters[0].evidence if matters else ()
    lines = tuple(
        _line(event, item, marks)
        for event in events
        if event.kind == "message" and (not blind or event.payload.get("from") == "citizen")
    )
    here = next((line.text for line in lines if line.here), "")
    ranked = matters[0].ranking if matters else ()
    card = ReviewCard(
        item=item,
        excerpt=here[:_EXCERPT],
        lines=lines,
        alternatives=tuple(ranked[: book.policy.alternatives_max + 1]),
        reasons=reasons_of(item.reasons),
        alike=_alike(work, item, out) if item.alike > 1 else (),
        opinions=tuple(one for one in (item.first, item.second) if one) if item.state == "disputed" else (),
    )
    return _without_reading(card) if blind else card


def _without_reading(card: ReviewCard) -> ReviewCard:
    """Only what was said: whoever is to judge for themselves must not be told what others made of it."""
    item = replace(
        card.item, category=None, intent=None, hint=None, first=None, first_by=None, confidence=0.0, reasons=0
    )
    return replace(card, item=item, alternatives=(), reasons=(), blind=True)


def _line(event: Event, item: ReviewItem, marks: Sequence[str]) -> Line:
    here = event.id == item.event_id
    text = str(event.payload.get("text") or "")
    speaker = str(event.payload.get("from") or "bot")
    return Line(
        speaker if speaker in ("citizen", "agent") else "bot",  # type: ignore[arg-type]
        text if here else _shortened(text),
        here,
        tuple(marks) if here else (),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def _alike(work: UnitOfWork, item: ReviewItem, out: Collection[str]) -> tuple[str, ...]:
    found = work.review.alike(item.group, item.state, _ALIKE_SHOWN + 1 + len(out))
    others = [one for one in found if one.id != item.id and one.conversation_id not in out]
    texts = (masked_text(work, one.conversation_id, one.event_id) for one in others[:_ALIKE_SHOWN])
    return tuple(text[:_SHORT] for text in texts if text)


def masked_text(work: UnitOfWork, conversation_id: str, event_id: int) -> str:
    """A message as it is kept: with tokens in the place of what says who somebody is; empty when it is gone."""
    events = work.conversations.events_after(conversation_id, event_id - 1, 1)
    if not events or events[0].id != event_id:
        return ""
    return str(events[0].payload.get("text") or "")


def opinions_by_category(pairs: Sequence[tuple[str, str]], of: Mapping[str, str]) -> list[tuple[str, str]]:
    """The same opinions, looked at by category only."""
    return [(of.get(first, first), of.get(second, second)) for first, second in pairs]
