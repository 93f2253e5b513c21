"""Which messages may have been misread? Turns the journal's turns and signals into review items, a batch at a time.

A conversation that got a signal is looked at as a whole, so taking the same signals in twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casework.reading import category_of, read
from casework.review.alike import Sketch, keys, most_alike, sketch
from casework.review.reasons import Reason, mask_of, reasons_of
from casework.review.worth import cost_of_mistake, doubt
from casework.services.ports import Store, UnitOfWork
from casework.services.ports.journal import HeardTurn, Signal
from casework.services.ports.review import NewReviewItem, ReviewItem
from knowledge import RuleBook

_BATCH = 200
"""Journal lines of one transaction: a chat turn that wants to write waits no longer than for these."""
_OVERLAP = 50
"""Lines read once more: in PostgreSQL one with a lower number may become visible after one with a higher."""
_ABOUT_LAST = ("disagreed", "asked_again", "handed_over", "corrected")
"""Signals about the petition told last: they may come with a message of their own (“分类不对”)."""
_PETITION = ("answer", "ask", "hand_over", "held")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A message that may have been misread, with what its group is found by."""

    item: NewReviewItem
    sketch: Sketch


class Collector:
    """Reads the journal on from where it was left. `novelty`: how far a text is from all training data."""

    def __init__(self, store: Store, book: Callable[[], RuleBook], novelty: Callable[[str], float | None]) -> None:
        self._store = store
        self._book = book
        self._novelty = novelty

    def collect(self) -> int:
        """Takes in everything written since the last time; how many items are new."""
        new = 0
        while True:
            found = self._batch()
            if found is None:
                return new
            new += found

    def _batch(self) -> int | None:
        """One batch; None when there is nothing to take in."""
        book = self._book()
        with self._store.read() as work:
            last = work.review.cursor()
            turns = work.journal.turns_after(max(0, last[0] - _OVERLAP), _BATCH + _OVERLAP)
            signals = work.journal.signals_after(max(0, last[1] - _OVERLAP), _BATCH + _OVERLAP)
            reached = max((last[0], *(turn.id for turn in turns))), max((last[1], *(one.id for one in signals)))
            if reached == last:
                return None
            suspects = self._suspects(work, turns, signals, book)
        with self._store.write() as work:
            if work.review.cursor(lock=True) != last:  # another process has taken them in
                return 0
            new = _take_in(work, suspects, book)
            work.review.move_cursor(*reached)
            work.commit()
        return new

    def _suspects(
        self, work: UnitOfWork, turns: Sequence[HeardTurn], signals: Sequence[Signal], book: RuleBook
    ) -> list[Suspect]:
        # what a person answers is read beside the dialogue: its turn may come after the signals about it
        held = {turn.conversation_id for turn in turns if turn.action == "held"}
        whole = {signal.conversation_id for signal in signals} | held
        found: list[Suspect] = []
        for conversation in sorted(whole):
            heard = work.journal.turns_of(conversation)
            known = work.journal.signals_of(conversation)
            marked = _marked(heard, known, _registered_as(work, conversation, known, book), book)
            found += self._judged(work, heard, marked, book)
        for turn in turns:
            if turn.conversation_id not in whole:
                found += self._judged(work, [turn], {}, book)
        return found

    def _judged(
        self, work: UnitOfWork, turns: Sequence[HeardTurn], marked: dict[int, _Marks], book: RuleBook
    ) -> list[Suspect]:
        found = []
        for turn in turns:
            marks = marked.get(turn.event_id, _Marks(frozenset(), None, None))
            text = str(turn.parse.get("text") or "")
            told = turn.category is not None and turn.action in _PETITION
            novelty = turn.novelty if turn.novelty is not None or not told else self._novelty(text)
            reasons = set(marks.reasons)
            if told and novelty is not None and novelty >= book.policy.review["novelty_min"]:
                reasons.add("drifted")
            if reasons and text.strip():
                found.append(_suspect(work, turn, text, frozenset(reasons), marks, novelty, book))
        return found


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the signals say of one message. `hint`: the situation, `truth`: the category somebody made of it."""

    reasons: frozenset[Reason]
    hint: str | None
    truth: str | None


def _registered_as(
    work: UnitOfWork, conversation_id: str, signals: Sequence[Signal], book: RuleBook
) -> tuple[str, str | None] | None:
    """Category and situation under which the conversation was registered in the end; None when it was not."""
    told = [signal for signal in signals if signal.kind == "registered"]
    if not told:
        return None
    if told[-1].category:
        return told[-1].category, told[-1].situation_id
    made = work.registrations.of_conversation(conversation_id)
    return (book.form(made[-1].form).category, made[-1].situation_id) if made else None


def _marked(
    turns: Sequence[HeardTurn],
    signals: Sequence[Signal],
    registered: tuple[str, str | None] | None,
    book: RuleBook,
) -> dict[int, _Marks]:
    """Event of a message -> what the signals of its conversation say of it."""
    marked: dict[int, _Marks] = {}

    def mark(turn: HeardTurn | None, reason: Reason, truth: str | None = None, hint: str | None = None) -> None:
        if turn is None:
            return
        known = marked.get(turn.event_id, _Marks(frozenset(), None, None))
        truth = truth or (category_of(hint, book) if hint else None)
        marked[turn.event_id] = _Marks(known.reasons | {reason}, hint or known.hint, truth or known.truth)

    for signal in signals:
        at = next((turn for turn in turns if turn.event_id == signal.event_id), None)
        if signal.kind == "corrected":
            turn = _told_before(turns, signal.event_id)
            if turn is not None and (signal.situation_id or signal.category) not in (_intent(turn), turn.category):
                mark(turn, "corrected", signal.category, signal.situation_id)
        elif signal.kind in _ABOUT_LAST:
            mark(_told_before(turns, signal.event_id), signal.kind)  # type: ignore[arg-type]
        elif signal.kind == "low_confidence":
            mark(at, "low_confidence")
        elif signal.kind == "sent_away" and registered is not None:
            mark(at or _told_before(turns, signal.event_id), "sent_away", *registered)
    return marked


def _told_before(turns: Sequence[HeardTurn], event_id: int) -> HeardTurn | None:
    """The last message up to this one in which a petition was told."""
    told = [turn for turn in turns if turn.event_id <= event_id and turn.category and turn.action in _PETITION]
    return told[-1] if told else None


def _suspect(
    work: UnitOfWork,
    turn: HeardTurn,
    text: str,
    reasons: frozenset[Reason],
    marks: _Marks,
    novelty: float | None,
    book: RuleBook,
) -> Suspect:
    matters = read(turn.parse, book).matters
    likely = {marks.truth: 1.0} if marks.truth else dict(matters[0].categories) if matters else {}
    cost = cost_of_mistake(turn.category or "", likely, book.policy)
    item = NewReviewItem(
        conversation_id=turn.conversation_id,
        event_id=turn.event_id,
        day=turn.at.date(),
        region=work.conversations.by_id(turn.conversation_id).region,
        category=turn.category,
        intent=_intent(turn),
        confidence=turn.confidence,
        novelty=novelty,
        reasons=mask_of(reasons),
        hint=marks.hint,
        base=cost * doubt(turn.confidence, reasons, book.policy),
    )
    return Suspect(item, sketch(text))


def _take_in(work: UnitOfWork, suspects: Sequence[Suspect], book: RuleBook) -> int:
    known = dict(work.review.known(sorted({one.item.conversation_id for one in suspects})))
    new, touched = 0, set()
    for suspect in suspects:
        item = suspect.item
        before = known.get((item.conversation_id, item.event_id))
        if before is None:
            group = _group(work, suspect.sketch, book)
            known[item.conversation_id, item.event_id] = work.review.add(item, group)
            touched.add(group)
            new += 1
        elif _tells_more(item, before):
            reasons = mask_of((*reasons_of(item.reasons), *reasons_of(before.reasons)))
            work.review.set_reasons(before.id, reasons, item.hint or before.hint, max(item.base, before.base))
            touched.add(before.group)
    for group in sorted(touched):
        work.review.reweigh(group, book.policy.review["alike_power"])
    return new


def _tells_more(item: NewReviewItem, before: ReviewItem) -> bool:
    return bool(item.reasons & ~before.reasons) or item.hint not in (None, before.hint)


def _group(work: UnitOfWork, of: Sketch, book: RuleBook) -> int:
    under = keys(of)
    found = most_alike(of, work.review.groups_under(under), book.policy.review["alike_min"])
    return found if found is not None else work.review.found_group(under, of)


def _intent(turn: HeardTurn) -> str | None:
    return turn.situation_id or turn.topic
