"""Accepted labels become training items: redacted, no copies, with their origin; and go with their conversation."""

import re
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.jobs.suspecting import NotFound, suspects_apart
from api.jobs.texts import TrainingTexts
from casework.errors import Denied, ItemUnknown
from casework.redaction import find_sensitive
from casework.services.ports import SEALED_TOKEN
from casework.services.ports.training import CheckedItems, ItemQuery, TakenIn
from casework.services.review import AcceptedLabel
from casework.services.training_data import TrainingDataService
from nlu.training_data import load_examples
from tests.models.loop import AGENT, ANNA, AUDITOR, REVIEWER, Loop

TEXTS = TrainingTexts()
NEW = "透析车接送我爸的司机说票由他们统一去报，我们从没见过单子，是不是拿我爸的名字多报了"


@dataclass
class Labels:
    accepted: list[AcceptedLabel] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)

    def accepted_labels(self, since_id: int) -> Sequence[AcceptedLabel]:
        return [label for label in self.accepted if label.id > since_id]

    def withdrawn_labels(self, since: datetime) -> Sequence[int]:
        return self.withdrawn


@pytest.fixture
def labels() -> Labels:
    return Labels()


@pytest.fixture
def data(loop: Loop, labels: Labels) -> TrainingDataService:
    return TrainingDataService(loop.store, labels, lambda: TEXTS)


@pytest.fixture
def quick_data(quick: Loop, labels: Labels) -> TrainingDataService:
    return TrainingDataService(quick.store, labels, lambda: TEXTS)


def label(number: int, text: str, loop: Loop, intent: str = "B1-1", conversation: str = "") -> AcceptedLabel:
    return AcceptedLabel(number, conversation or f"c{number}", text, intent, "rev", loop.clock())


def test_a_label_becomes_an_item_once(loop: Loop, labels: Labels, data: TrainingDataService) -> None:
    labels.accepted = [label(3, NEW, loop)]

    assert data.take_in(ANNA) == TakenIn(kept=1)
    assert data.take_in(ANNA) == TakenIn()

    (item,) = data.items(AUDITOR, ItemQuery()).items
    assert (item.text, item.intent, item.category, item.origin, item.by) == (NEW, "B1-1", "report", "review", "rev")
    with loop.store.read() as work:
        assert NEW.encode() not in repr(work.training._session.connection().exec_driver_sql(  # type: ignore[attr-defined]
            "SELECT text FROM training_items").all()).encode()  # fmt: skip


def test_copies_and_what_cannot_be_learnt_are_kept_apart(
    quick: Loop, labels: Labels, quick_data: TrainingDataService
) -> None:
    known = next(one for one in load_examples() if len(one.text) > 40)
    labels.accepted = [
        label(1, NEW, quick),
        label(2, NEW.replace("我爸", "我妈"), quick),
        label(3, known.text, quick, known.intent),
        label(4, "〔电话1〕", quick),
        label(5, "谢谢你们", quick, "thanks"),
        label(6, "说的是别的事情吧", quick, "Z9-9"),
    ]

    assert quick_data.take_in(ANNA) == TakenIn(kept=1, copies=2, unusable=3)

    found = quick_data.items(ANNA, ItemQuery(state=None)).items
    assert [(item.label_id, item.state, item.copy_of) for item in reversed(found)] == [
        (1, "kept", ""),
        (2, "copy", "#1"),
        (3, "copy", known.file),
        (4, "unusable", ""),
        (5, "unusable", ""),
        (6, "unusable", ""),
    ]
    assert [item.label_id for item in quick_data.for_training()] == [1]


def test_a_new_label_on_the_same_message_replaces_the_old_one(
    quick: Loop, labels: Labels, quick_data: TrainingDataService
) -> None:
    labels.accepted = [label(1, NEW, quick, conversation="c1")]
    quick_data.take_in(ANNA)
    labels.accepted.append(label(2, NEW, quick, "B1-2", conversation="c1"))

    assert quick_data.take_in(ANNA) == TakenIn(kept=1, replaced=1)
    assert [item.intent for item in quick_data.for_training()] == ["B1-2"]


