"""Messages that may have been misread: reviewers say what they are about. What they say becomes training data.

A label is an intent: a situation's id or a topic's. It never names a person, and no text leaves here unmasked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from casework.errors import BadInput, Denied, ReviewItemChanged, ReviewItemGone, UnknownRow
from casework.reading import category_of
from casework.review.agreement import Agreement, agreement, sampled
from casework.services.ports import Opener, Store, UnitOfWork
from casework.services.ports.review import (
    WAITING,
    Decision,
    FoundItems,
    ReviewItem,
    ReviewQuery,
    ReviewState,
    Undone,
)
from casework.services.review_cards import ReviewCard, card_of, masked_text, opinions_by_category
from casework.services.review_collecting import Collector
from casework.services.staff import Staff
from knowledge import RuleBook

REVIEWERS = frozenset({"reviewer", "admin"})
_OPEN: tuple[ReviewState, ...] = ("open", "lawyer", "skipped")
_VIEWS_MAX, _VIEW_NAME = 20, 40
_EXPORT_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Picked:
    """What a decision is about: an item as it was seen, and with `newest` all alike ones up to that id."""

    id: int
    version: int
    newest: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One page of what is to be reviewed. `lines`: how many lines there are in all, `total`: how many items."""

    cards: tuple[ReviewCard, ...]
    lines: int
    total: int
    counts: dict[ReviewState, int]
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision: how many items, and the state they are in now."""

    count: int
    state: ReviewState


@dataclass(frozen=True, slots=True)
class Kappa:
    """How well two reviewers agree: on the situation, and on the category alone."""

    situations: Agreement
    categories: Agreement


@dataclass(frozen=True, slots=True)
class AcceptedLabel:
    """A label that holds. `text` is masked; `by`: whose decision made it hold; ids grow in the order of acceptance."""

    id: int
    conversation_id: str
    text: str
    intent: str
    by: str
    at: datetime


class ReviewService:
    """Review for the desk. Safe to share between threads.

    Every method with a viewer raises Denied for roles that do not review; those that decide raise ReviewItemGone and
    ReviewItemChanged, and then nothing is written.
    """

    def __init__(
        self, store: Store, book: Callable[[], RuleBook], novelty: Callable[[str], float | None] = lambda _: None
    ) -> None:
        self._store = store
        self._book = book
        self._collector = Collector(store, book, novelty)

    def collect(self) -> int:
        """Takes in what the journal has gained; how many items are new. Cheap when there is nothing."""
        return self._collector.collect()

    # ------------------------------------------------------------------ looking

    def page(self, viewer: Staff, query: ReviewQuery) -> ReviewPage:
        """Items that fit, the most worth first, with everything that is shown of them."""
        _reviewer(viewer)
        query = replace(query, viewer=viewer.name)
        if query.state in WAITING:
            query = replace(query, not_by=viewer.name)
        book = self._book()
        with self._store.read() as work:
            found: FoundItems = work.review.page(query)
            out = work.cases.kept_from(viewer.name)
            cards = tuple(card_of(work, item, book, out) for item in found.items)
            counts = dict(work.review.counts(viewer.name))
            regions = work.review.regions()
        return ReviewPage(cards, found.lines, found.total, counts, tuple(regions))

    def card(self, viewer: Staff, item_id: int) -> ReviewCard | None:
        """One item as the viewer may see it; None when it is gone, waits for an opinion not theirs to give, or is of a
        conversation they keep out of.
        """
        _reviewer(viewer)
        with self._store.read() as work:
            item, out = work.review.item(item_id), work.cases.kept_from(viewer.name)
            if item is None or item.conversation_id in out:
                return None
            if item.state in WAITING and viewer.name in (item.first_by, item.second_by):
                return None
            return card_of(work, item, self._book(), out)

    def counts(self, viewer: Staff) -> dict[ReviewState, int]:
        """How many items there are in each state, those that wait for the viewer's opinion among them."""
        _reviewer(viewer)
        with self._store.read() as work:
            return dict(work.review.counts(viewer.name))

    def kappa(self, viewer: Staff) -> Kappa:
        """How well first and second opinions agree, one pair for each wording."""
        _reviewer(viewer)
        book = self._book()
        with self._store.read() as work:
            pairs = [(first, second) for _, first, second in work.review.opinions()]
        of = {intent: str(category_of(intent, book)) for pair in pairs for intent in pair}
        return Kappa(agreement(pairs), agreement(opinions_by_category(pairs, of)))

    # ------------------------------------------------------------------ deciding

    def label(self, viewer: Staff, picked: Picked, intent: str) -> Decided:
        """Says what an item, and with `picked.newest` those alike, are about.

        The first opinion on a wording that is drawn for it waits for a blind second one; the second opinion on it, or
        the third that settles, is given by the same call. Raises UnknownRow for what is no intent.
        """
        _reviewer(viewer)
        book = self._book()
        if intent not in {row.id for row in (*book.situations, *book.topics)}:
            raise UnknownRow(f"no situation or topic {intent!r}")
        with self._deciding(viewer, picked) as (work, item):
            decision = self._decision(work, viewer, item, intent, book)
            count = work.review.decide(item, picked.newest, decision, viewer.name)
            self._write_down(work, viewer, f"review_{decision.kind}", item, count, intent)
        return Decided(count, decision.to_state)

    def skip(self, viewer: Staff, picked: Picked) -> Decided:
        """Puts an item aside: it can be taken up again from the list of those put aside."""
        return self._set_aside(viewer, picked, "skip", "skipped")

    def to_lawyer(self, viewer: Staff, picked: Picked) -> Decided:
        """Marks an item as one for a lawyer."""
        return self._set_aside(viewer, picked, "lawyer", "lawyer")

    def reopen(self, viewer: Staff, picked: Picked) -> Decided:
        """Lets a label that holds be decided anew; until then it holds no more."""
        _reviewer(viewer)
        with self._deciding(viewer, picked) as (work, item):
            if item.state != "accepted":
                raise ReviewItemChanged(f"item {item.id} is {item.state}")
            count = work.review.reopen(item)
            self._write_down(work, viewer, "review_reopen", item, count, str(item.settled))
        return Decided(count, "open")

    def undo(self, viewer: Staff) -> Undone | None:
        """Takes the viewer's last decision back; None when there is none. Can be called several times."""
        _reviewer(viewer)
        with self._store.write() as work:
            undone = work.review.undo(viewer.name)
            if undone is not None:
                about = f"撤销 {undone.kind}：{len(undone.items)} 条"
                work.audit.write(Opener(viewer.name, viewer.role, about), "review_undo", f"review:{undone.lead}")
            work.commit()
        return undone

    # ------------------------------------------------------------------ saved lists

    def views(self, viewer: Staff) -> Sequence[tuple[str, str]]:
        """Names and addresses of the viewer's saved lists."""
        _reviewer(viewer)
        with self._store.read() as work:
            return work.review.views(viewer.name)

    def save_view(self, viewer: Staff, name: str, query: str) -> None:
        """Keeps a list under a name, for the viewer alone. Raises BadInput without a name or with too many lists."""
        _reviewer(viewer)
        name = " ".join(name.split())[:_VIEW_NAME]
        with self._store.write() as work:
            names = {known for known, _ in work.review.views(viewer.name)}
            if not name or (name not in names and len(names) >= _VIEWS_MAX):
                raise BadInput("a saved list needs a name, and nobody has more than twenty")
            work.review.save_view(viewer.name, name, query)
            work.commit()

    def remove_view(self, viewer: Staff, name: str) -> None:
        """Forgets a saved list."""
        _reviewer(viewer)
        with self._store.write() as work:
            work.review.remove_view(viewer.name, name)
            work.commit()

    # ------------------------------------------------------------------ what holds

    def accepted_labels(self, since_id: int = 0, limit: int = 500) -> Sequence[AcceptedLabel]:
        """Labels accepted after that one, oldest first. A label whose message is gone is left out."""
        with self._store.read() as work:
            rows = work.review.accepted_after(since_id, limit)
            told = [(row, masked_text(work, row.conversation_id, row.event_id)) for row in rows]
        return [
            AcceptedLabel(row.id, row.conversation_id, text, row.intent, row.by, row.at) for row, text in told if text
        ]

    def withdrawn_labels(self, since: datetime) -> Sequence[int]:
        """Ids of labels that held once and were taken back since."""
        with self._store.read() as work:
            return work.review.withdrawn_since(since)

    def export(self, viewer: Staff) -> bytes:
        """Every label that holds, as JSON Lines (id, text, intent, day), but those the viewer keeps out of; audited."""
        _reviewer(viewer)
        lines: list[str] = []
        last, more = 0, True
        while more and len(lines) < _EXPORT_MAX:
            with self._store.read() as work:
                rows = work.review.accepted_after(last)
                out = work.cases.kept_from(viewer.name)
                told = [
                    (row, masked_text(work, row.conversation_id, row.event_id))
                    for row in rows
                    if row.conversation_id not in out
                ]
            more = bool(rows)
            last = rows[-1].id if rows else last
            lines += [
                json.dumps(
                    {"id": row.id, "text": text, "intent": row.intent, "day": f"{row.at:%Y-%m-%d}"}, ensure_ascii=False
                )
                for row, text in told
            ]
        with self._store.write() as work:
            opener = Opener(viewer.name, viewer.role, f"导出 {len(lines)} 条")
            work.audit.write(opener, "review_export", "review")
            work.commit()
        return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")

    # ------------------------------------------------------------------ inside

    def _decision(self, work: UnitOfWork, viewer: Staff, item: ReviewItem, intent: str, book: RuleBook) -> Decision:
        if item.state in WAITING and viewer.name in (item.first_by, item.second_by):
            raise Denied("nobody gives two opinions on the same item")
        if item.state == "second":
            return Decision("second", "accepted" if intent == item.first else "disputed", intent)
        if item.state == "disputed":
            return Decision("settle", "accepted", intent)
        if item.state not in _OPEN:
            raise ReviewItemChanged(f"item {item.id} is {item.state}")
        others = [
            user
            for user in work.users.everybody()
            if user.role in REVIEWERS and not user.disabled and user.name != viewer.name
        ]
        drawn = bool(others) and sampled(f"review group {item.group}", book.policy.review["second_share"])
        return Decision("label", "second" if drawn else "accepted", intent)

    def _set_aside(
        self, viewer: Staff, picked: Picked, kind: Literal["skip", "lawyer"], state: Literal["skipped", "lawyer"]
    ) -> Decided:
        _reviewer(viewer)
        with self._deciding(viewer, picked) as (work, item):
            if item.state not in _OPEN or item.state == state:
                raise ReviewItemChanged(f"item {item.id} is {item.state}")
            count = work.review.decide(item, picked.newest, Decision(kind, state), viewer.name)
            self._write_down(work, viewer, f"review_{kind}", item, count, "")
        return Decided(count, state)

    @contextmanager
    def _deciding(self, viewer: Staff, picked: Picked) -> Iterator[tuple[UnitOfWork, ReviewItem]]:
        """A unit of work on an item that is as it was seen; commits when the body is done."""
        with self._store.write() as work:
            item = work.review.item(picked.id, lock=True)
            if item is None or item.conversation_id in work.cases.kept_from(viewer.name):
                raise ReviewItemGone(f"no item {picked.id}")
            if item.version != picked.version:
                raise ReviewItemChanged(f"item {picked.id} has version {item.version}, not {picked.version}")
            yield work, item
            work.commit()

    @staticmethod
    def _write_down(work: UnitOfWork, viewer: Staff, action: str, item: ReviewItem, count: int, intent: str) -> None:
        about = f"{intent} {count} 条" if count > 1 else intent
        work.audit.write(Opener(viewer.name, viewer.role, about.strip()), action, f"review:{item.id}")


def _reviewer(viewer: Staff) -> None:
    if viewer.role not in REVIEWERS:
        raise Denied(f"role {viewer.role!r} does not review")
