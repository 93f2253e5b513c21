"""The rule component of the language model: institutions, offices and papers in a spaCy document.

A name is found from its end: from a word such as 医院 back over the words that can be part of a name. That is what an
entity ruler with the pattern `name+ end` does; the ruler, though, follows every beginning at once: twice the time on a
usual text and 13 s on 10,000 characters without a stop, where this is linear.
"""

# no postponed annotations here: spaCy reads those of a factory
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Self, cast

from spacy.attrs import IS_STOP  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from nlu.language import vocabulary

COMPONENT: Final = "petition_entities"
_FILE: Final = "rules.json"
_NAME_WORD: Final = re.compile(r"[\u3400-\u9fff0-9a-z×〇]+")
_LONGEST_NAME: Final = 8
"""Words in front of the end word, at most."""
_LONGEST_COUNTER: Final = 2


class PetitionEntities:
    """Sets `doc.ents` with the labels institution, office and document; `token.is_stop` tells where names begin."""

    def __init__(self, vocab: Vocab, rules: dict[str, Any] | None = None) -> None:
        self._vocab = vocab
        self._use(rules or vocabulary.all_rules())

    def _use(self, rules: dict[str, Any]) -> None:
        self._rules = rules
        self._stops: frozenset[str] = frozenset(rules["stops"])
        cast(Any, self._vocab).lex_attr_getters[IS_STOP] = self._stops.__contains__
        heads: dict[str, list[str]] = rules["heads"]
        self._exact = {word: label for label, words in heads.items() for word in words}
        self._exact.update((word, label) for label, words in rules["only_as_word"].items() for word in words)
        self._alone = {word: label for label, words in rules["alone"].items() for word in words}
        self._alone.update((word, label) for label in heads if label not in rules["alone"] for word in heads[label])
        self._ending = {
            label: re.compile(f".(?:{'|'.join(sorted(words, key=len, reverse=True))})$", re.DOTALL)
            for label, words in heads.items()
            if label in rules["tails"]
        }
        self._tails = {label: frozenset(words) for label, words in rules["tails"].items()}
        self._generic = frozenset(rules["generic"])
        # an end word closes a name; only some stand inside a longer one (吉林大学第一医院)
        self._places = frozenset(rules["places"])
        self._levels = tuple(rules["levels"])
        self._within = frozenset(rules["heads_within"])
        self._closed = self._stops | (frozenset(self._exact) - self._within)
        self._number = re.compile(rules["counter_number"])

    def add_stops(self, words: Iterable[str]) -> None:
        """Words of the rule tables that no name reaches back over, unless they can end one."""
        listed = {word for word in words if self._label(word) is None}
        self._use({**self._rules, "stops": sorted(self._stops | listed)})

    def __call__(self, doc: Doc) -> Doc:
        """The document with its entities; those it had are replaced."""
        words = [token.text for token in doc]
        doc.ents = filter_spans([Span(doc, *found) for found in self._spans(words)])
        return doc

    def _spans(self, words: list[str]) -> Iterator[tuple[int, int, str]]:
        for position, word in enumerate(words):
            if word == self._rules["counter"]:
                start = self._back(words, position, _LONGEST_COUNTER, lambda text: bool(self._number.match(text)))
                if start < position:
                    yield start, position + 1, "office"
            label = self._label(word)
            if label is None:
                continue
            start = position
            if label in self._tails:
                belongs = self._in_an_office if label == "office" else self._in_a_name
                start = self._back(words, position, _LONGEST_NAME, belongs)
            if start == position and word in self._exact and word not in self._alone:
                continue
            yield start, self._end(words, position + 1, label), label

    def _label(self, word: str) -> str | None:
        label = self._alone.get(word) or self._exact.get(word)
        if label is not None or word in self._generic or word in self._stops:
            return label
        return next((label for label, ending in self._ending.items() if ending.search(word)), None)

    def _in_a_name(self, word: str) -> bool:
        if word in self._closed or (word in self._generic and word not in self._within):
            return False
        return _NAME_WORD.fullmatch(word) is not None

    def _in_an_office(self, word: str) -> bool:
        """In front of an office stand places only: known ones, and what ends like one (沐石河镇便民服务中心)."""
        if not self._in_a_name(word):
            return False
        return len(word) == 1 or word in self._places or word.endswith(self._levels)

    @staticmethod
    def _back(words: list[str], position: int, most: int, belongs: Callable[[str], bool]) -> int:
        start = position
        while start > 0 and position - start < most and belongs(words[start - 1]):
            start -= 1
        return start

    def _end(self, words: list[str], end: int, label: str) -> int:
        return end + 1 if end < len(words) and words[end] in self._tails.get(label, ()) else end

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Writes the word lists."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_text(json.dumps(self._rules, ensure_ascii=False), encoding="utf-8")

    def from_disk(self, path: str | Path, **_: Any) -> Self:
        """Reads what `to_disk` wrote."""
        self._use(json.loads((Path(path) / _FILE).read_text(encoding="utf-8")))
        return self


@Language.factory(COMPONENT, default_config={"rules": None})
def _make_entities(nlp: Language, name: str, rules: dict[str, Any] | None) -> PetitionEntities:
    return PetitionEntities(nlp.vocab, rules)
