"""`triage evaluate`: how good is the present model? What is measured, and how, is the business of nlu.evaluation.

It is the product that is measured, not the classifier alone: what is said is decided by casework, costs weighed and
questions asked back.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.commandline.failure import plain_failures

if TYPE_CHECKING:
    from nlu.evaluation.decision import Decide, Decision
    from nlu.reader import Reading

PASS_THROUGH: dict[str, Any] = {
    "context_settings": {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    "add_help_option": False,
}


def evaluate(context: typer.Context) -> None:
    """Hands every argument on."""
    with plain_failures():
        from nlu.evaluation.main import main

        raise typer.Exit(main(context.args, decide=product_decision(), present_model=_present_model()))


def product_decision() -> "Decide":
    """What the product makes of a reading, without a conversation: no fact known, no place named."""
    from casework.reading import read
    from casework.triage import Known, triage
    from knowledge import RuleBook

    book = RuleBook.load()
    situations = {situation.id for situation in book.situations}

    def decide(text: str, reading: "Reading") -> "Decision":
        from nlu.evaluation.decision import Decided, Decision

        parse = {
            "text": text,
            "intent_ranking": [{"name": one.name, "confidence": one.confidence} for one in reading.ranking],
            "reading": reading.as_dict(),
        }
        decision = triage(read(parse, book), Known(), book)
        ranked = {
            (matter.span.start, matter.span.end): [one.name for one in matter.ranking] for matter in reading.matters
        }
        matters = []
        for matter in decision.matters:
            said = [matter.situation, *ranked.get(matter.span, ())]
            matters.append(Decided(matter.category, tuple(dict.fromkeys(name for name in said if name in situations))))
        return Decision(answers=decision.action == "answer", matters=tuple(matters))

    return decide


def _present_model() -> Callable[[], Path] | None:
    """Finds the model of the present data; None when there is none, so that a classifier is trained on the spot."""
    from api.preparation.job import workshop_of
    from api.preparation.sources import Sources, fingerprint, runtime
    from casework.settings import Settings
    from knowledge import RuleBook, lexicon

    sources = Sources()
    mark = fingerprint(sources, lexicon.mark(RuleBook.load()))
    model = workshop_of(Settings()).shelf.current(mark, runtime(sources))
    return None if model is None else lambda: model
