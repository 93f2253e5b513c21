"""From an accepted label to a training item: redacted, no copy, with its origin; and back out again at an erasure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

from casework.errors import Denied, ItemUnknown, ReasonMissing
from casework.services.ports import Opener, Store
from casework.services.ports.training import (
    CheckedItems,
    ItemPage,
    ItemQuery,
    ItemState,
    NewItem,
    SuspectItem,
    TakenIn,
    TextCheck,
    TrainingItem,
)
from casework.services.review import AcceptedLabel
from casework.services.staff import Staff

SYSTEM_STAFF = Staff("system", "admin")
"""Whoever takes items in without being asked: the worker before a training."""
_TAKEN_TO = "taken_to"
_AT_ONCE = 500


def place_of(item_id: int) -> str:
    """How a comparison names the text of an item."""
    return f"训练数据 {item_id}"


class Labels(Protocol):
    """Where accepted labels come from: review."""

    def accepted_labels(self, since_id: int) -> Sequence[AcceptedLabel]:
        """Labels that hold with an id greater than this, oldest first."""
        ...

    def withdrawn_labels(self, since: datetime) -> Sequence[int]:
        """Ids of labels that held once and were taken back since."""
        ...


class TrainingDataService:
    """Takes items in, lists, removes and erases them. Safe to share between threads; `take_in` and `suspects` take
    seconds and are called in a thread.
    """

    def __init__(self, store: Store, labels: Labels, check: Callable[[], TextCheck]) -> None:
        self._store, self._labels, self._check = store, labels, check
        self._searching = Lock()
        self._searched: tuple[int, tuple[tuple[int, str, float], ...]] | None = None  # ids only: texts may be erased

    def take_in(self, viewer: Staff) -> TakenIn:
        """Makes items of the labels accepted since the last time; each label once. Raises Denied."""
        _keeper(viewer)
        self._take_back(viewer)
        done = TakenIn()
        while True:
            with self._store.read() as work:
                since = work.models.setting(_TAKEN_TO) or 0
            labels = self._labels.accepted_labels(since)[:_AT_ONCE]
            if not labels:
                return done
            done = self._take(viewer, labels, since, done)

    def items(self, viewer: Staff, query: ItemQuery) -> ItemPage:
        """A page of items. Raises Denied."""
        _reader(viewer)
        with self._store.read() as work:
            return work.training.page(query)

    def suspects(self, viewer: Staff) -> tuple[SuspectItem, ...]:
        """Items whose label the project's data speaks against, the surest first.

        About two minutes, in a process of its own; while one search runs, another one only waits for it. What was found
        is kept until the service ends. Raises Denied, QueueFault.
        """
        _reader(viewer)
        if not self._searching.acquire(blocking=False):
            with self._searching:
                return self.checked(viewer).suspects
        try:
            with self._store.read() as work:
                kept = work.training.kept()
            found = self._check().suspects([one.text for one in kept], [one.intent for one in kept])
            named = tuple((kept[number].id, likely, sure) for number, likely, sure in found)
            self._searched = len(kept), named
        finally:
            self._searching.release()
        return self.checked(viewer).suspects

    def checked(self, viewer: Staff) -> CheckedItems:
        """What the last search found, without what is not kept any more. Raises Denied."""
        _reader(viewer)
        if self._searched is None:
            return CheckedItems(self._searching.locked())
        with self._store.read() as work:
            kept = {one.id: one for one in work.training.kept()}
        count, found = self._searched
        suspects = tuple(SuspectItem(kept[item], likely, sure) for item, likely, sure in found if item in kept)
        return CheckedItems(self._searching.locked(), count, suspects)

    def remove(self, viewer: Staff, item_id: int, reason: str) -> None:
        """Takes an item out of the next training; its text is destroyed. Raises Denied, ReasonMissing, ItemUnknown."""
        _keeper(viewer)
        if not reason.strip():
            raise ReasonMissing("taking an item out needs a reason")
        with self._store.write() as work:
            item = work.training.by_id(item_id)
            if item is None or item.state == "removed":
                raise ItemUnknown(f"no training item {item_id}")
            work.training.set_state(item_id, "removed")
            opener = Opener(viewer.name, viewer.role, f"移出训练数据：{reason.strip()}")
            work.audit.write(opener, "training_item_removed", str(item_id))
            work.commit()

    def erase(self, conversation_id: str) -> int:
        """Destroys the items of a conversation and marks the models trained on them; returns how many items.

        Part of an erasure that was decided and audited elsewhere, hence without a viewer.
        """
        with self._store.write() as work:
            erased = work.training.erase(conversation_id)
            tainted = work.models.taint(erased)
            work.shadow.erase(conversation_id)
            if erased:
                work.models.forget_texts({place_of(item) for item in erased})
            if erased:
                what = f"删除训练数据 {len(erased)} 条，涉及模型 {len(tainted)} 个"
                work.audit.write(Opener("system", "none", what), "training_items_erased", conversation_id)
            work.commit()
        return len(erased)

    def for_training(self) -> Sequence[TrainingItem]:
        """What the next model is trained on beside the project's data."""
        with self._store.read() as work:
            return work.training.kept()

    def _take_back(self, viewer: Staff) -> None:
        """Labels that hold no longer take their items with them."""
        with self._store.read() as work:
            made = work.models.setting_made(_TAKEN_TO)
        if made is None:
            return
        # what was undone in the hour before the last time may not have been seen then
        withdrawn = self._labels.withdrawn_labels(made[1] - timedelta(hours=1))
        with self._store.write() as work:
            gone = [item for item in work.training.of_labels(withdrawn) if item.state != "removed"]
            for item in gone:
                work.training.set_state(item.id, "removed")
                opener = Opener(viewer.name, viewer.role, "复核结果已撤回")
                work.audit.write(opener, "training_item_removed", str(item.id))
            work.commit()

    def _take(self, viewer: Staff, labels: Sequence[AcceptedLabel], since: int, done: TakenIn) -> TakenIn:
        check = self._check()
        texts = [check.neutral(label.text) for label in labels]
        with self._store.read() as work:
            kept = work.training.kept()
        # the same message labelled anew is not a copy of itself
        own = {label.conversation_id for label in labels}
        others = [(f"#{item.id}", item.text) for item in kept if item.conversation_id not in own]
        earlier = {(item.conversation_id, item.text): item for item in kept}
        standing = check.copies(texts, others)
        counts = {"kept": done.kept, "copy": done.copies, "unusable": done.unusable}
        replaced = done.replaced
        with self._store.write() as work:
            if (work.models.setting(_TAKEN_TO) or 0) != since:
                return done  # another process is at it
            for label, text, copy_of in zip(labels, texts, standing, strict=True):
                before = earlier.pop((label.conversation_id, text), None)
                if before is not None:
                    work.training.set_state(before.id, "removed")
                    replaced += 1
                state, category = self._state(check, text, label.intent, copy_of)
                item = NewItem(
                    label_id=label.id,
                    conversation_id=label.conversation_id,
                    text=text,
                    intent=label.intent,
                    category=category,
                    state=state,
                    copy_of=copy_of or "",
                    origin="review",
                    by=label.by,
                    labelled_at=label.at,
                )
                if work.training.add(item) is not None:
                    counts[state] += 1
            work.models.set_setting(_TAKEN_TO, max(label.id for label in labels), viewer.name)
            words = f"接收复核结果 {len(labels)} 条"
            work.audit.write(Opener(viewer.name, viewer.role, words), "training_items_taken", "training")
            work.commit()
        return TakenIn(counts["kept"], counts["copy"], counts["unusable"], replaced)

    @staticmethod
    def _state(check: TextCheck, text: str, intent: str, copy_of: str | None) -> tuple[ItemState, str]:
        category = check.category_of(intent)
        if not text or intent not in check.intents():
            return "unusable", category
        return ("copy" if copy_of else "kept"), category


def _reader(viewer: Staff) -> None:
    if viewer.role not in ("admin", "auditor", "reviewer"):
        raise Denied(f"role {viewer.role!r} does not see training data")


def _keeper(viewer: Staff) -> None:
    if viewer.role not in ("admin", "reviewer"):
        raise Denied(f"role {viewer.role!r} does not change training data")
