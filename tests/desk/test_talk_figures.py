"""Figures of the work: stretches, medians, nobody ranked; and what the queue's address asks for."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.desk.pages.talk_words import waited
from api.desk.pages.talks_wanted import Queue
from casework.bootstrap import Services, bootstrap
from casework.errors import Denied
from casework.services.ports import ThreadStep
from casework.services.staff import Staff
from casework.services.talks import stretches_of
from casework.settings import Settings
from tests.desk.people import hire
from tests.desk.talk_people import waiting

ZHAO, LI, BOSS = Staff("zhao.yi", "agent"), Staff("wang.li", "senior_agent"), Staff("boss", "admin")
NINE = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
LONG_AGO = NINE - timedelta(days=3650)


@pytest.fixture
def services(tmp_path: Path) -> Services:
    wired = bootstrap(Settings(data_dir=tmp_path))
    hire(wired)
    return wired


def step(number: int, kind: str, by: str, minutes: int, reason: str = "", conversation: str = "c") -> ThreadStep:
    at = NINE + timedelta(minutes=minutes)
    return ThreadStep(number, conversation, kind, by, at, reason, None)  # type: ignore[arg-type]


def test_a_stretch_lasts_until_the_conversation_is_passed_on_given_back_or_closed() -> None:
    steps = [
        step(1, "called", "bot", 0),
        step(2, "claimed", "zhao.yi", 1),
        step(3, "handed", "zhao.yi", 5, "wang.li"),
        step(4, "closed", "wang.li", 15),
        step(5, "claimed", "zhao.yi", 20),
    ]

    first, second, open_one = stretches_of(steps)

    assert (first.by, first.seconds, first.closed) == ("zhao.yi", 240, False)
    assert (second.by, second.seconds, second.closed) == ("wang.li", 600, True)
    assert (open_one.by, open_one.seconds) == ("zhao.yi", None)


def test_conversations_do_not_end_each_others_stretches() -> None:
    steps = [
        step(1, "claimed", "zhao.yi", 0, conversation="a"),
        step(2, "claimed", "zhao.yi", 1, conversation="b"),
        step(3, "closed", "zhao.yi", 3, conversation="a"),
        step(4, "given_back", "zhao.yi", 9, conversation="b"),
    ]

    assert [one.seconds for one in stretches_of(steps)] == [180, 480]


def test_of_an_anonymous_reporter_no_length_is_made_up() -> None:
    day = NINE.replace(hour=0)
    steps = [
        ThreadStep(1, "c", "claimed", "zhao.yi", day, "", None),
        ThreadStep(2, "c", "closed", "zhao.yi", day, "", None),
    ]

    assert [one.seconds for one in stretches_of(steps)] == [None]


def test_an_agent_sees_their_own_work_and_the_team_together(services: Services) -> None:
    first, second = waiting(services), waiting(services)
    services.live.claim(ZHAO, first)
    asyncio.run(services.live.say(ZHAO, first, "one", "您好，请讲。"))
    services.live.close(ZHAO, first, "answered")
    services.live.claim(LI, second)

    own, team = services.talks.figures(ZHAO, LONG_AGO), services.talks.figures(BOSS, LONG_AGO)

    assert own.own is not None
    assert (own.own.taken, own.own.closed, own.team.taken, own.people) == (1, 1, 2, 2)
    assert own.own.first_reply is not None
    assert own.own.handling is not None
    assert own.own.waiting is not None
    assert team.own is None
    assert team.team.taken == 2


def test_nothing_was_done_yet(services: Services) -> None:
    figures = services.talks.figures(ZHAO, LONG_AGO)

    assert figures.own is not None
    assert (figures.own.taken, figures.own.waiting, figures.people) == (0, None, 0)


@pytest.mark.parametrize("role", ["reviewer", "auditor"])
def test_who_holds_no_conversations_sees_neither_figures_nor_words(services: Services, role: str) -> None:
    viewer = Staff("sun.gui", role)  # type: ignore[arg-type]

    with pytest.raises(Denied):
        services.talks.figures(viewer, LONG_AGO)
    with pytest.raises(Denied):
        services.talks.last_words(viewer, [])


@given(st.dictionaries(st.sampled_from(["view", "category", "place", "q", "page", "x"]), st.text(max_size=60)))
def test_any_address_asks_for_some_queue_and_comes_back_the_same(query: dict[str, str]) -> None:
    queue = Queue.of(query)
    address = queue.address(page=queue.page)

    again = Queue.of(dict(parse_qsl(urlsplit(address).query)))
    assert again == queue
    assert queue.query("zhao.yi").size > 0


@pytest.mark.parametrize(
    ("place", "beginning"), [("220000", "22"), ("220100", "2201"), ("411681", "411681"), ("", None), ("22", None)]
)
def test_a_place_stands_for_all_places_in_it(place: str, beginning: str | None) -> None:
    assert Queue.of({"place": place}).query("x").region == beginning


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 秒"),
        (59.9, "59 秒"),
        (60, "1 分 00 秒"),
        (3599, "59 分 59 秒"),
        (3660, "1 小时 01 分"),
        (200_000, "2 天"),
    ],
)
def test_a_span_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert waited(seconds) == words
