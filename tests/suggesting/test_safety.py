"""Danger in a citizen's message, from the page to the desk: the numbers at once, and the talk on top for the agent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.bootstrap import Services, bootstrap
from casework.services.ports import ThreadQuery
from casework.settings import Settings
from tests.casework.engines import ScriptedEngine
from tests.suggesting.talks import AGENT, hire

SAID = [
    ("我爸突然昏迷了，叫不醒了，医保卡能用吗", "emergency_medical", "120"),
    ("报不下来，我不想活了", "emergency_self_harm", "12356"),
    ("他说有人要杀我全家", "emergency_threat", "110"),
]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    wired = bootstrap(Settings(data_dir=tmp_path))
    hire(wired)
    wired.engine_slot.engine = ScriptedEngine()
    yield wired
    wired.store.close()


async def told(services: Services, token: str, text: str) -> list[str]:
    """What the citizen reads after a message."""
    before = services.conversations.events(token, 0)[-1].id or 0
    await services.conversations.post(token, f"c-{before}", text)
    await services.conversations.settle()
    messages = [event.data for event in services.conversations.events(token, before)]
    return [str(one["text"]) for one in messages if one["from"] != "citizen"]


@pytest.mark.parametrize(("text", "row", "number"), SAID)
async def test_the_numbers_come_at_once_and_the_talk_stands_on_top(
    services: Services, text: str, row: str, number: str
) -> None:
    quiet = services.conversations.open(None)
    await told(services, quiet.token, "找人工")
    loud = services.conversations.open(None)

    answers = await told(services, loud.token, text)

    assert answers[0] == services.rulebook.reply(row)
    assert number in answers[0]
    (first, *_) = services.live.page(AGENT, ThreadQuery(view="waiting")).threads
    assert (first.urgent, first.reason) == (True, "danger")


async def test_a_bill_for_an_emergency_of_last_month_is_an_ordinary_matter(services: Services) -> None:
    talk = services.conversations.open(None)

    answers = await told(services, talk.token, "我爸上个月突发心梗住院，花了五万只报了两万")

    assert answers
    assert "120" not in "".join(answers)
    assert services.live.page(AGENT, ThreadQuery(view="waiting")).threads == ()
