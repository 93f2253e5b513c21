"""What becomes an item to review, and that taking the same journal in twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from casework.review.reasons import mask_of
from casework.services.ports import HeardTurn, Registration
from casework.services.ports.review import ReviewQuery
from casework.services.review import ReviewService
from casework.store.unit import SqlStore
from tests.fakes import NOON, FixedClock
from tests.review.talks import BEDS, CHONGQING, SUN, misread, parse_of

ASKING = "我想问一下异地就医备案在哪里办，需要带什么材料？"


def reasons(review: ReviewService) -> list[tuple[str, ...]]:
    return [card.reasons for card in review.page(SUN, ReviewQuery()).cards]


def test_a_turn_that_went_well_is_no_item(review: ReviewService, sql_store: SqlStore) -> None:
    misread(sql_store, BEDS)

    assert review.collect() == 0
    assert reasons(review) == []


def test_each_sign_becomes_a_reason_at_the_message_that_told_the_petition(
    review: ReviewService, sql_store: SqlStore
) -> None:
    misread(sql_store, BEDS, "disagreed", "asked_again", "handed_over", "corrected", "low_confidence")

    assert review.collect() == 1

    card = review.page(SUN, ReviewQuery()).cards[0]
    assert set(card.reasons) == {"disagreed", "asked_again", "handed_over", "corrected", "low_confidence"}
    assert card.excerpt == BEDS[:60]
    assert (card.item.intent, card.item.hint) == ("D-1", "B1-1")


def test_sent_away_counts_only_when_it_was_registered_after_all(review: ReviewService, sql_store: SqlStore) -> None:
    misread(sql_store, BEDS, "sent_away", category="out_of_scope", situation=None)
    misread(sql_store, ASKING, "sent_away", "registered", category="out_of_scope", situation=None)

    review.collect()

    cards = review.page(SUN, ReviewQuery()).cards
    assert [(card.reasons, card.item.hint) for card in cards] == [(("sent_away",), "B1-1")]


def test_what_was_registered_says_what_it_was(review: ReviewService, sql_store: SqlStore) -> None:
    conversation = misread(sql_store, BEDS, "sent_away", category="out_of_scope", situation=None)
    with sql_store.write() as work:
        number = work.registrations.next_number(NOON.date())
        form = {"content": BEDS}
        made = Registration(number, conversation, "B1-1", "rules-1", True, NOON.date(), form, "report_registration")
        work.registrations.add(made, None, form)
        work.journal.signal(conversation, 4, "registered")
        work.commit()

    review.collect()

    item = review.page(SUN, ReviewQuery()).cards[0].item
    assert (item.hint, item.category) == ("B1-1", "out_of_scope")


def test_a_call_that_is_read_after_it_was_put_right_is_an_item_too(review: ReviewService, sql_store: SqlStore) -> None:
    with sql_store.write() as work:
        conversation = work.conversations.create(CHONGQING).id
        payload = {"from": "citizen", "text": BEDS, "buttons": [], "card": None}
        event = work.conversations.append_event(conversation, "message", payload).id
        work.journal.signal(conversation, event, "corrected", "wang", "report", "B1-1")
        work.commit()
    assert review.collect() == 0
    with sql_store.write() as work:
        parse = parse_of(BEDS, {"D-1": 0.6}, {"suggestion": 0.6})
        work.journal.heard(
            HeardTurn(conversation, event, NOON, "suggestion", "D-1", None, 0.6, "held", None, "m", "r", parse)
        )
        work.commit()

    assert review.collect() == 1
    assert reasons(review) == [("corrected",)]


def test_a_correction_to_what_was_read_is_no_mistake(review: ReviewService, sql_store: SqlStore) -> None:
    misread(sql_store, BEDS, "corrected", truth=("suggestion", "D-1"))

    assert review.collect() == 0


def test_a_text_far_from_all_training_data_is_an_item_without_any_sign(
    sql_store: SqlStore, review_on: Callable[..., ReviewService]
) -> None:
    review = review_on(sql_store, lambda text: 0.9 if "备案" in text else 0.1)
    misread(sql_store, BEDS)
    misread(sql_store, ASKING)

    review.collect()

    cards = review.page(SUN, ReviewQuery()).cards
    assert [(card.excerpt, card.reasons, card.item.novelty) for card in cards] == [(ASKING, ("drifted",), 0.9)]


def test_collecting_again_changes_nothing_and_a_new_sign_is_added(review: ReviewService, sql_store: SqlStore) -> None:
    conversation = misread(sql_store, BEDS, "low_confidence")
    assert review.collect() == 1
    before = review.page(SUN, ReviewQuery()).cards[0].item
    assert review.collect() == 0
    assert review.page(SUN, ReviewQuery()).cards[0].item == before

    with sql_store.write() as work:
        work.journal.signal(conversation, 4, "disagreed")
        work.commit()
    assert review.collect() == 0

    after = review.page(SUN, ReviewQuery()).cards[0].item
    assert after.reasons == mask_of(("low_confidence", "disagreed"))
    assert after.worth > before.worth
    assert after.version == before.version


def test_alike_ones_share_a_group_and_are_worth_more(review: ReviewService, sql_store: SqlStore) -> None:
    misread(sql_store, ASKING, "disagreed")
    for name in "甲乙丙":
        misread(sql_store, f"{BEDS}我是{name}的家属。", "disagreed")

    review.collect()

    page = review.page(SUN, ReviewQuery())
    assert [card.item.alike for card in page.cards] == [3, 1]
    assert (page.lines, page.total) == (2, 4)
    assert page.cards[0].item.worth > page.cards[1].item.worth
    assert len(page.cards[0].alike) == 2
    assert len(review.page(SUN, ReviewQuery(grouped=False)).cards) == 4


def test_more_than_one_batch_is_taken_in_at_once(review: ReviewService, sql_store: SqlStore) -> None:
    for number in range(260):
        misread(sql_store, f"第{number}号病人的{'床位护理检查化验手术'[number % 9]}费多记了", "low_confidence")

    assert review.collect() == 260
    assert review.collect() == 0


def test_an_erased_conversation_takes_its_items_along(review: ReviewService, sql_store: SqlStore) -> None:
    conversation = misread(sql_store, BEDS, "disagreed")
    review.collect()

    erase(sql_store, conversation)

    assert review.page(SUN, ReviewQuery()).total == 0
    assert review.collect() == 0


def test_only_the_day_is_kept(quick: ReviewService, sqlite_store: SqlStore, clock: FixedClock) -> None:
    misread(sqlite_store, BEDS, "disagreed", region=CHONGQING)

    quick.collect()

    item = quick.page(SUN, ReviewQuery()).cards[0].item
    assert (item.day, item.region) == (clock.now.date(), CHONGQING)


def erase(store: SqlStore, conversation: str) -> None:
    """The conversation and all that hangs on it."""
    from sqlalchemy import delete

    from casework.store.tables import ConversationRow

    with store.write() as work:
        work._context.session.execute(delete(ConversationRow).where(ConversationRow.id == conversation))
        work.commit()
