"""The language model and the facts as components of Rasa's pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.rasa
TEXT = "我举报渝中區健民大药房，２０２３年收了３００元"


@pytest.fixture(scope="module")
def components() -> tuple[Any, Any]:
    from nlu.components.fact_extractor import FactExtractor
    from nlu.components.language_model import LanguageModel

    unused: Any = None
    return LanguageModel.create({}, unused, unused, unused), FactExtractor.create({}, unused, unused, unused)


def test_a_message_gets_a_document_of_the_same_length_and_its_facts(components: tuple[Any, Any]) -> None:
    from rasa.nlu.constants import SPACY_DOCS
    from rasa.shared.nlu.training_data.message import Message

    language, facts = components
    message = Message({"text": TEXT})

    facts.process(language.process([message], language.provide()))

    assert len(message.get(SPACY_DOCS["text"]).text) == len(TEXT)
    found = {entity["entity"]: entity for entity in message.get("entities")}
    assert found["institution"]["value"] == "渝中區健民大药房"
    assert (found["institution"]["start"], found["institution"]["end"]) == (3, 11)
    assert found["amount"]["value"] == "３００元"
    assert all(TEXT[e["start"] : e["end"]] == e["value"] for e in message.get("entities"))


def test_facts_are_found_also_without_the_language_model_in_front(components: tuple[Any, Any]) -> None:
    from rasa.shared.nlu.training_data.message import Message

    message = Message({"text": "我在人民医院住院"})

    components[1].process([message])

    assert [entity["value"] for entity in message.get("entities")] == ["人民医院"]


@pytest.mark.parametrize("text", [None, ""])
def test_a_message_without_text_is_left_alone(components: tuple[Any, Any], text: str | None) -> None:
    from rasa.shared.nlu.training_data.message import Message

    message = Message({"text": text})
    language, facts = components

    facts.process(language.process([message], language.provide()))

    assert message.get("entities") is None


def test_the_pipeline_names_the_language_model_before_the_facts() -> None:
    config = yaml.safe_load((Path(__file__).parents[2] / "config.yml").read_text(encoding="utf-8"))

    names = [part["name"].rsplit(".", 1)[-1] for part in config["pipeline"]]

    assert names.index("LanguageModel") < names.index("SpacyTokenizer")
    assert names.index("LanguageModel") < names.index("FactExtractor")