def test_a_label_taken_back_takes_its_item_along(quick: Loop, labels: Labels, quick_data: TrainingDataService) -> None:
    labels.accepted = [label(1, NEW, quick)]
    quick_data.take_in(ANNA)
    labels.accepted, labels.withdrawn = [], [1]

    quick_data.take_in(ANNA)

    assert quick_data.for_training() == []
    (item,) = quick_data.items(ANNA, ItemQuery(state="removed")).items
    assert item.text == ""


def test_a_removed_item_is_gone_for_good(loop: Loop, labels: Labels, data: TrainingDataService) -> None:
    labels.accepted = [label(1, NEW, loop)]
    data.take_in(REVIEWER)
    (item,) = data.items(REVIEWER, ItemQuery()).items

    data.remove(REVIEWER, item.id, "写错了")

    assert data.items(ANNA, ItemQuery()).total == 0
    with pytest.raises(ItemUnknown):
        data.remove(REVIEWER, item.id, "写错了")
    assert data.take_in(ANNA) == TakenIn()
    assert "training_item_removed" in loop.actions()


def test_an_erasure_removes_the_items_and_marks_the_models(
    loop: Loop, labels: Labels, data: TrainingDataService
) -> None:
    labels.accepted = [label(1, NEW, loop), label(2, "药房把我的处方药换成了阿胶糕，医保卡上少了三百", loop)]
    data.take_in(ANNA)
    items = data.for_training()
    with_both = loop.candidate("candidate-1", items=[item.id for item in items])
    without = loop.candidate("candidate-2")

    assert data.erase("c1") == 1
    assert data.erase("c1") == 0

    tainted = {view.name: view.tainted for view in loop.service.overview(ANNA).candidates}
    assert (tainted[with_both], tainted[without]) == (1, 0)
    assert [item.label_id for item in data.for_training()] == [2]
    assert data.take_in(ANNA) == TakenIn(), "an erased item must not come back"
    assert "training_items_erased" in loop.actions()


def test_who_may_see_and_who_may_change(quick: Loop, quick_data: TrainingDataService) -> None:
    with pytest.raises(Denied):
        quick_data.items(AGENT, ItemQuery())
    for viewer in (AGENT, AUDITOR):
        with pytest.raises(Denied):
            quick_data.take_in(viewer)
        with pytest.raises(Denied):
            quick_data.remove(viewer, 1, "x")


def test_items_are_found_by_words_category_and_page(
    quick: Loop, labels: Labels, quick_data: TrainingDataService
) -> None:
    labels.accepted = [
        label(1, NEW, quick),
        label(2, "窗口叫我回去等，一等等了八个月，材料也不退给我", quick, "A2-1"),
    ]
    quick_data.take_in(ANNA)

    assert [item.label_id for item in quick_data.items(ANNA, ItemQuery(search="透析")).items] == [1]
    assert [item.label_id for item in quick_data.items(ANNA, ItemQuery(category="appeal")).items] == [2]
    page = quick_data.items(ANNA, ItemQuery(page=2, size=1))
    assert ([item.label_id for item in page.items], page.total) == ([1], 2)


def test_tokens_become_the_words_other_examples_use() -> None:
    text = "我叫〔姓名1〕，〔电话2〕，医院[骗保](fact)\n第二行"

    assert TEXTS.neutral(text) == "我叫某某，电话号码，医院［骗保］(fact) 第二行"
    assert TEXTS.neutral("〔身份证1〕 〔电话1〕") == ""


_PIECES = st.sampled_from(
    [
        "〔电话1〕",
        "13812345678",
        "１３８-1234-5678",
        "220102199003071234",
        "我叫张三丰，",
        "[药](x)",
        "{y}",
        "\n",
        "\u2028",
        "。",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.text(max_size=12)), max_size=8).map("".join))
def test_nothing_personal_and_no_mark_of_rasa_is_left_in_an_item(text: str) -> None:
    made = TEXTS.neutral(text)

    assert not re.search(SEALED_TOKEN, made)
    assert not [one for one in find_sensitive(made) if one.kind != "name"]
    assert not set("[]{}\n\r") & set(made)
    assert made == made.strip()


