"""One text triaged without a conversation: the answer other systems get (DESIGN.md section 6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

from casework.errors import NotReady
from casework.intake import clean, wordless
from casework.jurisdiction import region_named_in
from casework.reading import Score, category_of, read
from casework.redaction import find_sensitive, replace_sensitive
from casework.reply import handler_part
from casework.services.dialogue_port import DialogueEngine
from casework.services.regions import PlaceNamed, check_region
from casework.triage import Known, TriagedMatter, triage
from knowledge import Channel, RuleBook


class TriageService:
    """Stateless triage. A decisive fact that the text does not say leaves every branch in the answer, and the
    question in `needs`.
    """

    def __init__(
        self,
        engine: Callable[[], DialogueEngine | None],
        book: Callable[[], RuleBook],
        place_named: PlaceNamed = region_named_in,
    ) -> None:
        self._engine = engine
        self._book = book
        self._place_named = place_named

    async def triage(self, text: str, region: str | None) -> dict[str, Any]:
        """Decide on one text. Raises NotReady, EmptyMessage, MessageTooLong, UnknownRegion, EngineFault."""
        book, engine = self._book(), self._engine()
        if engine is None:
            raise NotReady("no engine loaded")
        said = clean(text, book.policy.message_max_chars)
        place = check_region(region) or self._place_named(said, book)
        answer: dict[str, Any] = {"matters": [], "action": "ask", "rulebook": book.version, "model": engine.model_name}
        if wordless(said) is not None:
            return answer
        # A mask as long as what it hides keeps every offset true to the cleaned text.
        masked = replace_sensitive(said, {one: "〇" * (one.end - one.start) for one in find_sensitive(said)})
        parse = await engine.parse(masked)
        return answer | decision_json(parse, place, book)


def decision_json(parse: dict[str, Any], region: str | None, book: RuleBook) -> dict[str, Any]:
    """`matters` and `action` of an answer, from a parse result."""
    reading = read(parse, book)
    kinds = reading.found.get("decision_kind", ())
    # A text that names two kinds of decision leaves the question open, as in the conversation.
    facts = {"decision_kind": kinds[0]} if len(kinds) == 1 else {}
    decision = triage(reading, Known(facts=facts, region=region), book)
    return {"matters": [_matter(one, book) for one in decision.matters], "action": decision.action}


def _matter(matter: TriagedMatter, book: RuleBook) -> dict[str, Any]:
    citations = []
    if matter.situation is not None and matter.channel is not None:
        rows = [matter.situation, *(branch.id for branch in matter.channel.branches)]
        citations = [book.citation(row) for row in rows]
        # Each law by its name; the article is not in the list, only where the list names the law.
        citations += [
            replace(law, clause=book.reply("basis_clause", clause=law.clause))
            for law in book.bases_for(matter.situation)
        ]
    questions = [
        {"fact": fact.id, "question": fact.question, "options": [asdict(one) for one in (*fact.options, fact.unsure)]}
        for fact in ((matter.doubt,) if matter.doubt else matter.needs)
    ]
    handler = handler_part(matter.handler, book) if matter.handler else (None, "")
    return {
        "category": matter.category,
        "situation_id": matter.situation,
        "topic": matter.topic,
        "confidence": round(matter.confidence, 4),
        "alternatives": [_alternative(score, book) for score in matter.alternatives],
        "span": list(matter.span),
        "evidence": list(matter.evidence),
        "channel": _steps(matter.channel.branches if matter.channel else ()),
        "basis": [
            {"title": one.title, "clause": one.clause, "source": one.source, "row": one.row, "quote": one.quote}
            for one in citations
        ],
        "handler": handler[0],
        "handler_note": handler[1],
        "needs": questions,
    }


def _alternative(score: Score, book: RuleBook) -> dict[str, Any]:
    category = category_of(score.name, book)
    situation = score.name if any(one.id == score.name for one in book.situations) else None
    return {"category": category, "situation_id": situation, "confidence": round(score.confidence, 4)}


def _steps(branches: Sequence[Channel]) -> list[dict[str, Any]]:
    """The steps of every branch still open, each branch numbered from 1 and named by its label."""
    return [
        {
            "step": step.order,
            "text": step.text,
            "relation": step.relation,
            "branch": branch.label if len(branches) > 1 else "",
        }
        for branch in branches
        for step in branch.steps
    ]
