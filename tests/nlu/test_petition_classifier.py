"""The Rasa component: trains, persists, loads, and writes what contract B promises."""

from pathlib import Path
from typing import Any

import pytest

from nlu.training_data import Example

pytestmark = pytest.mark.rasa


@pytest.fixture
def component(few_examples: list[Example], tmp_path: Path) -> Any:
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from nlu.components.petition_classifier import PetitionClassifier

    messages = [Message.build(text=e.text, intent=e.intent) for e in few_examples]
    parts = (LocalModelStorage(tmp_path), Resource("classifier"), ExecutionContext(GraphSchema({})))
    config = PetitionClassifier.get_default_config()
    trained = PetitionClassifier.create(config, *parts)
    trained.train(TrainingData(messages))
    return trained, PetitionClassifier.load(config, *parts)


def _parse(component: Any, text: str) -> dict[str, Any]:
    from rasa.shared.nlu.training_data.message import Message

    (message,) = component.process([Message({"text": text})])
    return dict(message.as_dict(only_output_properties=True))


def test_a_loaded_component_answers_as_the_trained_one(component: Any) -> None:
    trained, loaded = component
    text = "住院两万才报三千,太少了,我不认。另外举报人民路药店拿医保卡刷大米"

    answer = _parse(loaded, text)

    assert answer == _parse(trained, text)
    assert answer["intent"]["name"] == "A2-7"
    assert [matter["ranking"][0]["name"] for matter in answer["reading"]["matters"]] == ["A2-7", "B1-1"]


def test_the_answer_has_the_shape_of_the_contract(component: Any) -> None:
    answer = _parse(component[1], "举报人民路药店拿医保卡刷大米")

    assert answer["intent"] == answer["intent_ranking"][0]
    assert set(answer["reading"]) == {"matters", "model"}
    (matter,) = answer["reading"]["matters"]
    assert set(matter) == {"span", "ranking", "categories", "evidence"}
    assert set(matter["categories"]) == {"appeal", "report", "disclosure", "suggestion", "consult", "out_of_scope"}
    assert set(matter["evidence"][0]) == {"text", "start", "end", "weight"}


def test_a_message_without_text_is_left_alone(component: Any) -> None:
    from rasa.shared.nlu.training_data.message import Message

    (message,) = component[1].process([Message({"intent": {"name": "greet", "confidence": 1.0}})])

    assert "reading" not in message.data


def test_a_component_that_was_never_trained_leaves_messages_alone(component: Any, tmp_path: Path) -> None:
    from rasa.shared.nlu.training_data.message import Message

    from nlu.components.petition_classifier import PetitionClassifier

    blank = PetitionClassifier(PetitionClassifier.get_default_config(), component[0]._storage, component[0]._resource)

    (message,) = blank.process([Message({"text": "您好"})])
    assert "reading" not in message.data
