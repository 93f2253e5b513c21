"""Labels, second opinions, undo, and what happens when two are at the same item or it is erased meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from casework.errors import BadInput, Denied, ReviewItemChanged, ReviewItemGone, UnknownRow
from casework.services.ports.review import ReviewQuery, ReviewState
from casework.services.review import Picked, ReviewService
from casework.services.staff import Staff
from casework.store.unit import SqlStore
from knowledge import RuleBook
from tests.fakes import NOON, FixedClock
from tests.review.talks import BEDS, CHONGQING, LIU, SUN, ZHOU, misread
from tests.review.test_collecting import erase

ASKING = "我想问一下异地就医备案在哪里办，需要带什么材料？"
NOT_REVIEWING = [Staff("a", "agent"), Staff("s", "senior_agent"), Staff("q", "auditor")]


def drawn(review: ReviewService, book: RuleBook, share: float) -> None:
    """Every wording (1.0) or none (0.0) gets a second opinion."""
    policy = replace(book.policy, review=dict(book.policy.review) | {"second_share": share})

    class Book:
        def __getattr__(self, name: str) -> object:
            return policy if name == "policy" else getattr(book, name)

    review._book = Book  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def no_second_opinions(request: pytest.FixtureRequest, book: RuleBook) -> None:
    for name in ("review", "quick"):
        if name in request.fixturenames:
            drawn(request.getfixturevalue(name), book, 0.0)


def first(review: ReviewService, state: ReviewState = "open", viewer: Staff = SUN) -> Picked:
    item = review.page(viewer, ReviewQuery(state=state)).cards[0].item
    return Picked(item.id, item.version, item.newest)


def alone(picked: Picked) -> Picked:
    return Picked(picked.id, picked.version)


def intents(review: ReviewService) -> list[str]:
    return [label.intent for label in review.accepted_labels()]


def test_a_label_holds_and_its_text_is_the_masked_one(review: ReviewService, sql_store: SqlStore) -> None:
    conversation = misread(sql_store, f"我的电话是〔电话1〕。{BEDS}", "disagreed")
    review.collect()

    decided = review.label(SUN, first(review), "B1-1")

    assert (decided.count, decided.state) == (1, "accepted")
    label = review.accepted_labels()[0]
    assert (label.conversation_id, label.intent, label.by) == (conversation, "B1-1", "sun")
    assert label.text == f"我的电话是〔电话1〕。{BEDS}"
    assert review.accepted_labels(label.id) == []
    assert review.page(SUN, ReviewQuery()).total == 0


def test_one_decision_serves_all_alike_ones_and_only_these(review: ReviewService, sql_store: SqlStore) -> None:
    for name in "甲乙丙":
        misread(sql_store, f"{BEDS}我是{name}的家属。", "disagreed")
    misread(sql_store, ASKING, "low_confidence")
    review.collect()

    decided = review.label(SUN, first(review), "B1-1")

    assert decided.count == 3
    assert intents(review) == ["B1-1"] * 3
    assert review.page(SUN, ReviewQuery()).total == 1


def test_what_came_in_after_the_page_was_seen_is_not_decided_along(review: ReviewService, sql_store: SqlStore) -> None:
    misread(sql_store, BEDS, "disagreed")
    review.collect()
    seen = first(review)
    misread(sql_store, BEDS, "disagreed")
    review.collect()

    assert review.label(SUN, seen, "B1-1").count == 1
    assert review.page(SUN, ReviewQuery()).total == 1


def test_the_second_of_two_reviewers_is_told_and_writes_nothing(review: ReviewService, sql_store: SqlStore) -> None:
    misread(sql_store, BEDS, "disagreed")
    review.collect()
    seen = first(review)
    review.label(SUN, seen, "B1-1")

    with pytest.raises(ReviewItemChanged):
        review.label(ZHOU, seen, "D-1")

    assert intents(review) == ["B1-1"]


def test_an_item_erased_meanwhile_is_said_and_nothing_is_written(review: ReviewService, sql_store: SqlStore) -> None:
    conversation = misread(sql_store, BEDS, "disagreed")
    review.collect()
    seen = first(review)
    erase(sql_store, conversation)

    for decide in (
        lambda: review.label(SUN, seen, "B1-1"),
        lambda: review.skip(SUN, seen),
        lambda: review.to_lawyer(SUN, seen),
    ):
        with pytest.raises(ReviewItemGone):
            decide()

    assert intents(review) == []


def test_undo_goes_several_steps_back_and_only_ones_own(review: ReviewService, sql_store: SqlStore) -> None:
    for text in (BEDS, ASKING):
        misread(sql_store, text, "disagreed")
    review.collect()
    review.skip(SUN, first(review))
    review.to_lawyer(SUN, first(review, "skipped"))
    review.label(SUN, first(review, "lawyer"), "B1-1")
    review.label(ZHOU, first(review), "consult_remote_care")

    undone = [review.undo(SUN) for _ in range(4)]

    assert [step.kind if step else None for step in undone] == ["label", "lawyer", "skip", None]
    assert intents(review) == ["consult_remote_care"]
    assert review.counts(SUN) == {"open": 1, "accepted": 1}


def test_undoing_a_group_takes_all_of_it_back_and_a_label_taken_in_is_withdrawn(
    review: ReviewService, sql_store: SqlStore, clock: FixedClock
) -> None:
    for _ in range(3):
        misread(sql_store, BEDS, "disagreed")
    review.collect()
    review.label(SUN, first(review), "B1-1")
    taken = [label.id for label in review.accepted_labels()]

    undone = review.undo(SUN)

    assert undone is not None
    assert len(undone.items) == 3
    assert intents(review) == []
    assert list(review.withdrawn_labels(clock.now - timedelta(days=1))) == taken
    again = review.label(SUN, first(review), "B1-2")
    assert again.count == 3
    assert all(label.id > max(taken) for label in review.accepted_labels())


def test_what_another_has_decided_since_is_not_undone(quick: ReviewService, sqlite_store: SqlStore) -> None:
    for _ in range(2):
        misread(sqlite_store, BEDS, "disagreed")
    quick.collect()
    quick.skip(SUN, first(quick))
    quick.label(ZHOU, alone(first(quick, "skipped")), "B1-1")

    undone = quick.undo(SUN)

    assert undone is not None
    assert (len(undone.items), undone.kept) == (1, 1)
    assert quick.undo(SUN) is None
    assert quick.counts(SUN) == {"open": 1, "accepted": 1}


def test_a_drawn_wording_waits_for_a_blind_second_opinion(
    review: ReviewService, sql_store: SqlStore, book: RuleBook
) -> None:
    drawn(review, book, 1.0)
    for _ in range(2):
        misread(sql_store, BEDS, "disagreed", "corrected")
    review.collect()

    assert review.label(SUN, first(review), "B1-1").state == "second"

    assert intents(review) == []
    assert review.page(SUN, ReviewQuery(state="second")).cards == ()
    assert (review.counts(SUN).get("second"), review.counts(ZHOU)["second"]) == (0, 2)
    card = review.page(ZHOU, ReviewQuery(state="second")).cards[0]
    assert card.blind
    shown = repr(card)
    assert "B1-1" not in shown
    assert "D-1" not in shown
    assert "意见建议" not in shown, "what the assistant answered would tell what it had read"
    assert review.label(ZHOU, first(review, "second", ZHOU), "B1-1").count == 2
    assert intents(review) == ["B1-1", "B1-1"]


def test_two_opinions_that_differ_are_settled_by_a_third(
    review: ReviewService, sql_store: SqlStore, book: RuleBook
) -> None:
    drawn(review, book, 1.0)
    misread(sql_store, BEDS, "disagreed")
    review.collect()
    review.label(SUN, first(review), "B1-1")
    assert review.label(ZHOU, first(review, "second", ZHOU), "B1-2").state == "disputed"

    for who in (SUN, ZHOU):
        assert review.page(who, ReviewQuery(state="disputed")).cards == ()
    card = review.page(LIU, ReviewQuery(state="disputed")).cards[0]
    seen = Picked(card.item.id, card.item.version)
    with pytest.raises(Denied):
        review.label(SUN, seen, "B1-1")
    assert intents(review) == []

    review.label(LIU, seen, "B1-2")

    assert card.opinions == ("B1-1", "B1-2")
    assert [(label.intent, label.by) for label in review.accepted_labels()] == [("B1-2", "liu")]
    kappa = review.kappa(SUN)
    assert (kappa.situations.compared, kappa.situations.observed) == (1, 0.0)
    assert kappa.categories.observed == 1.0


def test_nobody_waits_for_a_second_opinion_where_nobody_could_give_one(
    quick: ReviewService, sqlite_store: SqlStore, book: RuleBook
) -> None:
    drawn(quick, book, 1.0)
    with sqlite_store.write() as work:
        for name in ("zhou", "liu"):
            work.users.set_disabled(name, True)
        work.commit()
    misread(sqlite_store, BEDS, "disagreed")
    quick.collect()

    assert quick.label(SUN, first(quick), "B1-1").state == "accepted"


def test_undoing_a_second_opinion_lets_it_be_given_again(
    quick: ReviewService, sqlite_store: SqlStore, book: RuleBook
) -> None:
    drawn(quick, book, 1.0)
    misread(sqlite_store, BEDS, "disagreed")
    quick.collect()
    quick.label(SUN, first(quick), "B1-1")
    quick.label(ZHOU, first(quick, "second", ZHOU), "D-1")

    quick.undo(ZHOU)

    assert quick.undo(SUN) is not None, "nobody has decided since: the second opinion was taken back"
    assert quick.counts(SUN) == {"open": 1}


def test_a_label_that_holds_can_be_opened_again(quick: ReviewService, sqlite_store: SqlStore) -> None:
    misread(sqlite_store, BEDS, "disagreed")
    quick.collect()
    quick.label(SUN, first(quick), "B1-1")

    quick.reopen(ZHOU, first(quick, "accepted"))

    assert intents(quick) == []
    assert quick.undo(SUN) is None
    quick.label(ZHOU, first(quick), "B1-2")
    assert intents(quick) == ["B1-2"]
    with pytest.raises(ReviewItemChanged):
        quick.label(SUN, first(quick, "accepted"), "B1-1")


def test_filters_ask_for_reason_reading_place_and_day(review: ReviewService, sql_store: SqlStore) -> None:
    misread(sql_store, BEDS, "disagreed")
    misread(sql_store, ASKING, "low_confidence", region=CHONGQING, category="report", situation="B1-1")
    review.collect()

    def found(**asked: object) -> list[str]:
        page = review.page(SUN, ReviewQuery(**asked))  # type: ignore[arg-type]
        plain = review.page(SUN, ReviewQuery(grouped=False, **asked))  # type: ignore[arg-type]
        assert [one.item.id for one in page.cards] == [one.item.id for one in plain.cards]
        return [one.excerpt for one in page.cards]

    assert found(reason=4) == [BEDS]
    assert found(category="report") == found(intent="B1-1") == found(place="500000") == [ASKING]
    assert found(place="220000") == found(place="220100") == [BEDS]
    assert found(since=NOON.date() + timedelta(days=1)) == []
    assert review.page(SUN, ReviewQuery()).regions == ("220100", "500000")


@pytest.mark.parametrize("who", NOT_REVIEWING, ids=lambda who: who.role)
def test_who_does_not_review_sees_and_does_nothing(quick: ReviewService, sqlite_store: SqlStore, who: Staff) -> None:
    misread(sqlite_store, BEDS, "disagreed")
    quick.collect()
    seen = first(quick)

    for call in (
        lambda: quick.page(who, ReviewQuery()), lambda: quick.counts(who), lambda: quick.kappa(who),
        lambda: quick.undo(who),
        lambda: quick.label(who, seen, "B1-1"), lambda: quick.skip(who, seen), lambda: quick.to_lawyer(who, seen),
        lambda: quick.reopen(who, seen), lambda: quick.export(who), lambda: quick.save_view(who, "x", ""),
    ):  # fmt: skip
        with pytest.raises(Denied):
            call()


@pytest.mark.parametrize("intent", ["", "greet", "A9-9", "report", "consult_nothing", "〔姓名1〕"])
def test_only_situations_and_topics_are_labels(quick: ReviewService, sqlite_store: SqlStore, intent: str) -> None:
    misread(sqlite_store, BEDS, "disagreed")
    quick.collect()

    with pytest.raises(UnknownRow):
        quick.label(SUN, first(quick), intent)


def test_saved_lists_are_everybodys_own(review: ReviewService, sql_store: SqlStore) -> None:
    review.save_view(SUN, "  长春 举报 ", "category=report")
    review.save_view(SUN, "长春 举报", "category=appeal")
    review.save_view(ZHOU, "我的", "reason=disagreed")

    assert list(review.views(SUN)) == [("长春 举报", "category=appeal")]
    review.remove_view(SUN, "长春 举报")
    assert list(review.views(SUN)) == []
    assert len(review.views(ZHOU)) == 1
    with pytest.raises(BadInput):
        review.save_view(SUN, "   ", "")


def test_every_decision_and_every_export_is_written_down(quick: ReviewService, sqlite_store: SqlStore) -> None:
    for _ in range(2):
        misread(sqlite_store, BEDS, "disagreed")
    quick.collect()
    quick.label(SUN, first(quick), "B1-1")
    quick.undo(SUN)
    quick.label(SUN, first(quick), "B1-2")

    exported = [json.loads(line) for line in quick.export(ZHOU).decode().splitlines()]

    assert [(line["text"], line["intent"]) for line in exported] == [(BEDS, "B1-2")] * 2
    with sqlite_store.read() as work:
        lines = [(line.actor, line.action, line.reason) for line in work.audit.entries()]
    assert lines == [
        ("sun", "review_label", "B1-1 2 条"),
        ("sun", "review_undo", "撤销 label：2 条"),
        ("sun", "review_label", "B1-2 2 条"),
        ("zhou", "review_export", "导出 2 条"),
    ]
