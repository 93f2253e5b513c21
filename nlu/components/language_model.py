"""Rasa's SpacyNLP with the project's own language model, built where it is missing."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.language import load_language_model
from nlu.text import MAX_CHARACTERS, normalise


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="LanguageModel",
)
class LanguageModel(SpacyNLP):
    """Sets the spaCy document of every message with text, for whatever stands behind it in the pipeline.

    Stock SpacyNLP wants the name of an installed model; this one takes that of TRIAGE_DATA_DIR (see nlu.language), so
    that `rasa train` works in a fresh clone. Documents are made of the normalised text, whose positions are those of
    the text itself.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """No options: the model is made from the rule tables and nlu/lexicon."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageModel:
        """Loads the language model, after building it if it is not up to date."""
        return cls(SpacyModel(load_language_model(), "zh_petition"), config)

    def process_training_data(self, training_data: TrainingData, model: SpacyModel) -> TrainingData:
        """Leaves the examples as they are: nothing is trained on documents, and they would fill Rasa's cache."""
        return training_data

    def process(self, messages: list[Message], model: SpacyModel) -> list[Message]:
        """Adds the document of the first 10,000 characters."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                message.set(SPACY_DOCS[TEXT], model.model(normalise(text[:MAX_CHARACTERS])))
        return messages
