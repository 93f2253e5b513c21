"""Canned replies: one's own and the team's, filled or refused, never sent with a gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.bootstrap import Services, bootstrap
from casework.errors import (
    CannedUnfilled,
    CannedUnknown,
    CannedUnknownVariable,
    Denied,
    EmptyMessage,
    MessageTooLong,
)
from casework.services.canned import STARTER, VARIABLES, check_variables, fill
from casework.services.ports import Thread
from casework.services.ports.suggestions import CannedReply
from casework.settings import Settings
from tests.suggesting.talks import AGENT, OTHER, REVIEWER, SENIOR, hire, talk_about

MINE = CannedReply("", AGENT.name, "要材料", "{称呼}好，我是{经办}，请把清单发给我。")
TEAMS = CannedReply("", None, "进度", "登记编号{编号}，在{地区}办理。")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    wired = bootstrap(Settings(data_dir=tmp_path))
    hire(wired)
    yield wired
    wired.store.close()


@pytest.fixture
def thread(services: Services) -> Thread:
    talk = talk_about(services, "B1-1", "药店刷大米", "220100")
    with services.store.write() as work:
        work.threads.place(talk, "220100")
        work.commit()
    with services.store.read() as work:
        found = work.threads.by_id(talk)
    assert found is not None
    return found


def test_ones_own_stand_before_the_teams_and_the_starter_set(services: Services) -> None:
    own, team = services.canned.save(AGENT, MINE), services.canned.save(SENIOR, TEAMS)

    ids = [one.id for one in services.canned.list(AGENT)]

    assert ids[:2] == [own.id, team.id]
    assert all(one.startswith(STARTER) for one in ids[2:])
    assert own.id not in [one.id for one in services.canned.list(OTHER)]


def test_the_starter_set_names_only_variables_that_exist(services: Services) -> None:
    starter = [one for one in services.canned.list(AGENT) if one.id.startswith(STARTER)]

    assert len(starter) >= 8
    for one in starter:
        check_variables(one.text)
        assert "{" not in fill(one.text, dict.fromkeys(VARIABLES, "某"))


def test_variables_are_filled_from_the_conversation(services: Services, thread: Thread) -> None:
    own, team = services.canned.save(AGENT, MINE), services.canned.save(SENIOR, TEAMS)
    registered = replace(thread, number="JB202611220001")

    assert services.canned.filled(AGENT, own.id, thread) == "您好，我是赵一鸣，请把清单发给我。"
    assert services.canned.filled(AGENT, team.id, registered) == "登记编号JB202611220001，在吉林省长春市办理。"


def test_what_the_conversation_does_not_have_is_refused_by_name(services: Services, thread: Thread) -> None:
    team = services.canned.save(SENIOR, TEAMS)

    with pytest.raises(CannedUnfilled) as refused:
        services.canned.filled(AGENT, team.id, thread)

    assert refused.value.slots["names"] == "编号"


@pytest.mark.parametrize("text", ["您好{姓名}", "{}", "{称呼", "称呼}", "{称呼}{電話}", "｛密码｝"])
def test_unknown_variables_and_stray_braces_are_refused(services: Services, text: str) -> None:
    with pytest.raises(CannedUnknownVariable):
        services.canned.save(AGENT, replace(MINE, text=text))
    with pytest.raises(CannedUnknownVariable):
        services.canned.preview(AGENT, text)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (replace(MINE, title=" "), EmptyMessage),
        (replace(MINE, text="\n"), EmptyMessage),
        (replace(MINE, title="长" * 21), MessageTooLong),
        (replace(MINE, text="长" * 501), MessageTooLong),
        (replace(MINE, id="no-such"), CannedUnknown),
        (replace(MINE, owner=OTHER.name), Denied),
    ],
)
def test_what_cannot_be_kept(services: Services, reply: CannedReply, error: type[Exception]) -> None:
    with pytest.raises(error):
        services.canned.save(AGENT, reply)


def test_the_teams_are_for_senior_agents_and_each_change_is_audited(services: Services) -> None:
    with pytest.raises(Denied):
        services.canned.save(AGENT, TEAMS)
    team = services.canned.save(SENIOR, TEAMS)
    with pytest.raises(Denied):
        services.canned.save(AGENT, replace(team, owner=AGENT.name))
    with pytest.raises(Denied):
        services.canned.remove(AGENT, team.id)
    services.canned.remove(SENIOR, team.id)

    with services.store.read() as work:
        lines = [(line.actor, line.action) for line in work.audit.entries() if line.action.startswith("canned")]
    assert lines == [(SENIOR.name, "canned_saved"), (SENIOR.name, "canned_removed")]


def test_nobody_touches_somebody_elses(services: Services) -> None:
    own = services.canned.save(AGENT, MINE)

    for act in (
        lambda: services.canned.remove(OTHER, own.id),
        lambda: services.canned.filled(OTHER, own.id, None),
        lambda: services.canned.save(OTHER, replace(own, owner=OTHER.name)),
        lambda: services.canned.remove(AGENT, "row:canned_wait"),
    ):
        with pytest.raises(CannedUnknown):
            act()


def test_a_reviewer_has_none(services: Services) -> None:
    with pytest.raises(Denied):
        services.canned.list(REVIEWER)


def test_a_preview_says_when_the_law_is_put_in_other_words_than_a_rows(services: Services) -> None:
    shown, sound = services.canned.preview(AGENT, "{称呼}好，请把清单发给我。")
    _, doubtful = services.canned.preview(AGENT, "三个月内都能去复议。")

    assert (shown, sound, doubtful) == ("您好，请把清单发给我。", True, False)


def test_one_kept_for_a_category_is_offered_when_there_is_room(services: Services) -> None:
    services.canned.save(AGENT, CannedReply("", AGENT.name, "要照片", "请把照片发给我。", "out_of_scope"))
    services.canned.save(AGENT, CannedReply("", AGENT.name, "错的", "三个月内都能去复议。", "out_of_scope"))
    talk = talk_about(services, "oos_pension", "养老金少了")

    found = services.suggestions.for_talk(AGENT, talk).items

    assert [one.text for one in found if one.source == "canned"] == ["请把照片发给我。"]


@given(text=st.text(max_size=80))
def test_whatever_is_written_is_refused_or_filled_without_a_gap(text: str) -> None:
    try:
        check_variables(text)
    except CannedUnknownVariable:
        return

    assert not set("{}｛｝") & set(fill(text, dict.fromkeys(VARIABLES, "某")))
