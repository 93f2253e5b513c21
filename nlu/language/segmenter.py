"""Words of Chinese text for spaCy: jieba with the project's dictionary, in an instance of its own.

spaCy's own jieba tokenizer cuts with the dictionary that is global to the process, which everything else that uses
jieba reads and changes. This one keeps its dictionary to itself and stores it with the model.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

if TYPE_CHECKING:
    import jieba

TOKENIZER: Final = "petition.jieba.v1"
_DICTIONARY: Final = "dictionary.txt"
# What is no Han character is cut small, so that spaCy's vocabulary, which never forgets a word, stays bounded: digits
# by fours, letters and signs one by one, unless the dictionary knows the word. It also keeps long strings of a citizen
# (card and telephone numbers that were not recognised) out of it.
_FOREIGN: Final = re.compile(r"\d{1,4}|.", re.DOTALL)
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def new_jieba(lines: Iterable[str], cache: Path | None = None) -> jieba.Tokenizer:
    """A jieba tokenizer with the lines `word frequency tag` added to its dictionary.

    `cache`: directory where jieba keeps its read dictionary (1 s to read without, 0.3 s with).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba still imports pkg_resources
        import jieba
    jieba.setLogLevel(logging.CRITICAL)  # a cache that cannot be written is no error
    tokenizer = jieba.Tokenizer()
    if cache is not None:
        tokenizer.tmp_dir = str(cache)
    tokenizer.initialize()
    for line in lines:
        word, frequency, tag = line.split(" ")
        tokenizer.add_word(word, int(frequency), tag)
    return tokenizer


class JiebaSegmenter(DummyTokenizer):
    """A spaCy tokenizer. The words of a document, put together, are the text, character for character."""

    def __init__(self, vocab: Vocab, lines: Iterable[str] = ()) -> None:
        self.vocab = vocab
        self._lines = tuple(lines)
        self._jieba: jieba.Tokenizer | None = None

    @property
    def jieba(self) -> jieba.Tokenizer:
        """The tokenizer with the project's dictionary, made at first use."""
        if self._jieba is None:
            self._jieba = new_jieba(self._lines)
        return self._jieba

    def __call__(self, text: str) -> Doc:
        """The words of a text; a lone surrogate, which no UTF-8 can hold, becomes U+FFFD."""
        words = list(self._words(_LONE_SURROGATE.sub("\ufffd", text)))
        return Doc(self.vocab, words=words, spaces=[False] * len(words))

    def _words(self, text: str) -> Iterator[str]:
        known = self.jieba.FREQ
        for word in self.jieba.cut(text, HMM=False):
            if len(word) == 1 or _HAN.fullmatch(word) or known.get(word):
                yield word
            else:
                yield from _FOREIGN.findall(word)

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Writes the dictionary, and jieba's cache so that loading is quick."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _DICTIONARY).write_text("".join(f"{line}\n" for line in self._lines), encoding="utf-8")
        new_jieba((), folder)

    def from_disk(self, path: str | Path, **_: Any) -> JiebaSegmenter:
        """Reads what `to_disk` wrote."""
        folder = Path(path)
        self._lines = tuple((folder / _DICTIONARY).read_text(encoding="utf-8").splitlines())
        self._jieba = new_jieba(self._lines, folder)
        return self


@registry.tokenizers(TOKENIZER)
def _make_segmenter() -> Callable[[Language], JiebaSegmenter]:
    return lambda nlp: JiebaSegmenter(nlp.vocab)
