"""Conversations as the store holds them, for tests of the services around suggestions."""

from __future__ import annotations

from typing import Any

from casework.bootstrap import Services
from casework.services.live_petition import KeptPetition
from casework.services.say import PetitionState
from casework.services.staff import Staff
from tests.casework.builders import certain

AGENT, OTHER = Staff("zhao.yi", "agent"), Staff("qian.er", "agent")
SENIOR = Staff("wang.li", "senior_agent")
REVIEWER, AUDITOR = Staff("sun.gui", "reviewer"), Staff("qian.an", "auditor")


def hire(services: Services) -> None:
    with services.store.write() as work:
        for one, name in (
            (AGENT, "赵一鸣"),
            (OTHER, "钱二"),
            (SENIOR, "王莉"),
            (REVIEWER, "孙桂芝"),
            (AUDITOR, "钱安"),
        ):
            work.users.add(one.name, name, one.role)
        work.commit()


def say(services: Services, talk: str, text: str, sender: str = "citizen", by: str = "") -> int:
    """One message of a conversation, as it is kept; its event id."""
    payload: dict[str, Any] = {"from": sender, "text": text, "buttons": [], "card": None}
    with services.store.write() as work:
        event = work.conversations.append_event(talk, "message", payload | ({"by": by} if by else {}))
        if sender == "citizen":
            work.threads.heard(talk, event.id)
        else:
            work.threads.spoke(talk, event.id, "agent" if sender == "agent" else "bot")
        work.commit()
    return event.id


def talk_about(services: Services, situation: str, text: str, region: str | None = "220000") -> str:
    """A conversation in which a citizen has told a matter; its id."""
    with services.store.write() as work:
        talk = work.conversations.create(region).id
        work.commit()
    event = say(services, talk, text)
    state = PetitionState(parse=certain(situation, text), region=region, story=text)
    with services.store.write() as work:
        work.threads.keep_petition(talk, KeptPetition(state, event).to_json())
        category = next((row.category for row in services.rulebook.situations if row.id == situation), None)
        work.threads.read_as(talk, category, situation, 0.97)
        work.commit()
    return talk
