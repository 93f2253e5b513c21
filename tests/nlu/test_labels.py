"""The categories of intents agree with the rule book and with the training data."""

from knowledge import RuleBook
from nlu.labels import CATEGORIES, DIALOGUE, broad_class, category_of, is_situation
from nlu.training_data import load_examples


def test_situations_belong_to_the_category_of_their_row() -> None:
    for situation in RuleBook.load().situations:
        assert category_of(situation.id) == situation.category
        assert is_situation(situation.id)
        assert broad_class(situation.id) == situation.id


def test_topics_belong_to_consult_or_out_of_scope() -> None:
    for topic in RuleBook.load().topics:
        assert category_of(topic.id) == topic.kind
        assert broad_class(topic.id) == topic.kind


def test_every_situation_and_topic_has_training_examples() -> None:
    book = RuleBook.load()
    trained = {example.intent for example in load_examples()}

    assert {situation.id for situation in book.situations} <= trained
    assert {topic.id for topic in book.topics} <= trained


def test_moves_in_the_conversation_belong_to_no_category() -> None:
    for intent in ("greet", "skip", "inform", "affirm", "cancel", "chitchat"):
        assert category_of(intent) == DIALOGUE
        assert category_of(intent) not in CATEGORIES
