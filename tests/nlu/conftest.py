"""A small classifier, trained once on examples of eleven intents."""

from collections import defaultdict

import pytest

from nlu.classifier import IntentModel
from nlu.training_data import Example, load_examples

INTENTS = (
    "A1-1",
    "A2-7",
    "B1-1",
    "B2-1",
    "C1-1",
    "D-1",
    "consult_reimbursement",
    "oos_pension",
    "greet",
    "skip",
    "inform",
)
PER_INTENT = 14


@pytest.fixture(scope="session")
def few_examples() -> list[Example]:
    """The first short examples of each intent, as they stand in nlu/data."""
    kept: defaultdict[str, list[Example]] = defaultdict(list)
    for example in load_examples():
        if example.intent in INTENTS and len(kept[example.intent]) < PER_INTENT and len(example.text) < 120:
            kept[example.intent].append(example)
    return [example for examples in kept.values() for example in examples]


@pytest.fixture(scope="session")
def small_model(few_examples: list[Example]) -> IntentModel:
    """Knows little, but all its parts are the real ones."""
    return IntentModel.train([e.text for e in few_examples], [e.intent for e in few_examples])
