"""Invented conversations that were misread, written down as a turn would do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from casework.services.ports import HeardTurn, SignalKind, Store
from casework.services.staff import Staff
from tests.fakes import NOON

SUN, ZHOU, LIU = Staff("sun", "reviewer"), Staff("zhou", "admin"), Staff("liu", "reviewer")
REVIEWERS = (SUN, ZHOU, LIU)
CHANGCHUN, CHONGQING = "220100", "500000"
BEDS = "市里的平安医院给我父亲多记了三天床位费，我要举报他们骗医保的钱。"


def parse_of(
    text: str, ranking: Mapping[str, float], categories: Mapping[str, float], *marks: str
) -> dict[str, object]:
    """The NLU's result of a text, as far as it is looked at."""
    return {
        "text": text,
        "intent": {"name": next(iter(ranking), ""), "confidence": max(ranking.values(), default=0.0)},
        "entities": [],
        "reading": {
            "matters": [
                {
                    "span": [0, len(text)],
                    "ranking": [{"name": name, "confidence": share} for name, share in ranking.items()],
                    "categories": dict(categories),
                    "evidence": [{"text": mark, "weight": 1.0} for mark in marks],
                }
            ]
        },
    }


def misread(
    store: Store,
    text: str = BEDS,
    *signals: SignalKind,
    region: str | None = CHANGCHUN,
    category: str | None = "suggestion",
    situation: str | None = "D-1",
    confidence: float = 0.6,
    truth: tuple[str, str | None] = ("report", "B1-1"),
    at: datetime = NOON,
    marks: tuple[str, ...] = ("床位费",),
) -> str:
    """A conversation in which `text` was read as `situation`, with these signals after it; its id.

    Signals that say what is right (corrected, registered) say `truth`.
    """
    others = {"report": {"B1-1": 0.3}, "suggestion": {"D-1": 0.3}}
    rest = others["suggestion" if category == "report" else "report"]
    ranking = ({situation: confidence} if situation else {}) | rest
    shares = ({category: confidence} if category else {}) | {"suggestion" if category == "report" else "report": 0.3}
    with store.write() as work:
        conversation = work.conversations.create(region).id

        def say(speaker: str, words: str) -> int:
            payload = {"from": speaker, "text": words, "buttons": [], "card": None}
            return work.conversations.append_event(conversation, "message", payload).id

        say("bot", "您好，请把事情说给我听。")
        event = say("citizen", text)
        say("bot", "这是一条意见建议，我们会研究。")
        say("citizen", "分类不对")
        turn = HeardTurn(
            conversation, event, at, category, situation, None, confidence, "answer", None, "model-1", "rules-1",
            parse_of(text, ranking, shares, *marks),
        )  # fmt: skip
        work.journal.heard(turn)
        for kind in signals:
            tells = truth if kind in ("corrected", "registered") else (None, None)
            where = event if kind in ("low_confidence", "sent_away") else event + 2
            work.journal.signal(conversation, where, kind, "wang" if kind == "corrected" else "", *tells)
        work.commit()
    return conversation


def hire_reviewers(store: Store) -> None:
    """Everybody who reviews, without the cost of their passwords."""
    with store.write() as work:
        for who in REVIEWERS:
            work.users.add(who.name, "", who.role)
        work.commit()