def test_a_review_item_deleted_meanwhile_becomes_no_item(quick: Loop) -> None:
    """The real review: two labels are accepted, one conversation is erased before they are taken in."""
    from casework.services.ports.review import ReviewQuery
    from casework.services.review import Picked, ReviewService
    from tests.review.talks import LIU, SUN, hire_reviewers, misread

    hire_reviewers(quick.store)
    review = ReviewService(quick.store, lambda: quick.book)
    service = TrainingDataService(quick.store, review, lambda: TEXTS)
    gone = misread(quick.store, NEW, "disagreed", at=quick.clock())
    misread(quick.store, "药房把我的处方药换成了阿胶糕，医保卡上少了三百", "disagreed", at=quick.clock())
    review.collect()
    for reviewer, state in ((SUN, "open"), (LIU, "second")):
        for found in review.page(reviewer, ReviewQuery(state=state, grouped=False)).cards:  # type: ignore[arg-type]
            review.label(reviewer, Picked(found.item.id, found.item.version), "B1-1")
    assert len(review.accepted_labels()) == 2
    with quick.store.write() as work:
        work.office.erase(gone)
        work.commit()

    assert service.take_in(ANNA) == TakenIn(kept=1)
    assert [item.text for item in service.for_training()] == ["药房把我的处方药换成了阿胶糕，医保卡上少了三百"]


def test_suspects_are_named_with_their_item(quick: Loop, labels: Labels) -> None:
    class Doubting(TrainingTexts):
        def suspects(self, texts: Sequence[str], intents: Sequence[str]) -> Sequence[tuple[int, str, float]]:
            assert list(intents) == ["B1-1", "A2-1"]
            return [(1, "consult", 0.8)]

    labels.accepted = [label(1, NEW, quick), label(2, "窗口叫我回去等，一等等了八个月，材料也不退给我", quick, "A2-1")]
    service = TrainingDataService(quick.store, labels, Doubting)
    service.take_in(ANNA)

    (found,) = service.suspects(AUDITOR)

    assert (found.item.label_id, found.likely, found.confidence) == (2, "consult", 0.8)
    assert service.checked(AUDITOR) == CheckedItems(checked=2, suspects=(found,))
    service.remove(ANNA, found.item.id, "标错了")
    assert service.checked(AUDITOR) == CheckedItems(checked=2)
    with pytest.raises(Denied):
        service.suspects(AGENT)
    with pytest.raises(Denied):
        service.checked(AGENT)


def test_of_two_who_look_for_suspects_one_does_and_the_other_gets_what_was_found(quick: Loop, labels: Labels) -> None:
    begun, go_on, searches = Event(), Event(), []

    class Slow(TrainingTexts):
        def suspects(self, texts: Sequence[str], intents: Sequence[str]) -> Sequence[tuple[int, str, float]]:
            searches.append(list(texts))
            begun.set()
            go_on.wait(10)
            return [(0, "consult", 0.8)]

    labels.accepted = [label(1, NEW, quick)]
    service = TrainingDataService(quick.store, labels, Slow)
    service.take_in(ANNA)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(service.suspects, AUDITOR)
        assert begun.wait(10)
        assert service.checked(ANNA) == CheckedItems(running=True)
        second = pool.submit(service.suspects, ANNA)
        go_on.set()
        assert first.result(10) == second.result(10) != ()

    assert len(searches) == 1
    assert not service.checked(ANNA).running


def test_suspects_are_looked_for_in_a_process_of_its_own(tmp_path: Path) -> None:
    fake = tmp_path / "fake.py"
    fake.write_text(
        "import json, os, sys\n"
        "asked = json.load(sys.stdin)\n"
        "json.dump([[len(asked['texts']) - 1, 'consult', 0.9], [0, 'report', 0.5]], sys.stdout)\n"
    )
    assert suspects_apart(["一", "二"], ["A2-7", "B1-1"], (sys.executable, str(fake))) == [
        (1, "consult", 0.9),
        (0, "report", 0.5),
    ]
    fake.write_text("raise SystemExit(1)")
    with pytest.raises(NotFound):
        suspects_apart(["一"], ["A2-7"], (sys.executable, str(fake)))


def test_the_process_finds_what_the_classifier_finds() -> None:
    """A few texts of three kinds; one of them carries another's label."""
    kinds = {"A2-7": "住院费用报销少了", "B1-1": "医院挂床骗保举报", "D-1": "建议多开几个窗口"}
    texts = [f"{text}，第{number}次说" for text in kinds.values() for number in range(8)]
    labels = [intent for intent in kinds for _ in range(8)]
    labels[0] = "D-1"

    assert suspects_apart(texts, labels)[0][:2] == (0, "A2-7")
