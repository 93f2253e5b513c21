"""Who keeps out of a case reads the conversation it came of nowhere: not live, not in the review, not in a model."""

from __future__ import annotations

import asyncio
import json

import pytest

from casework.bootstrap import Services, now
from casework.errors import Denied, ReviewItemGone, ThreadGone, UnknownUser
from casework.services.ports import ThreadQuery
from casework.services.ports.models import ModelCard
from casework.services.ports.review import ReviewQuery
from casework.services.review import Picked
from casework.services.staff import Staff
from casework.services.telephone_view import Call
from casework.triage import Known
from tests.desk.people import report
from tests.models.loop import card
from tests.review.talks import BEDS, misread

LI, YI, BOSS, SUN = (
    Staff("wang.li", "senior_agent"), Staff("zhao.yi", "agent"), Staff("boss", "admin"), Staff("sun.gui", "reviewer"),
)  # fmt: skip
OTHER = BEDS.replace("平安", "康宁")


def conversation_of(services: Services, number: str) -> str:
    with services.store.read() as work:
        made = work.registrations.by_number(number)
    assert made is not None
    return made.conversation_id


@pytest.fixture
def two_cases(services: Services) -> tuple[str, str, str]:
    """A conversation of which two cases came, and their numbers; the list of talks knows the later one only."""
    first = report(services)
    conversation = conversation_of(services, first)
    second = services.registrations.register(
        conversation, {"respondent_org": "另一家药房", "content": "又刷了一次。"}, "B1-1", "v", False, now()
    )
    with services.store.write() as work:
        event = work.conversations.append_event(conversation, "message", {"from": "citizen", "text": BEDS})
        work.threads.heard(conversation, event.id)
        work.threads.registered(conversation, second)
        work.commit()
    return conversation, first, second


def test_a_case_that_is_not_the_last_one_hides_its_conversation_too(
    services: Services, two_cases: tuple[str, str, str]
) -> None:
    conversation, first, _ = two_cases
    threads = services.live.page(LI, ThreadQuery("watch")).threads
    assert [one.conversation_id for one in threads] == [conversation]
    services.cases.declare_recusal(LI, first, "亲属")

    assert services.live.page(LI, ThreadQuery("watch")).threads == ()
    assert services.live.counts(LI)["watch"] == 0
    assert services.talks.last_words(LI, threads) == {}
    with pytest.raises(ThreadGone):
        services.live.open(LI, conversation)
    with pytest.raises(ThreadGone):
        services.suggestions.for_talk(LI, conversation)
    assert services.talks.last_words(YI, threads), "others go on"


def test_nobody_is_handed_a_conversation_they_keep_out_of(services: Services, two_cases: tuple[str, str, str]) -> None:
    conversation, first, _ = two_cases
    services.cases.declare_recusal(YI, first, "亲属")
    services.live.take_over(LI, conversation)

    with pytest.raises(UnknownUser):
        services.live.hand_to(LI, conversation, YI.name)
    assert services.live.open(LI, conversation).thread.holder == LI.name
    assert services.live.hand_to(LI, conversation, BOSS.name).holder == BOSS.name


def test_the_review_shows_nothing_of_it(services: Services) -> None:
    conversation, other = misread(services.store, BEDS, "disagreed"), misread(services.store, OTHER, "disagreed")
    with services.store.write() as work:
        work.vault.seal(conversation, "name", "赵小满")
        work.commit()
    number = services.registrations.register(
        conversation, {"respondent_org": "平安医院", "content": BEDS}, "B1-1", "v", False, now()
    )
    services.review.collect()
    before = {card.item.conversation_id: card for card in services.review.page(SUN, ReviewQuery(grouped=False)).cards}
    assert set(before) == {conversation, other}
    kept_out = before[conversation].item
    services.cases.declare_recusal(SUN, number, "亲属")

    found = services.review.page(SUN, ReviewQuery(grouped=False))
    assert [card.item.conversation_id for card in found.cards] == [other]
    assert found.total == found.counts["open"] == services.review.counts(SUN)["open"] == 1
    grouped = services.review.page(SUN, ReviewQuery()).cards
    assert [card.item.conversation_id for card in grouped] == [other]
    assert BEDS not in str(grouped), "not as one that is alike either"
    assert services.review.card(SUN, kept_out.id) is None
    with pytest.raises(ReviewItemGone):
        services.review.label(SUN, Picked(kept_out.id, kept_out.version), "B1-1")
    services.review.label(BOSS, Picked(kept_out.id, kept_out.version), "B1-1")
    said = [json.loads(line)["text"] for line in services.review.export(SUN).decode().splitlines()]
    assert BEDS not in said
    assert services.review.card(BOSS, kept_out.id) is not None


def test_a_model_that_reads_along_shows_nothing_of_it_and_keeps_no_time_of_an_anonymous_reporter(
    services: Services,
) -> None:
    conversation = misread(services.store, BEDS)
    made: ModelCard = card("candidate", now())
    with services.store.write() as work:
        work.models.add(made, "c.tar.gz", [])
        work.models.set_setting("shadow", {"candidate": "candidate", "since": now().isoformat()}, "boss")
        work.shadow.add("candidate", conversation, 2, now().replace(hour=13, minute=37), "suggestion", "report")
        work.commit()
    shadow = services.models.overview(BOSS).shadow
    assert shadow is not None
    assert [one.text for one in shadow.differences] == [BEDS]

    number = services.registrations.register(
        conversation, {"respondent_org": "平安医院", "content": BEDS}, "B1-1", "v", True, now()
    )
    shadow = services.models.overview(BOSS).shadow
    assert shadow is not None
    assert {(one.at.hour, one.at.minute) for one in shadow.differences} == {(0, 0)}
    services.cases.declare_recusal(BOSS, number, "亲属")
    shadow = services.models.overview(BOSS).shadow
    assert shadow is not None
    assert shadow.differences == ()


def test_a_call_is_looked_into_by_its_agent_alone_and_no_more_once_they_keep_out(services: Services) -> None:
    call = Call(text=BEDS, known=Known({}, "220000"), named=False, slip="s")
    call_id = services.telephone.save(LI, None, call, 0).call_id
    with services.store.write() as work:
        event = work.conversations.append_event(call_id, "message", {"from": "citizen", "text": BEDS})
        work.threads.spoke(call_id, event.id, "citizen")
        work.commit()
    number = services.registrations.register(
        call_id, {"respondent_org": "平安医院", "content": BEDS}, "B1-1", "v", True, now()
    )
    view = asyncio.run(services.telephone.read(LI, call_id, BEDS, call.known)).panel
    assert view is not None
    assert [one.number for one in services.telephone.look_back(LI, call_id, view).registered] == [number]

    with pytest.raises(Denied):
        services.telephone.look_back(YI, call_id, view)
    services.cases.declare_recusal(LI, number, "亲属")
    with pytest.raises(Denied):
        services.telephone.look_back(LI, call_id, view)
    with pytest.raises(Denied):
        services.telephone.load(LI, call_id)
    assert services.telephone.calls(LI) == ()


def test_a_recusal_that_is_declined_hides_nothing(services: Services, two_cases: tuple[str, str, str]) -> None:
    conversation, first, _ = two_cases
    services.cases.declare_recusal(LI, first, "亲属")
    services.cases.decide_recusal(BOSS, first, LI.name, "declined")
    assert services.live.open(LI, conversation).thread.conversation_id == conversation
    assert services.live.page(LI, ThreadQuery("watch")).total == 1
