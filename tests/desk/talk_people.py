"""Invented citizens in live conversations, as the dialogue would have left them, for the tests of the desk."""

from __future__ import annotations

from typing import Any

from casework.bootstrap import Services
from casework.reading import category_of
from casework.services.live_petition import KeptPetition
from casework.services.ports import Conversation, ThreadMove, WaitReason
from casework.services.say import PetitionState

STORY = "我妈在外地住院花了三万多，回来报销，医保局书面通知我不予报销，我不服。我的电话是13800000000。"
DECIDING = ("不予报销", "住院花了三万多")
SITUATION, OTHER = "A2-7", "A2-5"
JILIN = "220000"


def parse(text: str, situation: str, evidence: tuple[str, ...]) -> dict[str, Any]:
    """What the classifier would say of a text with one matter."""
    ranking = [{"name": situation, "confidence": 0.86}, {"name": OTHER, "confidence": 0.08}]
    pieces = [{"text": words, "weight": 1.0} for words in evidence]
    return {
        "text": text,
        "intent": ranking[0],
        "intent_ranking": ranking,
        "entities": [],
        "reading": {"matters": [{"span": [0, len(text)], "ranking": ranking, "categories": None, "evidence": pieces}]},
    }


def tells(
    services: Services,
    story: str = STORY,
    situation: str = SITUATION,
    region: str | None = JILIN,
    evidence: tuple[str, ...] = DECIDING,
    begun: Conversation | None = None,
) -> str:
    """Somebody tells the bot what is wrong, and it answers; the conversation's id. `begun`: the one to tell it in."""
    with services.store.write() as work:
        conversation = begun or work.conversations.create(region)
        phone = work.vault.seal(conversation.id, "phone", "13800000000")
        told = story.replace("13800000000", phone)
        event = work.conversations.append_event(conversation.id, "message", _said("citizen", told))
        work.threads.heard(conversation.id, event.id)
        outcome = services.triage_turns.hear(PetitionState(), parse(told, situation, evidence), region)
        for say in outcome.says:
            buttons = [button.to_json() for button in say.buttons]
            payload = {"from": "bot", "text": say.text, "buttons": buttons, "card": say.card or None}
            work.threads.spoke(
                conversation.id, work.conversations.append_event(conversation.id, "message", payload).id, "bot"
            )
        work.threads.keep_petition(conversation.id, KeptPetition(outcome.state, event.id).to_json())
        work.threads.read_as(conversation.id, category_of(situation, services.rulebook), situation, 0.86)
        work.threads.place(conversation.id, region)
        work.commit()
    return conversation.id


def says(services: Services, conversation_id: str, text: str) -> int:
    """The citizen writes something more; its event id."""
    with services.store.write() as work:
        event = work.conversations.append_event(conversation_id, "message", _said("citizen", text))
        work.threads.heard(conversation_id, event.id)
        work.commit()
    return event.id


def calls(services: Services, conversation_id: str, reason: WaitReason = "asked") -> None:
    """The conversation waits for a person."""
    urgent = True if reason == "danger" else None
    with services.store.write() as work:
        moved = work.threads.move(
            conversation_id, ThreadMove("called", "bot", ("bot", "closed"), "waiting", reason=reason, urgent=urgent)
        )
        assert moved is not None
        work.commit()


def waiting(services: Services, reason: WaitReason = "asked", **told: Any) -> str:
    """A conversation that waits for a person."""
    conversation_id = tells(services, **told)
    calls(services, conversation_id, reason)
    return conversation_id


def quiet(services: Services) -> None:
    """Nobody waits and nobody has a conversation: what earlier tests left is closed."""
    with services.store.write() as work:
        for thread_id, _, _ in work.threads.marks():
            work.threads.move(thread_id, ThreadMove("closed", "bot", ("bot", "waiting", "held"), "closed"))
        work.commit()


def _said(who: str, text: str) -> dict[str, Any]:
    return {"from": who, "text": text, "buttons": [], "card": None}
