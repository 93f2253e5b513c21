"""Rasa intent classifier around nlu.classifier: intents, ranking, and the reading of contract B."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.classifier import IntentModel, Settings
from nlu.features.space import BlockWeights
from nlu.reader import read

READING = "reading"
INTENT_RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class PetitionClassifier(GraphComponent, IntentClassifier):
    """Sets `intent`, `intent_ranking` and `reading` on every message with text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        defaults = Settings()
        return {
            # Ridge penalty: larger trusts the training texts less.
            "penalty": defaults.penalty,
            # How much the six categories pull their situations together.
            "category_weight": defaults.category_weight,
            # Factor on the certainty fitted on training texts among themselves.
            "softening": defaults.softening,
            # How much character n-grams, cues and the sentence encoder count; how fast likeness of vectors fades.
            "ngrams": defaults.blocks.ngrams,
            "cues": defaults.blocks.cues,
            "encoder": defaults.blocks.encoder,
            "encoder_width": defaults.blocks.encoder_width,
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PetitionClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on all intent examples and persist the model."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        blocks = BlockWeights(*(self._config[name] for name in ("ngrams", "cues", "encoder", "encoder_width")))
        settings = Settings(
            penalty=self._config["penalty"],
            category_weight=self._config["category_weight"],
            softening=self._config["softening"],
            blocks=blocks,
        )
        self._model = IntentModel.train([m.get(TEXT) for m in examples], [m.get(INTENT) for m in examples], settings)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PetitionClassifier:
        """The persisted model; raises what reading a damaged one raises, so that a broken model is not served."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify each message with text; others are left alone."""
        if self._model is None:
            return messages
        for message in messages:
            text = message.get(TEXT)
            if text is None:
                continue
            reading = read(self._model, text)
            ranking = [
                {INTENT_NAME_KEY: scored.name, PREDICTED_CONFIDENCE_KEY: scored.confidence}
                for scored in reading.ranking
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING, ranking, add_to_output=True)
            message.set(READING, reading.as_dict(), add_to_output=True)
        return messages
