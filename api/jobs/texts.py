"""What is known of texts for training (ports.training.TextCheck): intents, copies, suspects, neutral words."""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from api.jobs.suspecting import NotFound, suspects_apart
from casework.errors import QueueFault
from casework.redaction import find_sensitive, replace_sensitive
from casework.services.ports import SEALED_TOKEN
from nlu.labels import DIALOGUE, broad_class, category_of
from nlu.training_data import SHORTEST_COMPARED, Example, grams, load_examples

COPY_FROM: Final = 0.6
"""Share of a text's 4-grams found in another one from which it counts as a copy.

nlu/data keeps to 0.4 among texts written on purpose; two citizens who tell the same thing in like words are still two.
"""
_WORDS: Final = {
    "身份证": "身份证号",
    "电话": "电话号码",
    "姓名": "某某",
    "地址": "某地",
    "单位": "某单位",
    "邮箱": "邮箱",
    "银行卡": "银行卡号",
    "社保卡": "社保卡号",
}
_KINDS: Final = {
    "id_number": "身份证号",
    "phone": "电话号码",
    "bank_card": "银行卡号",
    "email": "邮箱",
    "name": "某某",
}
_TOKEN: Final = re.compile(SEALED_TOKEN)
# Rasa reads [..](..) and [..]{..} in an example as a marked entity.
_MARKS: Final = str.maketrans("[]{}", "［］｛｝")


class TrainingTexts:
    """Reads nlu/data once, at the first question that needs it."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()

    @cached_property
    def _examples(self) -> list[Example]:
        return load_examples()

    def intents(self) -> frozenset[str]:
        """The intents of petitions that the project's data has; moves of the dialogue are not learnt from labels."""
        return frozenset(one.intent for one in self._examples if category_of(one.intent) != DIALOGUE)

    def category_of(self, intent: str) -> str:
        """One of the six categories, or `dialogue`."""
        return category_of(intent)

    def neutral(self, text: str) -> str:
        """Tokens become the words other examples use; what a token missed goes too; one line, no marks of Rasa's.

        Empty where nothing else is left.
        """
        bare = _TOKEN.sub("", text)
        if not any(character.isalnum() for character in bare):
            return ""
        found = find_sensitive(text)
        masked = replace_sensitive(text, {one: _KINDS[one.kind] for one in found})
        words = _TOKEN.sub(lambda token: _WORDS[re.sub(r"[〔〕0-9]", "", token.group())], masked)
        return " ".join(words.translate(_MARKS).split())

    def copies(self, texts: Sequence[str], known: Sequence[tuple[str, str]]) -> Sequence[str | None]:
        """Where each text stands already: the project's file, the name of a known one, `#n` for one earlier here."""
        others = [(name, text, grams(text)) for name, text in known]
        found = []
        for number, text in enumerate(texts, 1):
            bag = grams(text)
            found.append(self._copy_of(text, bag, others))
            others.append((f"#{number}", text, bag))
        return found

    def _copy_of(self, text: str, bag: frozenset[str], others: Sequence[tuple[str, str, frozenset[str]]]) -> str | None:
        if text in self._files:
            return self._files[text]
        # short texts repeat each other by nature: they only must not be equal
        compared = len(text) >= SHORTEST_COMPARED and bool(bag)
        least = COPY_FROM * len(bag)
        if compared:
            shared: Counter[int] = Counter()
            for gram in bag:
                shared.update(self._holders.get(gram, ()))
            for number, count in shared.most_common(1):
                if count >= least:
                    return self._examples[number].file
        for name, other, grams_of_other in others:
            if text == other or (compared and len(bag & grams_of_other) >= least):
                return name
        return None

    @cached_property
    def _files(self) -> dict[str, str]:
        return {example.text: example.file for example in self._examples}

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        """Which examples have a 4-gram; built once, a second."""
        holders: dict[str, list[int]] = defaultdict(list)
        for number, example in enumerate(self._examples):
            for gram in grams(example.text):
                holders[gram].append(number)
        return holders

    def suspects(self, texts: Sequence[str], intents: Sequence[str]) -> Sequence[tuple[int, str, float]]:
        """The way of nlu.data_report: one classifier over the project's data and these, each text left out in turn.

        In a process of its own; a second question waits for the first. Raises QueueFault when that process fails.
        """
        if not texts:
            return []
        every = [*(one.text for one in self._examples), *texts]
        labels = [broad_class(name) for name in (*(one.intent for one in self._examples), *intents)]
        begin = len(self._examples)
        try:
            with self._one_at_a_time:
                found = suspects_apart(every, labels)
        except NotFound as error:
            raise QueueFault(f"suspects were not found: {error}") from error
        return [(number - begin, likely, sure) for number, likely, sure in found if number >= begin]
