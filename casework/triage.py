"""From a reading to a decision: answer, ask one question, or hand over. Reads the tables policy, channels, facts,
confusions.

The rule weighs costs: each category is as dear as what would follow if it were wrong (table policy: `costs`), with the
calibrated
probabilities of the reading. The cheapest is taken, unless asking is cheaper still.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from casework.channel import UNSURE, ChannelChoice, choose_channel, same_channel
from casework.reading import CONSULT, OUT_OF_SCOPE, MatterReading, Reading, Score, category_of
from knowledge import CategoryId, Confusion, Fact, Handler, RuleBook

Action = Literal["answer", "ask", "hand_over"]
CATEGORIES: tuple[CategoryId, ...] = ("appeal", "report", "disclosure", "suggestion", "consult", "out_of_scope")
UNKNOWN_DEPARTMENT = "oos_other"
"""The topic of a matter that is not ours and whose department cannot be named."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the conversation has settled: facts by id, the region, and the reading of the main matter the citizen
    chose.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    region: str | None = None
    settled: str | None = None


@dataclass(frozen=True, slots=True)
class TriagedMatter:
    """One matter decided as far as it can be.

    `situation` is None for consult, out_of_scope and while undecided; `topic` the topic id of those two. `sure` False:
    `doubt` holds
    the question that would settle it (None where the text says too little to ask anything precise).
    """

    span: tuple[int, int]
    category: CategoryId
    situation: str | None
    topic: str | None
    confidence: float
    alternatives: tuple[Score, ...]
    evidence: tuple[str, ...]
    sure: bool
    doubt: Confusion | None
    channel: ChannelChoice | None
    handler: Handler | None

    @property
    def needs(self) -> tuple[Fact, ...]:
        """Facts that would narrow the channel to one branch."""
        return self.channel.missing if self.channel else ()


@dataclass(frozen=True, slots=True)
class Triage:
    """The decision on one petition; the first matter is the main one. No matters: nothing about insurance or offices
    was read.
    """

    action: Action
    matters: tuple[TriagedMatter, ...]


def triage(reading: Reading, known: Known, book: RuleBook) -> Triage:
    """Decide on every matter of a reading.

    A further matter counts when its category is sure and it is not the situation of another; which situation it is may
    stay open (`sure` False, `doubt` asks).
    """
    if not reading.matters:
        return Triage("hand_over", ())
    # The main matter is asked about when it is unsure; a further one is only told beside it, or left.
    main = _decide(reading.matters[0], known, book, known.settled, book.policy.ask_cost)
    beside = 1 - book.policy.second_matter_min
    rest = [_decide(matter, known, book, None, beside) for matter in reading.matters[1 : book.policy.matters_max]]
    seen = {(main.category, main.situation or main.topic)}
    kept = [main]
    for matter in rest:
        identity = (matter.category, matter.situation or matter.topic)
        if (matter.sure or _situation_open(matter, book)) and matter.category != OUT_OF_SCOPE and identity not in seen:
            seen.add(identity)
            kept.append(matter)
    if main.sure:
        action: Action = "answer"
    else:
        action = "ask" if main.doubt is not None else "hand_over"
    return Triage(action, tuple(kept))


def _decide(
    matter: MatterReading, known: Known, book: RuleBook, settled: str | None, cost_limit: float
) -> TriagedMatter:
    matter = _narrow(matter, settled, book) if settled else matter
    category, cost = cheapest_category(matter.categories, book)
    inside = [score for score in matter.ranking if category_of(score.name, book) == category]
    total = sum(score.confidence for score in inside) or 1.0
    # None: the category is known (the citizen said so), but no row of it was ranked; which one is meant stays open.
    best = inside[0].name if inside else None
    confidence = matter.categories.get(category, 0.0)

    # Where most of the probability lies with the dialogue itself, every mistake looks cheap.
    sure = settled is not None or (cost <= cost_limit and confidence >= book.policy.low_confidence)
    doubt: Confusion | None = None
    if sum(matter.categories.values()) < book.policy.low_confidence:
        # Most of the probability lies with the dialogue itself (greetings, bare answers): no matter was told.
        sure = settled is not None
    elif not sure and confidence >= book.policy.low_confidence:
        doubt = _category_doubt(matter, category, book)
    elif sure and category not in (CONSULT, OUT_OF_SCOPE) and len(inside) > 1 and settled != best:
        first, second = inside[0], inside[1]
        unclear = first.confidence / total < book.policy.situation_min
        if unclear and not same_channel(book, first.name, second.name):
            sure, doubt = False, book.confusion(first.name, second.name)

    situation = best if category not in (CONSULT, OUT_OF_SCOPE) else None
    choice = choose_channel(book, situation, known.facts) if situation else None
    return TriagedMatter(
        span=matter.span,
        category=category,
        situation=choice.situation if choice else None,
        topic=_topic(inside, total, category, settled, book) if situation is None else None,
        confidence=confidence,
        alternatives=_alternatives(matter, best, book),
        evidence=matter.evidence,
        sure=sure,
        doubt=doubt,
        channel=choice,
        handler=book.handler(choice.situation, known.region) if choice else None,
    )


def _topic(
    inside: Sequence[Score], total: float, category: CategoryId, settled: str | None, book: RuleBook
) -> str | None:
    """The topic read. Which department a matter belongs to is named only where most of what speaks for another
    department's matter speaks for that one: sent to the wrong door is worse than sent to ask.
    """
    if not inside or category != OUT_OF_SCOPE or settled == inside[0].name:
        return inside[0].name if inside else None
    department = book.topic(inside[0].name).department
    for_it = sum(score.confidence for score in inside if book.topic(score.name).department == department)
    return inside[0].name if for_it / total >= book.policy.situation_min else UNKNOWN_DEPARTMENT


def _situation_open(matter: TriagedMatter, book: RuleBook) -> bool:
    """The category is sure, and the question left is which of its situations is meant."""
    if matter.doubt is None:
        return False
    meant = (option.value for option in matter.doubt.options if option.value != UNSURE)
    return all(category_of(value, book) == matter.category for value in meant)


def cheapest_category(probabilities: Mapping[str, float], book: RuleBook) -> tuple[CategoryId, float]:
    """The category whose expected cost is lowest, and that cost (0: certain; 1: as dear as a plain mistake)."""
    costs = book.policy.costs
    default = costs.get("default", 1.0)

    def expected(taken: str) -> float:
        return sum(
            share * costs.get(f"{truth}>{taken}", default) for truth, share in probabilities.items() if truth != taken
        )

    best = min(CATEGORIES, key=lambda category: (expected(category), -probabilities.get(category, 0.0)))
    return best, expected(best)


def _narrow(matter: MatterReading, settled: str, book: RuleBook) -> MatterReading:
    """The same matter after the citizen said which reading is meant (a situation, topic or category id)."""
    category = category_of(settled, book) or cast(CategoryId, settled)
    if category == settled:
        ranking = tuple(score for score in matter.ranking if category_of(score.name, book) == category)
    else:
        ranking = (Score(settled, 1.0),)
    return MatterReading(matter.span, ranking, {category: 1.0}, matter.evidence)


def _category_doubt(matter: MatterReading, taken: CategoryId, book: RuleBook) -> Confusion | None:
    """The question between the likeliest readings of the two likeliest categories."""
    others = sorted((name for name in matter.categories if name != taken), key=lambda name: -matter.categories[name])
    if not others:
        return None
    return book.confusion(_top_of(matter, taken, book), _top_of(matter, others[0], book))


def _top_of(matter: MatterReading, category: str, book: RuleBook) -> str:
    return next((score.name for score in matter.ranking if category_of(score.name, book) == category), category)


def _alternatives(matter: MatterReading, best: str | None, book: RuleBook) -> tuple[Score, ...]:
    others = (score for score in matter.ranking if score.name != best)
    return tuple(others)[: book.policy.alternatives_max]
